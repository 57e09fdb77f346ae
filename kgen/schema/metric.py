"""Owns the metrics an autoscaler can follow, in the shape of Kubernetes' autoscaling/v2."""

from typing import Annotated, Literal, Required

from pydantic import Field

from kgen.schema.record import Record
from kgen.schema.scalar import PositiveCount, Quantity
from kgen.schema.selector import LabelSelector


class MetricTarget(Record, total=False):
    """The value an autoscaler steers towards."""

    type: Required[
        Annotated[
            Literal["Utilization", "Value", "AverageValue"], Field(description="Which of the other fields is set.")
        ]
    ]
    averageUtilization: Annotated[
        PositiveCount, Field(description="Percentage of the request, averaged over the pods.", examples=[70])
    ]
    averageValue: Annotated[Quantity, Field(description="Value, averaged over the pods.")]
    value: Annotated[Quantity, Field(description="Value as a whole.")]


class MetricIdentifier(Record, total=False):
    """A metric of the cluster's metrics API."""

    name: Required[Annotated[str, Field(min_length=1, description="Name of the metric.")]]
    selector: Annotated[LabelSelector, Field(description="Which series of the metric.")]


class CrossVersionObjectReference(Record, total=False):
    """An object in the namespace of the workload."""

    apiVersion: Annotated[str, Field(description="API version of the object.")]
    kind: Required[Annotated[str, Field(description="Kind of the object.")]]
    name: Required[Annotated[str, Field(description="Name of the object.")]]


class ResourceMetricSource(Record, total=False):
    """CPU or memory of whole pods."""

    name: Required[Annotated[str, Field(description="The resource.", examples=["cpu"])]]
    target: Required[Annotated[MetricTarget, Field(description="Value to steer towards.")]]


class ContainerResourceMetricSource(Record, total=False):
    """CPU or memory of one container of the pods."""

    name: Required[Annotated[str, Field(description="The resource.", examples=["cpu"])]]
    container: Required[Annotated[str, Field(description="Name of the container.")]]
    target: Required[Annotated[MetricTarget, Field(description="Value to steer towards.")]]


class PodsMetricSource(Record, total=False):
    """A metric of each pod, averaged."""

    metric: Required[Annotated[MetricIdentifier, Field(description="The metric.")]]
    target: Required[Annotated[MetricTarget, Field(description="Value to steer towards; an `AverageValue`.")]]


class ObjectMetricSource(Record, total=False):
    """A metric of one object."""

    describedObject: Required[Annotated[CrossVersionObjectReference, Field(description="The object.")]]
    metric: Required[Annotated[MetricIdentifier, Field(description="The metric.")]]
    target: Required[Annotated[MetricTarget, Field(description="Value to steer towards.")]]


class ExternalMetricSource(Record, total=False):
    """A metric of something outside the cluster."""

    metric: Required[Annotated[MetricIdentifier, Field(description="The metric.")]]
    target: Required[Annotated[MetricTarget, Field(description="Value to steer towards.")]]


class MetricSpec(Record, total=False):
    """One metric that the autoscaler follows: `type`, and the field that belongs to it."""

    type: Required[
        Annotated[
            Literal["Resource", "ContainerResource", "Pods", "Object", "External"],
            Field(description="Which of the other fields is set."),
        ]
    ]
    resource: Annotated[ResourceMetricSource, Field(description="CPU or memory of whole pods.")]
    containerResource: Annotated[ContainerResourceMetricSource, Field(description="CPU or memory of one container.")]
    pods: Annotated[PodsMetricSource, Field(description="A metric of each pod, averaged.")]
    object: Annotated[ObjectMetricSource, Field(description="A metric of one object.")]
    external: Annotated[ExternalMetricSource, Field(description="A metric from outside the cluster.")]

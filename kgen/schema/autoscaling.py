"""Owns how many pods run: autoscaling on metrics and triggers, and how many may be missing at a time."""

from typing import Annotated, Literal, Required

from pydantic import Field

from kgen.schema.metric import MetricSpec
from kgen.schema.record import Record
from kgen.schema.scalar import (
    Decimal,
    IntOrPercent,
    Name,
    ObjectName,
    PositiveCount,
    Promql,
    Quantity,
    Replicas,
    Seconds,
    TextMap,
)


class HPAScalingPolicy(Record, total=False):
    """The most that replicas may change within a time."""

    type: Required[
        Annotated[Literal["Pods", "Percent"], Field(description="Whether `value` counts pods or percent of them.")]
    ]
    value: Required[Annotated[PositiveCount, Field(description="The most that may change.")]]
    periodSeconds: Required[
        Annotated[int, Field(ge=1, le=1800, description="Time within which it may change, in seconds, at most 1800.")]
    ]


class HPAScalingRules(Record, total=False):
    """How fast the number of replicas follows the metrics in one direction."""

    policies: Annotated[list[HPAScalingPolicy], Field(description="Limits on the speed of change.")]
    selectPolicy: Annotated[
        Literal["Max", "Min", "Disabled"],
        Field(description="Which policy counts: the one that changes most or least, or none at all. Default: `Max`."),
    ]
    stabilizationWindowSeconds: Annotated[
        int,
        Field(
            ge=0,
            le=3600,
            description="Seconds of past recommendations that are looked at before a change, at most 3600. "
            "Default: 300 when scaling down, 0 when scaling up.",
        ),
    ]
    tolerance: Annotated[
        Quantity,
        Field(
            description="Deviation that is let pass, `0.05` for 5 %. Default: the cluster's. Kubernetes 1.35 or newer."
        ),
    ]


class HorizontalPodAutoscalerBehavior(Record, total=False):
    """How fast the number of replicas follows the metrics."""

    scaleUp: Annotated[HPAScalingRules, Field(description="How replicas are added.")]
    scaleDown: Annotated[HPAScalingRules, Field(description="How replicas are removed.")]


class AuthenticationReference(Record, total=False):
    """The KEDA object that holds a trigger's credentials."""

    name: Annotated[ObjectName, Field(description="Name of the object.")]
    kind: Annotated[
        Literal["TriggerAuthentication", "ClusterTriggerAuthentication"],
        Field(description="Kind of the object. Default: `TriggerAuthentication`."),
    ]


class Trigger(Record, total=False):
    """A KEDA trigger: `type` and `metadata`, or `query` and `threshold` for Prometheus."""

    type: Annotated[
        str, Field(min_length=1, description="Scaler that KEDA runs.", examples=["prometheus", "kafka", "cron"])
    ]
    metadata: Annotated[TextMap, Field(description="Settings of the scaler, all as text.")]
    metricType: Annotated[
        Literal["AverageValue", "Value", "Utilization"],
        Field(description="How the value is compared with its target. Default: `AverageValue`, per pod."),
    ]
    authenticationRef: Annotated[AuthenticationReference, Field(description="Where the scaler's credentials are.")]
    query: Annotated[
        Promql,
        Field(
            description="PromQL that gives one value; only with `type: prometheus`, asked of the organisation's "
            "Prometheus.",
            examples=['sum(queue_depth{service="checkout"})'],
        ),
    ]
    threshold: Annotated[
        Decimal, Field(description="Value of the query that one pod is meant to carry.", examples=["100"])
    ]


class Autoscaling(Record, total=False):
    """How many replicas run, and what decides. With triggers KEDA scales the workload, otherwise Kubernetes itself."""

    minReplicas: Annotated[
        Replicas,
        Field(description="Fewest replicas. Default: 2 in stage production, otherwise 1; 0 needs a trigger."),
    ]
    maxReplicas: Annotated[
        int, Field(ge=1, le=100_000, description="Most replicas; required in the end.", examples=[10])
    ]
    cpu: Annotated[
        PositiveCount,
        Field(
            description="CPU to steer towards, in percent of the main container's request. Default: 80 when nothing "
            "else is given.",
            examples=[70],
        ),
    ]
    memory: Annotated[
        PositiveCount, Field(description="Memory to steer towards, in percent of the main container's request.")
    ]
    metrics: Annotated[list[MetricSpec], Field(description="Further metrics, in Kubernetes' shape.")]
    behavior: Annotated[HorizontalPodAutoscalerBehavior, Field(description="How fast replicas are added and removed.")]
    triggers: Annotated[
        dict[Name, Trigger],
        Field(
            description="KEDA triggers by name. One ScaledObject then carries them, `cpu` and `memory` too; `metrics` "
            "must be written as triggers."
        ),
    ]
    pollingInterval: Annotated[
        PositiveCount, Field(description="Seconds between two looks at the triggers. Default: KEDA's 30.")
    ]
    cooldownPeriod: Annotated[
        Seconds,
        Field(description="Seconds after the last active trigger before scaling to 0. Default: KEDA's 300."),
    ]


class PodDisruptionBudget(Record, total=False):
    """How many pods may be missing while nodes are drained: one of the two numbers."""

    minAvailable: Annotated[
        IntOrPercent, Field(description="Pods that must stay, as a number or a percentage.", examples=[1, "50%"])
    ]
    maxUnavailable: Annotated[
        IntOrPercent,
        Field(description="Pods that may be missing, as a number or a percentage. Default: 1.", examples=[1, "25%"]),
    ]
    unhealthyPodEvictionPolicy: Annotated[
        Literal["IfHealthyBudget", "AlwaysAllow"],
        Field(description="Whether pods that are not ready may be evicted at any time. Default: `AlwaysAllow`."),
    ]

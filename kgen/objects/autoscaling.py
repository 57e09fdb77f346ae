"""Owns the shape of HorizontalPodAutoscaler v2; KEDA takes its behavior over."""

from typing import Literal, Required, TypedDict

from kgen.objects.meta import LabelSelector, ObjectMeta, Quantity


class CrossVersionObjectReference(TypedDict):
    apiVersion: str
    kind: str
    name: str


class MetricIdentifier(TypedDict, total=False):
    name: Required[str]
    selector: LabelSelector | None


class MetricTarget(TypedDict, total=False):
    """Exactly the value that `type` names."""

    type: Required[Literal["Utilization", "Value", "AverageValue"]]
    averageUtilization: int | None  # percent of the request
    averageValue: Quantity | None
    value: Quantity | None


class ResourceMetricSource(TypedDict):
    name: str
    target: MetricTarget


class ContainerResourceMetricSource(TypedDict):
    container: str
    name: str
    target: MetricTarget


class PodsMetricSource(TypedDict):
    metric: MetricIdentifier
    target: MetricTarget


class ObjectMetricSource(TypedDict):
    describedObject: CrossVersionObjectReference
    metric: MetricIdentifier
    target: MetricTarget


class ExternalMetricSource(TypedDict):
    metric: MetricIdentifier
    target: MetricTarget


class MetricSpec(TypedDict, total=False):
    """Exactly the source that `type` names."""

    type: Required[Literal["ContainerResource", "External", "Object", "Pods", "Resource"]]
    containerResource: ContainerResourceMetricSource | None
    external: ExternalMetricSource | None
    object: ObjectMetricSource | None
    pods: PodsMetricSource | None
    resource: ResourceMetricSource | None


class HPAScalingPolicy(TypedDict):
    type: Literal["Pods", "Percent"]
    value: int
    periodSeconds: int


class HPAScalingRules(TypedDict, total=False):
    stabilizationWindowSeconds: int | None
    selectPolicy: Literal["Max", "Min", "Disabled"] | None
    policies: list[HPAScalingPolicy] | None
    tolerance: Quantity | None


class HorizontalPodAutoscalerBehavior(TypedDict, total=False):
    scaleDown: HPAScalingRules | None
    scaleUp: HPAScalingRules | None


class HorizontalPodAutoscalerSpec(TypedDict, total=False):
    scaleTargetRef: Required[CrossVersionObjectReference]
    minReplicas: int | None
    maxReplicas: Required[int]
    metrics: list[MetricSpec] | None
    behavior: HorizontalPodAutoscalerBehavior | None


class HorizontalPodAutoscaler(TypedDict):
    apiVersion: Literal["autoscaling/v2"]
    kind: Literal["HorizontalPodAutoscaler"]
    metadata: ObjectMeta
    spec: HorizontalPodAutoscalerSpec

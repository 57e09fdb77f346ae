"""Owns the shape of KEDA's ScaledObject."""

from typing import Literal, Required, TypedDict

from kgen.objects.autoscaling import CrossVersionObjectReference, HorizontalPodAutoscalerBehavior
from kgen.objects.meta import ObjectMeta


class AuthenticationRef(TypedDict, total=False):
    """A TriggerAuthentication of the same namespace, or a ClusterTriggerAuthentication."""

    name: Required[str]
    kind: Literal["TriggerAuthentication", "ClusterTriggerAuthentication"] | None


class ScaleTrigger(TypedDict, total=False):
    """`metadata` is text throughout, numbers too; `metricType: Utilization` is for cpu and memory only."""

    type: Required[str]
    name: str | None
    metricType: Literal["AverageValue", "Utilization", "Value"] | None
    metadata: Required[dict[str, str]]
    authenticationRef: AuthenticationRef | None
    useCachedMetrics: bool | None


class HorizontalPodAutoscalerConfig(TypedDict, total=False):
    name: str | None
    behavior: HorizontalPodAutoscalerBehavior | None


class AdvancedConfig(TypedDict, total=False):
    restoreToOriginalReplicaCount: bool | None
    horizontalPodAutoscalerConfig: HorizontalPodAutoscalerConfig | None


class Fallback(TypedDict):
    """The replicas to have after so many failures to read a trigger."""

    failureThreshold: int
    replicas: int


class ScaledObjectSpec(TypedDict, total=False):
    """Times are in seconds."""

    scaleTargetRef: Required[CrossVersionObjectReference]
    minReplicaCount: int | None
    maxReplicaCount: int | None
    pollingInterval: int | None
    cooldownPeriod: int | None
    fallback: Fallback | None
    advanced: AdvancedConfig | None
    triggers: Required[list[ScaleTrigger]]


class ScaledObject(TypedDict):
    apiVersion: Literal["keda.sh/v1alpha1"]
    kind: Literal["ScaledObject"]
    metadata: ObjectMeta
    spec: ScaledObjectSpec

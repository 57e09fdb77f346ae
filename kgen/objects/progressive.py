"""Owns the shapes of canaries that a controller drives: Argo Rollouts' and Flagger's."""

from typing import Literal, Required, TypedDict

from kgen.objects.autoscaling import CrossVersionObjectReference
from kgen.objects.gateway import ParentReference
from kgen.objects.meta import IntOrString, LabelSelector, ObjectMeta, TemplateMeta
from kgen.objects.pod import PodTemplateSpec

# Argo Rollouts


class WorkloadRef(TypedDict, total=False):
    """The Deployment whose pod template a Rollout takes instead of having its own."""

    apiVersion: Required[Literal["apps/v1"]]
    kind: Required[Literal["Deployment"]]
    name: Required[str]
    scaleDown: Literal["never", "onsuccess", "progressively"] | None


class RolloutAnalysisTemplate(TypedDict, total=False):
    templateName: Required[str]
    clusterScope: bool | None


class AnalysisArgumentSource(TypedDict):
    """The hash in the names of the new version's pods, or of the proven one's."""

    podTemplateHashValue: Literal["Latest", "Stable"]


class AnalysisRunArgument(TypedDict, total=False):
    """Exactly one of `value` and `valueFrom`."""

    name: Required[str]
    value: str | None
    valueFrom: AnalysisArgumentSource | None


class RolloutAnalysis(TypedDict, total=False):
    templates: Required[list[RolloutAnalysisTemplate]]
    args: list[AnalysisRunArgument] | None


class RolloutAnalysisBackground(RolloutAnalysis, total=False):
    """Runs beside the steps, from step `startingStep` on."""

    startingStep: int | None


class RolloutPause(TypedDict, total=False):
    """Without `duration` until somebody promotes."""

    duration: IntOrString | None


class StringMatch(TypedDict, total=False):
    """Exactly one of the three."""

    exact: str | None
    prefix: str | None
    regex: str | None


class HeaderRoutingMatch(TypedDict):
    headerName: str
    headerValue: StringMatch


class SetHeaderRoute(TypedDict, total=False):
    """`name` is one of the managed routes; without `match` the route is removed."""

    name: Required[str]
    match: list[HeaderRoutingMatch] | None


class SetCanaryScale(TypedDict, total=False):
    """Exactly one of the three."""

    replicas: int | None
    weight: int | None
    matchTrafficWeight: bool | None


class CanaryStep(TypedDict, total=False):
    """Exactly one of the five."""

    setWeight: int | None
    pause: RolloutPause | None
    analysis: RolloutAnalysis | None
    setHeaderRoute: SetHeaderRoute | None
    setCanaryScale: SetCanaryScale | None


class ManagedRoute(TypedDict):
    name: str


class GatewayPluginRoute(TypedDict):
    name: str


class GatewayPlugin(TypedDict, total=False):
    """What the Gateway API plugin reads: the routes whose weights it writes."""

    httpRoutes: list[GatewayPluginRoute] | None
    grpcRoutes: list[GatewayPluginRoute] | None
    namespace: Required[str]


# A call instead of a class, because the plugin's name is no word of Python.
TrafficRoutingPlugins = TypedDict("TrafficRoutingPlugins", {"argoproj-labs/gatewayAPI": GatewayPlugin})


class RolloutTrafficRouting(TypedDict, total=False):
    managedRoutes: list[ManagedRoute] | None
    plugins: Required[TrafficRoutingPlugins]


class CanaryStrategy(TypedDict, total=False):
    canaryService: str | None
    stableService: str | None
    canaryMetadata: TemplateMeta | None
    stableMetadata: TemplateMeta | None
    maxSurge: IntOrString | None
    maxUnavailable: IntOrString | None
    dynamicStableScale: bool | None
    scaleDownDelaySeconds: int | None
    abortScaleDownDelaySeconds: int | None
    trafficRouting: RolloutTrafficRouting | None
    analysis: RolloutAnalysisBackground | None
    steps: Required[list[CanaryStep]]


class RolloutStrategy(TypedDict):
    canary: CanaryStrategy


class RolloutSpec(TypedDict, total=False):
    """Exactly one of `template` and `workloadRef`."""

    replicas: int | None
    minReadySeconds: int | None
    revisionHistoryLimit: int | None
    progressDeadlineSeconds: int | None
    progressDeadlineAbort: bool | None
    selector: LabelSelector | None
    template: PodTemplateSpec | None
    workloadRef: WorkloadRef | None
    strategy: Required[RolloutStrategy]


class Rollout(TypedDict):
    apiVersion: Literal["argoproj.io/v1alpha1"]
    kind: Literal["Rollout"]
    metadata: ObjectMeta
    spec: RolloutSpec


class PrometheusMetric(TypedDict, total=False):
    address: Required[str]
    query: Required[str]
    timeout: int | None  # seconds


class AnalysisProvider(TypedDict):
    prometheus: PrometheusMetric


class AnalysisMetric(TypedDict, total=False):
    """Conditions are expressions over `result`; without `interval` it is measured once."""

    name: Required[str]
    interval: str | None
    initialDelay: str | None
    count: IntOrString | None
    successCondition: str | None
    failureCondition: str | None
    failureLimit: IntOrString | None
    inconclusiveLimit: IntOrString | None
    consecutiveErrorLimit: IntOrString | None
    provider: Required[AnalysisProvider]


class AnalysisArgument(TypedDict, total=False):
    """Without `value` the Rollout has to give one."""

    name: Required[str]
    value: str | None


class AnalysisTemplateSpec(TypedDict, total=False):
    args: list[AnalysisArgument] | None
    metrics: Required[list[AnalysisMetric]]


class AnalysisTemplate(TypedDict):
    apiVersion: Literal["argoproj.io/v1alpha1"]
    kind: Literal["AnalysisTemplate"]
    metadata: ObjectMeta
    spec: AnalysisTemplateSpec


# Flagger


class CanaryRetries(TypedDict, total=False):
    attempts: int | None
    perTryTimeout: str | None
    retryOn: str | None


class CanaryService(TypedDict, total=False):
    """Flagger writes the Services and the route itself; `port` is the Service's."""

    name: str | None
    port: Required[int]
    portName: str | None
    targetPort: IntOrString | None
    appProtocol: str | None
    portDiscovery: bool | None
    hosts: list[str] | None
    gatewayRefs: list[ParentReference] | None
    timeout: str | None
    retries: CanaryRetries | None
    apex: TemplateMeta | None
    primary: TemplateMeta | None
    canary: TemplateMeta | None


class CanaryThresholdRange(TypedDict, total=False):
    min: float | None
    max: float | None


class CrossNamespaceObjectReference(TypedDict, total=False):
    name: Required[str]
    namespace: str | None


class CanaryMetric(TypedDict, total=False):
    name: Required[str]
    interval: str | None
    thresholdRange: CanaryThresholdRange | None
    templateRef: CrossNamespaceObjectReference | None
    templateVariables: dict[str, str] | None


class CanaryHeaderMatch(TypedDict):
    headers: dict[str, StringMatch]


class CanaryAnalysis(TypedDict, total=False):
    """`threshold` failed checks roll back. Weights are percentages: `stepWeight` up to `maxWeight`, or `stepWeights`.

    With `match`, `iterations` rounds of the matching requests take the place of weights.
    """

    interval: Required[str]
    threshold: Required[int]
    maxWeight: int | None
    stepWeight: int | None
    stepWeights: list[int] | None
    stepWeightPromotion: int | None
    iterations: int | None
    mirror: bool | None
    mirrorWeight: int | None
    match: list[CanaryHeaderMatch] | None
    metrics: list[CanaryMetric] | None


class CanarySpec(TypedDict, total=False):
    provider: Required[Literal["gatewayapi:v1"]]
    targetRef: Required[CrossVersionObjectReference]
    autoscalerRef: CrossVersionObjectReference | None
    progressDeadlineSeconds: int | None
    skipAnalysis: bool | None
    revertOnDeletion: bool | None
    service: Required[CanaryService]
    analysis: Required[CanaryAnalysis]


class Canary(TypedDict):
    apiVersion: Literal["flagger.app/v1beta1"]
    kind: Literal["Canary"]
    metadata: ObjectMeta
    spec: CanarySpec


class MetricTemplateProvider(TypedDict):
    type: Literal["prometheus"]
    address: str


class MetricTemplateSpec(TypedDict):
    provider: MetricTemplateProvider
    query: str


class MetricTemplate(TypedDict):
    apiVersion: Literal["flagger.app/v1beta1"]
    kind: Literal["MetricTemplate"]
    metadata: ObjectMeta
    spec: MetricTemplateSpec

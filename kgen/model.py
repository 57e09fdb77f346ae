"""Owns the resolved model: all that an emitter may see, with every decision taken.

Values are plain and frozen. What Kubernetes shapes and kgen only hands through (affinity, tolerations, a probe's
handler) stays a mapping typed by `kgen.objects`. None means that the field is left out; empty tuples likewise.
"""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, TypeAlias

if TYPE_CHECKING:
    from kgen import objects

Stage: TypeAlias = Literal["dev", "canary", "production"]
Kind: TypeAlias = Literal["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"]
Severity: TypeAlias = Literal["critical", "warning", "info"]
Text: TypeAlias = tuple[tuple[str, str], ...]
"""A map of text as sorted pairs: labels, annotations, data."""


# Containers


class Port(NamedTuple):
    """A container port; `service` is the number under which the Service offers it, None when it does not."""

    name: str
    number: int
    protocol: Literal["TCP", "UDP", "SCTP"]
    app_protocol: str | None
    service: int | None
    host: int | None


class EnvVar(NamedTuple):
    """One environment variable: a literal `value`, or `source` in the shape of Kubernetes' `valueFrom`."""

    name: str
    value: str | None
    source: "objects.EnvVarSource | None"


class Mount(NamedTuple):
    path: str
    volume: str
    sub_path: str | None
    read_only: bool | None
    propagation: "objects.MountPropagation | None"


class Container(NamedTuple):
    """A container in full. `native` marks a sidecar that Kubernetes starts as an init container that keeps running."""

    name: str
    image: str
    pull_policy: "objects.PullPolicy | None"
    command: tuple[str, ...] | None
    args: tuple[str, ...] | None
    working_dir: str | None
    ports: tuple[Port, ...]
    env_from: "tuple[objects.EnvFromSource, ...]"
    env: tuple[EnvVar, ...]
    requests: Text
    limits: Text
    mounts: tuple[Mount, ...]
    readiness: "objects.Probe | None"
    liveness: "objects.Probe | None"
    startup: "objects.Probe | None"
    lifecycle: "objects.Lifecycle | None"
    security_context: "objects.SecurityContext"
    stdin: bool | None
    tty: bool | None
    termination_message_path: str | None
    native: bool


# Pods and workloads


class Volume(NamedTuple):
    """A volume of the pod: `source` is Kubernetes' volume without its name."""

    name: str
    source: "objects.VolumeSource"


class Claim(NamedTuple):
    """A claim on storage: a volumeClaimTemplate of a StatefulSet, an object of its own for any other kind."""

    name: str
    size: str
    storage_class: str | None
    access_modes: "tuple[objects.AccessMode, ...]"


class ConfigFiles(NamedTuple):
    """The ConfigMap that carries a workload's files; `binary` values are base64."""

    name: str
    data: Text
    binary: Text


class Pod(NamedTuple):
    """A pod template. `settings` are Kubernetes' pod fields that kgen hands through (affinity, dnsPolicy, ...)."""

    labels: Text
    annotations: Text
    service_account: str
    automount_token: bool
    init_containers: tuple[Container, ...]
    containers: tuple[Container, ...]
    volumes: tuple[Volume, ...]
    security_context: "objects.PodSecurityContext"
    image_pull_secrets: tuple[str, ...]
    restart_policy: "objects.RestartPolicy | None"
    grace_period: int
    enable_service_links: bool
    topology_spread: "tuple[objects.TopologySpreadConstraint, ...]"
    settings: "objects.PodSettings"


class ServicePort(NamedTuple):
    name: str
    port: int
    target: str
    protocol: "objects.Protocol"
    app_protocol: str | None
    node_port: int | None


class Service(NamedTuple):
    """A Service in front of a workload; `settings` are Kubernetes' Service fields that kgen hands through."""

    name: str
    annotations: Text
    type: "objects.ServiceType"
    headless: bool
    publish_not_ready: bool
    ports: tuple[ServicePort, ...]
    selects: bool
    settings: "objects.ServiceSettings"


class Autoscaling(NamedTuple):
    """Bounds and signals, either as `metrics` of HPA v2 or as `triggers` of KEDA, never both."""

    min_replicas: int
    max_replicas: int
    metrics: "tuple[objects.MetricSpec, ...]"
    behavior: "objects.HorizontalPodAutoscalerBehavior"
    triggers: "tuple[objects.ScaleTrigger, ...]"
    polling_interval: int | None
    cooldown_period: int | None


class DisruptionBudget(NamedTuple):
    min_available: int | str | None
    max_unavailable: int | str | None
    unhealthy_pod_eviction_policy: "objects.UnhealthyPodEvictionPolicy | None"


class Schedule(NamedTuple):
    """When and how a CronJob starts its Jobs; `period` is the longest time between two starts in seconds."""

    cron: str
    time_zone: str
    concurrency_policy: "objects.ConcurrencyPolicy"
    starting_deadline: int | None
    suspend: bool | None
    successful_history: int | None
    failed_history: int | None
    period: int


class Metrics(NamedTuple):
    """Where a workload serves its metrics: `port` by name; `through_service` when a Service offers that port."""

    port: str
    path: str
    interval: str
    through_service: bool


class Peer(NamedTuple):
    """One side of a NetworkPolicy rule in Kubernetes' shape; `ports` are numeric container ports."""

    peers: "tuple[objects.NetworkPolicyPeer, ...]"
    ports: "tuple[objects.NetworkPolicyPort, ...]"


class NetworkRules(NamedTuple):
    """What may reach a workload and what it may reach; None leaves that direction open."""

    ingress: tuple[Peer, ...] | None
    egress: tuple[Peer, ...] | None


class RolloutStep(NamedTuple):
    """The new version gets `weight` percent of the traffic for `pause`, or until somebody promotes it."""

    weight: int
    pause: str | None


class Analysis(NamedTuple):
    """What a new version is measured by: the share of bad events in `query` may not pass `limit`.

    In `query`, `names.REVISION_ARGUMENT` stands for the hash of the new pods. `failure_limit` measurements may fail.
    """

    slo: str
    query: str
    limit: str
    interval: str
    failure_limit: int
    address: str


class Rollout(NamedTuple):
    """How a controller lets a new version take over the traffic of these routes, step by step."""

    steps: tuple[RolloutStep, ...]
    http_routes: tuple[str, ...]
    grpc_routes: tuple[str, ...]
    analysis: Analysis | None


class Workload(NamedTuple):
    """One controller and its pods. `component` is `main` for the project's own, else the key in `workloads`.

    `labels` stand on every object of the workload, `version` on the controller and (within `pod.labels`) its pods only.
    `settings` are Kubernetes' fields of the controller's spec that are decided and only need writing (strategy,
    backoffLimit, podManagementPolicy, ...). `replicas` is None where an autoscaler or the kind decides.
    With a `rollout` the Deployment is only the template: a Rollout of the same name runs the pods.
    """

    name: str
    component: str
    kind: Kind
    labels: Text
    annotations: Text
    version: str | None
    selector: Text
    replicas: int | None
    settings: Mapping[str, Any]
    pod: Pod
    main_container: str
    files: ConfigFiles | None
    claims: tuple[Claim, ...]
    governing_service: str | None
    schedule: Schedule | None
    autoscaling: Autoscaling | None
    disruption_budget: DisruptionBudget | None
    services: tuple[Service, ...]
    metrics: Metrics | None
    network: NetworkRules | None
    rollout: Rollout | None = None


class ServiceAccount(NamedTuple):
    """`create` is false for an existing account, which is only bound to its rules."""

    name: str
    component: str
    create: bool
    labels: Text
    annotations: Text
    rules: "tuple[objects.PolicyRule, ...]"
    cluster_rules: "tuple[objects.PolicyRule, ...]"


# Routes


class Backend(NamedTuple):
    """A Service that takes `weight` shares of the traffic; `namespace` is None for the route's own."""

    service: str
    namespace: str | None
    port: int
    weight: int


class RouteRule(NamedTuple):
    """One rule of a route: `matches` and `filters` in the shape that its kind has in Gateway API, backends in order."""

    name: str | None
    matches: "tuple[objects.HTTPRouteMatch, ...] | tuple[objects.gateway.GRPCRouteMatch, ...]"
    filters: "tuple[objects.HTTPRouteFilter, ...] | tuple[objects.gateway.GRPCRouteFilter, ...]"
    backends: tuple[Backend, ...]
    timeouts: "objects.HTTPRouteTimeouts | None"
    retry: "objects.HTTPRouteRetry | None"


class Route(NamedTuple):
    """An HTTPRoute or GRPCRoute; `section` is the listener of the Gateway it attaches to."""

    kind: Literal["HTTPRoute", "GRPCRoute"]
    name: str
    labels: Text
    annotations: Text
    gateway: str
    gateway_namespace: str
    section: str | None
    hostnames: tuple[str, ...]
    rules: tuple[RouteRule, ...]


class IngressPath(NamedTuple):
    host: str
    path: str
    path_type: Literal["Prefix", "Exact", "ImplementationSpecific"]
    service: str
    port: str


class Ingress(NamedTuple):
    """An Ingress; `tls_secret` is None where TLS ends elsewhere."""

    name: str
    labels: Text
    annotations: Text
    class_name: str | None
    paths: tuple[IngressPath, ...]
    tls_secret: str | None


class Grant(NamedTuple):
    """A ReferenceGrant: routes of these kinds in namespace `source` may name these Services here."""

    name: str
    kinds: "tuple[objects.RouteKind, ...]"
    source: str
    services: tuple[str, ...]


# Observability


class Rule(NamedTuple):
    """An alerting rule (`alert`) or a recording rule (`record`): exactly one of the two names is set."""

    alert: str | None
    record: str | None
    expr: str
    wait: str | None
    keep_firing: str | None
    labels: Text
    annotations: Text


class RuleGroup(NamedTuple):
    name: str
    rules: tuple[Rule, ...]


class Query(NamedTuple):
    expr: str
    legend: str | None
    instant: bool = False
    format: Literal["time_series", "table", "heatmap"] = "time_series"


class Threshold(NamedTuple):
    """From `value` on the panel takes `colour`; None is the base."""

    value: float | None
    colour: str


class Panel(NamedTuple):
    """A panel by meaning; the emitter places it. `width` counts of 24 columns, `height` grid rows."""

    title: str
    description: str
    type: Literal["timeseries", "stat", "table", "heatmap", "text"]
    unit: str
    queries: tuple[Query, ...]
    thresholds: tuple[Threshold, ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    stacked: bool = False
    content: str | None = None
    width: int = 8
    height: int = 8


class Row(NamedTuple):
    title: str
    panels: tuple[Panel, ...]


class Variable(NamedTuple):
    """A dashboard variable that lists label values: `query` is `label_values(...)`."""

    name: str
    label: str
    query: str
    multi: bool
    all_value: str | None


class Annotation(NamedTuple):
    """A query whose samples are moments to mark: deployments."""

    name: str
    expr: str
    title: str
    colour: str


class Dashboard(NamedTuple):
    uid: str
    title: str
    description: str
    config_map: str
    tags: tuple[str, ...]
    links: tuple[tuple[str, str], ...]
    variables: tuple[Variable, ...]
    annotations: tuple[Annotation, ...]
    rows: tuple[Row, ...]


class Monitoring(NamedTuple):
    """Labels by which Prometheus selects rules and monitors, and what it shall do."""

    labels: Text
    groups: tuple[RuleGroup, ...]
    dashboards: tuple[Dashboard, ...]


# The project


class Namespace(NamedTuple):
    """`create` is false where another project writes the namespace."""

    name: str
    create: bool
    labels: Text
    annotations: Text


class ExternalSecret(NamedTuple):
    """A Secret to be fetched: every key is a property of the remote entry of the same name; none means all."""

    name: str
    keys: tuple[str, ...]
    store: str
    store_kind: "objects.SecretStoreKind"
    refresh_interval: str


class Patch(NamedTuple):
    """A change to `expected` emitted objects, applied last; exactly one of `merge` and `operations` is set.

    `target` is the name of the objects; None means all of the kind.
    """

    name: str
    kind: str
    target: str | None
    expected: int
    merge: Mapping[str, Any] | None
    operations: tuple[Mapping[str, Any], ...] | None


class ResolvedProject(NamedTuple):
    """One project in one environment. `labels` and `annotations` stand on every object.

    All is in the order in which it is written: of `workloads` the main one first, then the others by name.
    """

    name: str
    environment: str
    stage: Stage
    kubernetes: tuple[int, int]
    labels: Text
    annotations: Text
    namespace: Namespace
    service_accounts: tuple[ServiceAccount, ...]
    workloads: tuple[Workload, ...]
    routes: tuple[Route, ...]
    ingresses: tuple[Ingress, ...]
    grants: tuple[Grant, ...]
    monitoring: Monitoring | None
    external_secrets: tuple[ExternalSecret, ...]
    extra_objects: tuple[Mapping[str, Any], ...]
    patches: tuple[Patch, ...]

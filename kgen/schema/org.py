"""Owns the org file: what belongs to the organisation and not to a single project."""

from typing import Annotated, Literal

from pydantic import Field

from kgen.schema.owner import Team
from kgen.schema.project import Overlay
from kgen.schema.record import Record
from kgen.schema.route import GatewayReference
from kgen.schema.scalar import (
    ApiVersion,
    DnsLabel,
    Hostname,
    KubernetesVersion,
    Name,
    ObjectName,
    Quantity,
    RelativePath,
    RouteDuration,
    TextMap,
    Url,
)
from kgen.schema.validation import OrgValidation


class OrgEnvironment(Record, total=False):
    """An environment as the organisation runs it."""

    stage: Annotated[
        Literal["dev", "canary", "production"],
        Field(
            description="What the environment is for; rules and defaults follow it. Default: its name, otherwise "
            "`production`."
        ),
    ]
    kubernetes: Annotated[
        KubernetesVersion,
        Field(description="Version of Kubernetes, in quotes. Default: the newest that kgen knows.", examples=["1.34"]),
    ]
    cluster: Annotated[
        str,
        Field(
            min_length=1,
            description="Name of the cluster; hosts and paths must not clash within one. Default: one for all.",
        ),
    ]
    domain: Annotated[
        Hostname,
        Field(description="Domain of routes whose host has no dot, and `${domain}`.", examples=["example.com"]),
    ]
    context: Annotated[str, Field(min_length=1, description="Context of kubectl that reaches the cluster.")]
    protected: Annotated[
        bool, Field(description="Whether tools ask before they change anything there. Default: `false`.")
    ]
    overrides: Annotated[
        Overlay, Field(description="Settings for every project in the environment, above the project's own file.")
    ]


class OrgGateway(GatewayReference, total=False):
    """The Gateway that all routes attach to."""

    namespaceLabels: Annotated[
        TextMap, Field(description="Labels that the Gateway asks of namespaces; kgen writes them on those with routes.")
    ]


class Routing(Record, total=False):
    """How requests from outside come in."""

    provider: Annotated[
        Literal["gateway", "ingress"],
        Field(description="Whether routes become Gateway API's kinds or Ingresses. Default: `gateway`."),
    ]
    channel: Annotated[
        Literal["standard", "experimental"],
        Field(
            description="Channel of Gateway API that the clusters have; `retry` needs `experimental`. Default: "
            "`standard`."
        ),
    ]
    gateway: Annotated[OrgGateway, Field(description="The Gateway that all routes attach to.")]
    certIssuer: Annotated[
        ObjectName, Field(description="ClusterIssuer of cert-manager that Ingresses get their certificates from.")
    ]
    ingressClassName: Annotated[ObjectName, Field(description="Class of Ingresses. Default: the cluster's.")]
    dataPlaneNamespace: Annotated[
        DnsLabel,
        Field(
            description="Namespace of the proxies that requests come through. NetworkPolicies let it in on routed "
            "ports. Default: not known, so that any source may reach these ports."
        ),
    ]


class StageAlerts(Record, total=False):
    """What the environments of a stage are told."""

    slo: Annotated[
        Literal["all", "pages", "none"],
        Field(
            description="Which alerts objectives get: all, only those on the windows that page, or none. Default: "
            "`all` in production, `pages` in canary, `none` in dev."
        ),
    ]
    severity: Annotated[
        Literal["critical", "warning", "info"],
        Field(
            description="Severity that no alert exceeds. Default: `critical` in production, `warning` in canary, "
            "`info` in dev."
        ),
    ]


class Monitoring(Record, total=False):
    """How the organisation watches its services."""

    namespace: Annotated[
        DnsLabel,
        Field(description="Namespace of Prometheus, which may always reach metrics ports. Default: `monitoring`."),
    ]
    labels: Annotated[
        TextMap,
        Field(
            description="Labels by which Prometheus finds rules and monitors.",
            examples=[{"release": "kube-prometheus-stack"}],
        ),
    ]
    prometheusUrl: Annotated[Url, Field(description="Address of Prometheus, asked by KEDA's triggers.")]
    runbookUrl: Annotated[
        Url,
        Field(
            description="Runbook that alerts link to, with `{alert}` for their name.",
            examples=["https://runbooks.example.com/{alert}"],
        ),
    ]
    grafanaUrl: Annotated[Url, Field(description="Address of Grafana, for the links from alerts to dashboards.")]
    stages: Annotated[
        dict[Literal["dev", "canary", "production"], StageAlerts],
        Field(description="What the environments of each stage are told."),
    ]


class SecretStore(Record, total=False):
    """Where External Secrets gets the Secrets that projects refer to: the remote key is the Secret's name."""

    name: Annotated[ObjectName, Field(description="Name of the store.")]
    kind: Annotated[
        Literal["ClusterSecretStore", "SecretStore"],
        Field(description="Kind of the store. Default: `ClusterSecretStore`."),
    ]
    exclude: Annotated[
        list[ObjectName], Field(description="Secrets that come from elsewhere, so that no ExternalSecret is written.")
    ]
    refreshInterval: Annotated[
        RouteDuration, Field(description="Time after which a Secret is read again. Default: `1h`.")
    ]


class ReplicaLimit(Record, total=False):
    """The ceiling of replicas."""

    max: Annotated[int, Field(ge=1, le=100_000, description="Most replicas a workload may have.")]


class ResourceLimit(Record, total=False):
    """The ceiling of one resource."""

    max: Annotated[
        Quantity, Field(description="Most that a container may ask for or be limited to.", examples=["16Gi"])
    ]


class Limits(Record, total=False):
    """Ceilings that no project may pass."""

    replicas: Annotated[ReplicaLimit, Field(description="Ceiling of replicas.")]
    resources: Annotated[
        dict[str, ResourceLimit],
        Field(description="Ceilings by resource.", examples=[{"memory": {"max": "16Gi"}}]),
    ]


class OrgFile(Record, total=False):
    """What the organisation sets for all its projects: `kgen.yml`, found by walking up from a project."""

    apiVersion: Annotated[ApiVersion, Field(description="Version of the language, `kgen.dev/v1`. Required.")]
    organization: Annotated[str, Field(min_length=1, description="Name of the organisation.")]
    defaults: Annotated[
        Overlay,
        Field(
            description="Settings below every project. They fill in a section that is written, and never switch one on."
        ),
    ]
    tiers: Annotated[
        dict[Name, Overlay],
        Field(description="Settings by tier, below the projects that name it with `tier`, above `defaults`."),
    ]
    components: Annotated[
        dict[Name, Overlay],
        Field(description="Shared pieces by name, built into the projects that list them in `use`."),
    ]
    teams: Annotated[dict[str, Team], Field(description="Teams by name, and how to reach them.")]
    environments: Annotated[
        dict[Name, OrgEnvironment], Field(description="Environments by name, as the organisation runs them.")
    ]
    routing: Annotated[
        Routing, Field(description="How requests from outside come in; `null` writes no routes. Default: Gateway API.")
    ]
    monitoring: Annotated[
        Monitoring,
        Field(description="How services are watched; `null` writes no rules, monitors and dashboards."),
    ]
    networkPolicy: Annotated[
        Literal["declared", "always", "never"],
        Field(
            description="Whether NetworkPolicies are written where a project has `dependsOn` or `allowFrom`, for every "
            "workload, or not at all. Default: `declared`."
        ),
    ]
    secretStore: Annotated[
        SecretStore, Field(description="Store of Secrets, for which ExternalSecrets are written. Default: none.")
    ]
    clusterDomain: Annotated[
        Hostname, Field(description="Domain of Services inside the clusters. Default: `cluster.local`.")
    ]
    apply: Annotated[
        Literal["client-side", "server-side"],
        Field(
            description="How manifests are applied: `server-side` allows objects up to 1 MiB instead of 250 kB. "
            "Default: `client-side`."
        ),
    ]
    limits: Annotated[Limits, Field(description="Ceilings that no project may pass. Default: none.")]
    validate: Annotated[
        OrgValidation, Field(description="How severe the rules of `kgen validate` are. Default: each as it says.")
    ]
    output: Annotated[
        RelativePath,
        Field(description="Folder beside each project that manifests go to, without `-o`. Default: `out`."),
    ]

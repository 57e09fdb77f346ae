"""Owns what resolving one environment of one project may look at: its data, its surroundings, its neighbours."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal, NamedTuple

from kgen.diagnostics import Problem
from kgen.model import Port, Severity, Stage, Text

if TYPE_CHECKING:
    from kgen import objects, schema


class Gateway(NamedTuple):
    """The shared Gateway that routes attach to; `labels` are what it asks of the namespaces of routes."""

    name: str
    namespace: str
    listener: str | None
    http_listener: str | None
    labels: Text


class Routing(NamedTuple):
    """`data_plane` is the namespace in which the proxies run that requests come through, None where it is not known."""

    provider: Literal["gateway", "ingress"]
    channel: Literal["standard", "experimental"]
    gateway: Gateway
    ingress_class: str | None
    cert_issuer: str | None
    data_plane: str | None = None


class AlertPolicy(NamedTuple):
    """What a stage is told: on which windows of its objectives, and the severity that no alert exceeds."""

    slo: Literal["all", "pages", "none"]
    highest: Severity


ALERT_POLICIES: Mapping[Stage, AlertPolicy] = {
    "dev": AlertPolicy(slo="none", highest="info"),
    "canary": AlertPolicy(slo="pages", highest="warning"),
    "production": AlertPolicy(slo="all", highest="critical"),
}
"""What each stage is told where the org file does not say."""


class MonitoringSettings(NamedTuple):
    """`runbook_url` may hold `{alert}`; URLs are None where the organisation has none."""

    namespace: str
    labels: Text
    prometheus_url: str | None
    runbook_url: str | None
    grafana_url: str | None
    alert_policies: Mapping[Stage, AlertPolicy] = ALERT_POLICIES


class SecretStore(NamedTuple):
    name: str
    kind: "objects.SecretStoreKind"
    exclude: tuple[str, ...]
    refresh_interval: str


class Ceiling(NamedTuple):
    """The most that a project may ask for: replicas, and quantities by resource."""

    replicas: int | None
    resources: Text


class Organization(NamedTuple):
    """The organisation's settings with all defaults decided; `routing` or `monitoring` None writes none of them."""

    name: str | None
    routing: Routing | None
    monitoring: MonitoringSettings | None
    network_policy: Literal["declared", "always", "never"]
    secret_store: SecretStore | None
    cluster_domain: str
    server_side_apply: bool
    ceiling: Ceiling


class Environment(NamedTuple):
    """The environment being written; `cluster` and `domain` come from the org file."""

    name: str
    extends: str | None
    stage: Stage
    kubernetes: tuple[int, int]
    cluster: str
    domain: str | None


class Offer(NamedTuple):
    """A workload as others see it: `service` is None where it has no Service, `ports` are its pods' ports."""

    component: str
    name: str
    selector: Text
    service: str | None
    ports: tuple[Port, ...]
    main_port: str | None


class Interface(NamedTuple):
    """One environment of a project as its other environments and other projects see it.

    `traffic` is the canary's share in percent, None where the environment is no canary. `routes` names the keys of the
    routes in its data, a canary's inherited ones too. `callers` are the names that `allowFrom` lets in, None where
    ingress is open.
    """

    project: str
    environment: str
    extends: str | None
    cluster: str
    namespace: str
    traffic: int | None
    offers: tuple[Offer, ...]
    routes: tuple[str, ...]
    callers: tuple[str, ...] | None


class Scope(NamedTuple):
    """Everything that decides one environment of one project.

    `data` is the merged project without nulls; `off` holds the paths where `null` won. `siblings` are the project's
    environments by name, this one among them; `neighbours` the environments of other projects by project name.
    `problems` only ever grows: a step that cannot decide reports and goes on.
    """

    name: str
    data: "schema.Overlay"
    off: frozenset[tuple[str | int, ...]]
    environment: Environment
    organization: Organization
    siblings: Mapping[str, Interface]
    neighbours: Mapping[str, Mapping[str, Interface]]
    problems: list[Problem]

    @property
    def namespace(self) -> str:
        """The namespace of the environment."""
        return self.siblings[self.environment.name].namespace

    def is_off(self, *path: str | int) -> bool:
        """Whether `null` was the last word at `path` or above it."""
        return any(path[:length] in self.off for length in range(1, len(path) + 1))

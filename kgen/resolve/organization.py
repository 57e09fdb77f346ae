"""Owns the organisation's settings: the org file with every default decided, and what it says of one environment."""

from typing import TYPE_CHECKING, Any, cast

from kgen import names
from kgen.model import Stage
from kgen.resolve.scope import (
    ALERT_POLICIES,
    AlertPolicy,
    Ceiling,
    Environment,
    Gateway,
    MonitoringSettings,
    Organization,
    Routing,
    SecretStore,
)

if TYPE_CHECKING:
    from kgen import schema

NEWEST_KUBERNETES = "1.34"
"""What an environment runs when the org file does not say: the newest that the checks know."""

Off = frozenset[tuple[str | int, ...]]


def resolve_organization(data: "schema.OrgFile", off: Off) -> Organization:
    """The settings of an org file; an empty one stands for none."""
    limits = data.get("limits", {})
    replicas = limits.get("replicas", {})
    resources = {name: limit["max"] for name, limit in limits.get("resources", {}).items() if "max" in limit}
    return Organization(
        name=data.get("organization"),
        routing=None if ("routing",) in off else _routing(data.get("routing", {}), off),
        monitoring=None if ("monitoring",) in off else _monitoring(data.get("monitoring", {})),
        network_policy=data.get("networkPolicy", "declared"),
        secret_store=_secret_store(data),
        cluster_domain=data.get("clusterDomain", "cluster.local"),
        server_side_apply=data.get("apply") == "server-side",
        ceiling=Ceiling(replicas.get("max"), names.text(resources)),
    )


def _routing(routing: "schema.Routing", off: Off) -> Routing:
    gateway, place = routing.get("gateway", {}), ("routing", "gateway")
    return Routing(
        provider=routing.get("provider", "gateway"),
        channel=routing.get("channel", "standard"),
        gateway=Gateway(
            name=gateway.get("name", "public"),
            namespace=gateway.get("namespace", "gateway-system"),
            listener=None if (*place, "listener") in off else gateway.get("listener", "https"),
            http_listener=None if (*place, "httpListener") in off else gateway.get("httpListener", "http"),
            labels=names.text(gateway.get("namespaceLabels", {})),
        ),
        ingress_class=routing.get("ingressClassName"),
        cert_issuer=routing.get("certIssuer"),
        data_plane=routing.get("dataPlaneNamespace"),
    )


def _monitoring(monitoring: "schema.Monitoring") -> MonitoringSettings:
    return MonitoringSettings(
        namespace=monitoring.get("namespace", "monitoring"),
        labels=names.text(monitoring.get("labels", {})),
        prometheus_url=monitoring.get("prometheusUrl"),
        runbook_url=monitoring.get("runbookUrl"),
        grafana_url=monitoring.get("grafanaUrl"),
        alert_policies=_alert_policies(monitoring),
    )


def _alert_policies(monitoring: "schema.Monitoring") -> dict[Stage, AlertPolicy]:
    written = monitoring.get("stages", {})
    policies: dict[Stage, AlertPolicy] = {}
    for stage, usual in ALERT_POLICIES.items():
        own = written.get(stage, {})
        policies[stage] = AlertPolicy(slo=own.get("slo", usual.slo), highest=own.get("severity", usual.highest))
    return policies


def _secret_store(data: "schema.OrgFile") -> SecretStore | None:
    store = data.get("secretStore")
    if store is None or "name" not in store:
        return None
    return SecretStore(
        name=store["name"],
        kind=store.get("kind", "ClusterSecretStore"),
        exclude=tuple(sorted(store.get("exclude", []))),
        refresh_interval=store.get("refreshInterval", "1h"),
    )


def resolve_environment(name: str, extends: str | None, data: "schema.OrgFile") -> Environment:
    """What the org file says of environment `name`; what it does not say comes from the environment it extends.

    The stage goes by the name where the org file is silent: `dev`, `canary`, and `production` for any other.
    """
    environments = cast("dict[str, dict[str, Any]]", data.get("environments", {}))
    own = environments.get(name, {})
    settings = {**environments.get(extends or "", {}), **own}
    by_name: Stage = "dev" if name == "dev" else "canary" if name == "canary" else "production"
    major, minor = str(settings.get("kubernetes", NEWEST_KUBERNETES)).split(".")
    return Environment(
        name=name,
        extends=extends,
        stage=own.get("stage", by_name),
        kubernetes=(int(major), int(minor)),
        cluster=settings.get("cluster", "default"),
        domain=settings.get("domain"),
    )

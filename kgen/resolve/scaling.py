"""Owns how many pods run: replicas, autoscaling, disruption budgets, and how pods spread over nodes."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from kgen.diagnostics import Problem
from kgen.model import Autoscaling, DisruptionBudget, Kind
from kgen.resolve.scope import Scope
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema
    from kgen.objects import (
        HorizontalPodAutoscalerBehavior,
        MetricSpec,
        ScaleTrigger,
        TopologySpreadConstraint,
    )

_CALM: "HorizontalPodAutoscalerBehavior" = {"scaleDown": {"stabilizationWindowSeconds": 300}}
"""Five minutes of calm before pods are taken away, so that a dip between two waves does not cost capacity."""
_PER_CONTAINER = (1, 27)
"""From this version on an autoscaler can look at one container instead of the whole pod."""
_SPREAD_KEYS = ("topology.kubernetes.io/zone", "kubernetes.io/hostname")
_MATCH_LABEL_KEYS = (1, 27)
_EVICTION_POLICY = (1, 27)


def least_replicas(replicas: int | None, autoscaling: Autoscaling | None, kind: Kind) -> int:
    """How many pods there are at least; 0 for kinds that do not count."""
    if kind not in {"Deployment", "StatefulSet"}:
        return 0
    return autoscaling.min_replicas if autoscaling else (1 if replicas is None else replicas)


def resolve_replicas(fields: "schema.Workload", kind: Kind, scope: Scope, site: Site) -> int | None:
    """The number of replicas, None where an autoscaler or the kind decides."""
    if kind not in {"Deployment", "StatefulSet"} or "autoscaling" in fields:
        return None
    replicas = fields.get("replicas", 1)
    _check_ceiling(replicas, scope, site.at("replicas"))
    return replicas


def _check_ceiling(replicas: int, scope: Scope, site: Site) -> None:
    highest = scope.organization.ceiling.replicas
    if highest is not None and replicas > highest:
        site.report(
            "KG423",
            f"{replicas} replicas are above the organisation's ceiling of {highest}",
            "the org file sets it under `limits`",
        )


def resolve_autoscaling(fields: "schema.Workload", container: str, scope: Scope, site: Site) -> Autoscaling | None:
    """Bounds and signals of a workload's autoscaler, CPU at 80 % where nothing is said."""
    written = fields.get("autoscaling")
    if written is None:
        return None
    here = site.at("autoscaling")
    highest = written.get("maxReplicas")
    if highest is None:
        here.report("KG302", "`autoscaling` needs `maxReplicas`", "write the most replicas there may be", at_key=True)
        return None
    lowest = written.get("minReplicas", min(highest, 2 if scope.environment.stage == "production" else 1))
    if lowest > highest:
        here.at("minReplicas").report(
            "KG425",
            f"`minReplicas` {lowest} is above `maxReplicas` {highest}",
            "raise `maxReplicas` or lower `minReplicas`",
        )
    _check_ceiling(highest, scope, here.at("maxReplicas"))
    triggers = _triggers(written, container, scope, here)
    if lowest == 0 and not triggers:
        here.at("minReplicas").report("KG425", "`minReplicas` of 0 needs `triggers`", "only KEDA scales to zero")
    behavior = cast("HorizontalPodAutoscalerBehavior", written.get("behavior", {}))
    return Autoscaling(
        min_replicas=lowest,
        max_replicas=highest,
        metrics=() if triggers else _metrics(written, container, scope),
        behavior={**_CALM, **behavior},
        triggers=triggers,
        polling_interval=written.get("pollingInterval"),
        cooldown_period=written.get("cooldownPeriod"),
    )


def _metrics(written: "schema.Autoscaling", container: str, scope: Scope) -> "tuple[MetricSpec, ...]":
    free = cast("list[MetricSpec]", written.get("metrics", []))
    utilization = {name: written[name] for name in ("cpu", "memory") if name in written}
    if not utilization and not free:
        utilization = {"cpu": 80}
    per_container = scope.environment.kubernetes >= _PER_CONTAINER
    metrics: list[MetricSpec] = []
    for name, percent in utilization.items():
        if per_container:
            metrics.append(
                {
                    "type": "ContainerResource",
                    "containerResource": {
                        "name": name,
                        "container": container,
                        "target": {"type": "Utilization", "averageUtilization": percent},
                    },
                }
            )
        else:
            metrics.append(
                {
                    "type": "Resource",
                    "resource": {"name": name, "target": {"type": "Utilization", "averageUtilization": percent}},
                }
            )
    return (*metrics, *free)


def _triggers(written: "schema.Autoscaling", container: str, scope: Scope, site: Site) -> "tuple[ScaleTrigger, ...]":
    """KEDA's triggers; with any of them, utilisation becomes a trigger too, because KEDA owns the autoscaler."""
    declared = written.get("triggers", {})
    if not declared:
        return ()
    if "metrics" in written:
        site.at("metrics").report("KG426", "`metrics` beside `triggers` has nowhere to go", "write it as a trigger")
    triggers: list[ScaleTrigger] = [
        {
            "type": name,
            "name": name,
            "metricType": "Utilization",
            "metadata": {"value": str(written[name]), "containerName": container},
        }
        for name in ("cpu", "memory")
        if name in written
    ]
    for name, trigger in sorted(declared.items()):
        here = site.at("triggers", name)
        if "type" not in trigger:
            here.report("KG302", f"trigger `{name}` needs a `type`", "for example `prometheus`", at_key=True)
            continue
        triggers.append(_trigger(name, trigger, scope, here))
    return tuple(triggers)


def _trigger(name: str, trigger: "schema.Trigger", scope: Scope, site: Site) -> "ScaleTrigger":
    metadata = dict(trigger.get("metadata", {}))
    if "query" in trigger:
        metadata["query"] = trigger["query"]
        if "threshold" not in trigger and "threshold" not in metadata:
            help_text = "write the value of the query that one pod can bear"
            site.report("KG302", f"trigger `{name}` needs a `threshold`", help_text, at_key=True)
        monitoring = scope.organization.monitoring
        if "serverAddress" not in metadata:
            if monitoring is None or monitoring.prometheus_url is None:
                site.report(
                    "KG302",
                    f"trigger `{name}` does not know where Prometheus is",
                    "write `monitoring.prometheusUrl` in the org file, or `metadata.serverAddress`",
                    at_key=True,
                )
            else:
                metadata["serverAddress"] = monitoring.prometheus_url
    if "threshold" in trigger:
        metadata["threshold"] = trigger["threshold"]
    return {
        "type": trigger["type"],
        "name": name,
        "metricType": trigger.get("metricType"),
        "metadata": dict(sorted(metadata.items())),
        "authenticationRef": cast("Any", trigger.get("authenticationRef")),
    }


def resolve_disruption_budget(
    fields: "schema.Workload", least: int, kind: Kind, scope: Scope, site: Site
) -> DisruptionBudget | None:
    """The written budget, or for two and more pods one that lets a single pod go at a time."""
    if kind not in {"Deployment", "StatefulSet"} or site.is_off("podDisruptionBudget"):
        return None
    written = fields.get("podDisruptionBudget")
    if written is None and least < 2:
        return None
    budget = written or {}
    available, unavailable = budget.get("minAvailable"), budget.get("maxUnavailable")
    here = site.at("podDisruptionBudget")
    if available is not None and unavailable is not None:
        message = "`minAvailable` and `maxUnavailable` exclude each other"
        both = tuple((*here.path, name) for name in ("minAvailable", "maxUnavailable"))
        help_text = "keep one of them, and write `null` for the other"
        here.problems.append(Problem("KG427", here.path, message, help_text, at_key=True, related=both))
    if available in {"100%", least} or unavailable in {0, "0%"}:
        message = "the disruption budget never lets a pod go, so no node can be drained"
        help_text = "let one pod be unavailable, or run one more than must be available"
        here.report("KG430", message, help_text, at_key=True, severity="warning")
    if available is None and unavailable is None:
        unavailable = 1
    policy = budget.get("unhealthyPodEvictionPolicy", "AlwaysAllow")
    return DisruptionBudget(
        available, unavailable, policy if scope.environment.kubernetes >= _EVICTION_POLICY else None
    )


def resolve_spread(
    fields: "schema.Workload", selector: dict[str, str], least: int, kind: Kind, scope: Scope, site: Site
) -> "tuple[TopologySpreadConstraint, ...]":
    """The written constraints, or for two and more pods the wish to spread over zones and nodes."""
    if site.is_off("topologySpreadConstraints"):
        return ()
    revision = "rollouts-pod-template-hash" if "rollout" in fields else "pod-template-hash"
    keys = [revision] if kind == "Deployment" and scope.environment.kubernetes >= _MATCH_LABEL_KEYS else None
    if "topologySpreadConstraints" in fields:
        written = cast("list[Mapping[str, Any]]", fields["topologySpreadConstraints"])
        # Without a selector a constraint counts no pods at all, which nobody means.
        filled = [{"labelSelector": {"matchLabels": selector}, **constraint} for constraint in written]
        return tuple(cast("list[TopologySpreadConstraint]", filled))
    if least < 2:
        return ()
    return tuple(
        {
            "maxSkew": 1,
            "topologyKey": key,
            "whenUnsatisfiable": "ScheduleAnyway",
            "labelSelector": {"matchLabels": selector},
            "matchLabelKeys": keys,
        }
        for key in _SPREAD_KEYS
    )

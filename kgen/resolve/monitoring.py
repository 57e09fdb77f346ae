"""Owns what is watched in an environment: rules and dashboard, put together from the steps that decide them."""

from collections.abc import Iterable

from kgen import names, promql, promql_check
from kgen.diagnostics import Problem, escape
from kgen.model import Monitoring, Rule, RuleGroup, Workload
from kgen.resolve.alerts import Shared, edit_alerts, to_rule
from kgen.resolve.burn_rules import burn_alert_names, burn_alerts, reachable_rates, recordings
from kgen.resolve.dashboard import resolve_dashboard
from kgen.resolve.dependency import workload_data
from kgen.resolve.derived_alerts import derive_alerts, derived_names
from kgen.resolve.draft import Draft, general_keys, specific_keys
from kgen.resolve.scope import AlertPolicy, MonitoringSettings, Scope
from kgen.resolve.slo import Objective, resolve_objectives


def resolve_monitoring(scope: Scope, workloads: tuple[Workload, ...]) -> Monitoring | None:
    """Rules and dashboard of one environment; None where the organisation has no monitoring."""
    settings = scope.organization.monitoring
    if settings is None:
        return None
    _check_failures(scope, workloads)
    policy = settings.alert_policies[scope.environment.stage]
    objectives = resolve_objectives(scope, workloads)
    dashboard = resolve_dashboard(scope, workloads, objectives)
    recorded, burning = _objective_rules(scope, objectives, policy)
    derived = tuple(draft for workload in workloads for draft in derive_alerts(workload, scope.namespace))
    alerts = edit_alerts(scope, workloads, (*burning, *derived))
    shared = _shared(scope, settings, policy, has_dashboard=dashboard is not None)
    groups = {"slo.recordings": recorded} | {
        group: tuple(to_rule(draft, shared) for draft in alerts if draft.group == group)
        for group in ("slo.alerts", "kubernetes", "custom")
    }
    return Monitoring(
        labels=settings.labels,
        groups=tuple(RuleGroup(f"kgen.{scope.name}.{name}", rules) for name, rules in groups.items() if rules),
        dashboards=() if dashboard is None else (dashboard,),
    )


def derivable_alerts(workloads: Iterable[Workload], objectives: Iterable[str] = ()) -> frozenset[str]:
    """Every key under `alerts` that stands for a derived alert, and which `null` may therefore switch off.

    `objectives` are the names under `slo`.
    """
    known = tuple(workloads)
    project = next(workload.name for workload in known if workload.component == names.MAIN)
    burning = [name for objective in objectives for name in burn_alert_names(objective)]
    keys: set[str] = set()
    for workload in known:
        for name in (*derived_names(workload), *(burning if workload.component == names.MAIN else ())):
            keys.update(general_keys(project, name), specific_keys(workload.name, workload.component, name))
    return frozenset(keys)


def _objective_rules(
    scope: Scope, objectives: tuple[Objective, ...], policy: AlertPolicy
) -> tuple[tuple[Rule, ...], tuple[Draft, ...]]:
    """Recordings and alerts of the objectives; reports windows that can never tell anything."""
    recorded: list[Rule] = []
    burning: list[Draft] = []
    for objective in objectives:
        reachable, out_of_reach = reachable_rates(objective, policy.slo)
        if out_of_reach:
            windows = ", ".join(promql.duration(rate.pair.long) for rate in out_of_reach)
            message = f"no error ratio is high enough for the alerts of objective `{objective.name}` over {windows}"
            help_text = "they are left out" if reachable else "choose a higher objective"
            path = ("slo", objective.name, "objective")
            scope.problems.append(Problem("KG473", path, message, help_text, severity="note" if reachable else "error"))
        recorded += recordings(objective, reachable)
        burning += burn_alerts(objective, reachable)
    return tuple(recorded), tuple(burning)


def _shared(scope: Scope, settings: MonitoringSettings, policy: AlertPolicy, *, has_dashboard: bool) -> Shared:
    owner = scope.data.get("owner", {})
    labels = {"env": scope.environment.name, "namespace": scope.namespace, "service": scope.name}
    if "team" in owner:
        labels["team"] = owner["team"]
    dashboard = None
    if settings.grafana_url is not None and has_dashboard:
        uid = names.dashboard_uid(scope.name, scope.environment.name)
        dashboard = f"{settings.grafana_url.rstrip('/')}/d/{uid}?var-namespace={scope.namespace}"
    return Shared(
        labels=names.text(labels),
        highest=policy.highest,
        runbook=settings.runbook_url or owner.get("runbook"),
        dashboard=dashboard,
    )


def _check_failures(scope: Scope, workloads: tuple[Workload, ...]) -> None:
    """Reports a `metrics.failures` that is no regular expression; all else in derived expressions comes from kgen."""
    for workload in workloads:
        path, fields = workload_data(scope, workload.component)
        failures = fields.get("metrics", {}).get("failures")
        if failures is not None:
            error = promql_check.check(promql.selector("up", promql.matches("code", failures)))
            if error is not None:
                message = f"`failures` is no regular expression: {escape(error.message)}"
                problem = Problem("KG520", (*path, "metrics", "failures"), message, "correct the expression")
                scope.problems.append(problem)

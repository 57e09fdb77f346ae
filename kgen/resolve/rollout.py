"""Owns the progressive delivery of the main workload: its steps, what it is measured by, and the Services it needs."""

from typing import TYPE_CHECKING, NamedTuple

from kgen import names, promql
from kgen.diagnostics import escape, suggest
from kgen.model import Analysis, Backend, Rollout, RolloutStep, Route, Service, Workload
from kgen.resolve import canary
from kgen.resolve.burn import MINUTE, budget
from kgen.resolve.burn_rules import error_ratio
from kgen.resolve.reference import References
from kgen.resolve.scope import Scope
from kgen.resolve.site import Site
from kgen.resolve.slo import indicator_of, resolve_objectives
from kgen.resolve.target import Target

if TYPE_CHECKING:
    from kgen import schema

_WINDOW = 5 * MINUTE
"""Seconds that a measurement looks back: long enough for a rate, short enough to see the new version alone."""
_INTERVAL = "1m"
_FAILURE_LIMIT = 2
_LONGEST_NAME = 63 - len("-canary")


class _Measured(NamedTuple):
    """What an analysis is made of: its fields, and the workload whose new pods are measured."""

    written: "schema.RolloutAnalysis"
    workload: Workload
    site: Site


def split_traffic(target: Target) -> canary.Split:
    """All requests to the version that is proven. The controller then moves them; kgen writes no other weights."""
    stable = Backend(names.stable_name(target.service), None, target.number, 100)
    return canary.Split((stable, stable._replace(service=names.canary_name(target.service), weight=0)), ())


def is_rolled_out(scope: Scope, component: str) -> bool:
    """Whether a controller moves the traffic of this workload from version to version."""
    return component == names.MAIN and "rollout" in scope.data


def roll_out(scope: Scope, workloads: tuple[Workload, ...], routes: tuple[Route, ...]) -> tuple[Workload, ...]:
    """The workloads, the main one with its rollout and two more Services where `rollout` asks for them."""
    main, *others = workloads
    # On any other kind the field is reported as one that the kind does not have.
    if "rollout" not in scope.data or main.kind != "Deployment":
        return workloads
    site = Site(("rollout",), scope.off, References({}, {}), scope.problems)
    routed = tuple(route for route in routes if _leads_to_canary(route, main))
    _check_surroundings(scope, main, routed, site)
    written = scope.data["rollout"]
    analysis = written.get("analysis")
    rollout = Rollout(
        steps=_steps(written, site),
        http_routes=tuple(route.name for route in routed if route.kind == "HTTPRoute"),
        grpc_routes=tuple(route.name for route in routed if route.kind == "GRPCRoute"),
        analysis=None if analysis is None else _analysis(scope, _Measured(analysis, main, site.at("analysis"))),
    )
    return (main._replace(rollout=rollout, services=(*main.services, *_services(main))), *others)


def _leads_to_canary(route: Route, main: Workload) -> bool:
    wanted = names.canary_name(main.name)
    return any(backend.service == wanted for rule in route.rules for backend in rule.backends)


def _services(main: Workload) -> tuple[Service, ...]:
    """A Service for each of the two versions; the controller adds to their selectors which pods are whose."""
    own = next((service for service in main.services if service.name == main.name), None)
    if own is None:
        return ()
    ports = tuple(port._replace(node_port=None) for port in own.ports)
    return tuple(
        Service(name, (), "ClusterIP", headless=False, publish_not_ready=False, ports=ports, selects=True, settings={})
        for name in (names.canary_name(main.name), names.stable_name(main.name))
    )


def _check_surroundings(scope: Scope, main: Workload, routed: tuple[Route, ...], site: Site) -> None:
    """Reports why there is no traffic that a controller could move, or who else would move it."""
    obstacle = _obstacle(scope, routed)
    if obstacle is not None:
        message, help_text = obstacle
        site.report("KG468", message, help_text, at_key=True)
    if "strategy" in scope.data:
        message = "`strategy` and `rollout` both say how pods are replaced"
        site._replace(path=("strategy",)).report("KG436", message, "keep one of them", at_key=True)
    if len(main.name) > _LONGEST_NAME:
        message = f"the name of a Service would be {len(names.canary_name(main.name))} characters long"
        help_text = "shorten the name of the project: Kubernetes takes 63"
        site.report("KG403", message, help_text, notes=(f"it would be `{names.canary_name(main.name)}`",), at_key=True)


def _obstacle(scope: Scope, routed: tuple[Route, ...]) -> tuple[str, str] | None:
    routing = scope.organization.routing
    if canary.has_canaries(scope) or canary.is_canary(scope):
        message = "`rollout` and canary environments would fight over the weights of the same routes"
        return message, "remove the `traffic` of the canaries, or write `rollout: null` where it is not wanted"
    if routing is None:
        return "without routes there is no traffic to move", "the org file has `routing: null`: remove `rollout`"
    if routing.provider == "ingress":
        message = "the traffic of an Ingress cannot be moved step by step"
        return message, "set `provider: gateway` under `routing` in the org file, or remove `rollout`"
    if not routed:
        return "no route leads to the main workload, so there is no traffic to move", "write `routes`"
    return None


def _steps(written: "schema.Rollout", site: Site) -> tuple[RolloutStep, ...]:
    steps: list[RolloutStep] = []
    if "steps" not in written:
        help_text = "for example `steps: [{weight: 5, pause: 10m}, {weight: 50, pause: 10m}]`"
        site.report("KG302", "`rollout` needs `steps`", help_text, at_key=True)
    for index, step in enumerate(written.get("steps", [])):
        here = site.at("steps", index)
        if "weight" not in step:
            here.report("KG302", "a step needs a `weight`", "write the share of the new version in percent")
            continue
        before = steps[-1].weight if steps else 0
        if step["weight"] <= before:
            message = f"weight {step['weight']} is not above {before}, the one before"
            here.at("weight").report("KG469", message, "let every step give the new version more than the last")
        steps.append(RolloutStep(step["weight"], step.get("pause")))
    return tuple(steps)


def _analysis(scope: Scope, measured: _Measured) -> Analysis | None:
    """What the new version is measured by, None where that is reported as wrong."""
    written, site = measured.written, measured.site
    known = scope.data.get("slo", {})
    if "slo" not in written:
        site.report("KG302", "`analysis` needs an `slo`", suggest("", known, "objectives"), at_key=True)
        return None
    if written["slo"] not in known:
        message = f"unknown objective `{escape(written['slo'])}`"
        site.at("slo").report("KG437", message, suggest(written["slo"], known, "objectives"))
        return None
    monitoring = scope.organization.monitoring
    if monitoring is None or monitoring.prometheus_url is None:
        message = "`analysis` does not know where Prometheus is"
        site.report("KG302", message, "write `monitoring.prometheusUrl` in the org file", at_key=True)
        return None
    return _measurement(scope, measured, monitoring.prometheus_url)


def _measurement(scope: Scope, measured: _Measured, address: str) -> Analysis | None:
    """None where the objective itself is reported as wrong."""
    written, main = measured.written, measured.workload
    # What is wrong with an objective is reported where the rules are made of it.
    quiet = scope._replace(problems=[])
    found = [each for each in resolve_objectives(quiet, (main,)) if each.name == written["slo"]]
    new_pods = promql.matches("pod", f"{promql.literal(main.name)}-{names.REVISION_ARGUMENT}-.+")
    indicator = indicator_of(quiet, written["slo"], main, new_pods)
    if not found or indicator is None:
        return None
    limit = budget(found[0].target) * written.get("burnRate", 1)
    if limit >= 1:
        message = f"no version can burn {written.get('burnRate', 1)} times the error budget of `{written['slo']}`"
        help_text = f"choose less: all requests together are {promql.number(1 / budget(found[0].target))} budgets"
        measured.site.at("burnRate").report("KG437", message, help_text)
        return None
    return Analysis(
        slo=written["slo"],
        query=error_ratio(found[0]._replace(indicator=indicator), _WINDOW, enough=True),
        limit=promql.number(limit),
        interval=written.get("interval", _INTERVAL),
        failure_limit=written.get("failureLimit", _FAILURE_LIMIT),
        address=address,
    )

"""Owns service level objectives: what each one counts, checked, and what it asks for in exact numbers."""

from decimal import Decimal
from typing import TYPE_CHECKING, NamedTuple

from kgen import names, promql, promql_check
from kgen.diagnostics import Problem
from kgen.model import Workload
from kgen.node import Path
from kgen.resolve.burn import SloWindow
from kgen.resolve.convention import Convention, protocols, request_rate, resolve_convention, units_per_second
from kgen.resolve.query import check_query, note_foreign_series
from kgen.resolve.scope import Scope

if TYPE_CHECKING:
    from kgen import schema

WINDOW = "$window"
"""Stands for the length of time that a rate is taken over."""

FEWEST_SAMPLES = 4
"""Scrapes that the shortest window must hold, so that a rate survives one that fails."""
SHORTEST_WINDOW = 300


class Indicator(NamedTuple):
    """Events a second over `WINDOW`, each expression one value without labels; one of `good` and `errors` is set.

    `bad` says in words what happened to a bad event.
    """

    total: str
    errors: str | None
    good: str | None
    bad: str


class Objective(NamedTuple):
    """An objective of a service in one namespace. `target` is in percent, below 100.

    `threshold` is set for latency, in seconds. `minimum` is the number of events below which nothing fires.
    """

    name: str
    service: str
    namespace: str
    target: Decimal
    window: SloWindow
    indicator: Indicator
    threshold: Decimal | None
    minimum: int | None
    split: bool


def resolve_objectives(scope: Scope, workloads: tuple[Workload, ...]) -> tuple[Objective, ...]:
    """The project's objectives by name, without those that are reported as wrong."""
    main = next((workload for workload in workloads if workload.component == names.MAIN), None)
    found = []
    for name, written in sorted(scope.data.get("slo", {}).items()):
        path = ("slo", name)
        target = _target(scope, path, written)
        indicator = indicator_of(scope, name, main)
        if target is not None and indicator is not None:
            found.append(_objective(scope, name, written, target, indicator))
    if found:
        _check_interval(scope, main)
    return tuple(found)


def _objective(scope: Scope, name: str, written: "schema.Slo", target: Decimal, indicator: Indicator) -> Objective:
    return Objective(
        name=name,
        service=scope.name,
        namespace=scope.namespace,
        target=target,
        window=written.get("window", "30d"),
        indicator=indicator,
        threshold=promql.seconds(written["threshold"]) if "threshold" in written else None,
        minimum=written.get("minRequests"),
        split=written.get("splitWindows", False),
    )


def _target(scope: Scope, path: Path, written: "schema.Slo") -> Decimal | None:
    if "objective" not in written:
        message = f"objective `{path[-1]}` needs `objective`"
        scope.problems.append(Problem("KG302", path, message, "write the percentage, such as 99.9", at_key=True))
        return None
    target = Decimal(written["objective"])
    if 0 < target < 100:
        return target
    message = f"an objective of {written['objective']} percent leaves no error budget"
    help_text = "choose one below 100, such as 99.9"
    if target <= 0:
        message, help_text = "an objective of 0 percent is always met", "choose one above 0, such as 99.9"
    scope.problems.append(Problem("KG471", (*path, "objective"), message, help_text))
    return None


def indicator_of(scope: Scope, name: str, main: Workload | None, *matchers: str) -> Indicator | None:
    """What objective `name` counts, None where that is reported as wrong.

    `matchers` narrow the series of a workload, such as to some of its pods; what a project counts itself stays whole.
    """
    path, written = ("slo", name), scope.data["slo"][name]
    if {"errors", "good", "total"} & written.keys():
        return _queried(scope, path, written)
    if main is None or main.metrics is None:
        message = f"objective `{path[-1]}` has nothing to measure: the project has no `metrics`"
        help_text = "add `metrics`, or count with `errors` and `total`"
        scope.problems.append(Problem("KG470", path, message, help_text, at_key=True))
        return None
    spoken = protocols(main) or ("http",)
    known = resolve_convention(scope.data.get("metrics", {}), spoken[0])
    scraped = (promql.equals("namespace", scope.namespace), promql.equals("service", main.name), *matchers)
    if "threshold" in written:
        named = known._replace(duration=written.get("metric", known.duration))
        return _latency(named, written["threshold"], *scraped)
    named = known._replace(requests=written.get("metric", known.requests))
    return _availability(named, *scraped)


def _availability(known: Convention, *scraped: str) -> Indicator:
    failed = promql.matches(known.status, known.failures)
    total, errors = (f"sum({request_rate(known, WINDOW, *which)})" for which in (scraped, (*scraped, failed)))
    return Indicator(total, errors, None, "failed")


def _latency(known: Convention, threshold: str, *scraped: str) -> Indicator:
    bound = promql.seconds(threshold) * units_per_second(known.duration)
    total = f"sum({request_rate(known._replace(requests=None), WINDOW, *scraped)})"
    if known.native:
        histogram = f"sum(rate({promql.selector(known.duration, *scraped)}[{WINDOW}]))"
        good = f"histogram_fraction(0, {promql.number(bound)}, {histogram}) * histogram_count({histogram})"
    else:
        bucket = promql.selector(f"{known.duration}_bucket", *scraped, promql.bucket(bound))
        good = f"sum(rate({bucket}[{WINDOW}]))"
    return Indicator(total, None, good, f"took longer than {threshold}")


def _queried(scope: Scope, path: Path, written: "schema.Slo") -> Indicator | None:
    """What the project counts itself: `total`, and either `errors` or `good`."""
    if "total" not in written or ("errors" in written) == ("good" in written):
        message = f"objective `{path[-1]}` does not say what it counts"
        help_text = "write `total`, and either `errors` or `good`"
        scope.problems.append(Problem("KG472", path, message, help_text, at_key=True))
        return None
    for field in sorted({"metric", "threshold"} & written.keys()):
        message = f"`{field}` has no meaning beside `total`"
        scope.problems.append(Problem("KG472", (*path, field), message, "remove one of them", at_key=True))
    total = _query(scope, (*path, "total"), written["total"])
    if "errors" in written:
        errors = _query(scope, (*path, "errors"), written["errors"])
        return Indicator(total, errors, None, "failed") if total and errors else None
    good = _query(scope, (*path, "good"), written.get("good", ""))
    return Indicator(total, None, good, "were not good") if total and good else None


def _query(scope: Scope, path: Path, expr: str) -> str | None:
    """The rate of a counter, or an expression with `[$window]`, summed to one value without labels."""
    plain = promql_check.strip_comments(expr)
    windowed = promql.fill(plain, {"window": "5m"})
    if not check_query(scope, path, expr, {"window": "duration"}):
        return None
    if windowed == plain and not promql_check.is_selector(plain):
        message = f"`{path[-1]}` is neither a counter nor an expression over a window"
        help_text = "write a selector such as `jobs_total`, or an expression with `[$window]`"
        scope.problems.append(Problem("KG472", path, message, help_text))
        return None
    summed = f"sum(rate({plain}[{WINDOW}]))" if windowed == plain else f"sum({plain})"
    if not check_query(scope, path, summed, {"window": "duration"}):
        return None
    note_foreign_series(scope, path, windowed)
    return promql.fill(summed, {"namespace": scope.namespace})


def _check_interval(scope: Scope, main: Workload | None) -> None:
    if main is None or main.metrics is None:
        return
    interval = promql.seconds(main.metrics.interval)
    if interval * FEWEST_SAMPLES > SHORTEST_WINDOW:
        message = f"scraping every {main.metrics.interval} is too seldom for objectives, which look at 5 minutes"
        help_text = f"choose {SHORTEST_WINDOW // FEWEST_SAMPLES}s or less"
        problem = Problem("KG474", ("metrics", "interval"), message, help_text, severity="warning")
        scope.problems.append(problem)

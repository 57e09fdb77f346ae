"""Owns the panels of the rows that the project's own metrics feed: SLO, RED, and calls to dependencies."""

from decimal import Decimal

from kgen import promql
from kgen.model import Panel, Query, Threshold, Workload
from kgen.resolve.burn import HOUR, BurnRate, budget, burn_rates
from kgen.resolve.burn_rules import BUDGET_LEFT, RATIO, SHOWN_WINDOWS, ratio_metric, slo_matchers
from kgen.resolve.convention import Convention, Protocol, request_rate, units_per_second
from kgen.resolve.slo import Objective
from kgen.resolve.view import NAMESPACE, RATE, SCRAPED, View

_QUANTILES = (("0.5", "p50"), ("0.95", "p95"), ("0.99", "p99"))
_WINDOW = RATE.strip("[]")


def slo_panels(objectives: tuple[Objective, ...], service: str, view: View) -> tuple[Panel, ...]:
    """What is left of each budget and how fast it goes, then the alerts that fire."""
    firing = promql.selector(
        "ALERTS", NAMESPACE, promql.equals("service", service), promql.equals("alertstate", "firing")
    )
    alerts = Panel(
        title="Firing alerts",
        description="Alerts of this service that fire now.",
        type="table",
        unit="short",
        queries=(Query(f"max{view.by('alertname', 'severity')} ({firing})", None, instant=True, format="table"),),
        width=24,
        height=5,
    )
    return (*(panel for objective in objectives for panel in _objective_panels(objective, view)), alerts)


def _objective_panels(objective: Objective, view: View) -> tuple[Panel, ...]:
    chosen = f"{{{', '.join((NAMESPACE, *slo_matchers(objective)))}}}"
    target = float(objective.target / 100)
    percent = f"{promql.number(objective.target)}%"
    left = Panel(
        title=f"{objective.name}: error budget left",
        description=f"Of the failures that {percent} over {objective.window} allows, the share that is left.",
        type="stat",
        unit="percentunit",
        queries=(Query(f"max{view.by()} ({BUDGET_LEFT}{chosen})", view.legend("left")),),
        thresholds=(Threshold(None, "red"), Threshold(0, "orange"), Threshold(0.25, "green")),
        maximum=1,
        width=4,
    )
    reached = Panel(
        title=f"{objective.name}: good over {objective.window}",
        description=f"Share of requests that were good; the objective is {percent}.",
        type="stat",
        unit="percentunit",
        queries=(Query(f"1 - max{view.by()} ({RATIO}_window{chosen})", view.legend("good")),),
        thresholds=(Threshold(None, "red"), Threshold(target, "green")),
        width=4,
    )
    return left, reached, _burn_panel(objective, chosen, view)


def _burn_panel(objective: Objective, chosen: str, view: View) -> Panel:
    allowed = promql.number(budget(objective.target))
    pages = [rate for rate in burn_rates(objective.target, objective.window) if rate.pair.page]
    return Panel(
        title=f"{objective.name}: burn rate",
        description="How many times faster than allowed the error budget goes; at 1 it lasts exactly as long as it "
        "must. The lines are where someone is paged.",
        type="timeseries",
        unit="short",
        queries=tuple(
            Query(
                f"max{view.by()} ({ratio_metric(window)}{chosen}) / {allowed}",
                view.legend(promql.duration(window)),
            )
            for window in SHOWN_WINDOWS
        ),
        thresholds=(Threshold(None, "green"), *map(_page_line, sorted(pages, key=lambda rate: rate.burn))),
        minimum=0,
        width=16,
    )


def _page_line(rate: BurnRate) -> Threshold:
    return Threshold(float(rate.burn), "red" if rate.pair.long == HOUR else "orange")


def red_panels(
    workload: Workload, protocol: Protocol, known: Convention, objectives: tuple[Objective, ...], view: View
) -> tuple[Panel, ...]:
    """Rate, errors and duration of the requests that a workload answers in one protocol."""
    scraped = (*SCRAPED, promql.equals("service", workload.name))
    rate = request_rate(known, _WINDOW, *scraped)
    failed = request_rate(known, _WINDOW, *scraped, promql.matches(known.status, known.failures))
    of = f"{workload.name}, {'gRPC' if protocol == 'grpc' else 'HTTP'}"
    total = f"sum{view.by()} ({rate})"
    # Without this, a service that never failed would show no data instead of none failed.
    errors = f"(sum{view.by()} ({failed}) or {total} * 0)"
    limits = [budget(objective.target) for objective in objectives if objective.threshold is None]
    return (
        Panel(
            title=f"Requests ({of})",
            description=f"Requests a second by `{known.status}`.",
            type="timeseries",
            unit="reqps",
            queries=(Query(f"sum{view.by(known.status)} ({rate})", view.legend(f"{{{{{known.status}}}}}")),),
            minimum=0,
            stacked=True,
        ),
        Panel(
            title=f"Errors ({of})",
            description=_lined("Share of requests that failed", "what the objective allows", limits),
            type="timeseries",
            unit="percentunit",
            queries=(Query(f"{errors}\n/\n{total}", view.legend("failed")),),
            thresholds=_limit(float(min(limits))) if limits else (),
            minimum=0,
        ),
        _durations(of, known, scraped, objectives, view),
    )


def _durations(
    of: str, known: Convention, scraped: tuple[str, ...], objectives: tuple[Objective, ...], view: View
) -> Panel:
    scale = units_per_second(known.duration)
    limits = [objective.threshold * scale for objective in objectives if objective.threshold is not None]
    return Panel(
        title=f"Duration ({of})",
        description=_lined("How long half, 95 and 99 of 100 requests take", "the objective's threshold", limits),
        type="timeseries",
        unit="s" if scale == 1 else "ms",
        queries=tuple(
            Query(quantile(known.duration, share, scraped, view, native=known.native), view.legend(word))
            for share, word in _QUANTILES
        ),
        thresholds=_limit(float(min(limits))) if limits else (),
        minimum=0,
    )


def quantile(duration: str, share: str, matchers: tuple[str, ...], view: View, *labels: str, native: bool) -> str:
    """The time that this share of requests stays below, told apart by `labels`."""
    if native:
        return (
            f"histogram_quantile({share}, sum{view.by(*labels)} (rate({promql.selector(duration, *matchers)}{RATE})))"
        )
    buckets = promql.selector(f"{duration}_bucket", *matchers)
    return f"histogram_quantile({share}, sum{view.by('le', *labels)} (rate({buckets}{RATE})))"


def _lined(text: str, line: str, limits: list[Decimal]) -> str:
    return f"{text}; the line is {line}." if limits else f"{text}."


def _limit(value: float) -> tuple[Threshold, ...]:
    return Threshold(None, "green"), Threshold(value, "red")

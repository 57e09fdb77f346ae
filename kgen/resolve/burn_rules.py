"""Owns the rules of an objective: recordings of its error ratios and budget, alerts on how fast that burns."""

from typing import Literal, TypeAlias

from kgen import names, promql
from kgen.model import Rule, Severity, Text
from kgen.resolve.burn import HOUR, MINUTE, WINDOW_DAYS, BurnRate, budget, burn_rates
from kgen.resolve.draft import Draft, camel_case
from kgen.resolve.slo import Objective

SloAlerts: TypeAlias = Literal["all", "pages", "none"]

RATIO = "service:slo_errors_per_requests:ratio"
"""Share of bad events; `_rate1h` and the like for a window, `_window` for the whole window of the objective."""
ERRORS = "service:slo_errors:rate5m"
REQUESTS = "service:slo_requests:rate5m"
TARGET = "service:slo_objective:ratio"
BUDGET_LEFT = "service:slo_error_budget_remaining:ratio"

_ENDINGS = tuple(f"ErrorBudgetBurn{suffix}" for suffix in ("Fast", "Slow", "1h", "6h", "1d", "3d"))

SHOWN_WINDOWS = (HOUR, 6 * HOUR)
"""Windows that the dashboard shows in every stage."""


def reachable_rates(objective: Objective, alerts: SloAlerts) -> tuple[tuple[BurnRate, ...], tuple[BurnRate, ...]]:
    """The burn rates that a stage alerts on: those that can be passed, and those that no error ratio can."""
    rates = [
        rate
        for rate in burn_rates(objective.target, objective.window)
        if alerts == "all" or (alerts == "pages" and rate.pair.page)
    ]
    reachable = tuple(rate for rate in rates if rate.threshold < 1)
    return reachable, tuple(rate for rate in rates if rate not in reachable)


def recordings(objective: Objective, rates: tuple[BurnRate, ...]) -> tuple[Rule, ...]:
    """What the alerts on `rates` and the dashboard read.

    The ratio over the whole window is made of recorded numerators and denominators, so that an hour counts for as many
    requests as it had.
    """
    series = _series(objective)
    windows = sorted({5 * MINUTE, *SHOWN_WINDOWS, *(w for rate in rates for w in (rate.pair.long, rate.pair.short))})
    period = f"{WINDOW_DAYS[objective.window]}d"
    ratio = ratio_metric(5 * MINUTE)
    rules = {
        **{ratio_metric(window): error_ratio(objective, window) for window in windows},
        REQUESTS: _over(objective.indicator.total, 5 * MINUTE),
        ERRORS: f"sum({ratio}{series} * {REQUESTS}{series}) or vector(0)",
        f"{RATIO}_window": f"sum_over_time({ERRORS}{series}[{period}])\n/\n"
        f"(sum_over_time({REQUESTS}{series}[{period}]) > 0)",
        TARGET: f"vector({promql.number(objective.target / 100)})",
        BUDGET_LEFT: f"1 - {RATIO}_window{series} / {promql.number(budget(objective.target))}",
    }
    return tuple(
        Rule(
            alert=None, record=record, expr=expr, wait=None, keep_firing=None, labels=_labels(objective), annotations=()
        )
        for record, expr in rules.items()
    )


def burn_alerts(objective: Objective, rates: tuple[BurnRate, ...]) -> tuple[Draft, ...]:
    """A page and a ticket, each for its pairs of windows together; with `split` one alert for each pair."""
    if objective.split:
        return tuple(
            _alert(objective, (rate,), promql.duration(rate.pair.long), rate.pair.page, rate.pair.wait)
            for rate in rates
        )
    fast = tuple(rate for rate in rates if rate.pair.page)
    slow = tuple(rate for rate in rates if not rate.pair.page)
    found = ((fast, "Fast", True), (slow, "Slow", False))
    return tuple(_alert(objective, some, suffix, page, None) for some, suffix, page in found if some)


def burn_alert_names(objective: str) -> tuple[str, ...]:
    """The names, without the service's, of all alerts that an objective of this name can have."""
    return tuple(f"{camel_case(objective)}{ending}" for ending in _ENDINGS)


def is_burn_alert_name(name: str) -> bool:
    """Whether an objective of some name would have an alert of this one."""
    return name.endswith(_ENDINGS) and name not in _ENDINGS


def ratio_metric(window: int) -> str:
    """The recorded share of bad events over a window in seconds."""
    return f"{RATIO}_rate{promql.duration(window)}"


def slo_matchers(objective: Objective) -> tuple[str, str]:
    """Which recorded series are the objective's; the namespace tells environments apart."""
    return promql.equals("service", objective.service), promql.equals("slo", objective.name)


def _series(objective: Objective) -> str:
    return promql.selector("", promql.equals("namespace", objective.namespace), *slo_matchers(objective))


def _labels(objective: Objective) -> Text:
    labels = {"namespace": objective.namespace, "service": objective.service, "slo": objective.name}
    return names.text(labels)


def _over(expr: str, window: int) -> str:
    return promql.fill(expr, {"window": promql.duration(window)})


def error_ratio(objective: Objective, window: int, *, enough: bool = False) -> str:
    """The share of bad events: 0 where nothing fails, no sample where nothing happens.

    With `enough` there is no sample either where fewer happen than the objective's `minimum`. A ratio of nothing would
    be NaN, and one NaN spoils every average over it.
    """
    total, errors, good, _ = objective.indicator
    share = f"({errors or good} or vector(0))\n/\n({total} > 0)"
    ratio = _over(share if errors else f"1 - {share}", window)
    if not enough or objective.minimum is None:
        return ratio
    return f"{ratio}\nand on ()\n{_enough(objective, window)}"


def _enough(objective: Objective, window: int) -> str:
    return f"{_over(objective.indicator.total, window)} * {window} >= {objective.minimum}"


def _alert(objective: Objective, rates: tuple[BurnRate, ...], suffix: str, page: bool, wait: str | None) -> Draft:
    severity: Severity = "critical" if page else "warning"
    percent = f"{promql.number(objective.target)}%"
    return Draft(
        workload=objective.service,
        component=names.MAIN,
        group="slo.alerts",
        name=f"{camel_case(objective.name)}ErrorBudgetBurn{suffix}",
        expr="\nor\n".join(_condition(objective, rate) for rate in rates),
        wait=wait,
        severity=severity,
        summary=f"The error budget of {objective.service} for {objective.name} burns too fast.",
        description=f"{{{{ $value | humanizePercentage }}}} of requests {objective.indicator.bad}; "
        f"the objective is {percent} good over {objective.window}.",
        labels=(("slo", objective.name),),
    )


def _condition(objective: Objective, rate: BurnRate) -> str:
    """Both windows of a pair over the limit, and with `minimum` enough events in the long one to tell."""
    series, limit = _series(objective), promql.number(rate.threshold)
    long, short = (f"{ratio_metric(window)}{series} > {limit}" for window in (rate.pair.long, rate.pair.short))
    lines = [long, "and", short]
    if objective.minimum is not None:
        lines += ["and on ()", _enough(objective, rate.pair.long)]
    return "\n".join(("(", *(f"  {line}" for line in lines), ")"))

"""Owns the situations that the alerts of an objective are put into: error budgets that burn at some speed, or did."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from promql_parser import MatchOp, VectorSelector

from kgen import promql
from kgen.model import Text
from kgen.names import text
from kgen.resolve.burn import BurnRate
from kgen.resolve.slo import Objective
from kgen.rule_tests.alert import Rules
from kgen.rule_tests.engine import is_selected
from kgen.rule_tests.reading import example, read, sample_text
from kgen.rule_tests.search import MINUTE, Situation
from kgen.rule_tests.series import Series
from kgen.rule_tests.vector import UnknownError

EVENTS = 10_000
"""Events a minute."""
SETTLED, BURNING, CALM = 15, 30, 45
"""Minutes: until rates tell what goes on; of a fire, and of the calm behind it, longer than a page's short windows."""


class Traffic(NamedTuple):
    """The series that an indicator counts: `told` the bad events, or with `good` the good ones; `total` all.

    With `overlapping` the series of `told` counts towards the total too, so that `total` holds the others alone.
    """

    told: Text
    total: Text
    good: bool
    overlapping: bool

    def series(self, *phases: tuple[int, Decimal, Decimal]) -> tuple[Series, ...]:
        """Both series; each phase is its minutes, events a minute, and the share of bad ones among them."""
        told = [(minutes, events * (1 - bad if self.good else bad)) for minutes, events, bad in phases]
        every = [(minutes, events) for minutes, events, _ in phases]
        rest = [(minutes, events - part) for (minutes, events), (_, part) in zip(every, told, strict=True)]
        return Series(self.told, _counter(told)), Series(self.total, _counter(rest if self.overlapping else every))


def burn_situations(
    objective: Objective, rates: tuple[BurnRate, ...], wait: int, rules: Rules
) -> Iterator[tuple[Situation, bool]]:
    """Situations for alerts on these rates that wait `wait` seconds, and whether what holds at their end held for long.

    Raises UnknownError where the series that the indicator counts cannot be made up.
    """
    traffic = _traffic(objective)
    minutes = rules.round(SETTLED * MINUTE + wait) // MINUTE
    events = Decimal(max(EVENTS, objective.minimum or 0))
    fast = [rate.threshold for rate in rates if rate.pair.page]
    slow = [rate.threshold for rate in rates if not rate.pair.page]
    most = max(fast + slow)
    burning = min(most * 3 / 2, (most + 1) / 2)
    yield _situation(traffic, (minutes, events, burning)), True
    if fast and slow:
        yield _situation(traffic, (minutes, events, (max(slow) + min(fast)) / 2)), True
    yield _situation(traffic, (minutes, events, min(fast + slow) / 2)), True
    if fast:
        yield _situation(traffic, (BURNING, events, burning), (CALM, events, Decimal(0))), False
    if objective.minimum is not None:
        few = Decimal(objective.minimum) / (2 * minutes)
        yield _situation(traffic, (minutes, few, Decimal(1))), True


def _situation(traffic: Traffic, *phases: tuple[int, Decimal, Decimal]) -> Situation:
    return Situation(traffic.series(*phases), MINUTE, sum(minutes for minutes, _, _ in phases) * MINUTE)


def _counter(phases: list[tuple[int, Decimal]]) -> str:
    """A counter from 0 on, in promtool's notation."""
    runs, height = ["0"], Decimal(0)
    for minutes, growth in phases:
        first = promql.number(height + growth)
        runs.append(f"{first}+{promql.number(growth)}x{minutes - 1}")
        height += growth * minutes
    return " ".join(runs)


def _traffic(objective: Objective) -> Traffic:
    indicator = objective.indicator
    total = _selector(indicator.total)
    told = _selector(indicator.errors or indicator.good or "")
    every, counted = _others(total, told), example(told, frozenset())
    if is_selected(told, every) or every == counted:
        raise UnknownError("the counters of its indicator are not told apart here")
    return Traffic(counted, every, indicator.errors is None, is_selected(total, counted))


def _selector(expr: str) -> VectorSelector:
    """The one selector of an indicator's expression."""
    selectors = {str(r.selector): r.selector for r in read(promql.fill(expr, {"window": "5m"})).selectors}
    if len(selectors) != 1:
        raise UnknownError("its indicator counts with several selectors")
    return next(iter(selectors.values()))


def _others(total: VectorSelector, told: VectorSelector) -> Text:
    """Labels of a series of `total` that `told` does not select, with another status where that tells them apart."""
    labels = dict(example(total, frozenset()))
    for matcher in told.matchers.matchers:
        if matcher.name not in labels:
            if matcher.op == MatchOp.NotEqual:
                labels[matcher.name] = matcher.value
            elif matcher.op == MatchOp.NotRe:
                labels[matcher.name] = sample_text(matcher.value)
            elif matcher.op == MatchOp.Re and matcher.name.endswith("code"):
                labels[matcher.name] = "OK" if sample_text(matcher.value).isalpha() else "200"
    return text(labels)

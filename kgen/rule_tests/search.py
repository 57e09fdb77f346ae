"""Owns the search for series under which an alert fires, and for others close to them under which it stays silent.

What is found has been evaluated; what is not found is said to be unknown.
"""

from collections.abc import Iterator
from itertools import islice, product
from math import prod
from typing import NamedTuple

from kgen.model import Text
from kgen.rule_tests.engine import Moment, evaluate
from kgen.rule_tests.reading import Readings, example, read
from kgen.rule_tests.series import NAME, Series, fill_store
from kgen.rule_tests.shape import BUCKET, Shape, Slot, histogram_slot, plain_slot
from kgen.rule_tests.vector import ClashError, UnknownError, Vector

MINUTE = 60
LONGEST = 6 * 3600
"""The longest that a test may run, in seconds of its own time: Prometheus evaluates all rules at each minute of it."""
ATTEMPTS = 4000
SILENT = 3
"""The most inputs that show one alert silent."""


class Situation(NamedTuple):
    """Series, a sample each `interval` seconds, and the moment in seconds at which an alert is looked at."""

    series: tuple[Series, ...]
    interval: int
    at: int


class Inputs(NamedTuple):
    """Each of `silent` differs from `firing` in one thing, or where that is not enough, in as few as possible."""

    firing: Situation
    silent: tuple[Situation, ...]


Choice = tuple[tuple[Shape | None, ...], ...]
"""An option for each slot."""


class Plan(NamedTuple):
    expr: str
    slots: tuple[Slot, ...]
    interval: int
    at: int
    wait: int

    def situation(self, choice: Choice) -> Situation:
        count = self.at // self.interval
        found = (
            Series(labels, shape.values(count))
            for slot, shapes in zip(self.slots, choice, strict=True)
            for labels, shape in zip(slot.series, shapes, strict=True)
            if shape is not None
        )
        return Situation(tuple(sorted(found)), self.interval, self.at)


def find_inputs(expr: str, wait: int, labels: frozenset[str], recorded: frozenset[str]) -> Inputs:
    """Inputs for an alert on `expr` that waits `wait` seconds, with series that have these labels among others.

    Raises UnknownError where there are none: it may read what the rules have `recorded`, or more than is worked out.
    """
    plan = _plan(expr, wait, labels, recorded)
    firing = next((choice for choice in _by_likeliness(plan.slots) if _holds(plan, choice)), None)
    if firing is None:
        raise UnknownError("no input was found that makes it fire")
    silent = tuple(islice(_neighbours(plan, firing), SILENT))
    return Inputs(plan.situation(firing), tuple(map(plan.situation, silent)))


def holds(expr: str, situation: Situation, at: int) -> bool | None:
    """Whether the expression has a result; None where versions of Prometheus differ or refuse it."""
    store = fill_store(situation.series, situation.interval)
    try:
        results = {bool(evaluate(expr, Moment(store, at, closed))) for closed in (True, False)}
    except ClashError:
        return None
    return results.pop() if len(results) == 1 else None


def _plan(expr: str, wait: int, labels: frozenset[str], recorded: frozenset[str]) -> Plan:
    readings = read(expr)
    shortest = min((one.reach for one in readings.selectors if one.function is not None), default=300)
    interval = MINUTE if shortest >= 4 * MINUTE else 15
    offsets = max((_offset(one.selector.offset) for one in readings.selectors), default=0)
    at = _minutes(max(min(readings.reach, 3600), 10 * MINUTE) + offsets + wait) + 5 * MINUTE
    if at > LONGEST:
        raise UnknownError(f"it waits or looks back for more than {LONGEST // 3600} hours")
    return Plan(expr, _slots(readings, labels, recorded, interval, at // interval), interval, at, wait)

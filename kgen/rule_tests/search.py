"""Owns the search for series under which an alert fires, and for others close to them under which it stays silent.

What is found has been evaluated; what is not found is said to be unknown.
"""

from collections.abc import Iterator
from itertools import islice, product
from typing import NamedTuple

from kgen.model import Text
from kgen.rule_tests.alert import Alert, Rules
from kgen.rule_tests.engine import Moment, evaluate
from kgen.rule_tests.reading import Readings, example, read
from kgen.rule_tests.series import NAME, Series, fill_store
from kgen.rule_tests.shape import BUCKET, Clock, Shape, Slot, histogram_slot, plain_slot
from kgen.rule_tests.vector import ClashError, UnknownError

MINUTE = 60
SHORT, HOUR = 5 * MINUTE, 60 * MINUTE
LONGEST = 6 * 3600
"""The longest that a test may run, in seconds of its own time: Prometheus evaluates all rules at each minute of it."""
COMBINATIONS = 50_000
ATTEMPTS = 2_000
"""How many combinations of series are thought of, and how many of the likeliest are tried."""
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
    moments: tuple[int, ...]

    @property
    def at(self) -> int:
        """The moment at which the alert is looked at, in seconds: the last of those at which it must hold."""
        return max(self.moments)

    def situation(self, choice: Choice) -> Situation:
        count = self.at // self.interval
        found = (
            Series(labels, shape.values(count))
            for slot, shapes in zip(self.slots, choice, strict=True)
            for labels, shape in zip(slot.series, shapes, strict=True)
            if shape is not None
        )
        return Situation(tuple(sorted(found)), self.interval, self.at)


def find_inputs(alert: Alert, rules: Rules) -> Inputs:
    """Inputs for an alert that reads nothing that the rules write.

    Raises UnknownError where none are found, or where the expression says more than is worked out here.
    """
    plan = _plan(alert, rules)
    likely = _by_likeliness(plan.slots)
    firing = next((choice for choice in likely if _is_constant(plan, choice, holds=True)), None)
    if firing is None:
        raise UnknownError("no input was found that makes it fire")
    silent = tuple(islice(_neighbours(plan, firing), SILENT))
    return Inputs(plan.situation(firing), tuple(map(plan.situation, silent)))


def _plan(alert: Alert, rules: Rules) -> Plan:
    readings = read(alert.expr)
    shortest = min((one.reach for one in readings.selectors if one.function is not None), default=SHORT)
    settled = max(min(readings.reach, HOUR), MINUTE) + readings.offset
    # Once more than needed, because at first there are too few samples for a rate.
    at = rules.round(settled + alert.wait) + rules.tick
    if at > LONGEST:
        raise UnknownError(f"it waits or looks back for more than {LONGEST // 3600} hours")
    interval = MINUTE if shortest >= SHORT else MINUTE // 4
    return Plan(
        expr=alert.expr,
        slots=_slots(readings, alert.shown, Clock(interval, at // interval)),
        interval=interval,
        moments=tuple(range(at, at - rules.round(alert.wait) - 1, -rules.round(max(alert.wait // 2, 1)))),
    )


def _slots(readings: Readings, labels: frozenset[str], clock: Clock) -> tuple[Slot, ...]:
    further = (labels | readings.labels) - {BUCKET, NAME}
    uses: dict[Text, frozenset[str | None]] = {}
    for reading in readings.selectors:
        series = example(reading.selector, further)
        metric = dict(series)[NAME]
        if metric in {"ALERTS", "ALERTS_FOR_STATE"}:
            raise UnknownError(f"it reads `{metric}`, which Prometheus writes")
        how = "offset" if reading.offset else reading.function
        uses[series] = uses.get(series, frozenset()) | {reading.function, how}
    bucketed = "histogram_quantile" in readings.functions
    return tuple(
        histogram_slot(series, readings)
        if bucketed and dict(series)[NAME].endswith("_bucket") and BUCKET not in dict(series)
        else plain_slot(series, functions, readings, clock)
        for series, functions in sorted(uses.items())
    )


def _by_likeliness(slots: tuple[Slot, ...]) -> Iterator[Choice]:
    """Combinations of options, those first that are made of likely ones."""
    kept = max((size for size in range(1, 40) if size ** len(slots) <= COMBINATIONS), default=1)
    ranked = list(product(*(enumerate(slot.options[:kept]) for slot in slots)))
    ranked.sort(key=lambda options: (max([rank for rank, _ in options], default=0), sum(rank for rank, _ in options)))
    return (tuple(shapes for _, shapes in options) for options in ranked[:ATTEMPTS])


def _neighbours(plan: Plan, firing: Choice) -> Iterator[Choice]:
    """For each slot the likeliest option that silences the alert, all else being equal; else any combination."""
    found = False
    for index, slot in enumerate(plan.slots):
        changed = ((*firing[:index], option, *firing[index + 1 :]) for option in slot.options)
        silent = next((choice for choice in changed if _is_constant(plan, choice, holds=False)), None)
        if silent is not None:
            found = True
            yield silent
    if not found:
        others = (choice for choice in _by_likeliness(plan.slots) if _is_constant(plan, choice, holds=False))
        yield from islice(others, 1)


def _is_constant(plan: Plan, choice: Choice, *, holds: bool) -> bool:
    """Whether the expression has a result, or has none, all the time that the alert waits, whatever the version."""
    series = plan.situation(choice).series
    store = fill_store(series, plan.interval)
    try:
        return all(
            bool(evaluate(plan.expr, Moment(store, at, closed))) is holds
            for at in plan.moments
            for closed in (True, False)
        )
    except ClashError:
        return False

"""Owns how a made-up series may run over time: levels, slopes and turns that could make an alert fire, or not."""

from collections.abc import Iterator
from decimal import Decimal
from typing import NamedTuple

from kgen import promql
from kgen.model import Text
from kgen.names import text
from kgen.rule_tests.range_function import OF_COUNTERS
from kgen.rule_tests.reading import Readings

BUCKET = "le"


class Shape(NamedTuple):
    """A line from `first` on that rises by `step` with each sample; with `turning` it falls back every second time."""

    first: float
    step: float = 0
    turning: bool = False

    def values(self, count: int) -> str:
        """The first samples, and `count` more, in promtool's notation."""
        if self.turning:
            pair = f"{_number(self.first)} {_number(self.first + self.step)}"
            return " ".join([pair] * (count // 2 + 1))
        sign = "-" if self.step < 0 else "+"
        return f"{_number(self.first)}{f'{sign}{_number(abs(self.step))}' if self.step else ''}x{count}"


class Clock(NamedTuple):
    """How far apart samples are in seconds, and how many there will be."""

    interval: int
    samples: int


class Slot(NamedTuple):
    """Series that are decided together, and what each of them may be, the likeliest first; None is no series."""

    series: tuple[Text, ...]
    options: tuple[tuple[Shape | None, ...], ...]


def plain_slot(series: Text, uses: frozenset[str | None], readings: Readings, clock: Clock) -> Slot:
    """A series of which `uses` are the functions that read it, None for none, `offset` for what looks back."""
    found = _counters(readings, clock) if uses & OF_COUNTERS else _gauges(readings, uses, clock)
    absent: tuple[Shape | None, ...] = (None,)
    return Slot((series,), (*((shape,) for shape in dict.fromkeys(found)), absent))


def histogram_slot(labels: Text, readings: Readings) -> Slot:
    """The buckets of one histogram: all observations are short, or long, beside each number of the expression."""
    bounds = sorted(
        {bound for number in readings.numbers if number > 0 for bound in (number / 2, number * 2, number * 4)}
    )
    series = tuple(text({**dict(labels), BUCKET: bound}) for bound in (*map(_number, bounds), "+Inf"))
    still, growing = Shape(0), Shape(0, 60)
    long = (*(still for _ in bounds[:-1]), growing, growing)
    return Slot(series, (long[-len(series) :], (growing,) * len(series), (None,) * len(series)))


def _counters(readings: Readings, clock: Clock) -> Iterator[Shape]:
    """Growth around what each number asks for as a rate, and as an increase over each range."""
    ranges = sorted({reading.reach for reading in readings.selectors if reading.reach})
    yield from (Shape(0, 60), Shape(0))
    for share in (2, 0.5):
        for number in readings.numbers:
            if number > 0:
                yield from (Shape(0, number * share * clock.interval / over) for over in (1, *ranges))
    yield Shape(0, 6000)


def _gauges(readings: Readings, uses: frozenset[str | None], clock: Clock) -> Iterator[Shape]:
    yield from (Shape(1), Shape(0))
    for share in (2.0, 0.5):
        yield from (Shape(number * share) for number in readings.numbers)
    yield from (Shape(number + 1) for number in readings.numbers)
    yield from (Shape(number) for number in readings.numbers)
    if "time" in readings.functions:
        # A timestamp of the very moment.
        yield Shape(0, clock.interval)
    yield from (Shape(-number * 2) for number in readings.numbers)
    yield from (Shape(100), Shape(1000))
    if uses != {None}:
        for step in dict.fromkeys((1.0, *(number * 2 for number in readings.numbers if number > 0))):
            yield from (Shape(step * (clock.samples + 10), -step), Shape(0, step), Shape(0, step, turning=True))
    yield Shape(-1)


def _number(value: float) -> str:
    return promql.number(Decimal(f"{value:.6g}"))

"""Owns the functions over a range of samples, as Prometheus computes them."""

from collections.abc import Callable, Mapping
from itertools import pairwise
from math import sqrt
from typing import NamedTuple, TypeAlias

from kgen.rule_tests.series import Samples


class Window(NamedTuple):
    """The samples of one series between two moments, both in seconds; there is at least one."""

    samples: Samples
    start: int
    end: int

    @property
    def values(self) -> tuple[float, ...]:
        return tuple(value for _, value in self.samples)


RangeFunction: TypeAlias = Callable[[Window], float | None]
"""None where there are too few samples to tell."""


def _grown(window: Window, *, counter: bool) -> float | None:
    """How much the series grew over the window, as far as its samples tell, extrapolated to the edges of the window."""
    (first, low), (last, high) = window.samples[0], window.samples[-1]
    if first == last:
        return None
    grown = high - low
    if counter:
        # A counter that falls has begun anew at 0.
        grown += sum(before for before, after in pairwise(window.values) if after < before)
    sampled = last - first
    usual = sampled / (len(window.samples) - 1)
    before, after = (gap if gap < usual * 1.1 else usual / 2 for gap in (first - window.start, window.end - last))
    if counter and grown > 0 and low >= 0:
        before = min(before, sampled * (low / grown))
    return grown * ((sampled + before + after) / sampled)


def _increase(window: Window) -> float | None:
    return _grown(window, counter=True)


def _rate(window: Window) -> float | None:
    grown = _increase(window)
    return None if grown is None else grown / (window.end - window.start)


def _delta(window: Window) -> float | None:
    return _grown(window, counter=False)


def _instant_rate(window: Window) -> float | None:
    if len(window.samples) < 2:
        return None
    (before, low), (after, high) = window.samples[-2:]
    return (high if high < low else high - low) / (after - before)


def _instant_delta(window: Window) -> float | None:
    return window.values[-1] - window.values[-2] if len(window.samples) > 1 else None


def regression(window: Window) -> tuple[float, float] | None:
    """Slope a second of the line through all samples, and its height at the end of the window."""
    if len(window.samples) < 2:
        return None
    times = [float(moment - window.end) for moment, _ in window.samples]
    mean, height = sum(times) / len(times), sum(window.values) / len(times)
    spread = sum((moment - mean) ** 2 for moment in times)
    slope = sum((moment - mean) * (value - height) for moment, value in zip(times, window.values, strict=True)) / spread
    return slope, height - slope * mean


def _slope(window: Window) -> float | None:
    line = regression(window)
    return None if line is None else line[0]


def _deviation(window: Window) -> float:
    return sqrt(_variance(window))


def _variance(window: Window) -> float:
    mean = sum(window.values) / len(window.values)
    return sum((value - mean) ** 2 for value in window.values) / len(window.values)


RANGE_FUNCTIONS: Mapping[str, RangeFunction] = {
    "avg_over_time": lambda window: sum(window.values) / len(window.values),
    "changes": lambda window: float(sum(before != after for before, after in pairwise(window.values))),
    "count_over_time": lambda window: float(len(window.values)),
    "delta": _delta,
    "deriv": _slope,
    "idelta": _instant_delta,
    "increase": _increase,
    "irate": _instant_rate,
    "last_over_time": lambda window: window.values[-1],
    "max_over_time": lambda window: max(window.values),
    "min_over_time": lambda window: min(window.values),
    "present_over_time": lambda _: 1.0,
    "rate": _rate,
    "resets": lambda window: float(sum(after < before for before, after in pairwise(window.values))),
    "stddev_over_time": _deviation,
    "stdvar_over_time": _variance,
    "sum_over_time": lambda window: sum(window.values),
}
"""The functions of one range and nothing else."""

OF_COUNTERS = frozenset({"increase", "irate", "rate"})
"""Those of what only grows, and begins anew at 0."""

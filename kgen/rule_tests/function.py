"""Owns the functions of instant vectors and of numbers, as Prometheus computes them."""

from collections.abc import Callable, Mapping
from math import ceil, exp, floor, inf, log, log2, log10, nan, sqrt
from typing import TypeAlias

from kgen.model import Text
from kgen.rule_tests.series import NAME
from kgen.rule_tests.vector import Element, Value, Vector, nameless, without

Each: TypeAlias = Callable[..., float]
"""Of a value and numbers."""

_BUCKET = "le"


def _rounded(value: float, to: float = 1) -> float:
    return floor(value / to + 0.5) * to


def _logarithm(function: Callable[[float], float]) -> Each:
    return lambda value: function(value) if value > 0 else -inf if value == 0 else nan


OF_EACH: Mapping[str, Each] = {
    "abs": abs,
    "ceil": lambda value: float(ceil(value)),
    "clamp": lambda value, low, high: min(max(value, low), high),
    "clamp_max": min,
    "clamp_min": max,
    "exp": exp,
    "floor": lambda value: float(floor(value)),
    "ln": _logarithm(log),
    "log2": _logarithm(log2),
    "log10": _logarithm(log10),
    "round": _rounded,
    "sgn": lambda value: float((value > 0) - (value < 0)),
    "sqrt": lambda value: sqrt(value) if value >= 0 else nan,
}
"""What is done with the value of every element; further arguments are numbers."""


KNOWN = OF_EACH.keys() | {"histogram_quantile", "scalar", "sort", "sort_desc", "time", "vector"}
"""The functions that `call` knows."""


def call(name: str, arguments: tuple[Value, ...], at: int) -> Value:
    """One of the KNOWN functions, of these arguments, at a moment in seconds."""
    match name, arguments:
        case "time", ():
            return float(at)
        case "vector", (float() as number,):
            return (Element((), number),)
        case "scalar", (tuple() as vector,):
            return vector[0].value if len(vector) == 1 else nan
        case (("sort" | "sort_desc"), (tuple() as vector,)):
            return vector
        case "histogram_quantile", (float() as share, tuple() as vector):
            return histogram_quantile(share, vector)
        case _, (tuple() as vector, *numbers):
            return tuple(Element(labels, OF_EACH[name](value, *numbers)) for labels, value in nameless(vector))
    raise AssertionError(f"the parser does not take such arguments of `{name}`")


def histogram_quantile(share: float, buckets: Vector) -> Vector:
    """The value below which this share of observations lies, from classic buckets."""
    histograms: dict[Text, list[tuple[float, float]]] = {}
    for labels, value in buckets:
        bound = dict(labels).get(_BUCKET)
        if bound is not None:
            histograms.setdefault(without(labels, {_BUCKET, NAME}), []).append((float(bound), value))
    found = ((labels, _quantile(share, sorted(bounds))) for labels, bounds in sorted(histograms.items()))
    return tuple(Element(labels, value) for labels, value in found)


def _quantile(share: float, bounds: list[tuple[float, float]]) -> float:
    if len(bounds) < 2 or bounds[-1][0] != inf or not bounds[-1][1] or not 0 <= share <= 1:
        return nan
    rank = share * bounds[-1][1]
    index = next(i for i, (_, count) in enumerate(bounds) if count >= rank)
    if index == len(bounds) - 1:
        return bounds[-2][0]
    bound, count = bounds[index]
    if index == 0:
        return bound if bound <= 0 else bound * (rank / count)
    low, below = bounds[index - 1]
    return low + (bound - low) * ((rank - below) / (count - below))

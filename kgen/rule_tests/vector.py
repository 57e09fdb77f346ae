"""Owns instant vectors: how two of them are joined, and how one is aggregated, as Prometheus does it."""

from collections.abc import Callable, Collection, Mapping
from math import fmod, inf, nan
from typing import NamedTuple, TypeAlias

from kgen.model import Text
from kgen.rule_tests.series import NAME


class UnknownError(Exception):
    """What the expression gives cannot be told here; the text says why, as a part of a sentence."""


class ClashError(Exception):
    """Prometheus refuses the expression over these series, because labels do not tell them apart."""


class Element(NamedTuple):
    """A value of a vector; `labels` hold the name of the metric where there still is one."""

    labels: Text
    value: float


Vector: TypeAlias = tuple[Element, ...]
Value: TypeAlias = float | Vector


class Matching(NamedTuple):
    """By which labels elements of two vectors belong together.

    `many` is the side of which several may belong to one of the other; they take its labels `included`.
    """

    labels: frozenset[str]
    on: bool
    many: str | None
    included: tuple[str, ...]


def _divide(left: float, right: float) -> float:
    if right:
        return left / right
    return nan if not left or left != left else inf if left > 0 else -inf  # noqa: PLR0124 - the one way to see NaN


def _power(left: float, right: float) -> float:
    try:
        return float(left**right) if left >= 0 or right == int(right) else nan
    except (OverflowError, ZeroDivisionError):
        return inf


ARITHMETIC: Mapping[str, Callable[[float, float], float]] = {
    "+": lambda left, right: left + right,
    "-": lambda left, right: left - right,
    "*": lambda left, right: left * right,
    "/": _divide,
    "%": lambda left, right: fmod(left, right) if right else nan,
    "^": _power,
}
COMPARISON: Mapping[str, Callable[[float, float], bool]] = {
    "==": lambda left, right: left == right,
    "!=": lambda left, right: left != right,
    ">": lambda left, right: left > right,
    "<": lambda left, right: left < right,
    ">=": lambda left, right: left >= right,
    "<=": lambda left, right: left <= right,
}
AGGREGATION: Mapping[str, Callable[[Collection[float]], float]] = {
    "avg": lambda values: sum(values) / len(values),
    "count": lambda values: float(len(values)),
    "group": lambda _: 1.0,
    "max": max,
    "min": min,
    "sum": sum,
}


def without(labels: Text, dropped: Collection[str]) -> Text:
    return tuple(pair for pair in labels if pair[0] not in dropped)


def only(labels: Text, kept: Collection[str]) -> Text:
    return tuple(pair for pair in labels if pair[0] in kept)


def nameless(vector: Vector) -> Vector:
    return tuple(Element(without(labels, {NAME}), value) for labels, value in vector)


def unique(vector: Vector) -> Vector:
    """The vector by labels; raises UnknownError where two elements have the same, which Prometheus refuses."""
    if len({labels for labels, _ in vector}) < len(vector):
        raise ClashError
    return tuple(sorted(vector))


def aggregate(operator: str, vector: Vector, labels: Collection[str], *, by: bool) -> Vector:
    """One element for each group of elements that are alike in these labels, or `by=False` in all others."""
    if operator not in AGGREGATION:
        raise UnknownError(f"`{operator}` is not worked out here")
    groups: dict[Text, list[float]] = {}
    for own, value in vector:
        groups.setdefault(only(own, labels) if by else without(own, {*labels, NAME}), []).append(value)
    return tuple(Element(group, AGGREGATION[operator](values)) for group, values in sorted(groups.items()))


def combine(operator: str, left: Vector, right: Vector, matching: Matching) -> Vector:
    """`and`, `or` and `unless`, which take whole elements."""
    in_left, in_right = ({_key(labels, matching) for labels, _ in side} for side in (left, right))
    if operator == "or":
        return unique((*left, *(element for element in right if _key(element.labels, matching) not in in_left)))
    return tuple(element for element in left if (_key(element.labels, matching) in in_right) == (operator == "and"))


def calculate(operator: str, left: Value, right: Value, matching: Matching, *, as_bool: bool) -> Value:
    """Arithmetic or a comparison; a comparison that is not `as_bool` keeps the elements for which it holds."""
    if isinstance(left, float) and isinstance(right, float):
        return _number(operator, left, right)
    if isinstance(left, float):
        return (
            _with_number(operator, right, left, flipped=True, as_bool=as_bool) if not isinstance(right, float) else 0.0
        )
    if isinstance(right, float):
        return _with_number(operator, left, right, flipped=False, as_bool=as_bool)
    return _join(operator, left, right, matching, as_bool=as_bool)


def _number(operator: str, left: float, right: float) -> float:
    return float(COMPARISON[operator](left, right)) if operator in COMPARISON else ARITHMETIC[operator](left, right)


def _with_number(operator: str, vector: Vector, number: float, *, flipped: bool, as_bool: bool) -> Vector:
    found = []
    for element in vector:
        sides = (number, element.value) if flipped else (element.value, number)
        if operator in COMPARISON and not as_bool:
            if COMPARISON[operator](*sides):
                found.append(element)
        else:
            found.append(Element(without(element.labels, {NAME}), _number(operator, *sides)))
    return tuple(found)


def _join(operator: str, left: Vector, right: Vector, matching: Matching, *, as_bool: bool) -> Vector:
    many, one = (right, left) if matching.many == "right" else (left, right)
    others: dict[Text, Element] = {}
    for element in one:
        if others.setdefault(_key(element.labels, matching), element) != element:
            raise ClashError
    found = []
    for element in many:
        other = others.get(_key(element.labels, matching))
        if other is None:
            continue
        sides = (other.value, element.value) if matching.many == "right" else (element.value, other.value)
        keeps = operator in COMPARISON and not as_bool
        if not keeps:
            found.append(Element(_joined(element, other, matching, named=False), _number(operator, *sides)))
        elif COMPARISON[operator](*sides):
            found.append(Element(_joined(element, other, matching, named=True), sides[0]))
    return unique(tuple(found))


def _joined(many: Element, one: Element, matching: Matching, *, named: bool) -> Text:
    """The labels of what two elements give. A comparison keeps the name of the metric, unless `on` leaves it out."""
    labels = many.labels if named else without(many.labels, {NAME})
    if matching.many is None:
        return only(labels, matching.labels) if matching.on else without(labels, matching.labels)
    taken = {name: dict(one.labels)[name] for name in matching.included if name in dict(one.labels)}
    return tuple(sorted({**dict(without(labels, matching.included)), **taken}.items()))


def _key(labels: Text, matching: Matching) -> Text:
    return only(labels, matching.labels) if matching.on else without(labels, {*matching.labels, NAME})

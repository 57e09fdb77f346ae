"""Owns what an expression reads: its selectors with what is done to each, its numbers, the labels that it names."""

from collections.abc import Iterator
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from promql_parser import (
    AggModifierType,
    AggregateExpr,
    BinaryExpr,
    Call,
    Expr,
    LabelModifierType,
    MatchOp,
    MatrixSelector,
    NumberLiteral,
    ParenExpr,
    SubqueryExpr,
    UnaryExpr,
    VectorSelector,
)

from kgen.model import Text
from kgen.names import text
from kgen.rule_tests.engine import is_selected, parsed, read_pattern
from kgen.rule_tests.pattern import PatternError, sample
from kgen.rule_tests.series import NAME
from kgen.rule_tests.vector import UnknownError

_EXACT = frozenset(
    {"absent", "changes", "count_over_time", "last_over_time", "max_over_time", "min_over_time", "time", "vector"}
)
"""Functions that give whole numbers for whole numbers, in any arithmetic."""


class Reading(NamedTuple):
    """A selector as it stands in an expression: the function of its range, 0 where it has none, and that in seconds."""

    selector: VectorSelector
    function: str | None
    reach: int
    offset: int


class Readings(NamedTuple):
    """All that an expression reads and compares with; `labels` are those by which it groups and joins.

    `joins` tells whether it looks for pairs of series or makes new labels, which fails where these are not unique.
    """

    selectors: tuple[Reading, ...]
    numbers: tuple[float, ...]
    functions: frozenset[str]
    operators: frozenset[str]
    labels: frozenset[str]
    joins: bool

    @property
    def exact(self) -> bool:
        """Whether the value is whole where the samples are, down to the last digit."""
        return self.functions <= _EXACT and self.operators.isdisjoint({"/", "%", "^", "avg"})

    @property
    def reach(self) -> int:
        """The longest range in seconds."""
        return max((reading.reach for reading in self.selectors), default=0)

    @property
    def offset(self) -> int:
        return max((reading.offset for reading in self.selectors), default=0)


@lru_cache(maxsize=4096)
def read(expr: str) -> Readings:
    """What the expression reads; numbers in their order, each once. Raises UnknownError."""
    nodes = tuple(_nodes(parsed(expr), None))
    selectors = tuple(found for found in (_reading(node, call) for node, call in nodes) if found is not None)
    return Readings(
        selectors=selectors,
        numbers=tuple(dict.fromkeys(node.val for node, _ in nodes if isinstance(node, NumberLiteral))),
        functions=frozenset(node.func.name for node, _ in nodes if isinstance(node, Call)),
        operators=frozenset(str(node.op) for node, _ in nodes if isinstance(node, AggregateExpr | BinaryExpr)),
        labels=frozenset(label for node, _ in nodes for label in _labels(node)),
        joins=any(_joins(node) for node, _ in nodes),
    )


def _nodes(tree: Expr, call: str | None) -> Iterator[tuple[Expr, str | None]]:
    """The tree with all below it, each with the function that it is an argument of."""
    yield tree, call
    match tree:
        case ParenExpr():
            yield from _nodes(tree.expr, call)
        case UnaryExpr() | AggregateExpr():
            yield from _nodes(tree.expr, None)
        case BinaryExpr():
            yield from _nodes(tree.lhs, None)
            yield from _nodes(tree.rhs, None)
        case Call():
            for argument in tree.args:
                yield from _nodes(argument, tree.func.name)
        case SubqueryExpr():
            yield from _nodes(tree.expr, None)


def _reading(tree: Expr, call: str | None) -> Reading | None:
    match tree:
        case VectorSelector():
            return Reading(tree, None, 0, _seconds(tree.offset))
        case MatrixSelector():
            selector = tree.vector_selector
            return Reading(selector, call, _seconds(tree.range), _seconds(selector.offset))
        case _:
            return None


def _seconds(duration: timedelta | None) -> int:
    return 0 if duration is None else duration.days * 86400 + duration.seconds


def _labels(tree: Expr) -> Iterator[str]:
    if isinstance(tree, AggregateExpr) and tree.modifier is not None and tree.modifier.type == AggModifierType.By:
        yield from tree.modifier.labels
    if isinstance(tree, BinaryExpr) and tree.modifier is not None:
        matching = tree.modifier.matching
        if matching is not None and matching.type == LabelModifierType.Include:
            yield from matching.labels
        yield from tree.modifier.group_labels or ()


def _joins(tree: Expr) -> bool:
    if isinstance(tree, Call):
        return bool(tree.func.name in {"label_join", "label_replace"})
    if not isinstance(tree, BinaryExpr) or str(tree.op) in {"and", "or", "unless"}:
        return False
    sides = (_nodes(tree.lhs, None), _nodes(tree.rhs, None))
    return all(any(isinstance(node, VectorSelector | MatrixSelector) for node, _ in side) for side in sides)


def example(selector: VectorSelector, further: frozenset[str]) -> Text:
    """The labels of a series that the selector selects, `further` ones among them. Raises UnknownError."""
    labels = {} if selector.name is None else {NAME: selector.name}
    for matcher in selector.matchers.matchers:
        if matcher.op == MatchOp.Equal:
            labels[matcher.name] = matcher.value
        elif matcher.op == MatchOp.Re:
            labels.setdefault(matcher.name, sample_text(matcher.value))
    if NAME not in labels:
        raise UnknownError("it does not name its metric")
    named = {name: value for name, value in labels.items() if value}
    # What only must not have some value is left out, unless it may not be missing either.
    refused = {matcher.name for matcher in selector.matchers.matchers} - labels.keys()
    for name in sorted({*refused, *further} - labels.keys()):
        if name in further or not is_selected(selector, text(named)):
            named[name] = f"{name}-1"
    found = text(named)
    if not is_selected(selector, found):
        raise UnknownError(f"no series of `{named[NAME]}` was found that it would read")
    return found


def sample_text(regex: str) -> str:
    """A text that the regular expression matches. Raises UnknownError."""
    try:
        return sample(read_pattern(regex))
    except PatternError as error:
        raise UnknownError(f"the regular expression `{regex}` is not worked out here") from error

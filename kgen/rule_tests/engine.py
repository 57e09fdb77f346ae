"""Owns the evaluation of PromQL over made-up series at one moment: what an alert would say then.

It knows the part of the language that alerts are written in, and says `UnknownError` for the rest.
"""

from collections import Counter
from datetime import timedelta
from functools import lru_cache
from typing import NamedTuple

from promql_parser import (
    AggModifierType,
    AggregateExpr,
    BinaryExpr,
    BinModifier,
    Call,
    Expr,
    LabelModifierType,
    Matcher,
    MatchOp,
    MatrixSelector,
    NumberLiteral,
    ParenExpr,
    SubqueryExpr,
    UnaryExpr,
    VectorMatchCardinality,
    VectorSelector,
    parse,
)

from kgen import promql_check
from kgen.model import Text
from kgen.names import text
from kgen.rule_tests import function, pattern
from kgen.rule_tests.range_function import RANGE_FUNCTIONS, RangeFunction, Window, regression
from kgen.rule_tests.series import NAME, Recorded, Store
from kgen.rule_tests.vector import (
    Element,
    Matching,
    UnknownError,
    Value,
    Vector,
    aggregate,
    calculate,
    combine,
    nameless,
)

LOOKBACK = 300
"""How long in seconds a sample counts after which none comes."""
EVALUATED = timedelta(minutes=1)
"""How often rules are evaluated, and the step of a subquery that names none."""
ROOTED_IN_TIME = frozenset(
    {"day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"}
)


class Moment(NamedTuple):
    """When something is asked, in seconds, and of which series.

    `closed` ranges hold the sample at their very beginning: those of Prometheus 2 do, those of Prometheus 3 do not.
    """

    store: Store
    at: int
    closed: bool


@lru_cache(maxsize=4096)
def parsed(expr: str) -> Expr:
    """The expression as a tree. Raises UnknownError for what is none, as a patch may write it."""
    if promql_check.check(expr) is not None:
        raise UnknownError("it is not valid PromQL")
    return parse(expr)


def evaluate(expr: str, moment: Moment) -> Vector:
    """What the expression gives, by labels; a number is one element without labels. Raises UnknownError."""
    found = _evaluate(parsed(expr), moment)
    return (Element((), found),) if isinstance(found, float) else tuple(sorted(found))


def is_selected(selector: VectorSelector, labels: Text) -> bool:
    """Whether a series with these labels is one of the selector's. Raises UnknownError for a difficult expression."""
    known = dict(labels)
    named = selector.name is None or known.get(NAME) == selector.name
    return named and all(_is_matched(matcher, known.get(matcher.name, "")) for matcher in selector.matchers.matchers)


def may_select(selector: VectorSelector, labels: Text) -> bool:
    """Whether a series with these labels is one of the selector's, or may be for all that is known."""
    try:
        return is_selected(selector, labels)
    except UnknownError:
        return True


@lru_cache(maxsize=4096)
def read_pattern(regex: str) -> pattern.Pattern:
    try:
        return pattern.read(regex)
    except pattern.PatternError as error:
        raise UnknownError(f"the regular expression `{regex}` is not worked out here") from error


def _is_matched(matcher: Matcher, value: str) -> bool:
    if matcher.op == MatchOp.Equal:
        return bool(value == matcher.value)
    if matcher.op == MatchOp.NotEqual:
        return bool(value != matcher.value)
    return pattern.matches(read_pattern(matcher.value), value) is (matcher.op == MatchOp.Re)


def _evaluate(tree: Expr, moment: Moment) -> Value:
    match tree:
        case ParenExpr():
            return _evaluate(tree.expr, moment)
        case NumberLiteral():
            return tree.val
        case VectorSelector():
            return _instant(tree, moment)
        case UnaryExpr():
            return calculate("*", -1.0, _evaluate(tree.expr, moment), _ALL, as_bool=False)
        case AggregateExpr():
            return _aggregate(tree, moment)
        case BinaryExpr():
            return _binary(tree, moment)
        case Call():
            return _call(tree, moment)
        case _:
            raise AssertionError("the parser takes text as an argument only")


def _instant(tree: VectorSelector, moment: Moment) -> Vector:
    at = _shifted(tree, moment)
    found = []
    for labels, samples in _series(tree, moment.store):
        oldest = at - LOOKBACK
        past = [value for time, value in samples if oldest < time <= at or (moment.closed and time == oldest)]
        if past:
            found.append(Element(labels, past[-1]))
    return tuple(found)


def _windows(tree: Expr, moment: Moment) -> tuple[tuple[Text, Window], ...]:
    if isinstance(tree, SubqueryExpr):
        return _subquery(tree, moment)
    assert isinstance(tree, MatrixSelector), "the parser wants a range here"
    end = _shifted(tree.vector_selector, moment)
    start = end - _seconds(tree.range)
    found = []
    for labels, samples in _series(tree.vector_selector, moment.store):
        inside = tuple(s for s in samples if start < s[0] <= end or (moment.closed and s[0] == start))
        if inside:
            found.append((labels, Window(inside, start, end)))
    return tuple(found)


def _subquery(tree: SubqueryExpr, moment: Moment) -> tuple[tuple[Text, Window], ...]:
    """The ranges of an expression that is evaluated step by step, at multiples of the step."""
    end = _shifted(tree, moment)
    start, step = end - _seconds(tree.range or timedelta()), _seconds(tree.step or EVALUATED)
    found: dict[Text, list[tuple[int, float]]] = {}
    for at in range(-(-start // step) * step, end + 1, step):
        if at > start or moment.closed:
            for labels, value in _vector(tree.expr, moment._replace(at=at)):
                found.setdefault(labels, []).append((at, value))
    return tuple((labels, Window(tuple(samples), start, end)) for labels, samples in sorted(found.items()))


def _series(tree: VectorSelector, store: Store) -> tuple[Recorded, ...]:
    if tree.name is None:
        return tuple(one for series in store.values() for one in series if is_selected(tree, one.labels))
    return tuple(one for one in store.get(tree.name, ()) if is_selected(tree, one.labels))


def _shifted(tree: VectorSelector | SubqueryExpr, moment: Moment) -> int:
    if tree.at is not None:
        raise UnknownError("`@` is not worked out here")
    return moment.at - _seconds(tree.offset or timedelta())


def _seconds(duration: timedelta) -> int:
    if duration.microseconds:
        raise UnknownError("it looks at parts of a second")
    return duration.days * 86400 + duration.seconds


def _aggregate(tree: AggregateExpr, moment: Moment) -> Vector:
    inner = _vector(tree.expr, moment)
    by = tree.modifier is None or tree.modifier.type == AggModifierType.By
    return aggregate(str(tree.op), inner, tree.modifier.labels if tree.modifier else (), by=by)


def _binary(tree: BinaryExpr, moment: Moment) -> Value:
    operator = str(tree.op)
    left, right = _evaluate(tree.lhs, moment), _evaluate(tree.rhs, moment)
    matching = _matching(tree.modifier)
    if operator in {"and", "or", "unless"}:
        assert not isinstance(left, float) and not isinstance(right, float), "the parser wants vectors here"
        return combine(operator, left, right, matching)
    if operator == "atan2":
        raise UnknownError("`atan2` is not worked out here")
    return calculate(operator, left, right, matching, as_bool=bool(tree.modifier and tree.modifier.return_bool))


_ALL = Matching(frozenset(), on=False, many=None, included=())


def _matching(modifier: BinModifier | None) -> Matching:
    if modifier is None:
        return _ALL
    labels = modifier.matching.labels if modifier.matching else []
    on = modifier.matching is not None and modifier.matching.type == LabelModifierType.Include
    to_one, to_many = VectorMatchCardinality.ManyToOne, VectorMatchCardinality.OneToMany
    many = "left" if modifier.card == to_one else "right" if modifier.card == to_many else None
    return Matching(frozenset(labels), on, many, tuple(modifier.group_labels or ()))


def _vector(tree: Expr, moment: Moment) -> Vector:
    found = _evaluate(tree, moment)
    assert not isinstance(found, float), "the parser wants a vector here"
    return found


def _call(tree: Call, moment: Moment) -> Value:
    name, arguments = tree.func.name, tree.args
    if name in RANGE_FUNCTIONS:
        return _over_range(name, RANGE_FUNCTIONS[name], _windows(arguments[0], moment))
    if name == "predict_linear":
        ahead = _evaluate(arguments[1], moment)
        return _over_range(name, lambda window: _predicted(window, ahead), _windows(arguments[0], moment))
    if name == "absent":
        return () if _evaluate(arguments[0], moment) else (Element(_wanted(arguments[0]), 1.0),)
    if name == "absent_over_time":
        [ranged] = arguments
        wanted = _wanted(ranged.vector_selector) if isinstance(ranged, MatrixSelector) else ()
        return () if _windows(ranged, moment) else (Element(wanted, 1.0),)
    if name in ROOTED_IN_TIME:
        raise UnknownError("it depends on the time of day")
    if name not in function.KNOWN:
        raise UnknownError(f"`{name}` is not worked out here")
    return function.call(name, tuple(_evaluate(argument, moment) for argument in arguments), moment.at)


def _over_range(name: str, compute: RangeFunction, windows: tuple[tuple[Text, Window], ...]) -> Vector:
    values = ((labels, compute(window)) for labels, window in windows)
    found = tuple(Element(labels, value) for labels, value in values if value is not None)
    return found if name == "last_over_time" else nameless(found)


def _predicted(window: Window, ahead: Value) -> float | None:
    assert isinstance(ahead, float), "the parser wants a number here"
    line = regression(window)
    return None if line is None else line[1] + line[0] * ahead


def _wanted(tree: Expr) -> Text:
    """The labels of what is absent, as far as the selector says just one value of them."""
    if not isinstance(tree, VectorSelector):
        return ()
    counts = Counter(matcher.name for matcher in tree.matchers.matchers)
    wanted = {
        matcher.name: matcher.value
        for matcher in tree.matchers.matchers
        if matcher.op == MatchOp.Equal and counts[matcher.name] == 1 and matcher.name != NAME
    }
    return text(wanted)

"""Checks PromQL as text: whatever the values, they stay values; and the verdict on expressions of users."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from promql_parser import VectorSelector, parse

from kgen import promql
from kgen.promql_check import (
    GRAFANA,
    MAX_BYTES,
    MAX_OPERATIONS,
    check,
    is_scoped,
    is_selector,
    strip_comments,
)
from kgen.promql_dialect import MAX_REPEATING, PromqlError

INJECTION = 'x"}[5m])) >= 0 or vector(1) or sum(rate(up{job="x'


@pytest.mark.parametrize(
    ("value", "quoted"),
    [
        ("checkout", '"checkout"'),
        ('a"b', r'"a\"b"'),
        ("a\\b", r'"a\\b"'),
        ("a\nb\tc\rd", r'"a\nb\tc\rd"'),
        (INJECTION, r'"x\"}[5m])) >= 0 or vector(1) or sum(rate(up{job=\"x"'),
    ],
)
def test_quote(value: str, quoted: str) -> None:
    assert promql.quote(value) == quoted


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_any_value_stays_the_value_of_its_matcher(value: str) -> None:
    tree = parse(promql.selector("up", promql.equals("job", value), promql.equals("service", "checkout")))
    assert isinstance(tree, VectorSelector)
    assert [(matcher.name, matcher.value) for matcher in tree.matchers.matchers] == [
        ("job", value),
        ("service", "checkout"),
    ]


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")), min_size=1))
def test_any_values_stay_literal_in_a_regular_expression(values: list[str]) -> None:
    assert check(promql.selector("up", promql.one_of("job", values), promql.equals("a", "b"))) is None


@pytest.mark.parametrize(
    ("built", "expected"),
    [
        (promql.one_of("pod", ["a"]), 'pod="a"'),
        (promql.one_of("pod", ["b.c", "a", "a"]), r'pod=~"a|b\\.c"'),
        (promql.any_of("pod", ["a-[0-9]+", "b-.+"]), 'pod=~"a-[0-9]+|b-.+"'),
        (promql.selector("up", promql.equals("a", "b"), promql.matches("c", "d.*")), 'up{a="b", c=~"d.*"}'),
        (promql.bucket(Decimal("0.3")), 'le="0.3"'),
        (promql.bucket(Decimal("0.30")), 'le="0.3"'),
        (promql.bucket(Decimal(1)), r'le=~"1(\\.0)?"'),
        (promql.bucket(Decimal("2.50") * 4), r'le=~"10(\\.0)?"'),
    ],
)
def test_matchers(built: str, expected: str) -> None:
    assert built == expected


@pytest.mark.parametrize(
    ("value", "text"),
    [("0.0144", "0.0144"), ("1E-7", "0.0000001"), ("100", "100"), ("1E+2", "100"), ("0.9990", "0.999"), ("0", "0")],
)
def test_number(value: str, text: str) -> None:
    assert promql.number(Decimal(value)) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(300, "5m"), (3600, "1h"), (5400, "90m"), (86400, "1d"), (259200, "3d"), (604800, "1w"), (61, "61s")],
)
def test_duration(seconds: int, text: str) -> None:
    assert promql.duration(seconds) == text
    assert promql.seconds(text) == seconds


@pytest.mark.parametrize(("text", "seconds"), [("300ms", "0.3"), ("1h30m", "5400"), ("1d2h3m4s5ms", "93784.005")])
def test_seconds(text: str, seconds: str) -> None:
    assert promql.seconds(text) == Decimal(seconds)


@pytest.mark.parametrize(
    ("expr", "filled"),
    [
        ("rate(a[$window])", "rate(a[5m])"),
        ("rate(a[${window}])", "rate(a[5m])"),
        ("a[$windows]", "a[$windows]"),
        ("a[$__rate_interval]", "a[$__rate_interval]"),
        ('a{b="$1 $"}', 'a{b="$1 $"}'),
    ],
)
def test_fill(expr: str, filled: str) -> None:
    assert promql.fill(expr, {"window": "5m"}) == filled


@pytest.mark.parametrize(
    "expr",
    [
        "up",
        'sum by (code) (rate(a{b="c", d!~"e|f"}[5m])) / 2',
        "a # comment )",
        "1 > bool 2",
        "time()",
        'label_replace(a, "x", "$1", "y", "(.*)")',
        "max_over_time(rate(a[5m])[1h:1m])",
        "sum(rate(a[5m]) or vector(0)) and on (namespace) b offset 5m",
        'a{b=~"[0-9a-f]{8}-[0-9a-f]{4}"}',
        "-a ^ +2",
        "a @ end() - a @ start()",
        '{"http.server.request.duration"}',
        "+".join(["a"] * MAX_OPERATIONS),
    ],
)
def test_valid(expr: str) -> None:
    assert check(expr) is None


@pytest.mark.parametrize(
    ("expr", "message", "at"),
    [
        ("sum(rate(a[5m])", "unclosed left parenthesis", "(rate(a[5m])"),
        ("sum(a))", "unexpected right parenthesis ')'", ")"),
        ("a[5m", "unexpected end of input inside brackets", "[5m"),
        ('up{a="b', 'unterminated quoted string "', '"b'),
        ("rate(foo)", "expected type matrix in call to function 'rate', got vector", "rate(foo)"),
        ("nosuch(a)", "unknown function with name 'nosuch'", "nosuch(a)"),
        ("up{a=b}", "unexpected identifier 'b' in label matching, expected string", "b}"),
        ('up{a=~"("}', "illegal regex for (", '("}'),
        ("a[5x]", "a range needs a duration such as 5m", "5x]"),
        ("rate(a[300])", "a range needs a duration such as 5m", "300]"),
        ("max_over_time(a[5m:1e30])", "a range needs a duration such as 5m", ":1e30]"),
        ("a offset 300", "`offset` needs a duration such as 5m", "300"),
        ("time() - a > 5m", "a duration is no number here: write the seconds", "5m"),
        ("a > end()", "`end()` only has a meaning behind `@`", "end()"),
        ("a OFFSET NaN", "`offset` needs a duration such as 5m", "NaN"),
        ('up{a=~"x{' + "9" * 5000 + '}"}', "a regular expression repeats more than 1000 times", '"x{9'),
        ("a offset -NaN", "`offset` needs a duration such as 5m", "NaN"),
        ("a offset +1e19", "`offset` needs a duration such as 5m", "1e19"),
        ("a ? b", "unexpected character: '?'", "? b"),
        ("a b", "not an expression", "b"),
        ("sum(a) b", "not an expression", "b"),
        ("a + * b", "not an expression", "* b"),
        ("a +", "not an expression", ""),
        ("a and", "not an expression", ""),
        ("a > $limit", "unknown variable $limit", "$limit"),
        ("a[5m]", "a range of samples, not one value at a time: apply a function such as `rate`", "a[5m]"),
        ("(rate(a[5m])[1h:])", "a range of samples, not one value at a time: apply a function such as `rate`", "(rate"),
        ('"text"', "a string, not a number", '"text"'),
        ('up{a="b" or c="d"}', "matchers are joined by a comma, not by `or`", 'or c="d"}'),
        ('up{a=~"x{1001}"}', "a regular expression repeats more than 1000 times", '"x{1001}"'),
    ],
)
def test_invalid(expr: str, message: str, at: str) -> None:
    error = check(expr)
    assert error is not None
    assert error.message == message
    assert error.offset is not None
    assert expr[error.offset :].startswith(at)


@pytest.mark.parametrize(
    ("expr", "message"),
    [
        ("a" * (MAX_BYTES + 1), "longer than 8 KiB"),
        ("é" * (MAX_BYTES // 2 + 1), "longer than 8 KiB"),
        ("+".join(["a"] * (MAX_OPERATIONS + 2)), "more than 500 operators and brackets"),
        ("(" * 4000 + "1" + ")" * 4000, "more than 500 operators and brackets"),
        ("a or " * 600 + "a", "more than 500 operators and brackets"),
        ("", "no expression found in input"),
        ("# only a comment", "no expression found in input"),
        ("{}", "vector selector must contain at least one non-empty matcher"),
    ],
)
def test_invalid_as_a_whole(expr: str, message: str) -> None:
    assert check(expr) == PromqlError(message, None)


def test_regular_expressions_that_take_long_to_compile_are_few() -> None:
    matchers = ", ".join([r'a=~"\\pL{9}"'] * (MAX_REPEATING + 1))
    error = check(f"up{{{matchers}}}")
    assert error is not None
    assert error.message == "more than 4 regular expressions with a counted repetition"


@pytest.mark.parametrize(
    "expr",
    [
        "rate(a[$__rate_interval])",
        "rate(a[${__rate_interval}])",
        "avg_over_time(a[$__range:$__interval])",
        "sum_over_time(a[${__range_s}s])",
        "a * $__interval_ms",
        'a{namespace=~"$namespace", b=~"${anything:regex}"}',
    ],
)
def test_variables_of_grafana(expr: str) -> None:
    assert check(expr, GRAFANA) is None


def test_a_variable_leaves_offsets_true() -> None:
    assert check("rate(a[$__rate_interval]) nonsense", GRAFANA) == PromqlError("not an expression", 26)


@pytest.mark.parametrize(
    ("expr", "selects"),
    [
        ("a", True),
        ('a{b="c"}', True),
        ('{b="c"}', True),
        ("a offset 5m", False),
        ("a @ 0", False),
        ("sum(a)", False),
        ("(a)", False),
    ],
)
def test_is_selector(expr: str, selects: bool) -> None:
    assert is_selector(expr) is selects


@pytest.mark.parametrize(
    ("expr", "scoped"),
    [
        ('rate(a{namespace="x"}[5m])', True),
        ('a{namespace=~"x|y"} / on (pod) b{namespace="z"}', True),
        ('a{namespace="x"} / b', False),
        ("max_over_time(rate(a[5m])[1h:1m])", False),
        ("vector(1)", True),
    ],
)
def test_is_scoped(expr: str, scoped: bool) -> None:
    assert is_scoped(expr, "namespace") is scoped


def test_strip_comments() -> None:
    assert strip_comments('a{b="#"} # why\n+ c # )') == 'a{b="#"} \n+ c'

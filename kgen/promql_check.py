"""Owns the verdict on PromQL that a user wrote: whether Prometheus would take it, and where it goes wrong."""

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from kgen.promql_dialect import PromqlError, Token, find_foreign, read_tokens

MAX_BYTES = 8192
"""The longest expression."""
MAX_OPERATIONS = 500
"""Operators and opening brackets in one expression: the parser's time grows with the square of their number."""

Stand: TypeAlias = Literal["duration", "number"]
GRAFANA: Mapping[str, Stand] = {
    "__rate_interval": "duration",
    "__interval": "duration",
    "__range": "duration",
    "__interval_ms": "number",
    "__range_s": "number",
    "__range_ms": "number",
}
"""The variables that Grafana puts into a query outside of strings."""

_BINARY_WORDS = frozenset({"and", "or", "unless", "atan2"})
_MODIFIERS = frozenset(
    {"by", "without", "on", "ignoring", "group_left", "group_right", "offset", "bool", "start", "end"},
)
_QUOTED = re.compile(r"'([^']+)'|illegal regex for (.+)|syntax: (.+)|duration string: (.+)", re.DOTALL)


def check(expr: str, variables: Mapping[str, Stand] | None = None) -> PromqlError | None:
    """None where `expr` gives a scalar or an instant vector; `variables` may stand in it as `$name` or `${name}`.

    The answer takes about a second at the most, whatever the text.
    """
    if len(expr.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        return PromqlError("longer than 8 KiB", None)
    tokens = [token for token in read_tokens(expr) if token.kind != "space"]
    if sum(token.kind in {"operator", "open"} or token.keyword in _BINARY_WORDS for token in tokens) > MAX_OPERATIONS:
        return PromqlError(f"more than {MAX_OPERATIONS} operators and brackets", None)
    unknown = next((t for t in tokens if t.kind == "variable" and _name(t) not in (variables or {})), None)
    if unknown is not None:
        return PromqlError(f"unknown variable {unknown.text}", unknown.offset)
    return find_foreign(tokens) or _parse(expr, tokens, variables or {})


def is_selector(expr: str) -> bool:
    """Whether `expr`, which `check` accepts without variables, is a metric with matchers and nothing else."""
    from promql_parser import VectorSelector, parse  # noqa: PLC0415 - see _parse

    tree = parse(expr)
    return isinstance(tree, VectorSelector) and tree.offset is None and tree.at is None


def strip_comments(expr: str) -> str:
    """`expr` without comments, so that text may follow it."""
    return "".join(token.text for token in read_tokens(expr) if not token.text.startswith("#")).strip()


def is_scoped(expr: str, label: str) -> bool:
    """Whether every selector of `expr`, which `check` accepts without variables, has a matcher of `label`."""
    from promql_parser import VectorSelector, parse, walk  # noqa: PLC0415 - see _parse

    def visit(node: object) -> bool:
        return not isinstance(node, VectorSelector) or any(m.name == label for m in node.matchers.matchers)

    return bool(walk(parse(expr), pre_visit=visit))


def _name(variable: Token) -> str:
    return variable.text.strip("${}")


def _parse(expr: str, tokens: list[Token], variables: Mapping[str, Stand]) -> PromqlError | None:
    # Imported here: it takes 10 ms, and only projects with expressions of their own need it.
    from promql_parser import MatrixSelector, ParenExpr, StringLiteral, SubqueryExpr, parse  # noqa: PLC0415

    try:
        tree = parse(_stand_in(expr, tokens, variables))
    except ValueError as error:
        message = str(error)
        return PromqlError(_word(message), _offset(expr, tokens, message))
    except BaseException as error:
        # What the parser did not foresee ends its Rust code, and that is no `Exception`.
        if type(error).__name__ not in {"PanicException", "OverflowError"}:
            raise
        return PromqlError("not an expression", None)
    while isinstance(tree, ParenExpr):
        tree = tree.expr
    if isinstance(tree, MatrixSelector | SubqueryExpr):
        return PromqlError("a range of samples, not one value at a time: apply a function such as `rate`", 0)
    return PromqlError("a string, not a number", 0) if isinstance(tree, StringLiteral) else None


def _stand_in(expr: str, tokens: list[Token], variables: Mapping[str, Stand]) -> str:
    """`expr` with a value of the same length for each variable, so that offsets stay true."""
    parts, position = [], 0
    for token in tokens:
        if token.kind == "variable":
            unit = "1m" if variables[_name(token)] == "duration" else "1"
            parts += [expr[position : token.offset], unit.rjust(len(token.text), "0")]
            position = token.offset + len(token.text)
    return "".join(parts) + expr[position:]


def _word(message: str) -> str:
    """The parser's message where it says something; it calls every breach of the grammar an invalid query."""
    return "not an expression" if message == "invalid promql query" else message


def _offset(expr: str, tokens: list[Token], message: str) -> int | None:
    """Where in `expr` the parser's complaint belongs; it says what is wrong but never where."""
    stray = next((token.offset for token in tokens if token.kind == "other"), None)
    if stray is not None:
        return stray
    unbalanced = _unbalanced(tokens)
    if unbalanced is not None:
        return unbalanced
    if message == "invalid promql query":
        return _misplaced(expr, tokens)
    quoted = _QUOTED.search(message)
    named = next((text for text in quoted.groups() if text), None) if quoted else None
    position = expr.find(named) if named else -1
    return position if position >= 0 else None


def _unbalanced(tokens: list[Token]) -> int | None:
    """The first closing bracket that closes nothing, or the last opening one that stays open."""
    pairs = {")": "(", "]": "[", "}": "{"}
    stack: list[Token] = []
    for token in tokens:
        if token.kind == "open":
            stack.append(token)
        elif token.kind == "close" and (not stack or stack.pop().text != pairs[token.text]):
            return token.offset
    return stack[-1].offset if stack else None


def _misplaced(expr: str, tokens: list[Token]) -> int | None:
    """The first token that cannot follow the one before it: a value after a value, an operator after an operator."""
    previous = "operator"
    for token in tokens:
        kind = _role(token)
        if kind == "modifier" or previous == "modifier":
            previous = kind
            continue
        after_value = previous in {"value", "close"}
        if after_value and kind == "value":
            return token.offset
        # A sign may follow an operator or open an expression.
        if not after_value and kind in {"operator", "comma"} and token.text not in {"-", "+"}:
            return token.offset
        previous = kind
    return len(expr.rstrip()) if previous in {"operator", "modifier"} else None


def _role(token: Token) -> str:
    if token.keyword in _MODIFIERS or token.text == "@":
        return "modifier"
    if token.kind == "operator" or token.keyword in _BINARY_WORDS:
        return "operator"
    return token.kind if token.kind in {"open", "close", "comma"} else "value"

"""Owns the tokens of PromQL, and what the parser takes although Prometheus 2 does not."""

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

MAX_REPEAT = 1000
"""The most that RE2 takes in `x{n}`; the parser's own regular expressions know no such limit."""
MAX_REPEATING = 4
"""Regular expressions with `x{n}` in one expression: a few characters of them can take 0.2 s to compile."""


class PromqlError(NamedTuple):
    """`offset` counts characters from 0; None where the parser does not tell and the text does not show it."""

    message: str
    offset: int | None


class Token(NamedTuple):
    """A piece of an expression; `offset` counts characters from 0. A `word` is told apart by case only as a name."""

    kind: str
    text: str
    offset: int

    @property
    def keyword(self) -> str:
        return self.text.lower() if self.kind == "word" else self.text


_TOKEN = r"""
(?P<space>\s+|\#[^\n]*)
|(?P<string>"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`[^`]*`)
|(?P<number>[0-9.][0-9A-Za-z.]*)
|(?P<word>[A-Za-z_:][A-Za-z0-9_:]*)
|(?P<operator>=~|!~|==|!=|>=|<=|[-+*/%^<>=@])
|(?P<open>[(\[{])
|(?P<close>[)\]}])
|(?P<comma>,)
|(?P<variable>\$(?:\{\w+\}|\w+))
|(?P<other>.)
"""
_DURATION = re.compile(r"(?:[0-9]+(?:ms|[smhdwy]))+")
_REPEAT = re.compile(r"\{([0-9]+)(?:,([0-9]*))?\}")


@cache
def _token_pattern() -> re.Pattern[str]:
    """Compiled on first use: most projects write no PromQL, and it takes 1 ms."""
    return re.compile(_TOKEN, re.VERBOSE | re.DOTALL)


def read_tokens(expr: str) -> Iterator[Token]:
    """Every token of `expr`, blanks and comments too; nothing is lost, whatever the text."""
    for match in _token_pattern().finditer(expr):
        yield Token(match.lastgroup or "other", match[0], match.start())


def find_foreign(tokens: list[Token]) -> PromqlError | None:
    """What the parser takes and Prometheus 2 does not; quoted names stay, because nothing else can say them."""
    return _regex_error(tokens) or _matcher_error(tokens) or _duration_error(tokens) or _moment_error(tokens)


def _regex_error(tokens: list[Token]) -> PromqlError | None:
    """What RE2 refuses and the parser accepts, or what would keep the parser busy for seconds."""
    repeating = 0
    for before, token in pairwise(tokens):
        if token.kind != "string" or before.text not in {"=~", "!~"}:
            continue
        counts = [count for found in _REPEAT.finditer(token.text) for count in found.groups() if count]
        if any(len(count) > 6 or int(count) > MAX_REPEAT for count in counts):
            return PromqlError(f"a regular expression repeats more than {MAX_REPEAT} times", token.offset)
        repeating += bool(counts)
        if repeating > MAX_REPEATING:
            return PromqlError(f"more than {MAX_REPEATING} regular expressions with a counted repetition", token.offset)
    return None


def _matcher_error(tokens: list[Token]) -> PromqlError | None:
    """Matchers joined by `or`, which the parser takes from a dialect of PromQL."""
    inside = False
    for token in tokens:
        if token.text in {"{", "}"}:
            inside = token.text == "{"
        elif inside and token.keyword == "or":
            return PromqlError("matchers are joined by a comma, not by `or`", token.offset)
    return None


def _duration_error(tokens: list[Token]) -> PromqlError | None:
    """Lengths of time that are plain numbers, and the reverse: both are new in Prometheus 3.

    The parser breaks down over large ones.
    """
    inside, after_offset = False, False
    for token in tokens:
        text = token.text.removeprefix(":")
        if text in {"[", "]"}:
            inside = text == "["
        elif inside and text[:1].isdigit() and not _DURATION.fullmatch(text):
            return PromqlError("a range needs a duration such as 5m", token.offset)
        elif after_offset and token.kind in {"number", "word"} and not _DURATION.fullmatch(text):
            return PromqlError("`offset` needs a duration such as 5m", token.offset)
        elif not inside and not after_offset and _DURATION.fullmatch(text):
            return PromqlError("a duration is no number here: write the seconds", token.offset)
        after_offset = token.keyword == "offset" or (after_offset and text in {"-", "+"})
    return None


def _moment_error(tokens: list[Token]) -> PromqlError | None:
    """`start()` and `end()` as values: they are moments for `@`."""
    for before, token, after in zip([None, *tokens], tokens, tokens[1:], strict=False):
        if token.keyword in {"start", "end"} and after.text == "(" and (before is None or before.text != "@"):
            return PromqlError(f"`{token.text}()` only has a meaning behind `@`", token.offset)
    return None

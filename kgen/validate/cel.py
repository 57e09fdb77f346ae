"""Owns the grammar of the Common Expression Language: whether a text is an expression, whatever its names mean.

The grammar is that of the language definition at https://github.com/google/cel-spec, with optional fields and indices.
"""

import re
from typing import NamedTuple

from kgen.diagnostics import escape

_TOKEN = re.compile(
    r"""
    (?P<space>(?:\s|//[^\n]*)+)
    |(?P<string>[bB]?[rR]?(?:\"{3}(?:[^\\]|\\.)*?\"{3}|'{3}(?:[^\\]|\\.)*?'{3}|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'))
    |(?P<number>0[xX][0-9a-fA-F]+[uU]?|[0-9]+(?:\.[0-9]+)?(?:[eE][-+]?[0-9]+)?[uU]?|\.[0-9]+(?:[eE][-+]?[0-9]+)?)
    |(?P<name>[A-Za-z_][A-Za-z0-9_]*|`[^`\n]+`)
    |(?P<operator>&&|\|\||==|!=|<=|>=|[-+*/%!<>?:.,()\[\]{}])
    |(?P<other>.)
    """,
    re.VERBOSE | re.DOTALL,
)
_BINARY = frozenset({"&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "in"})
_DEEPEST = 200
_LONGEST = 100_000


class CelError(ValueError):
    """A text that is no expression; the message says where it stops being one."""


class _Token(NamedTuple):
    kind: str
    text: str


def parse(expression: str) -> None:
    """Nothing where `expression` is one. Raises CelError."""
    if len(expression) > _LONGEST:
        raise CelError("it is too long")
    tokens = [_Token(str(match.lastgroup), match[0]) for match in _TOKEN.finditer(expression)]
    parser = _Parser([token for token in tokens if token.kind != "space"])
    parser.expression()
    if parser.next is not None:
        raise parser.unexpected()


class _Parser:
    """One pass over the tokens; precedence does not matter for the question whether it is an expression."""

    def __init__(self, tokens: list[_Token]) -> None:
        self.tokens = tokens
        self.position = 0
        self.depth = 0

    @property
    def next(self) -> _Token | None:
        return self.tokens[self.position] if self.position < len(self.tokens) else None

    def take(self, *texts: str) -> bool:
        token = self.next
        found = token is not None and token.kind in {"operator", "name"} and token.text in texts
        self.position += found
        return found

    def require(self, text: str) -> None:
        if not self.take(text):
            raise self.unexpected(f", expected `{text}`")

    def unexpected(self, more: str = "") -> CelError:
        token = self.next
        return CelError(f"`{escape(token.text, 20)}` cannot stand here{more}" if token else f"it ends too early{more}")

    def expression(self) -> None:
        self.depth += 1
        if self.depth > _DEEPEST:
            raise CelError("it is too deep")
        self.operand()
        while self.take(*_BINARY):
            self.operand()
        if self.take("?"):
            self.expression()
            self.require(":")
            self.expression()
        self.depth -= 1

    def operand(self) -> None:
        while self.take("!", "-"):
            pass
        self.primary()
        while True:
            if self.take("."):
                self.take("?")
                self.name()
            elif self.take("["):
                self.take("?")
                self.expression()
                self.require("]")
            elif self.take("("):
                self.listed(")")
            elif self.take("{"):
                self.listed("}", keyed=True)
            else:
                return

    def primary(self) -> None:
        if self.take("("):
            self.expression()
            self.require(")")
        elif self.take("["):
            self.listed("]")
        elif self.take("{"):
            self.listed("}", keyed=True)
        elif self.take("."):
            self.name()
        elif self.next is not None and self.next.kind in {"string", "number", "name"} and self.next.text != "in":
            self.position += 1
        else:
            raise self.unexpected()

    def name(self) -> None:
        if self.next is None or self.next.kind != "name":
            raise self.unexpected()
        self.position += 1

    def listed(self, closing: str, *, keyed: bool = False) -> None:
        while not self.take(closing):
            self.take("?")
            self.expression()
            if keyed:
                self.require(":")
                self.expression()
            if not self.take(","):
                self.require(closing)
                return

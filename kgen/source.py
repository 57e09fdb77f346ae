"""Owns what every other room points at: the text of an input file, and a place in it."""

from typing import NamedTuple


class Source(NamedTuple):
    """One input file as it was read.

    `path` is how the user names the file, relative and with `/`; it appears in diagnostics and never decides output.
    `data` holds the bytes unchanged.
    """

    path: str
    data: bytes


class Span(NamedTuple):
    """A stretch of one line: `line` and `column` count from 1, `length` counts characters and is at least 1."""

    file: str
    line: int
    column: int
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"

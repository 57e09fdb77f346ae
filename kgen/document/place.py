"""Owns where in the text a node stands: what the marks of an event leave out is found in the lines of the file."""

import re
from collections.abc import Sequence
from typing import Protocol

_PROPERTIES = re.compile(r"(?:(?:&[\w-]+|![^ \t\r]*)[ \t]*)*")
_TAG = re.compile(r"![^ \t\r,\[\]{}]*")
_BLOCK_HEADER = re.compile(r"[|>][-+0-9]*")
_TABBED = re.compile(r" *\t[ \t]*")


class Mark(Protocol):
    """A place in the text, `line` and `column` from 0."""

    @property
    def line(self) -> int: ...
    @property
    def column(self) -> int: ...


def position(mark: Mark | None) -> tuple[int, int]:
    """Line and column of a mark, both from 0."""
    return (mark.line, mark.column) if mark else (0, 0)


def skip_properties(lines: Sequence[str], row: int, column: int) -> tuple[int, int]:
    """Where the text of a node starts whose anchor or tag starts here: on this line, or behind comments."""
    match = _PROPERTIES.match(lines[row], column)
    here = match.end() if match else column
    for later in range(row, len(lines)):
        line = lines[later]
        if later > row:
            here = len(line) - len(line.lstrip(" \t"))
        if line[here : here + 1] not in ("", "\r", "#"):
            return later, here
    return row, column


def find_tag(line: str, column: int) -> tuple[int, int]:
    """Column and length of the tag among the properties that start at `column`."""
    match = _TAG.search(line, column)
    return (match.start(), len(match[0])) if match else (column, 1)


def measure_first_line(line: str, column: int, style: str | None) -> int:
    """The number of characters that text of several lines has on its first; of a block, those of its header."""
    if style in ("|", ">") and (header := _BLOCK_HEADER.match(line, column)):
        return len(header[0])
    return len(line.rstrip()) - column


def find_tabbed(lines: Sequence[str]) -> dict[int, int]:
    """The lines that have a tab in their indentation, each with the column where its text starts."""
    matches = ((row, _TABBED.match(line)) for row, line in enumerate(lines) if "\t" in line)
    return {row: match.end() for row, match in matches if match}

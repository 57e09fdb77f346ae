"""Owns how values, and changes of them, are shown: on one line, safe to print, cut where they are long."""

import json
import re
from collections.abc import Iterator
from difflib import unified_diff
from posixpath import commonprefix
from typing import Any

from kgen.diagnostics import escape
from kgen.explain.difference import ABSENT
from kgen.source import Span

_MOST_LINES = 8
LONGEST = 80
LONGEST_NAME = 1000
_SHARED = 24
"""Characters that are shown of what two long texts begin with alike."""
_DIGEST = re.compile(r"\b([0-9a-f]{12})[0-9a-f]{52}\b")


def change_text(before: Any, after: Any) -> str:
    """An old and a new value in one line."""
    if before is ABSENT:
        return f"new: {value_text(after)}"
    if after is ABSENT:
        return f"removed: {value_text(before)}"
    old, new = _written(before), _written(after)
    if max(len(old), len(new)) > LONGEST:
        start = max(0, len(commonprefix([old, new])) - _SHARED)
        old, new = (f"…{text[start:]}" if start else text for text in (old, new))
    return f"{escape(old, LONGEST)} → {escape(new, LONGEST)}"


def value_text(value: Any) -> str:
    """A value on one line, cut where it is long."""
    if value is ABSENT:
        return "—"
    return escape(_written(value), LONGEST)


def _written(value: Any) -> str:
    text = value if isinstance(value, str) and value else json.dumps(value, ensure_ascii=False)
    return _DIGEST.sub(r"\1…", text)


def place_text(place: Span) -> str:
    """The file and line of a place."""
    return f"{escape(place.file, LONGEST_NAME)}:{place.line}"


def text_lines(before: str, after: str) -> Iterator[str]:
    """The lines of a text that differ."""
    # The first two lines name files.
    lines = list(unified_diff(before.splitlines(), after.splitlines(), n=0, lineterm=""))[2:]
    changed = [f"{line[0]} {line[1:]}" for line in lines if not line.startswith("@@")]
    yield from (escape(line, LONGEST) for line in changed[:_MOST_LINES])
    if len(changed) > _MOST_LINES:
        yield f"… {len(changed) - _MOST_LINES} more lines"

"""Owns how findings are shown together with the lines they point at, in which credentials are masked."""

import re
from collections.abc import Callable, Iterable

from kgen.diagnostics import Diagnostic, render_text
from kgen.source import Source, Span

CREDENTIAL = "KG209"
# What stands behind a name that ends like that of a credential; `{` begins a reference, and `secret` alone is the key
# of one. The rule of credentials has not spoken yet where a file cannot be read, or a value has the wrong type.
_NAMED = re.compile(
    r"""(?<![\w.-]) (?! secret ["']? : )
    [\w.-]* (?: password | pass | pwd | secret | token | api[_-]?key | access[_-]?key | private[_-]?key ) ["']? : [ ]+
    (?P<value> "[^"]*"? | '[^']*'? | \[[^]]*]? | [^\s{,}][^,}]* )""",
    re.IGNORECASE | re.VERBOSE,
)


def render(diagnostics: Iterable[Diagnostic], sources: Iterable[Source], colour: bool = False) -> list[str]:
    """Each finding as a person reads it, ending in a line feed, with the line of its source where that is known."""
    found = tuple(diagnostics)
    line_at = _masked(_reader(sources), tuple(one.span for one in found if one.code == CREDENTIAL))
    return [render_text(one, line_at, colour) for one in found]


def _reader(sources: Iterable[Source]) -> Callable[[str, int], str | None]:
    lines = {
        source.path: source.data.decode("utf-8", "replace").removeprefix("\ufeff").split("\n") for source in sources
    }

    def line_at(file: str, line: int) -> str | None:
        known = lines.get(file, [])
        return known[line - 1] if 1 <= line <= len(known) else None

    return line_at


def _masked(line_at: Callable[[str, int], str | None], credentials: Iterable[Span]) -> Callable[[str, int], str | None]:
    """`line_at` with a `*` in the place of each character that belongs to a credential."""
    spans: dict[tuple[str, int], list[Span]] = {}
    for span in credentials:
        spans.setdefault((span.file, span.line), []).append(span)

    def masked(file: str, line: int) -> str | None:
        text = line_at(file, line)
        if text is None:
            return None
        for span in spans.get((file, line), ()):
            text = _mask(text, span.column - 1, span.column - 1 + span.length)
        for match in _NAMED.finditer(text):
            text = _mask(text, *match.span("value"))
        return text

    return masked


def _mask(text: str, start: int, end: int) -> str:
    covered = text[start:end]
    return text[:start] + "*" * len(covered) + text[start + len(covered) :]

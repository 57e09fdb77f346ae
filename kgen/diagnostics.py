"""Owns what kgen tells its user: the diagnostic, the problem it grows from, and its rendering as text."""

from collections.abc import Callable, Iterable
from typing import Literal, NamedTuple

from kgen.source import Span

Severity = Literal["error", "warning", "note"]


class Diagnostic(NamedTuple):
    """One finding at one place.

    `message` says what is wrong: lowercase, no full stop, names in backticks. `help` says what to do. `notes` name
    further places or layers. Text of the user is escaped by `escape` before it gets here; secret values never do.
    """

    code: str
    message: str
    span: Span
    help: str | None = None
    notes: tuple[str, ...] = ()
    severity: Severity = "error"


class Problem(NamedTuple):
    """A finding of a step that knows paths but no lines; the compiler looks up the place.

    `at_key` puts it at the key instead of the value. `related` are further paths whose places become notes.
    """

    code: str
    path: tuple[str | int, ...]
    message: str
    help: str | None = None
    notes: tuple[str, ...] = ()
    at_key: bool = False
    related: tuple[tuple[str | int, ...], ...] = ()
    severity: Severity = "error"


class KgenError(Exception):
    """What the user can mend outside the YAML: a missing file, a refused folder. The command exits with 2.

    `message`, `help` and `code` are written as those of a Diagnostic; there is no place in a file to point at.
    """

    def __init__(self, message: str, help: str | None = None, code: str | None = None) -> None:
        # All three are passed on, because an exception is rebuilt from them when it comes from a worker process.
        super().__init__(message, help, code)
        self.message = message
        self.help = help
        self.code = code

    def __str__(self) -> str:
        return self.message


def escape(text: str, limit: int = 120) -> str:
    """`text` safe to print: control and invisible characters escaped, cut at `limit` characters."""
    shown = "".join(
        character if character.isprintable() else character.encode("unicode_escape").decode("ascii")
        for character in text[: limit + 1]
    )
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def quote(names: Iterable[str]) -> str:
    """Names in backticks, sorted, separated by commas."""
    return ", ".join(f"`{escape(name)}`" for name in sorted(names))


def enumerate_names(names: Iterable[str]) -> str:
    """Names in backticks, sorted, as a sentence lists them: "`a`, `b` and `c`"."""
    *others, last = (quote([name]) for name in sorted(names))
    return f"{', '.join(others)} and {last}" if others else last


def nearest(name: str, candidates: Iterable[str]) -> str | None:
    """The candidate that `name` is most likely a misspelling or the beginning of, if any is near enough."""
    from difflib import get_close_matches  # noqa: PLC0415 - only a diagnostic needs it, and it takes 5 ms to import

    known = sorted(candidates)
    by_fold = {candidate.casefold(): candidate for candidate in known}
    if name.casefold() in by_fold:
        return by_fold[name.casefold()]
    matches = get_close_matches(name, known, n=1, cutoff=0.6)
    begun = [candidate for candidate in known if len(name) >= SHORTEST_BEGINNING and candidate.startswith(name)]
    return matches[0] if matches else begun[0] if len(begun) == 1 else None


SHORTEST_BEGINNING = 3
LONG_LIST = 24


def suggest(name: str, candidates: Iterable[str], noun: str) -> str:
    """A help text that lists the valid names and, where one is near, asks whether it was meant.

    Of a long list only the near name helps.
    """
    known = sorted(candidates)
    if not known:
        return f"there are no {noun} here"
    close = nearest(name, known)
    if len(known) > LONG_LIST:
        return f"did you mean `{escape(close)}`?" if close else f"none of the {len(known)} {noun} is like it"
    if len(known) == 1:
        return f"did you mean `{escape(close)}`?" if close else f"the only one is `{escape(known[0])}`"
    listed = f"{noun} are {quote(known)}"
    return f"{listed}; did you mean `{escape(close)}`?" if close else listed


def sort(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Each finding once, by file, line, column, code."""
    unique = dict.fromkeys(diagnostics)
    return tuple(sorted(unique, key=lambda d: (d.span.file, d.span.line, d.span.column, d.code, d.message)))


COLOURS = {"error": "\x1b[1;31m", "warning": "\x1b[1;33m", "note": "\x1b[1;36m"}


def render_text(diagnostic: Diagnostic, line_at: Callable[[str, int], str | None], colour: bool = False) -> str:
    """The finding as a person reads it, with the line of source it points at.

    `line_at(file, line)` gives the text of a line, or None where the file has no such line.
    """
    code, message, span, help_text, notes, severity = diagnostic
    bold, blue, reset = ("\x1b[1m", "\x1b[1;34m", "\x1b[0m") if colour else ("", "", "")
    tint = COLOURS[severity] if colour else ""
    source = line_at(span.file, span.line)
    gutter = " " * len(str(span.line))
    lines = [
        f"{tint}{severity}[{code}]{reset}{bold}: {message}{reset}",
        f"{gutter}{blue}-->{reset} {escape(str(span), 1000)}",
    ]
    # A note asks for nothing, so its line of source would only stand in the way of what does.
    if source is not None and severity != "note":
        shown, lead = _excerpt(source, span.column)
        caret = "^" * max(1, min(span.length, len(shown) - lead))
        lines += [
            f"{gutter} {blue}|{reset}",
            f"{blue}{span.line} |{reset} {shown}",
            f"{gutter} {blue}|{reset} {' ' * lead}{tint}{caret}{reset}",
        ]
    tail = [("help", help_text)] if help_text else []
    tail += [("note", note) for note in notes]
    lines += [f"{gutter} {blue}={reset} {bold}{label}{reset}: {text}" for label, text in tail]
    return "\n".join(lines) + "\n"


def _excerpt(source: str, column: int, width: int = 100) -> tuple[str, int]:
    """A printable piece of a source line around `column`, and where in it the column stands."""
    start = 0 if column <= width else column - width // 2
    before, after = source[start : column - 1], source[column - 1 : start + width]
    lead = escape(before, limit=10 * width)
    return lead + escape(after.rstrip(), limit=10 * width), len(lead)

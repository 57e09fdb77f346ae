"""Owns what is said of broken syntax: the problem and the marks of libyaml become a diagnostic of kgen."""

import re
from collections.abc import Sequence
from typing import NamedTuple

from kgen.diagnostics import Diagnostic
from kgen.document import refusal
from kgen.document.place import position
from kgen.source import Span

# A colon in front of `/` belongs to a URL, one in front of `,` or a closing bracket ends a key without a value.
_UNSPACED_KEY = re.compile(r"""[ \t]*(?:- +)*("[^"]*":|'[^']*':|[A-Za-z_][\w-]*:)(?=[^ \t\r/:,\]}])""")
_UNSPACED_ITEM = re.compile(r"[ \t]*(-)(?=[^ \t\r-])")
_TAB_INDENT = re.compile(r" *\t")

# What is said of a `:` with nothing before it.
_NO_KEY = ("expected key", "block end", "node content")


class _Explanation(NamedTuple):
    """What to say of a problem that holds one of `fragments`: libyaml's words, or those of PyYAML's own parser.

    `at_start` points where the broken construct starts instead of where reading stopped; `note` names the other place.
    """

    fragments: tuple[str, ...]
    message: str
    help: str
    at_start: bool = False
    note: str = ""


_EXPLANATIONS = (
    _Explanation(
        ("mapping values are not allowed",),
        "a `:` where no key can stand",
        "indent the line like the keys beside it, or quote a value that holds `: `",
    ),
    _Explanation(
        ("could not find expected ':'",),
        "a line without `key:`",
        "write `key: value`, or indent the line deeper than the key that it continues",
        at_start=True,
    ),
    _Explanation(
        ("entries are not allowed",),
        "a list item where none can stand",
        "start the list on its own line",
    ),
    _Explanation(
        ("mapping keys are not allowed",),
        "a `? ` where no key can stand",
        "quote text that starts with `? `",
    ),
    _Explanation(
        ("unexpected end of stream", "unexpected document"),
        "quotes that are never closed",
        "close them; inside single quotes write `''` for a quote, inside double quotes `\\\"`",
        at_start=True,
        note="reading stopped at {}",
    ),
    _Explanation(
        ("',' or ']'",),
        "`,` or `]` is missing",
        "close the list, or quote text that holds commas, brackets or `: `",
        note="it opens at {}",
    ),
    _Explanation(
        ("',' or '}'",),
        "`,` or `}` is missing",
        "close the mapping, or quote text that holds commas, braces or `: `",
        note="it opens at {}",
    ),
    _Explanation(
        ("unknown escape",),
        "an unknown escape in double quotes",
        r"write `\\` for a backslash, or use single quotes",
    ),
    _Explanation(
        ("hexdecimal", "hexadecimal"),
        "an escape without its hexadecimal digits",
        r"write `\\` for a backslash, or use single quotes",
    ),
    _Explanation(
        ("alphabetic or numeric",),
        "`&` or `*` without a name",
        "quote text that starts with `&` or `*`",
        at_start=True,
    ),
    _Explanation(
        ("node content",),
        "a value is missing",
        "write the value, or quote text that starts with `,` or a closing bracket",
    ),
    _Explanation(
        ("expected key", "block end", "'-' indicator", "document start"),
        "this does not belong to what stands above",
        "start the keys of one mapping, and the items of one list, in one column; write nothing behind closing quotes",
    ),
    _Explanation(
        ("indentation indicator", "comment or line break", "comment or a line break"),
        "text directly behind `|` or `>`",
        "start the text on the next line",
    ),
    _Explanation(
        ("cannot start any token",),
        "a character that cannot start text without quotes",
        "quote the text",
    ),
)
_UNKNOWN = _Explanation((), "this is not valid YAML", "check the indentation, and quote text with special characters")


def explain(error: Exception, file: str, lines: Sequence[str]) -> Diagnostic:
    """The finding for a `yaml.YAMLError` in a file of these lines; it repeats nothing of what the file says."""
    problem: str = getattr(error, "problem", None) or ""
    context: str = getattr(error, "context", None) or ""
    row, column = position(getattr(error, "problem_mark", None))
    start = position(getattr(error, "context_mark", None) or getattr(error, "problem_mark", None))
    rest = (lines[row][column:], *lines[row + 1 :]) if row < len(lines) else ()
    if not any(map(str.strip, rest)):
        row, column = _last_character(lines)  # behind it there is nothing to point at
    line = lines[row]
    span, opened = Span(file, row + 1, column + 1), Span(file, start[0] + 1, start[1] + 1)
    indent = _TAB_INDENT.match(line)
    if line[column : column + 1] == "\t" or (indent and column < indent.end()):
        return refusal.tab(Span(file, row + 1, line.index("\t") + 1), block="block scalar" in context)
    if "directive" in context + problem or "incompatible" in problem:
        return refusal.directive(Span(file, row + 1, 1, max(1, len(line.rstrip()))))
    if "tag" in context or "tag handle" in problem:
        return refusal.tag(opened)
    if "invalid Unicode character escape" in problem:
        return refusal.bad_escape(span)
    if line[column : column + 1] == ":" and any(fragment in problem for fragment in _NO_KEY):
        return refusal.empty_key(span)
    return _find_unspaced_near(problem, span, opened, lines) or _explain(problem, span, opened)


def _last_character(lines: Sequence[str]) -> tuple[int, int]:
    """Where the last character of the text stands that is not blank."""
    row = max((row for row, line in enumerate(lines) if line.strip()), default=0)
    return row, max(0, len(lines[row].rstrip()) - 1)


def find_unspaced(span: Span, lines: Sequence[str], *, items: bool = True) -> Diagnostic | None:
    """The finding where what starts at `span` is `key:value`, its colon without a space, or, with `items`, `-item`."""
    line = lines[span.line - 1] if span.line <= len(lines) else ""
    match = _UNSPACED_KEY.match(line, span.column - 1)
    if match is None and items:
        match = _UNSPACED_ITEM.match(line, span.column - 1)
    if match is None:
        return None
    place = Span(span.file, span.line, match.start(1) + 1, len(match[1]))
    return refusal.missing_space(match[1], line[match.end()], place)


def are_unspaced(lines: Sequence[str]) -> bool:
    """Whether each of these lines is `key:value`, its colon without a space."""
    return all(_UNSPACED_KEY.match(line) for line in lines)


def _find_unspaced_near(problem: str, span: Span, opened: Span, lines: Sequence[str]) -> Diagnostic | None:
    """The finding where the error comes from `key:value`: on the line itself, or on the one before that ran into it."""
    if "could not find expected ':'" in problem:
        suspects = [opened.line]
    elif "mapping values are not allowed" in problem:
        suspects = [span.line - 1, span.line]
    elif "document start" in problem:
        suspects = [span.line]
    else:
        return None
    found = (find_unspaced(Span(span.file, line, 1), lines) for line in suspects if line > 0)
    return next(filter(None, found), None)


def _explain(problem: str, span: Span, opened: Span) -> Diagnostic:
    known = (each for each in _EXPLANATIONS if any(fragment in problem for fragment in each.fragments))
    explanation = next(known, _UNKNOWN)
    here, other = (opened, span) if explanation.at_start else (span, opened)
    notes = (explanation.note.format(other),) if explanation.note and other != here else ()
    return Diagnostic("KG124", explanation.message, here, explanation.help, notes)

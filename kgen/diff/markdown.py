"""Owns a comparison as Markdown, for the comment on a pull request."""

from collections.abc import Iterable, Iterator, Sequence

from kgen.diagnostics import escape
from kgen.diff.compare import ProjectDiff
from kgen.diff.matrix import Matrix
from kgen.diff.story import (
    MOST_FIELDS,
    SAME,
    SUMS_NOTE,
    TITLES,
    Chapter,
    Group,
    alike,
    cause_rows,
    chapters,
    sums_cells,
)
from kgen.diff.tell import word_text
from kgen.diff.value import LONGEST_NAME, place_text, value_text
from kgen.diff.words import Word
from kgen.fields import show

_SPECIAL = {ord(character): f"\\{character}" for character in "\\`*_{}[]<>#|~"}
_HTML = {ord("&"): "&amp;", ord("<"): "&lt;", ord(">"): "&gt;"}


def write_projects(diffs: Sequence[ProjectDiff]) -> str:
    """A line that says it all, then a section for each project that differs."""
    differing = [diff for diff in diffs if diff.differs]
    lines = [_summary(diffs, differing), *(line for diff in differing for line in _project(diff))]
    return "".join(f"{line}\n" for line in lines)


def _summary(diffs: Sequence[ProjectDiff], differing: Sequence[ProjectDiff]) -> str:
    if not differing:
        return f"**kgen:** {SAME} in {_count(len(diffs))}"
    if len(differing) > 1:
        return f"**kgen:** {len(differing)} of {_count(len(diffs))} change"
    told = (f"{', '.join(one.environments)}: {_plain(one.summary)}" for one in chapters(differing[0]))
    return f"**kgen:** {_plain(differing[0].name)}: {'. '.join(told) or 'only project.yml changes'}"


def _count(number: int) -> str:
    return "1 project" if number == 1 else f"{number} projects"


def _project(diff: ProjectDiff) -> Iterator[str]:
    yield from ("", f"### {_plain(diff.name)} against {_plain(diff.against)}")
    words = () if diff.words is None else _words(diff.words)
    rows = words or [(_code(field), _code(text), names, _code(at)) for field, text, names, at in cause_rows(diff)]
    if rows:
        yield from ("", *_table([("field", "change", "environments", "written at"), *rows]))
    for chapter in chapters(diff):
        yield from _chapter(chapter)


def _words(words: Iterable[Word]) -> list[tuple[str, ...]]:
    return [
        (
            _codes(word.fields),
            _code(word_text(word.before, word.after)),
            ", ".join(word.environments),
            "" if word.place is None else _code(place_text(word.place)),
        )
        for word in words
    ]


def _chapter(chapter: Chapter) -> Iterator[str]:
    title = f"<b>{', '.join(chapter.environments)}</b>: {chapter.summary.translate(_HTML)}"
    yield from ("", "<details>", f"<summary>{title}</summary>", "")
    yield from (f"> **Order:** {_plain(one)}" for one in chapter.advice)
    for section in chapter.sections:
        yield from ("", f"**{TITLES[section.kind]}**", "")
        for group in section.groups:
            yield from _group(group)
    if chapter.sums:
        rows = [("", "before", "after", "change"), *chapter.sums]
        yield from ("", *_table(rows), "", f"<sub>{SUMS_NOTE}</sub>")
    yield from ("", "</details>")


def _group(group: Group) -> Iterator[str]:
    first = group.lines[0]
    alone = len(group.lines) == 1 and not first.field
    said = ": ".join(part for part in (first.told if alone else "", _plain(group.reason or "")) if part)
    yield f"- {_plain(group.title)}{': ' if said else ''}{said}"
    for line in () if alone else group.lines[:MOST_FIELDS]:
        place = f" ({_code(line.place)})" if line.place else ""
        told = f": {_code(line.told)}" if line.told else ""
        yield f"  - {_code(line.field)}{told}{place}"
        if line.lines:
            yield from ("", "    ```diff", *(f"    {one}" for one in line.lines), "    ```")
    if len(group.lines) > MOST_FIELDS:
        yield f"  - … {len(group.lines) - MOST_FIELDS} more fields"


def write_matrices(matrices: Iterable[Matrix]) -> str:
    """A table for each project: fields against environments."""
    return "".join(f"{line}\n" for matrix in matrices for line in _matrix(matrix))


def _matrix(matrix: Matrix) -> Iterator[str]:
    names = matrix.environments
    yield f"**kgen:** {_plain(matrix.name)}: {'what differs' if matrix.differs else SAME} between {', '.join(names)}"
    if not matrix.differs:
        return
    rows = [("field", *names)]
    for row in matrix.words:
        cells = (row.cells[name] for name in names)
        shown = ("" if one is None else _cell(value_text(one.value), place_text(one.place)) for one in cells)
        rows.append((_codes(row.fields), *shown))
    yield from ("", *_table(rows))
    if matrix.objects:
        yield from ("", "<details>", "<summary>the objects that follow</summary>", "", *_table(_objects(matrix)), "")
        yield "</details>"
    yield from ("", *_table(list(sums_cells(names, matrix.sums))), "", f"<sub>{SUMS_NOTE}</sub>")


def _objects(matrix: Matrix) -> list[tuple[str, ...]]:
    rows = [("object", *matrix.environments)]
    for row, more in alike(matrix.objects):
        name = f"{_plain(str(row.object))} {_code(show(row.field)) if row.field else ''}".strip()
        name += f" and {more} like it" if more else ""
        if row.field:
            rows.append((name, *(_code(value_text(row.cells[one])) for one in matrix.environments)))
        else:
            rows.append((name, *("there" if row.cells[one] else "" for one in matrix.environments)))
    return rows


def _cell(value: str, place: str) -> str:
    return f"{_code(value)}<br>{_plain(place)}"


def _table(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    yield from (head, f"|{'---|' * len(rows[0])}", *body)


def _codes(texts: Iterable[str]) -> str:
    return ", ".join(map(_code, texts))


def _code(text: str) -> str:
    """Text as code on one line, also inside of a table; it may hold backticks and bars itself."""
    text = escape(text, LONGEST_NAME)
    longest = max((len(run) for run in text.replace("`", " `").split() if set(run) == {"`"}), default=0)
    fence = "`" * (longest + 1) if "`" in text else "`"
    space = " " if "`" in text else ""
    return f"{fence}{space}{text}{space}{fence}".replace("|", "\\|")


def _plain(text: str) -> str:
    """Text that Markdown takes for nothing else; what stands in backticks stays code."""
    parts = text.split("`")
    return "`".join(part if index % 2 else part.translate(_SPECIAL) for index, part in enumerate(parts))

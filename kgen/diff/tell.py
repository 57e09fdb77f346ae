"""Owns how a comparison is told to a person at a terminal."""

from collections.abc import Iterable, Iterator, Sequence

from kgen.diagnostics import escape
from kgen.diff.compare import ProjectDiff
from kgen.diff.matrix import Matrix, ObjectRow
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
from kgen.diff.value import LONGEST_NAME, change_text, place_text, value_text
from kgen.diff.words import Value, Word
from kgen.explain.difference import ABSENT
from kgen.fields import show

_WIDEST = 60


def tell(diff: ProjectDiff) -> Iterator[str]:
    """What changes in a project, first in its own words, then environment by environment."""
    title = f"{escape(diff.name)} against {escape(diff.against)}"
    if not diff.differs:
        yield f"{title}: {SAME}"
        return
    found = chapters(diff)
    yield title
    for chapter in found:
        yield f"  {', '.join(chapter.environments)}: {chapter.summary}"
    same = [one.name for one in diff.environments if not one.differences]
    if same:
        yield f"  {', '.join(same)}: {SAME}"
    rows = _words(diff.words) if diff.words is not None else list(cause_rows(diff))
    if rows:
        yield ""
        yield "  in the words of project.yml:"
        yield from (f"    {line}" for line in _columns(rows))
    for chapter in found:
        yield ""
        yield from _chapter(chapter)


def _words(words: Iterable[Word]) -> list[tuple[str, ...]]:
    return [
        (
            escape(", ".join(word.fields), 1000),
            word_text(word.before, word.after),
            ", ".join(word.environments),
            _place(word),
        )
        for word in words
    ]


def _names(fields: Iterable[str]) -> str:
    return escape(", ".join(fields), LONGEST_NAME)


def word_text(before: Value | None, after: Value | None) -> str:
    """What became of a field of the language."""
    return change_text(ABSENT if before is None else before.value, ABSENT if after is None else after.value)


def _place(word: Word) -> str:
    return "" if word.place is None else place_text(word.place) + ("" if word.after else " before")


def _chapter(chapter: Chapter) -> Iterator[str]:
    yield f"{', '.join(chapter.environments)}:"
    yield from (f"  ORDER: {one}" for one in chapter.advice)
    for section in chapter.sections:
        yield f"  {TITLES[section.kind]}"
        for group in section.groups:
            yield from _group(group)
    if chapter.sums:
        yield ""
        yield from (f"  {line}" for line in _columns([("", "before", "after", "change"), *chapter.sums]))
        yield f"  ({SUMS_NOTE})"


def _group(group: Group) -> Iterator[str]:
    first = group.lines[0]
    alone = f"{first.told}{_at(first.place)}" if len(group.lines) == 1 and not first.field else None
    told = ": ".join(part for part in (alone, group.reason) if part)
    yield f"    {escape(group.title)}{': ' if told else ''}{told}"
    if alone is not None:
        return
    for line in group.lines[:MOST_FIELDS]:
        yield f"      {line.field}{': ' if line.told else ''}{line.told}{_at(line.place)}"
        yield from (f"        {one}" for one in line.lines)
    if len(group.lines) > MOST_FIELDS:
        yield f"      … {len(group.lines) - MOST_FIELDS} more fields, which `--format json` has"


def _at(place: str) -> str:
    return f"   ({place})" if place else ""


def _columns(rows: Sequence[Sequence[str]]) -> Iterator[str]:
    """Rows with their columns aligned; a long text pushes the rest of its row to the right."""
    widths = [min(_WIDEST, max(len(row[index]) for row in rows)) for index in range(len(rows[0]))]
    for row in rows:
        yield "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()


def tell_matrix(matrix: Matrix) -> Iterator[str]:
    """What differs between environments, field by environment, with the line that decides each value below it."""
    if not matrix.differs:
        yield f"{escape(matrix.name)}: {SAME} between {', '.join(matrix.environments)}"
        return
    yield f"{escape(matrix.name)}: what differs between {', '.join(matrix.environments)}"
    if matrix.words:
        yield ""
        yield from _columns(list(_grid(matrix)))
    yield from _objects(matrix.objects, matrix.environments)
    yield ""
    yield from _columns(list(sums_cells(matrix.environments, matrix.sums)))
    yield f"({SUMS_NOTE})"


def _grid(matrix: Matrix) -> Iterator[tuple[str, ...]]:
    names = matrix.environments
    yield ("in project.yml", *names)
    for row in matrix.words:
        cells = [row.cells[name] for name in names]
        yield (
            escape(", ".join(row.fields), 1000),
            *("—" if cell is None else value_text(cell.value) for cell in cells),
        )
        yield ("", *("" if cell is None else place_text(cell.place) for cell in cells))


def _objects(rows: Sequence[ObjectRow], names: Sequence[str]) -> Iterator[str]:
    by_object: dict[str, list[str]] = {}
    for row, more in alike(rows):
        by_object.setdefault(str(row.object), []).append(_object_line(row, more, names))
    for title, lines in by_object.items():
        yield ""
        yield title
        yield from (f"  {line}" for line in lines[:MOST_FIELDS])
        if len(lines) > MOST_FIELDS:
            yield f"  … {len(lines) - MOST_FIELDS} more fields, which `--format json` has"


def _object_line(row: ObjectRow, more: int, names: Sequence[str]) -> str:
    if not row.field:
        return f"only in {', '.join(name for name in names if row.cells[name])}"
    cells = (f"{name}: {value_text(row.cells[name])}{_written(row, name)}" for name in names)
    return f"{escape(show(row.field), LONGEST_NAME)}{f' and {more} like it' if more else ''}   {' | '.join(cells)}"


def _written(row: ObjectRow, name: str) -> str:
    cause = row.causes.get(name)
    return "" if cause is None else f" ({place_text(cause.place)})"

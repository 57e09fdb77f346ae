"""Owns the order in which a comparison is told: by what happens, then by object, the same for several objects once."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kgen.diagnostics import escape
from kgen.diff.cause import Cause
from kgen.diff.compare import Difference, EnvironmentDiff, ProjectDiff
from kgen.diff.effect import KINDS, Kind
from kgen.diff.matrix import ObjectRow
from kgen.diff.sums import Sums, show_bytes, show_cores
from kgen.diff.value import LONGEST, LONGEST_NAME, change_text, place_text, text_lines
from kgen.explain.difference import ABSENT
from kgen.fields import show

TITLES: Mapping[Kind, str] = {
    "refused": "REFUSED by the API server: applying fails until you do what is said here",
    "data": "LOSES DATA",
    "moves": "moves to another namespace",
    "rolls": "restarts pods, one after the other where nothing else is said",
    "runs": "runs a Job",
    "scales": "changes how many pods run",
    "traffic": "changes traffic",
    "unknown": "kgen cannot tell what this does",
    "none": "leaves running pods alone",
}
_SUMMARIES: Mapping[Kind, str] = {
    "refused": "REFUSED for {}",
    "data": "LOSES DATA of {}",
    "moves": "moves {} to another namespace",
    "rolls": "restarts the pods of {}",
    "runs": "runs {}",
    "scales": "changes how many pods {} has",
    "traffic": "changes traffic at {}",
    "unknown": "does something unknown to {}",
}
NOTHING_RUNNING = "leaves running pods alone"
SAME = "no difference"
_FORMS: tuple[tuple[str, Callable[[Any], str]], ...] = (
    ("pods", str),
    ("CPU requests", show_cores),
    ("memory requests", show_bytes),
    ("CPU limits", show_cores),
    ("memory limits", show_bytes),
)
"""What is summed, in the order of `Sums`, and how it is shown."""
SUMS_NOTE = "pods of Deployments and StatefulSets, at their fewest; CPU in cores"
_MANY_OBJECTS = 3
_MOST_NAMES = 4
_HIDDEN = "what differs is a credential, which is not shown"
MOST_FIELDS = 12


class Line(NamedTuple):
    """One difference in words: the field, what became of it (for a long text line by line), where that is decided."""

    field: str
    told: str
    lines: tuple[str, ...]
    place: str


class Group(NamedTuple):
    """What is said of one object, or of several with the same change: how it happens, and the differences."""

    title: str
    reason: str | None
    lines: tuple[Line, ...]


class Section(NamedTuple):
    """All that happens in one way."""

    kind: Kind
    groups: tuple[Group, ...]


class Chapter(NamedTuple):
    """Environments in which the same happens."""

    environments: tuple[str, ...]
    summary: str
    advice: tuple[str, ...]
    sections: tuple[Section, ...]
    sums: tuple[tuple[str, str, str, str], ...]


def chapters(diff: ProjectDiff) -> tuple[Chapter, ...]:
    """The environments that differ, those with the same story together."""
    told: dict[Chapter, list[str]] = {}
    for one in diff.environments:
        if one.differences or one.advice:
            told.setdefault(_chapter(one), []).append(one.name)
    return tuple(chapter._replace(environments=tuple(names)) for chapter, names in told.items())


def _chapter(environment: EnvironmentDiff) -> Chapter:
    return Chapter(
        environments=(),
        summary=summarise(environment.differences),
        advice=environment.advice,
        sections=tuple(sections(environment.differences)),
        sums=tuple(sums_rows(environment.before, environment.after)),
    )


def summarise(differences: Iterable[Difference]) -> str:
    """What happens, in one sentence."""
    found = tuple(differences)
    parts = []
    for kind, sentence in _SUMMARIES.items():
        names = dict.fromkeys(str(one.object) for one in found if one.effect.kind == kind)
        if names:
            parts.append(sentence.format(name_some(tuple(names))))
    return "; ".join(parts) or (NOTHING_RUNNING if found else SAME)


def name_some(names: tuple[str, ...]) -> str:
    """Names as a sentence lists them, of many only how many there are."""
    if len(names) > _MOST_NAMES:
        kinds = dict.fromkeys(name.partition("/")[0] for name in names)
        return f"{len(names)} objects ({', '.join(kinds)})"
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last


def sections(differences: Iterable[Difference]) -> Iterator[Section]:
    """Differences by what happens, the gravest first."""
    found = tuple(differences)
    for kind in KINDS:
        some = [one for one in found if one.effect.kind == kind]
        if some:
            yield Section(kind, tuple(_groups(some)))


def _groups(differences: Iterable[Difference]) -> Iterator[Group]:
    alike: dict[tuple[str | None, Line], list[Difference]] = {}
    for one in differences:
        alike.setdefault((one.effect.reason, _line(one)), []).append(one)
    by_title: dict[tuple[str, str | None], list[Line]] = {}
    for (reason, line), some in alike.items():
        names = tuple(str(one.object) for one in some)
        for title in [name_some(names)] if len(names) >= _MANY_OBJECTS else names:
            by_title.setdefault((title, reason), []).append(line)
    return (Group(title, reason, tuple(lines)) for (title, reason), lines in by_title.items())


def _line(difference: Difference) -> Line:
    cause = difference.cause
    place = "" if cause is None else f"{escape(cause.field)} at {place_text(cause.place)}"
    field = escape(show(difference.field), LONGEST_NAME)
    if not difference.field:
        return Line("", "new" if difference.before is ABSENT else "removed", (), place)
    before, after = difference.before, difference.after
    if isinstance(before, str) and isinstance(after, str) and "\n" in before + after:
        lines = tuple(text_lines(before, after))
        return Line(field, "" if lines else _HIDDEN, lines, place)
    return Line(field, change_text(before, after), (), place)


def cause_rows(diff: ProjectDiff) -> Iterator[tuple[str, ...]]:
    """The lines behind the changes: field, text, environments, place. For a side that has no project to compare."""
    found: dict[Cause, list[str]] = {}
    for environment in diff.environments:
        for cause in dict.fromkeys(one.cause for one in environment.differences if one.cause is not None):
            found.setdefault(cause, []).append(environment.name)
    for cause, names in sorted(found.items(), key=lambda one: one[0].place):
        yield (
            cause.field,
            f"now {escape(cause.text, LONGEST)}",
            ", ".join(names),
            f"{cause.place.file}:{cause.place.line}",
        )


def alike(rows: Iterable[ObjectRow]) -> Iterator[tuple[ObjectRow, int]]:
    """Each row with how many more there are in its object that end in the same field with the same values."""
    grouped: dict[tuple[Any, ...], list[ObjectRow]] = {}
    for row in rows:
        grouped.setdefault((row.object, row.field[-1:], repr(row.cells)), []).append(row)
    return ((found[0], len(found) - 1) for found in grouped.values())


def sums_rows(before: Sums, after: Sums) -> Iterator[tuple[str, str, str, str]]:
    """What is summed, before, after, and the difference; nothing where nothing differs."""
    if before == after:
        return
    for index, (name, form) in enumerate(_FORMS):
        old, new = before[index], after[index]
        sign = "+" if new > old else ""
        yield name, form(old), form(new), f"{sign}{form(new - old)}" if new != old else "="


def sums_cells(environments: Iterable[str], sums: Mapping[str, Sums]) -> Iterator[tuple[str, ...]]:
    """A heading and a row for each sum, a column for each environment."""
    names = tuple(environments)
    yield ("", *names)
    for index, (name, form) in enumerate(_FORMS):
        yield (name, *(form(sums[environment][index]) for environment in names))

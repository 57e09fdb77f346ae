"""Owns the comparison of environments with each other: field by environment, only what differs."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kgen.artifact import Object
from kgen.diff.cause import Cause, find_causes
from kgen.diff.change import Change, by_identity, differences, namespace_of
from kgen.diff.mask import masked
from kgen.diff.side import Side
from kgen.diff.sums import Sums, sums_of
from kgen.diff.words import Value, Values, own_fields, values_of
from kgen.explain.difference import ABSENT
from kgen.explain.effect import Experiment
from kgen.fields import Field, Identity, entry_names, opened
from kgen.source import Workspace

_DIGESTS = frozenset({"checksum/config"})
"""Fields that differ because something else does."""


class WordRow(NamedTuple):
    """Fields of the language that one writing decides, and what they hold in each environment."""

    fields: tuple[str, ...]
    cells: Mapping[str, Value | None]


class ObjectRow(NamedTuple):
    """A field of an object in each environment, `ABSENT` where it is not there, and the line that decides it, if known.

    For an object that only some environments have, the field is empty and the cell tells whether it is there.
    """

    object: Identity
    field: Field
    cells: Mapping[str, Any]
    causes: Mapping[str, Cause]


class Matrix(NamedTuple):
    """Environments of one project, side by side."""

    name: str
    path: str
    environments: tuple[str, ...]
    words: tuple[WordRow, ...]
    objects: tuple[ObjectRow, ...]
    sums: Mapping[str, Sums]

    @property
    def differs(self) -> bool:
        return bool(self.words or self.objects)


class _Environment(NamedTuple):
    """Objects by what they are called in every environment: with its names neutralised, as they are, and their own."""

    objects: Mapping[Identity, Object]
    written: Mapping[Identity, Object]
    own: Mapping[Identity, Identity]


def compare_environments(name: str, workspace: Workspace, side: Side, environments: Sequence[str]) -> Matrix:
    """What differs between some environments of a project."""
    if side.documents is None or side.frontend is None:
        return Matrix(name, "", tuple(environments), (), (), {})
    words = tuple(_word_rows({one: values_of(side.documents, side.frontend, one) for one in environments}))
    known = {one: _environment(name, one, side.environments[one].values()) for one in environments}
    rows = tuple(_object_rows(known))
    return Matrix(
        name=name,
        path=side.documents.path,
        environments=tuple(environments),
        words=words,
        objects=tuple(_with_causes(rows, known, words, Experiment(workspace, side.documents))),
        sums={one: sums_of(side.environments[one].values()) for one in environments},
    )


def _word_rows(values: Mapping[str, Values]) -> Iterator[WordRow]:
    grouped: dict[str, tuple[dict[str, Value | None], list[str]]] = {}
    for field in sorted({field for found in values.values() for field in found}):
        cells = {environment: found.get(field) for environment, found in values.items()}
        if len({repr(None if cell is None else [cell.value]) for cell in cells.values()}) > 1:
            grouped.setdefault(repr(cells), (cells, []))[1].append(field)
    return (WordRow(own_fields(fields), cells) for cells, fields in grouped.values())


def _environment(project: str, environment: str, objects: Iterable[Object]) -> _Environment:
    """The objects, also with a word in place of all that only says which environment this is."""
    written = by_identity(objects)
    names = {namespace_of(written.values()) or "": "${namespace}", f"{project}-{environment}": "${instance}"}
    # A key such as `kgen.dev/owner` never names the environment.
    on_key, on_value = _replacing(names), _replacing({environment: "${environment}", **names})
    own = {key._replace(name=on_key(key.name)): key for key in written}
    return _Environment(
        objects={name: _mapped(written[key], on_value, on_key) for name, key in own.items()},
        written={name: written[key] for name, key in own.items()},
        own=own,
    )


def _replacing(names: Mapping[str, str]) -> Callable[[str], str]:
    """A function that puts other words in the place of names, wherever these stand alone."""
    parts = sorted((name for name in names if name), key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, parts))})(?!\w)")
    return lambda text: pattern.sub(lambda match: names[match[0]], text)


def _mapped(value: Any, on_value: Callable[[str], str], on_key: Callable[[str], str]) -> Any:
    if isinstance(value, Mapping):
        return {on_key(str(key)): _mapped(below, on_value, on_key) for key, below in value.items()}
    if isinstance(value, list):
        return [_mapped(below, on_value, on_key) for below in value]
    return on_value(value) if isinstance(value, str) else value


def _object_rows(known: Mapping[str, _Environment]) -> Iterator[ObjectRow]:
    for name in dict.fromkeys(name for environment in known.values() for name in environment.objects):
        having = {one: found.objects[name] for one, found in known.items() if name in found.objects}
        if len(having) < len(known):
            yield ObjectRow(name, (), {one: one in having for one in known}, {})
        first, *others = having.values()
        fields = {field: None for other in others for field, _, _ in differences(first, other)}
        for field in fields:
            if any(field[:length] in fields for length in range(len(field))) or field[-1] in _DIGESTS:
                continue
            values = {one: _value_in(found, name, field) for one, found in known.items()}
            # A text that happens to hold the name of an environment is the same in all of them.
            if len({repr(value) for value in values.values()}) > 1:
                cells = {one: _shown(value, field, name.kind) for one, value in values.items()}
                yield ObjectRow(name, field, cells, {})


def _value_in(environment: _Environment, name: Identity, field: Field) -> Any:
    """A value as it is written; the way to it is told in neutral names, in the same order as the written ones."""
    neutral: Any = environment.objects.get(name, ABSENT)
    written: Any = environment.written.get(name, ABSENT)
    for step in field:
        if isinstance(neutral, list):
            index = _index(neutral, step[1:-1])
            if index is None:
                return ABSENT
            neutral, written = neutral[index], written[index]
        elif isinstance(neutral, Mapping) and step in neutral:
            key = list(written)[list(neutral).index(step)]
            neutral, written = opened(step, neutral[step]), opened(key, written[key])
        else:
            return ABSENT
    return written


def _index(entries: list[Any], name: str) -> int | None:
    names = list(entry_names(entries))
    index = names.index(name) if name in names else int(name) if name.isdecimal() else len(entries)
    return index if index < len(entries) else None


def _shown(value: Any, field: Field, kind: str) -> Any:
    if isinstance(value, list) and value and all(isinstance(entry, Mapping) for entry in value):
        return list(entry_names(value))
    return value if value is ABSENT else masked(value, field, kind)


def _with_causes(
    rows: Sequence[ObjectRow], known: Mapping[str, _Environment], words: Iterable[WordRow], experiment: Experiment
) -> Iterator[ObjectRow]:
    """The rows with the line behind each value, as far as a few experiments tell."""
    places = {cell.place for row in words for cell in row.cells.values() if cell is not None}
    asked = {one: list(_questions(rows, one, found)) for one, found in known.items()}
    causes = find_causes(experiment, asked, places) if rows else {}
    for row in rows:
        found = {
            one: causes[one, environment.own[row.object], row.field]
            for one, environment in known.items()
            if row.object in environment.own and (one, environment.own[row.object], row.field) in causes
        }
        yield row._replace(causes=found)


def _questions(rows: Iterable[ObjectRow], name: str, environment: _Environment) -> Iterator[Change]:
    for row in rows:
        if row.object in environment.own:
            found = environment.written[row.object]
            yield Change(environment.own[row.object], row.field, ABSENT, row.cells[name], None, found)

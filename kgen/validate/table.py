"""Owns tables of fields: rows named by the end of a field's path, and how a field finds its row."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Generic, NamedTuple, TypeVar

from kgen.artifact import Object
from kgen.node import Path
from kgen.validate.objects import Objects, kind_of

Meaning = TypeVar("Meaning")


class Row(NamedTuple, Generic[Meaning]):
    """What is known of the fields whose path ends in `end`, steps joined by dots; `*` is any one key or index.

    `kinds` are those that the row is about, none means all.
    """

    end: str
    meaning: Meaning
    kinds: frozenset[str] = frozenset()

    @property
    def steps(self) -> tuple[str, ...]:
        return tuple(self.end.split("."))


def index(rows: Iterable[Row[Meaning]]) -> Mapping[str, tuple[Row[Meaning], ...]]:
    """The rows by the last step that is a name. Of several rows for a field the first counts."""
    found: dict[str, list[Row[Meaning]]] = {}
    for row in rows:
        found.setdefault(_name(row.steps), []).append(row)
    return {name: tuple(each) for name, each in found.items()}


def look_up(
    rows: Mapping[str, tuple[Row[Meaning], ...]], objects: Objects
) -> Iterator[tuple[Object, Path, object, Meaning]]:
    """Every scalar that has a row, with what the row means."""
    for found, path, value in objects.scalars:
        candidates = (*rows.get(str(path[-1]), ()), *(rows.get(str(path[-2]), ()) if len(path) > 1 else ()))
        for row in candidates:
            if (not row.kinds or kind_of(found) in row.kinds) and ends_in(path, row.steps):
                yield found, path, value, row.meaning
                break


def ends_in(path: Path, steps: tuple[str, ...]) -> bool:
    tail = path[-len(steps) :]
    return len(tail) == len(steps) and all(wanted in ("*", step) for step, wanted in zip(tail, steps, strict=True))


def _name(steps: tuple[str, ...]) -> str:
    return steps[-1] if steps[-1] != "*" else steps[-2]

"""Owns changes in the words of project.yml: which fields of the language differ, and where each value is written."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from kgen.diff.mask import masked
from kgen.document import to_plain
from kgen.explain.history import layer_of
from kgen.explain.leaf import leaves
from kgen.frontend import Documents, Frontend, MergedEnvironment
from kgen.node import TAG, MappingNode, NullNode, Path, SequenceNode, dotted, find, locate, walk
from kgen.source import Span

OFF = "off"
"""How a `null` of the language is shown."""
_OF_ENVIRONMENT = ("extends", "traffic")
_NOWHERE = Span("", 0, 0)


class Value(NamedTuple):
    """What a field of the language holds, where that is written, and in which layer."""

    value: Any
    place: Span
    layer: str


class Word(NamedTuple):
    """A changed field of the language. A short form may write several: they are all in `fields`.

    A side is None where the field is not written there.
    """

    fields: tuple[str, ...]
    environments: tuple[str, ...]
    before: Value | None
    after: Value | None

    @property
    def place(self) -> Span | None:
        """Where the new value stands; where there is none, the old one."""
        found = self.after or self.before
        return None if found is None else found.place


Values = Mapping[str, Value]


def values_of(documents: Documents, frontend: Frontend, environment: str) -> Values:
    """Every field that is written for an environment, in whatever layer, by its dotted path. Credentials are masked."""
    merged = frontend.environments.get(environment)
    if merged is None:
        return {}
    layers = {leaf.value: layer_of(leaf, documents) for leaf in leaves(documents)}
    return {
        dotted(path): Value(masked(value, _steps(path)), place, layers.get(place, _layer(place)))
        for path, value, place in _leaves(merged)
    }


def _layer(place: Span) -> str:
    return "command line" if place.file.startswith("--") else "project"


def _steps(path: Path) -> tuple[str, ...]:
    return tuple(f"[{step}]" if isinstance(step, int) else step for step in path)


def _leaves(merged: MergedEnvironment) -> Iterator[tuple[Path, Any, Span]]:
    listed: set[Path] = set()
    for path, node in walk(merged.root):
        if path[-1:] == (TAG,) or any(path[:length] in listed for length in range(1, len(path))):
            continue
        if isinstance(node, MappingNode) and node.entries.keys() - {TAG}:
            continue
        if isinstance(node, SequenceNode):
            listed.add(path)
        if path:
            yield path, OFF if isinstance(node, NullNode) else to_plain(node), node.span
    for key in _OF_ENVIRONMENT:
        written = find(merged.overlay, (key,))
        if written is not None:
            yield (key,), to_plain(written), locate(merged.overlay, (key,))


def changed_words(before: Mapping[str, Values], after: Mapping[str, Values]) -> tuple[Word, ...]:
    """The fields whose values differ, by environment on both sides; what is written once is told once."""
    grouped: dict[str, tuple[Value | None, Value | None, dict[str, set[str]]]] = {}
    for environment in sorted(before.keys() & after.keys()):
        ours, theirs = before[environment], after[environment]
        for field in sorted({*ours, *theirs}):
            old, new = ours.get(field), theirs.get(field)
            if old is None or new is None or old.value != new.value:
                _, _, fields = grouped.setdefault(repr((old, new)), (old, new, {}))
                fields.setdefault(field, set()).add(environment)
    words = (_word(*found) for found in grouped.values())
    return tuple(sorted(words, key=lambda word: (word.place or _NOWHERE, word.fields, word.environments)))


def _word(old: Value | None, new: Value | None, fields: Mapping[str, set[str]]) -> Word:
    environments = {environment for found in fields.values() for environment in found}
    return Word(own_fields(fields), tuple(sorted(environments)), old, new)


def own_fields(fields: Iterable[str]) -> tuple[str, ...]:
    """Fields that hold one thing written, without those that only inherit it, such as a further workload's."""
    known = sorted(fields, key=lambda field: (field.count("."), field))
    return tuple(field for field in known if not any(field.endswith(f".{other}") for other in known))

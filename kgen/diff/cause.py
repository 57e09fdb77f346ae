"""Owns the causes of changed fields: which line of the project decides them, found by a few experiments."""

import json
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias

from kgen.diff.change import Change
from kgen.diff.mask import masked
from kgen.document import to_plain
from kgen.explain.difference import ABSENT
from kgen.explain.effect import Effect, Experiment, State
from kgen.explain.history import layer_of, text_of
from kgen.explain.leaf import Leaf
from kgen.fields import Field, Identity
from kgen.frontend import Documents
from kgen.node import dotted, find
from kgen.source import Span

MOST_TRIALS = 16
"""Experiments for one project; each compiles all of it again, and takes as long as a small build."""
_NAME = ("name",)
"""Nearly everything is called after the project, which says nothing."""
_SHORTEST_PART = 3
"""Characters that a text needs to be looked for inside of values."""


class Cause(NamedTuple):
    """The field of the language that decides, what it holds, and where that is written, in which layer."""

    field: str
    text: str
    place: Span
    layer: str


Causes: TypeAlias = Mapping[tuple[str, Identity, Field], Cause]


def find_causes(experiment: Experiment, changes: Mapping[str, Collection[Change]], known: Collection[Span]) -> Causes:
    """The line that decides each changed field, by environment, object and field, as far as trials tell.

    `known` are the places of changed fields of the language, tried first; the others are places whose text stands in a
    new value. A line is only named where leaving it out changes that very field.
    """
    found: dict[tuple[str, Identity, Field], tuple[int, Cause]] = {}
    for leaf in _candidates(experiment, [one for some in changes.values() for one in some], known)[:MOST_TRIALS]:
        cause = _cause(leaf, experiment)
        for environment, some in changes.items():
            effect = experiment.effect(leaf, environment)
            partly = effect.how == "replaced" and leaf.value in known
            # What changes least beside the field is nearest to it.
            rank = len(effect.changes)
            for change in _decided_by(effect, some, experiment.state(environment), partly=partly):
                key = (environment, change.object, change.field)
                if key not in found or rank < found[key][0]:
                    found[key] = rank, cause
    return {key: cause for key, (_, cause) in found.items()}


def _cause(leaf: Leaf, experiment: Experiment) -> Cause:
    documents = experiment.documents
    field = leaf.path[2:] if leaf.path[:1] == ("environments",) and len(leaf.path) > 2 else leaf.path
    value = masked(_value_of(leaf, documents), tuple(map(str, field)))
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    # What an environment writes has the name that it has in the project.
    return Cause(dotted(field), text, leaf.value, layer_of(leaf, documents))


def _value_of(leaf: Leaf, documents: Documents) -> Any:
    for document in (documents.project, documents.organization, *documents.overlays.values()):
        if document is not None and document.root is not None and document.source.path == leaf.file:
            node = find(document.root, leaf.path)
            return None if node is None else to_plain(node)
    return None


def _decided_by(effect: Effect, changes: Iterable[Change], state: State, *, partly: bool) -> Iterator[Change]:
    """The changes that are others without the leaf. A part of several fields must go with it as a whole.

    `partly` is for a leaf that has only been tried with another value: then any field of the part is enough.
    """
    decided: dict[Identity, dict[Field, Any]] = {}
    for one in effect.changes:
        decided.setdefault(one.object, {})[one.field] = one.otherwise
    for change in changes:
        length = len(change.field)
        found = decided.get(change.object, {}).items()
        below = {field: otherwise for field, otherwise in found if field[:length] == change.field}
        if change.now is None or not below:
            continue
        parts = sum(field[:length] == change.field for field in state.get(change.object, {}))
        gone = sum(otherwise is ABSENT for otherwise in below.values())
        if partly or change.field in below or change.after is ABSENT or parts == gone:
            yield change


def _candidates(experiment: Experiment, changes: Iterable[Change], known: Collection[Span]) -> list[Leaf]:
    """The leaves worth a trial, the likeliest first."""
    news = [(set(change.field), text) for change in changes for text in _texts(change)]
    ranked: list[tuple[int, int, Leaf]] = []
    for index, leaf in enumerate(experiment.leaves):
        if leaf.path == _NAME and leaf.value not in known:
            continue
        text = text_of(leaf, experiment.documents).strip("\"'")
        likeness = max((_likeness(leaf, text, steps, value) for steps, value in news), default=0)
        if leaf.value in known:
            likeness += 10
        if likeness:
            ranked.append((-likeness, index, leaf))
    return [leaf for _, _, leaf in sorted(ranked)]


def _likeness(leaf: Leaf, text: str, steps: set[str], value: str) -> int:
    if text != value and (len(text) < _SHORTEST_PART or text not in value):
        return 0
    called = {str(step) for step in leaf.path[-2:]}
    same_name = any(step.strip("[]") in called for step in steps)
    return 1 + (text == value) + 2 * same_name


def _texts(change: Change) -> Iterator[str]:
    """The scalars of a new value; those of a new object say too little about what made it."""
    return _scalars(change.after) if change.field else iter(())


def _scalars(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for below in value.values():
            yield from _scalars(below)
    elif isinstance(value, list):
        for below in value:
            yield from _scalars(below)
    elif isinstance(value, bool):
        yield str(value).lower()
    elif not isinstance(value, tuple):
        yield str(value)

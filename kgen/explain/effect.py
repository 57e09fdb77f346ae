"""Owns the experiment behind every explanation: what an environment becomes when one leaf is not written.

Nothing is annotated: the compiler is asked again without the leaf, and the difference is the answer.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias

from kgen import names
from kgen.artifact import Artifact, Object
from kgen.compiler import emit_environments
from kgen.diagnostics import Diagnostic
from kgen.explain.history import Place, find_places, text_of
from kgen.explain.leaf import Leaf, leaves, replaced, without
from kgen.fields import Field, Identity, fields_of, objects_by_identity
from kgen.frontend import Documents, Frontend, merge_documents
from kgen.neighbourhood import Neighbourhood
from kgen.node import Path
from kgen.source import Span, Workspace

Objects: TypeAlias = Mapping[Identity, Object]
State: TypeAlias = Mapping[Identity, Mapping[Field, Any]]
"""Every field of every object of an environment."""

How: TypeAlias = Literal["removed", "entry removed", "replaced", "refused"]


PATCH = frozenset({"KG480", "KG481", "KG482", "KG483"})
"""The codes of patches that cannot be applied to the objects of a changed project."""


class _Absent(NamedTuple):
    """Stands for a field that is not there, which is something else than null."""


ABSENT = _Absent()


class Change(NamedTuple):
    """One field of one object, with the leaf and without it; either may be `ABSENT`.

    `existence` says that the whole object comes or goes.
    """

    object: Identity
    field: Field
    value: Any
    otherwise: Any
    existence: bool


class Effect(NamedTuple):
    """What a leaf does to an environment.

    `how` tells what was tried: a leaf that cannot be left out takes its entry with it (`entry removed`), a required
    one is replaced by another value; where nothing is possible the diagnostics say why (`refused`). `entry` is the path
    of what was removed. `hidden_by` is the place of a higher layer that writes the same; `also` are places of lower
    layers that hold the same value, so that only all of them together decide.
    """

    leaf: Leaf
    how: How
    entry: Path
    changes: tuple[Change, ...]
    diagnostics: tuple[Diagnostic, ...]
    hidden_by: Span | None
    also: tuple[Span, ...]


class Experiment:
    """A project whose leaves can be left out, environment by environment; every outcome is computed once."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self.workspace = workspace
        self.documents = documents
        self.neighbourhood = Neighbourhood(workspace)
        self.frontend = merge_documents(documents)
        self.leaves = leaves(documents)
        self._objects = cache(self._compile_objects)
        self._state = cache(self._compile_as_written)
        self._effect = cache(self._find_effect)
        self._places = cache(self._find_places)

    def state(self, environment: str) -> State:
        """The environment as it is written."""
        return self._state(environment)

    def effects(self, environment: str) -> Iterator[Effect]:
        """What each leaf does to the environment, in the order of the files."""
        return (self._effect(leaf, environment) for leaf in self.leaves)

    def effect(self, leaf: Leaf, environment: str) -> Effect:
        return self._effect(leaf, environment)

    def places(self, environment: str) -> Mapping[Span, Place]:
        """Where everything written stands in the merged environment."""
        return self._places(environment)

    def _find_places(self, environment: str) -> Mapping[Span, Place]:
        merged = self.frontend.environments.get(environment)
        return {} if merged is None else find_places(merged)

    def _compile_as_written(self, environment: str) -> State:
        return {name: fields_of(found) for name, found in self._objects(environment).items()}

    def _compile_objects(self, environment: str) -> Objects:
        return objects_by_identity(self.artifacts(environment))

    def artifacts(self, environment: str) -> tuple[Artifact, ...]:
        """The objects of the environment as it is written, by file."""
        compiled = emit_environments(self.workspace, self.frontend, (environment,), self.neighbourhood)
        return next((one.artifacts for one in compiled), ())

    def _compile(self, frontend: Frontend, environment: str) -> tuple[Objects, tuple[Diagnostic, ...]]:
        """The objects of an environment and its errors; with errors there are no objects."""
        if environment not in frontend.environments:
            return {}, tuple(found for found in frontend.diagnostics if found.severity == "error")
        emitted = next(emit_environments(self.workspace, frontend, (environment,), self.neighbourhood))
        # A patch that no longer matches keeps nothing else from being seen.
        errors = tuple(found for found in emitted.diagnostics if found.severity == "error" and found.code not in PATCH)
        return {} if errors else objects_by_identity(emitted.artifacts), errors

    def _find_effect(self, leaf: Leaf, environment: str) -> Effect:
        place = self.places(environment).get(leaf.value)
        if place is not None and not place.wins:
            return Effect(leaf, "removed", leaf.path, (), (), place.chain[0], ())
        lower = place.chain[1:] if place is not None else ()
        how, entry, state, diagnostics = self._try(leaf, environment)
        changes = tuple(self._differences(environment, state, leaf)) if how != "refused" else ()
        if not changes and lower:
            held = [other for other in self.leaves if other.value in lower]
            everywhere = without(self.documents, [(one.file, one.path) for one in (leaf, *held)])
            state, errors = self._compile(merge_documents(everywhere), environment)
            if not errors:
                together = tuple(self._differences(environment, state, leaf))
                return Effect(leaf, "removed", leaf.path, together, (), None, tuple(lower))
        return Effect(leaf, how, entry, changes, diagnostics, None, ())

    def _try(self, leaf: Leaf, environment: str) -> tuple[How, Path, Objects, tuple[Diagnostic, ...]]:
        """The first that works of: without the leaf, without its entry, with another value in its place."""
        refused: tuple[Diagnostic, ...] = ()
        for length in range(len(leaf.path), 0, -1):
            entry = leaf.path[:length]
            if _is_too_much(entry, leaf):
                break
            state, errors = self._compile(merge_documents(without(self.documents, [(leaf.file, entry)])), environment)
            if not errors:
                return "removed" if entry == leaf.path else "entry removed", entry, state, ()
            refused = refused or errors
        for text in _other_values(text_of(leaf, self.documents)):
            changed = replaced(self.documents, leaf, text)
            if changed is None:
                break
            state, errors = self._compile(merge_documents(changed), environment)
            if not errors:
                return "replaced", leaf.path, state, ()
        return "refused", leaf.path, {}, refused

    def _differences(self, environment: str, other: Objects, leaf: Leaf) -> Iterator[Change]:
        before, state = self._objects(environment), self.state(environment)
        if leaf.path == ("name",) and leaf.file == self.documents.path:
            other = _renamed(other, self.frontend.name)
        for name in (*before, *(found for found in other if found not in before)):
            # Most objects are the same, and to compare them whole is far cheaper than field by field.
            if name in before and name in other and before[name] == other[name]:
                continue
            ours = state.get(name, {})
            theirs = fields_of(other[name]) if name in other else {}
            existence = not ours or not theirs
            for field in (*ours, *(found for found in theirs if found not in ours)):
                value, otherwise = ours.get(field, ABSENT), theirs.get(field, ABSENT)
                if value != otherwise:
                    yield Change(name, field, value, otherwise, existence)


def _is_too_much(entry: Path, leaf: Leaf) -> bool:
    """Whether leaving out `entry` would say more than that its leaf is not written: a whole environment, or section."""
    sections = {"environments", "defaults", "tiers", "components", "overrides", "workloads"}
    return entry != leaf.path and (len(entry) == 1 or entry[-1] in sections or entry[-2] in sections)


def _other_values(text: str) -> Iterator[str]:
    """Values of the same kind as `text`, near it."""
    number = re.search(r"[0-9]+", text)
    if number is not None:
        changed = str(int(number[0]) + 1)
        yield text[: number.start()] + changed + text[number.end() :]
    if text in {"true", "false"}:
        yield "false" if text == "true" else "true"
    yield f"{text}-x"
    yield f"{text}x"


def _renamed(other: Objects, name: str) -> Objects:
    """The objects of a project of another name, called as before: matched by kind, group and what follows the name."""
    labels = (found["metadata"].get("labels") or {} for found in other.values())
    new = next((str(label[names.NAME]) for label in labels if names.NAME in label), name)
    return {found._replace(name=found.name.replace(new, name, 1)): fields for found, fields in other.items()}

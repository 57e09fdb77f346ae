"""Owns the experiment behind every explanation: what a project becomes when one leaf is not written.

Nothing is annotated: the compiler is asked again without the leaf, and the difference is the answer.
"""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, Literal, NamedTuple, TypeAlias

from kgen import names
from kgen.artifact import Artifact, Object
from kgen.compiler import check_together, emit_environments
from kgen.diagnostics import Diagnostic
from kgen.explain.history import Place, find_places, text_of
from kgen.explain.leaf import Leaf, leaves, replaced, without
from kgen.fields import Field, Identity, fields_of, objects_by_identity
from kgen.frontend import Documents, merge_documents
from kgen.neighbourhood import Neighbourhood
from kgen.node import Path
from kgen.source import Span, Workspace

Objects: TypeAlias = Mapping[Identity, Object]
State: TypeAlias = Mapping[Identity, Mapping[Field, Any]]
"""Every field of every object of an environment."""

How: TypeAlias = Literal["removed", "entry removed", "replaced", "refused"]

UNMATCHED_PATCH = "KG480"
"""The code of a patch that finds no object any more; it changes nothing then."""


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


class Trial(NamedTuple):
    """What became of the project without a leaf, and what had to be tried for it.

    `entry` is the path of what was left out or replaced; `errors` say why nothing worked.
    """

    how: How
    entry: Path
    environments: Mapping[str, Objects]
    errors: tuple[Diagnostic, ...]


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
    """A project whose leaves can be left out; every outcome is computed once."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self.workspace = workspace
        self.documents = documents
        self.frontend = merge_documents(documents)
        self.leaves = leaves(documents)
        self._neighbourhood = Neighbourhood(workspace)
        self.artifacts = cache(self._emit_as_written)
        self.state = cache(self._flatten)
        self.places = cache(self._find_places)
        self.effect = cache(self._find_effect)
        self._objects = cache(self._identify)
        self._trial = cache(self._try)

    def effects(self, environment: str) -> Iterator[Effect]:
        """What each leaf does to the environment, in the order of the files."""
        return (self.effect(leaf, environment) for leaf in self.leaves)

    def _emit_as_written(self, environment: str) -> tuple[Artifact, ...]:
        """The objects of the environment as it is written, by file."""
        compiled = emit_environments(self.workspace, self.frontend, (environment,), self._neighbourhood)
        return next((one.artifacts for one in compiled), ())

    def _identify(self, environment: str) -> Objects:
        return objects_by_identity(self.artifacts(environment))

    def _flatten(self, environment: str) -> State:
        """Every field of the environment as it is written."""
        return {name: fields_of(found) for name, found in self._objects(environment).items()}

    def _find_places(self, environment: str) -> Mapping[Span, Place]:
        """Where everything written stands in the merged environment."""
        merged = self.frontend.environments.get(environment)
        return {} if merged is None else find_places(merged)

    def _find_effect(self, leaf: Leaf, environment: str) -> Effect:
        place = self.places(environment).get(leaf.value)
        if place is not None and not place.wins:
            return Effect(leaf, "removed", leaf.path, (), (), place.chain[0], ())
        trial = self._trial(leaf)
        if trial.how == "refused":
            return Effect(leaf, "refused", leaf.path, (), trial.errors, None, ())
        changes = tuple(self._differences(environment, trial.environments.get(environment, {}), leaf))
        lower = place.chain[1:] if place is not None else ()
        together = self._together(leaf, lower, environment) if lower and not changes else ()
        return Effect(leaf, trial.how, trial.entry, changes or together, (), None, lower if together else ())

    def _together(self, leaf: Leaf, lower: tuple[Span, ...], environment: str) -> tuple[Change, ...]:
        """What changes without the leaf and all lower layers that hold its value too."""
        held = [one for one in self.leaves if one.value in lower]
        environments, errors = self._compile(without(self.documents, [(one.file, one.path) for one in (leaf, *held)]))
        return () if errors else tuple(self._differences(environment, environments.get(environment, {}), leaf))

    def _try(self, leaf: Leaf) -> Trial:
        """The first that works of: without the leaf, without its entry, with another value in its place."""
        refused: tuple[Diagnostic, ...] = ()
        for length in range(len(leaf.path), 0, -1):
            entry = leaf.path[:length]
            if _is_too_much(entry, leaf):
                break
            environments, errors = self._compile(without(self.documents, [(leaf.file, entry)]))
            if not errors:
                return Trial("removed" if entry == leaf.path else "entry removed", entry, environments, ())
            refused = refused or errors
        for text in _other_values(text_of(leaf, self.documents)):
            changed = replaced(self.documents, leaf, text)
            if changed is None:
                break
            environments, errors = self._compile(changed, renamed=leaf.path == ("name",))
            if not errors:
                return Trial("replaced", leaf.path, environments, ())
        return Trial("refused", leaf.path, {}, refused)

    def _compile(
        self, documents: Documents, *, renamed: bool = False
    ) -> tuple[Mapping[str, Objects], tuple[Diagnostic, ...]]:
        """The objects of all environments, and the errors; with errors there are no objects.

        In a `renamed` project patches may miss their objects, which they name by the old name.
        """
        frontend = merge_documents(documents)
        errors = tuple(found for found in frontend.diagnostics if found.severity == "error")
        if errors:
            return {}, errors
        neighbourhood = self._neighbourhood
        if documents.organization is not self.documents.organization:
            # The org file speaks to the neighbours too.
            neighbourhood = Neighbourhood(self.workspace, documents.organization)
        emitted = tuple(emit_environments(self.workspace, frontend, frontend.environments, neighbourhood))
        findings = (*(found for one in emitted for found in one.diagnostics), *check_together(frontend, emitted))
        ignored = UNMATCHED_PATCH if renamed else None
        errors = tuple(found for found in findings if found.severity == "error" and found.code != ignored)
        return ({} if errors else {one.name: objects_by_identity(one.artifacts) for one in emitted}), errors

    def _differences(self, environment: str, other: Objects, leaf: Leaf) -> Iterator[Change]:
        before, state = self._objects(environment), self.state(environment)
        is_name = leaf.path == ("name",) and leaf.file == self.documents.path
        new = _project_name(other) if is_name else None
        if new is not None:
            other = {found._replace(name=self._as_before(found.name, new)): one for found, one in other.items()}
        for name in (*before, *(found for found in other if found not in before)):
            # Most objects are the same, and to compare them whole is far cheaper than field by field.
            if name in before and name in other and before[name] == other[name]:
                continue
            ours = state.get(name, {})
            theirs = fields_of(other[name]) if name in other else {}
            if new is not None:
                theirs = {tuple(self._as_before(step, new) for step in path): value for path, value in theirs.items()}
            existence = not ours or not theirs
            for field in (*ours, *(found for found in theirs if found not in ours)):
                value, otherwise = ours.get(field, ABSENT), theirs.get(field, ABSENT)
                if value != otherwise:
                    yield Change(name, field, value, otherwise, existence)

    def _as_before(self, text: str, new: str) -> str:
        """A name that follows from the project's, as it was before the project was renamed."""
        old = self.frontend.name
        return text.replace(new, old).replace(_camel_case(new), _camel_case(old))


def _is_too_much(entry: Path, leaf: Leaf) -> bool:
    """Whether leaving out `entry` would say more than that its leaf is not written: a whole environment, or section."""
    sections = {"environments", "defaults", "tiers", "components", "overrides", "workloads"}
    return entry != leaf.path and (len(entry) == 1 or entry[-1] in sections or entry[-2] in sections)


def _other_values(text: str) -> Iterator[str]:
    """Values of the same kind as `text`, near it."""
    number = re.search(r"[0-9]+", text)
    if number is not None:
        for other in (int(number[0]) + 1, int(number[0]) - 1):
            yield text[: number.start()] + str(other) + text[number.end() :]
    if text in {"true", "false"}:
        yield "false" if text == "true" else "true"
    yield f"{text}x"
    yield f"{text}-x"


def _camel_case(name: str) -> str:
    """How a name stands in the names of alerts."""
    return "".join(part.capitalize() for part in name.split("-"))


def _project_name(objects: Objects) -> str | None:
    """The name of the project that objects belong to."""
    labels = (found["metadata"].get("labels") or {} for found in objects.values())
    return next((str(label[names.NAME]) for label in labels if names.NAME in label), None)

"""Owns the experiment behind every explanation: what a project becomes when one leaf is not written.

Nothing is annotated: the compiler is asked again without the leaf, and the difference is the answer.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cache, partial
from typing import Any, Literal, NamedTuple, TypeAlias

from kgen.artifact import Artifact
from kgen.diagnostics import Diagnostic
from kgen.explain.difference import ABSENT, Change, changes_between
from kgen.explain.history import Place, find_places, text_of
from kgen.explain.leaf import Leaf, leaves, replaced, without
from kgen.explain.share import share
from kgen.explain.variant import Compiler, Variant
from kgen.fields import Field, Identity, fields_of
from kgen.frontend import Documents
from kgen.node import Path
from kgen.source import Span, Workspace

State: TypeAlias = Mapping[Identity, Mapping[Field, Any]]
"""Every field of every object of an environment."""

How: TypeAlias = Literal["removed", "entry removed", "replaced", "refused"]

Question: TypeAlias = tuple[Leaf, str]
"""What a leaf does to an environment."""

UNMATCHED_PATCH = "KG480"
"""The code of a patch that finds no object any more; it changes nothing then."""


class Attempt(NamedTuple):
    """One way to do without a leaf; errors with the code `ignored` do not count."""

    how: How
    entry: Path
    variant: Variant
    ignored: str | None


class Trial(NamedTuple):
    """What became of the project without a leaf, and what had to be tried for it.

    `entry` is the path of what was left out or replaced; without a `variant` the `errors` say why nothing worked.
    """

    how: How
    entry: Path
    variant: Variant | None
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
        self._compiler = Compiler(workspace, documents)
        self._written = self._variant(documents)
        self.documents = documents
        self.frontend = self._written.frontend
        self.leaves = leaves(documents)
        self.state = cache(self._flatten)
        self.places = cache(self._find_places)
        self._without = cache(self._leave_out)
        self._replaced = cache(self._replace)
        self._trial = cache(self._attempt)
        self._effects: dict[tuple[Leaf, str], Effect] = {}

    def effect(self, leaf: Leaf, environment: str) -> Effect:
        """What a leaf does to an environment."""
        if (leaf, environment) not in self._effects:
            self._effects[leaf, environment] = self._find_effect(leaf, environment)
        return self._effects[leaf, environment]

    def effects(self, environment: str) -> tuple[Effect, ...]:
        """What each leaf does to the environment, in the order of the files."""
        if any((leaf, environment) not in self._effects for leaf in self.leaves):
            # To know it of all environments is little dearer than to know it of one.
            names = tuple(self.frontend.environments)
            self._share(lambda leaves: [(leaf, name) for leaf in leaves for name in names])
        return tuple(self.effect(leaf, environment) for leaf in self.leaves)

    def deciding(self, environment: str, name: Identity, fields: Collection[Field]) -> tuple[Effect, ...]:
        """The effects, in the order of the files, of all leaves that may decide one of some fields of an object.

        A leaf is none of them where the first attempt that this environment bears leaves the fields as they are.
        """

        def find(leaves: Sequence[Leaf]) -> list[Question]:
            return [(leaf, environment) for leaf in leaves if self._may_decide(leaf, environment, name, fields)]

        found = self._share(find)
        return tuple(self.effect(leaf, environment) for leaf in self.leaves if (leaf, environment) in found)

    def _share(self, find: Callable[[Sequence[Leaf]], list[Question]]) -> frozenset[Question]:
        """The questions that `find` finds to be asked of all leaves, which then are answered, on all processors."""
        for name in self.frontend.environments:
            # What is as it is written is then known to all processes.
            self._written.emitted(name)

        def answer(leaves: Sequence[Leaf]) -> list[tuple[Question, Effect]]:
            return [(question, self.effect(*question)) for question in find(leaves)]

        answered = dict(share(answer, self.leaves))
        self._effects.update(answered)
        return frozenset(answered)

    def _may_decide(self, leaf: Leaf, environment: str, name: Identity, fields: Collection[Field]) -> bool:
        place = self.places(environment).get(leaf.value)
        if place is not None and not place.wins:
            return False
        attempt = next((one for one in self._attempts(leaf) if not one.variant.fails(environment, one.ignored)), None)
        if attempt is None:
            return False
        found = attempt.variant.objects(environment).get(name)
        if found == self._written.objects(environment)[name]:
            # Perhaps only because a lower layer holds the same value.
            return place is not None and len(place.chain) > 1
        ours, theirs = self.state(environment)[name], fields_of(found) if found is not None else {}
        return self._is_name(leaf) or any(ours.get(field, ABSENT) != theirs.get(field, ABSENT) for field in fields)

    def artifacts(self, environment: str) -> tuple[Artifact, ...]:
        """The objects of the environment as it is written, by file."""
        return self._written.emitted(environment).artifacts

    def _flatten(self, environment: str) -> State:
        """Every field of the environment as it is written."""
        return {name: fields_of(found) for name, found in self._written.objects(environment).items()}

    def _find_places(self, environment: str) -> Mapping[Span, Place]:
        """Where everything written stands in the merged environment."""
        merged = self.frontend.environments.get(environment)
        return {} if merged is None else find_places(merged)

    def _find_effect(self, leaf: Leaf, environment: str) -> Effect:
        place = self.places(environment).get(leaf.value)
        if place is not None and not place.wins:
            return Effect(leaf, "removed", leaf.path, (), (), place.chain[0], ())
        trial = self._trial(leaf)
        if trial.variant is None:
            return Effect(leaf, "refused", leaf.path, (), trial.errors, None, ())
        changes = tuple(self._changes(environment, trial.variant, leaf))
        lower = place.chain[1:] if place is not None else ()
        together = self._together(leaf, lower, environment) if lower and not changes else ()
        return Effect(leaf, trial.how, trial.entry, changes or together, (), None, lower if together else ())

    def _together(self, leaf: Leaf, lower: tuple[Span, ...], environment: str) -> tuple[Change, ...]:
        """What changes without the leaf and all lower layers that hold its value too."""
        held = [one for one in self.leaves if one.value in lower]
        variant = self._variant(without(self.documents, [(one.file, one.path) for one in (leaf, *held)]))
        return () if variant.errors() else tuple(self._changes(environment, variant, leaf))

    def _attempt(self, leaf: Leaf) -> Trial:
        """The first attempt that all environments bear."""
        for attempt in self._attempts(leaf):
            if not any(attempt.variant.fails(name, attempt.ignored) for name in self.frontend.environments):
                errors = attempt.variant.errors()
                if all(found.code == attempt.ignored for found in errors):
                    return Trial(attempt.how, attempt.entry, attempt.variant, ())
        return Trial("refused", leaf.path, None, self._without(leaf.file, leaf.path).errors())

    def _attempts(self, leaf: Leaf) -> Iterator[Attempt]:
        """What is tried, in order: without the leaf, without its entry, with another value in its place."""
        for length in range(len(leaf.path), 0, -1):
            entry = leaf.path[:length]
            if _is_too_much(entry, leaf):
                break
            how: How = "removed" if entry == leaf.path else "entry removed"
            yield Attempt(how, entry, self._without(leaf.file, entry), None)
        # In a renamed project patches may miss their objects, which they name by the old name.
        ignored = UNMATCHED_PATCH if self._is_name(leaf) else None
        for text in _other_values(text_of(leaf, self.documents)):
            variant = self._replaced(leaf, text)
            if variant is None:
                break
            yield Attempt("replaced", leaf.path, variant, ignored)

    def _leave_out(self, file: str, path: Path) -> Variant:
        return self._variant(without(self.documents, [(file, path)]))

    def _replace(self, leaf: Leaf, text: str) -> Variant | None:
        changed = replaced(self.documents, leaf, text)
        return None if changed is None else self._variant(changed)

    def _variant(self, documents: Documents) -> Variant:
        return Variant(self._compiler, documents)

    def _is_name(self, leaf: Leaf) -> bool:
        """Whether the leaf is the name of the project, after which nearly everything is called."""
        return leaf.path == ("name",) and leaf.file == self.documents.path

    def _changes(self, environment: str, variant: Variant, leaf: Leaf) -> Iterator[Change]:
        before, other = self._written.objects(environment), variant.objects(environment)
        if self._is_name(leaf):
            return changes_between(before, other, partial(_rename, variant.frontend.name, self.frontend.name))
        return changes_between(before, other)


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


def _rename(new: str, old: str, text: str) -> str:
    """A name that follows from the project's, as it was before the project was renamed from `old` to `new`."""
    return text.replace(new, old).replace(_camel_case(new), _camel_case(old))


def _camel_case(name: str) -> str:
    """How a name stands in the names of alerts."""
    return "".join(part.capitalize() for part in name.split("-"))

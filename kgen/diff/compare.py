"""Owns the comparison of two sides of a project: every change with its effect, its cause, and the sums."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from kgen.artifact import Object
from kgen.diff.cause import Cause, Causes, find_causes
from kgen.diff.change import Change, Objects, compare, namespace_of
from kgen.diff.effect import Effect, effect_of
from kgen.diff.mask import masked
from kgen.diff.side import Side
from kgen.diff.sums import Sums, sums_of
from kgen.diff.words import Word, changed_words, values_of
from kgen.explain.difference import ABSENT
from kgen.explain.effect import Experiment
from kgen.fields import Field, Identity
from kgen.node import walk
from kgen.source import Workspace


class Difference(NamedTuple):
    """A change as it is shown: credentials masked, values of whole objects left out; `field` is empty for those."""

    object: Identity
    field: Field
    before: Any
    after: Any
    effect: Effect
    cause: Cause | None


class EnvironmentDiff(NamedTuple):
    """One environment: what differs, what is to be done in which order, and the sums on both sides."""

    name: str
    differences: tuple[Difference, ...]
    advice: tuple[str, ...]
    before: Sums
    after: Sums


class ProjectDiff(NamedTuple):
    """One project against another state of it, which `against` names. `words` are None where that has no project."""

    name: str
    path: str
    against: str
    words: tuple[Word, ...] | None
    environments: tuple[EnvironmentDiff, ...]

    @property
    def differs(self) -> bool:
        return bool(self.words) or any(one.differences for one in self.environments)


class Subject(NamedTuple):
    """The project that is compared: its name, where it is or was, and the files that its new side is compiled from."""

    name: str
    path: str
    workspace: Workspace


def compare_sides(subject: Subject, before: Side, after: Side, chosen: Collection[str] | None) -> ProjectDiff:
    """What leads from one side to the other, in the chosen environments or in all."""
    environments = [
        one for one in sorted({*before.environments, *after.environments}) if chosen is None or one in chosen
    ]
    words = changed_values(before, after, environments)
    changes = {
        one: tuple(compare(before.environments.get(one, {}), after.environments.get(one, {}))) for one in environments
    }
    causes = _causes(subject.workspace, before, after, changes, words or ())
    return ProjectDiff(
        name=subject.name,
        path=subject.path,
        against=before.title,
        words=words,
        environments=tuple(
            EnvironmentDiff(
                one,
                tuple(_difference(change, causes.get((one, change.object, change.field))) for change in changes[one]),
                tuple(_advice(one, before, after)),
                sums_of(before.environments.get(one, {}).values()),
                sums_of(after.environments.get(one, {}).values()),
            )
            for one in environments
        ),
    )


def _causes(
    workspace: Workspace,
    before: Side,
    after: Side,
    changes: Mapping[str, Collection[Change]],
    words: Collection[Word],
) -> Causes:
    """The lines behind the changes of environments that are on both sides."""
    asked = {one: found for one, found in changes.items() if found and one in before.environments}
    if after.documents is None or not asked:
        return {}
    known = {word.after.place for word in words if word.after is not None}
    for name, merged in (after.frontend.environments if after.frontend is not None else {}).items():
        if name not in before.environments:
            known.update(node.span for _, node in walk(merged.overlay))
    return find_causes(Experiment(workspace, after.documents), asked, known)


def changed_values(before: Side, after: Side, environments: Sequence[str]) -> tuple[Word, ...] | None:
    """The changed fields of the language; None where a side has no project to read them from."""
    if before.documents is None or before.frontend is None or after.documents is None or after.frontend is None:
        return None
    ours, theirs = (
        {
            name: values_of(side.documents, side.frontend, name)
            for name in environments
            if side.documents is not None and side.frontend is not None and name in side.frontend.environments
        }
        for side in (before, after)
    )
    return changed_words(ours, theirs)


def _difference(change: Change, cause: Cause | None) -> Difference:
    before, after = (_shown(value, change) for value in (change.before, change.after))
    return Difference(change.object, change.field, before, after, effect_of(change), cause)


def _shown(value: Any, change: Change) -> Any:
    if value is ABSENT or not change.field:
        return value if value is ABSENT else None
    return masked(value, change.field, change.object.kind)


def _advice(environment: str, before: Side, after: Side) -> Iterator[str]:
    """In which order environments are applied when a canary comes or goes."""
    ours = canary_weights(before.environments.get(environment, {}))
    theirs = canary_weights(after.environments.get(environment, {}))
    for namespace in sorted({*ours, *theirs}):
        canary = _environment_in(namespace, after) or _environment_in(namespace, before) or namespace
        if theirs.get(namespace, 0) > 0 and ours.get(namespace, 0) == 0:
            yield f"apply the canary first: `{canary}`, then `{environment}`, which sends traffic to it"
        elif namespace in ours and namespace not in theirs:
            yield f"apply production first: `{environment}`, which sends traffic to `{canary}`, and then remove that"


def canary_weights(objects: Objects) -> Mapping[str, int]:
    """The largest weight that a route gives to Services of each other namespace, by namespace."""
    weights: dict[str, int] = {}
    for one in objects.values():
        if one["kind"] in {"HTTPRoute", "GRPCRoute"}:
            for rule in one["spec"].get("rules", ()):
                _add_weights(rule, weights)
    return weights


def _add_weights(rule: Object, weights: dict[str, int]) -> None:
    backends = rule.get("backendRefs", ())
    for backend in backends:
        namespace = backend.get("namespace")
        if namespace is not None:
            # A rule of one backend serves requests that ask for the canary by a header: that is no share of traffic.
            share = backend.get("weight", 1) if len(backends) > 1 else 0
            weights[namespace] = max(weights.get(namespace, 0), share)


def _environment_in(namespace: str, side: Side) -> str | None:
    return next(
        (name for name, found in sorted(side.environments.items()) if namespace_of(found.values()) == namespace), None
    )

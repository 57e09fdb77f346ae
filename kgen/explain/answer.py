"""Owns the answers: why a field has its value, and what a line of a file decides."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from kgen.diagnostics import Diagnostic, KgenError, quote
from kgen.explain.difference import ABSENT, Absent, Change
from kgen.explain.effect import Effect, Experiment, How
from kgen.explain.find import find_fields, find_object, no_such_field, parse_field
from kgen.explain.history import Write, layer_of, text_of
from kgen.explain.leaf import Leaf
from kgen.explain.reason import default_reason
from kgen.fields import Field, Identity, show
from kgen.source import Span


class Decision(NamedTuple):
    """Something written that decides a field: all layers that wrote it, and what the field would be otherwise.

    `also` are places that hold the same value: only without all of them the field changes.
    """

    leaf: Leaf
    how: How
    writes: tuple[Write, ...]
    otherwise: Any
    also: tuple[Span, ...]


class FieldAnswer(NamedTuple):
    """Why a field has its value. `decisions` change the value, `existence` makes the object be there at all.

    Where nothing written decides the value, `default` says why kgen writes it. The value of a field that something
    keeps away is `ABSENT`.
    """

    environment: str
    object: Identity
    field: Field
    value: Any
    decisions: tuple[Decision, ...]
    existence: tuple[Decision, ...]
    default: str | None


class LineAnswer(NamedTuple):
    """What one leaf of a line decides, environment by environment."""

    leaf: Leaf
    layer: str
    text: str
    effects: tuple[tuple[str, Effect], ...]


def explain_field(experiment: Experiment, environment: str, wanted: str, field_text: str) -> tuple[FieldAnswer, ...]:
    """Why `field_text` of the object `wanted` (`Kind/name`) has its value; every field below it where it is no leaf.

    A field that is not there is explained too, if something that is written keeps it away. Raises KgenError for an
    object or a field that does not exist.
    """
    found = find_object(experiment, wanted, environment)
    below = find_fields(experiment.state(environment)[found], field_text, found)
    fields = below or (parse_field(field_text),)
    effects = experiment.deciding(environment, found, fields)
    answers = tuple(_answer(experiment, environment, found, one, effects) for one in fields)
    if not below and not answers[0].decisions:
        raise no_such_field(experiment, environment, found, field_text)
    return answers


def _answer(
    experiment: Experiment, environment: str, found: Identity, field: Field, effects: tuple[Effect, ...]
) -> FieldAnswer:
    decisions: list[tuple[int, Decision]] = []
    existence: list[tuple[int, Decision]] = []
    for effect in effects:
        change = next((one for one in effect.changes if (one.object, one.field) == (found, field)), None)
        if change is not None:
            decision = Decision(
                effect.leaf, effect.how, writes_of(experiment, environment, effect.leaf), change.otherwise, effect.also
            )
            (existence if change.existence else decisions).append((len(effect.changes), decision))
    # What changes least beside the field is nearest to it.
    ranked = tuple(decision for _, decision in sorted(decisions, key=lambda one: one[0]))
    value = experiment.state(environment)[found].get(field, ABSENT)
    return FieldAnswer(
        environment,
        found,
        field,
        value,
        ranked,
        tuple(decision for _, decision in sorted(existence, key=lambda one: one[0])),
        None if ranked else default_reason(found.kind, show(field)),
    )


def writes_of(experiment: Experiment, environment: str, leaf: Leaf) -> tuple[Write, ...]:
    """What every layer wrote where the leaf stands, the one that counts first."""
    place = experiment.places(environment).get(leaf.value)
    chain = place.chain if place is not None else (leaf.value,)
    by_place = {one.value: one for one in experiment.leaves}
    return tuple(
        Write(
            layer_of(by_place[span], experiment.documents),
            span,
            text_of(by_place[span], experiment.documents),
            rank == 0,
        )
        for rank, span in enumerate(chain)
        if span in by_place
    )


def explain_line(experiment: Experiment, file: str, line: int) -> tuple[LineAnswer, ...]:
    """What every leaf on a line decides in every environment. Raises KgenError for a line that says nothing."""
    files = sorted({leaf.file for leaf in experiment.leaves})
    if file not in files:
        raise KgenError(f"`{file}` is no file of this project", f"files are {quote(files)}")
    on_line = [leaf for leaf in experiment.leaves if leaf.file == file and line in leaf.lines]
    if not on_line:
        raise KgenError(f"nothing is written at {file}:{line}", "name a line that holds a value")
    return tuple(
        LineAnswer(
            leaf,
            layer_of(leaf, experiment.documents),
            text_of(leaf, experiment.documents),
            tuple((name, experiment.effect(leaf, name)) for name in experiment.frontend.environments),
        )
        for leaf in on_line
    )


def is_absent(value: Any) -> bool:
    """Whether a value stands for a field that is not there."""
    return isinstance(value, Absent)


def by_object(changes: tuple[Change, ...]) -> Iterator[tuple[Identity, tuple[Change, ...]]]:
    """The changes of each object, in the order of the files."""
    grouped: dict[Identity, list[Change]] = {}
    for change in changes:
        grouped.setdefault(change.object, []).append(change)
    return ((name, tuple(found)) for name, found in grouped.items())


def errors_of(effect: Effect) -> tuple[Diagnostic, ...]:
    """Why the leaf can neither be left out nor replaced."""
    return effect.diagnostics if effect.how == "refused" else ()

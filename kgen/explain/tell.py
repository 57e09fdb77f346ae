"""Owns how answers are told: as text for a person, as plain data for a program."""

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kgen.diagnostics import escape
from kgen.explain.answer import Decision, FieldAnswer, LineAnswer, by_object, is_absent
from kgen.explain.difference import Change
from kgen.explain.effect import Effect
from kgen.fields import Field, show
from kgen.source import Span

_MOST_FIELDS = 12
_HOW = {
    "removed": "",
    "entry removed": " (without its entry, which needs it)",
    "replaced": " (required: with another value)",
    "refused": "",
}


def tell_fields(answers: Iterable[FieldAnswer]) -> Iterator[str]:
    """Each field with its value, the layers that wrote it, and why the object is there."""
    for answer in answers:
        yield f"{answer.object} {show(answer.field)} in {answer.environment}: {_value(answer.value)}"
        for decision in answer.decisions:
            yield from _decision(decision)
        if answer.default is not None:
            yield f"  by default: {answer.default}"
        elif not answer.decisions:
            yield "  follows from the names in the project and from what kind of object this is"
        if answer.existence:
            first, *more = answer.existence
            others = f" and {len(more)} more" if len(more) else ""
            yield f"  the object is there because of {_place(first)}{others}"


def _decision(decision: Decision) -> Iterator[str]:
    for write in decision.writes:
        mark = "→" if write.wins else " "
        yield f"  {mark} {write.layer:<28} {write.place}  {escape(write.text)}"
    yield f"    otherwise {_value(decision.otherwise)}{_HOW[decision.how]}"
    if decision.also:
        yield f"    also held by {', '.join(map(str, decision.also))}: only without all of them it changes"


def _place(decision: Decision) -> str:
    write = decision.writes[0] if decision.writes else None
    return f"{write.place}  {escape(write.text)}" if write else str(decision.leaf.value)


def tell_lines(answers: Iterable[LineAnswer]) -> Iterator[str]:
    """What each leaf decides, environments with the same effect together."""
    for answer in answers:
        yield f"{answer.leaf.value} `{'.'.join(map(str, answer.leaf.path))}`: {escape(answer.text)}  ({answer.layer})"
        grouped: dict[tuple[Any, ...], list[str]] = {}
        for environment, effect in answer.effects:
            grouped.setdefault(tuple(_effect(effect)), []).append(environment)
        for lines, environments in grouped.items():
            yield f"  in {', '.join(environments)}:"
            yield from (f"    {line}" for line in lines)


def _effect(effect: Effect) -> Iterator[str]:
    if effect.hidden_by is not None:
        yield f"decides nothing: {effect.hidden_by} says it in a higher layer"
        return
    if effect.how == "refused":
        yield "cannot be left out:"
        yield from (f"  {found.message} [{found.code}]" for found in effect.diagnostics[:3])
        return
    if not effect.changes:
        yield "decides nothing here"
        return
    if effect.how != "removed":
        yield _HOW[effect.how].strip(" ()")
    if effect.also:
        yield f"held by {', '.join(map(str, effect.also))} too; together they decide:"
    for name, changes in by_object(effect.changes):
        yield from _object(str(name), changes)


def _object(name: str, changes: tuple[Change, ...]) -> Iterator[str]:
    if all(change.existence for change in changes):
        yield f"{name}: {'not there otherwise' if not is_absent(changes[0].value) else 'there only otherwise'}"
        return
    for change in changes[:_MOST_FIELDS]:
        yield f"{name} {show(change.field)}: {_value(change.value)}, otherwise {_value(change.otherwise)}"
    if len(changes) > _MOST_FIELDS:
        yield f"{name}: {len(changes) - _MOST_FIELDS} more fields"


def tell_object(fields: Mapping[Field, Any]) -> Iterator[str]:
    """Every field of an object with its value."""
    return (f"{escape(show(field), 200)}: {_value(value)}" for field, value in fields.items())


def object_data(fields: Mapping[Field, Any]) -> list[dict[str, Any]]:
    """Every field of an object as plain data."""
    return [{"field": show(field), "value": value} for field, value in fields.items()]


def _value(value: Any) -> str:
    if is_absent(value):
        return "not there"
    return escape(json.dumps(value, ensure_ascii=False), 100)


def fields_data(answers: Iterable[FieldAnswer]) -> list[dict[str, Any]]:
    """Answers about fields as plain data."""
    return [
        {
            "environment": answer.environment,
            "object": str(answer.object),
            "field": show(answer.field),
            "value": None if is_absent(answer.value) else answer.value,
            "absent": is_absent(answer.value),
            "decisions": [_decision_data(decision) for decision in answer.decisions],
            "existence": [_decision_data(decision) for decision in answer.existence],
            "default": answer.default,
        }
        for answer in answers
    ]


def _decision_data(decision: Decision) -> dict[str, Any]:
    return {
        "how": decision.how,
        "writes": [
            {"layer": write.layer, "text": write.text, "wins": write.wins, **_span_data(write.place)}
            for write in decision.writes
        ],
        "otherwise": None if is_absent(decision.otherwise) else decision.otherwise,
        "absentOtherwise": is_absent(decision.otherwise),
        "alsoHeldBy": [_span_data(span) for span in decision.also],
    }


def lines_data(answers: Iterable[LineAnswer]) -> list[dict[str, Any]]:
    """Answers about lines as plain data."""
    return [
        {
            "path": list(answer.leaf.path),
            "layer": answer.layer,
            "text": answer.text,
            **_span_data(answer.leaf.value),
            "environments": {name: _effect_data(effect) for name, effect in answer.effects},
        }
        for answer in answers
    ]


def _effect_data(effect: Effect) -> dict[str, Any]:
    return {
        "how": effect.how,
        "hiddenBy": None if effect.hidden_by is None else _span_data(effect.hidden_by),
        "alsoHeldBy": [_span_data(span) for span in effect.also],
        "diagnostics": [{"code": found.code, "message": found.message} for found in effect.diagnostics],
        "changes": [
            {
                "object": str(change.object),
                "field": show(change.field),
                "value": None if is_absent(change.value) else change.value,
                "absent": is_absent(change.value),
                "otherwise": None if is_absent(change.otherwise) else change.otherwise,
                "absentOtherwise": is_absent(change.otherwise),
            }
            for change in effect.changes
        ],
    }


def _span_data(span: Span) -> dict[str, Any]:
    return {"file": span.file, "line": span.line, "column": span.column}

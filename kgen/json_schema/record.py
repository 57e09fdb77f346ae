"""Owns mappings that can be written in several ways: one schema with all fields, and rules of what excludes what.

One schema lets an editor offer every field, and name the one that is wrong, where `anyOf` would only say that no
alternative fits.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from kgen.json_schema.join import JsonSchema, kinds
from kgen.shapes import Shape, Spelling


class Form(NamedTuple):
    """One way to write a mapping: its fields, and the `marks` among them by which it is known."""

    marks: tuple[str, ...]
    fields: JsonSchema


def mapping_forms(shape: Shape) -> Iterator[Form]:
    """The mappings among the short forms of a shape."""
    for short in shape.shorts:
        if not isinstance(short.schema, str) and "object" in kinds(short.schema):
            for form in short.schema.get("oneOf", [short.schema]):
                yield Form(tuple(form.get("required", ())), form["properties"])


def unite(alternatives: Sequence[Form], shape: Shape) -> dict[str, Any]:
    """The schema of a mapping that is written as one of `alternatives`, or in a short form of `shape`."""
    common = set.intersection(*(set(form.fields) for form in alternatives)) if len(alternatives) > 1 else set()
    shared = {field: alternatives[0].fields[field] for field in sorted(common)}
    shorts = [Form(marks, {**shared, **fields}) for marks, fields in mapping_forms(shape)]
    fields = _unite_fields([*alternatives, *shorts])
    rules = [*_exclusions([*alternatives, *shorts]), *_rivalries(shape)]
    for short, spelling in shape.spellings.items():
        if spelling.long in fields:
            fields[short] = _respell(fields[spelling.long], spelling)
            rules.append(_exclusion(short, [spelling.long]))
    needs = {field: list(marks) for marks, own in shorts if marks for field in own if field not in {*marks, *common}}
    patterns = {
        pattern: below
        for short in shape.shorts
        if not isinstance(short.schema, str)
        for pattern, below in short.schema.get("patternProperties", {}).items()
    }
    optional = {"patternProperties": patterns, "allOf": rules, "dependentRequired": needs}
    written = {"type": "object", "properties": fields, "additionalProperties": False}
    return written | {keyword: value for keyword, value in optional.items() if value}


def _unite_fields(forms: Iterable[Form]) -> dict[str, JsonSchema]:
    """The fields of all forms; one that several have is described by all of them."""
    fields: dict[str, JsonSchema] = {}
    for form in forms:
        for field, written in form.fields.items():
            known = fields.setdefault(field, written)
            if known != written:
                texts = (known["description"], written["description"])
                fields[field] = {**known, "description": " ".join(dict.fromkeys(texts))}
    return fields


def _exclusions(forms: Sequence[Form]) -> Iterator[JsonSchema]:
    """A rule for each mark: the fields of other forms alone stay away. A pair of marks is told of once."""
    every = sorted({field for form in forms for field in form.fields})
    told: set[str] = set()
    for form in forms:
        strange = [field for field in every if field not in form.fields and field not in told]
        told.update(form.marks)
        if strange:
            yield from (_exclusion(mark, strange) for mark in form.marks)


def _rivalries(shape: Shape) -> Iterator[JsonSchema]:
    if shape.rivals is not None:
        left, right = shape.rivals
        yield from (_exclusion(field, sorted(right)) for field in sorted(left))


def _exclusion(mark: str, strange: Iterable[str]) -> JsonSchema:
    """Where `mark` is written and not `null`, none of `strange` is."""
    refused = {
        field: {"type": "null", "errorMessage": f"`{mark}` and `{field}` exclude each other", "doNotSuggest": True}
        for field in strange
    }
    written = {"properties": {mark: {"not": {"type": "null"}}}, "required": [mark]}
    return {"if": written, "then": {"properties": refused}}


def _respell(long: JsonSchema, spelling: Spelling) -> JsonSchema:
    """The schema of a second spelling of a field, or of one entry of it."""
    if spelling.under is None:
        return {**long, "description": f"Short for `{spelling.long}`. {long['description']}"}
    entry = long["additionalProperties"]
    return {**entry, "description": f"Short for `{spelling.long}.{spelling.under}`. {long['description']}"}

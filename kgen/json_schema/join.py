"""Owns the union of JSON Schemas: values of different types share one schema, which tools explain best."""

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

JsonSchema: TypeAlias = Mapping[str, Any]

NULL: JsonSchema = {"type": "null"}
_ABOUT_ALL_TYPES = frozenset({"$ref", "anyOf", "const", "enum"})


def kinds(schema: JsonSchema) -> list[str]:
    """The JSON types that `schema` names."""
    written = schema.get("type", [])
    return [written] if isinstance(written, str) else list(written)


def join(forms: Iterable[JsonSchema]) -> JsonSchema:
    """What any of `forms` takes: one schema as far as their types differ, `anyOf` otherwise."""
    joined: list[JsonSchema] = []
    for form in forms:
        mate = next((index for index, other in enumerate(joined) if _can_share(other, form)), None)
        if mate is None:
            joined.append(form)
        else:
            joined[mate] = {**joined[mate], **form, "type": [*kinds(joined[mate]), *kinds(form)]}
    return joined[0] if len(joined) == 1 else {"anyOf": joined}


def _can_share(one: JsonSchema, other: JsonSchema) -> bool:
    """Whether the keywords of one schema say nothing about the values of the other."""
    if not _ABOUT_ALL_TYPES.isdisjoint({*one, *other}):
        return False
    return set(kinds(one)).isdisjoint(kinds(other)) and one.keys() & other.keys() <= {"type"}


def or_null(schema: JsonSchema) -> JsonSchema:
    """`schema`, and `null`."""
    if "null" in kinds(schema):
        return schema
    if "enum" in schema:
        return {**schema, "enum": [*schema["enum"], None], "type": [*kinds(schema), "null"]}
    return join([*schema.get("anyOf", [schema]), NULL])


def without_null(schema: JsonSchema) -> JsonSchema:
    """`schema`, but for `null`."""
    rest: dict[str, Any] = {**schema, "type": [kind for kind in kinds(schema) if kind != "null"]}
    if "enum" in schema:
        rest["enum"] = [value for value in schema["enum"] if value is not None]
    return rest

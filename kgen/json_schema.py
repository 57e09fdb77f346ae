"""Owns the JSON Schema of the language: its types, with the short forms that the table of shapes adds to them."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, get_args

from pydantic import TypeAdapter

from kgen import schema, shapes
from kgen.load import Part
from kgen.node import TAG
from kgen.shapes import Shape, Spelling

JsonSchema: TypeAlias = Mapping[str, Any]
Types: TypeAlias = Mapping[str, JsonSchema]
"""Types by name, in the JSON Schema of their long forms. A tagged union is one of them."""


class File(NamedTuple):
    """A file of the language: what its schema is called, what it must hold, and which fields are never off."""

    title: str
    id: str
    required: tuple[str, ...] = ()
    lasting: frozenset[str] = frozenset()


FILES: Mapping[Part, File] = {
    "ProjectFile": File(
        "kgen project",
        "https://kgen.dev/v1/project.schema.json",
        ("apiVersion", "name"),
        frozenset({"apiVersion", "name", "tier", "use", "environments"}),
    ),
    "Environment": File("kgen environment", "https://kgen.dev/v1/environment.schema.json"),
    "OrgFile": File(
        "kgen organization",
        "https://kgen.dev/v1/organization.schema.json",
        ("apiVersion",),
        frozenset({"apiVersion", "organization", "defaults", "tiers", "components", "teams", "environments"}),
    ),
}


class Use(NamedTuple):
    """How the language uses a type.

    `merged`: layers merge its fields, so that `null` switches one off; in a list they do not. `erasable`: `null` may
    take its place.
    """

    shape: Shape
    merged: bool
    erasable: bool


class Form(NamedTuple):
    """One way to write a mapping: its fields, and the `marks` among them by which it is known."""

    marks: tuple[str, ...]
    fields: JsonSchema


def language_schema(part: Part) -> dict[str, Any]:
    """The JSON Schema (2020-12) of what a user writes in a file of type `part`, keys sorted.

    It takes all that kgen takes of a single file. What only several files or values together can say is left to kgen.
    """
    file = FILES[part]
    types = _types(part)
    written = {name: _define(name, use, types) for name, use in _uses(part, types).items()}
    whole = {
        **written.pop(part),
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": file.id,
        "title": file.title,
        "required": list(file.required),
        "$defs": written,
    }
    return {key: _sort(whole[key]) for key in sorted(whole)}


def _sort(value: Any) -> Any:
    """`value` with the keys of every mapping sorted."""
    if isinstance(value, Mapping):
        return {key: _sort(value[key]) for key in sorted(value)}
    return [_sort(item) for item in value] if isinstance(value, list | tuple) else value


# Types and how they are used


def _types(part: Part) -> Types:
    root = TypeAdapter[Any](getattr(schema, part)).json_schema()
    records: dict[str, JsonSchema] = {**root.pop("$defs"), part: root}
    unions = {
        name: {"oneOf": [records[member] for member in members]}
        for members, name in _union_names().items()
        if members <= records.keys()
    }
    return {**records, **unions}


def _union_names() -> dict[frozenset[str], str]:
    """The public names of tagged unions, by the names of their members."""
    public = {name: getattr(schema, name) for name in schema.__all__}
    return {
        frozenset(member.__name__ for member in get_args(get_args(union)[0])): name
        for name, union in public.items()
        if hasattr(union, "__metadata__")
    }


def _name_of(node: JsonSchema) -> str | None:
    """The name of the type that `node` refers to."""
    if "$ref" in node:
        return str(node["$ref"]).rpartition("/")[2]
    if "discriminator" in node:
        members = node["discriminator"]["mapping"].values()
        return _union_names()[frozenset(member.rpartition("/")[2] for member in members)]
    return None


def _uses(part: Part, types: Types) -> dict[str, Use]:
    """Every type that a file can hold, and how it is used; a type has the same shape wherever it stands."""
    uses: dict[str, Use] = {}
    waiting = [(part, Use(shapes.BY_PART[part], merged=True, erasable=False))]
    while waiting:
        name, use = waiting.pop()
        known = uses.get(name)
        if known is not None:
            use = Use(known.shape, known.merged or use.merged, known.erasable or use.erasable)
            if use[1:] == known[1:]:
                continue
        uses[name] = use
        lasting = FILES[part].lasting if name == part else frozenset()
        waiting += _named(types[name], use, lasting)
    return uses


def _named(node: JsonSchema, use: Use, lasting: frozenset[str] = frozenset()) -> Iterator[tuple[str, Use]]:
    """The types that a type names, each with its use."""
    name = _name_of(node)
    if name is not None:
        yield name, use
        return
    for field, below in _fields(node).items():
        yield from _named(below, _use_of(field, node, use, lasting))
    for member in (*node.get("oneOf", ()), *node.get("anyOf", ())):
        yield from _named(member, use)
    if (entry := _entry(node)) is not None:
        yield from _named(entry, use._replace(shape=_each(use.shape)))
    if "items" in node:
        yield from _named(node["items"], Use(_each(use.shape), merged=False, erasable=False))


def _fields(record: JsonSchema) -> JsonSchema:
    """The fields of a record, without the tag of unions."""
    return {field: below for field, below in record.get("properties", {}).items() if field != TAG}


def _use_of(field: str, record: JsonSchema, use: Use, lasting: frozenset[str] = frozenset()) -> Use:
    shape = use.shape.fields.get(field) or _each(use.shape)
    return Use(shape, use.merged, use.merged and field not in lasting and field not in record.get("required", ()))


def _entry(node: JsonSchema) -> JsonSchema | None:
    """The type of a map's values."""
    values = [*node.get("patternProperties", {}).values(), node.get("additionalProperties")]
    return next((value for value in values if isinstance(value, Mapping)), None)


def _each(shape: Shape) -> Shape:
    return shape if shape.free else shape.each or Shape()


# Places: what may be written for a type, or at a field, a value of a map, an item of a list


def _define(name: str, use: Use, types: Types) -> JsonSchema:
    file = FILES.get(name)  # type: ignore[call-overload]  # any name may be asked for
    return {"title": name, **_write(types[name], use, file.lasting if file else frozenset())}

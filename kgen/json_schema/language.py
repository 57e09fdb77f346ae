"""Reads the types of the language and finds out how each is used: the shape it has, and where `null` may stand."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple, TypeAlias, get_args

from pydantic import TypeAdapter

from kgen import schema, shapes
from kgen.json_schema.join import JsonSchema
from kgen.node import TAG
from kgen.shapes import Shape
from kgen.validator import Part

Types: TypeAlias = Mapping[str, JsonSchema]
"""The long forms of types by name, as pydantic describes them. A tagged union holds its members under `oneOf`."""


class File(NamedTuple):
    """A file of the language: what its schema is called, what it must hold, and which fields are never switched off."""

    title: str
    id: str
    required: tuple[str, ...] = ()
    lasting: tuple[str, ...] = ()


FILES: Mapping[Part, File] = {
    "ProjectFile": File(
        title="kgen project",
        id="https://kgen.dev/v1/project.schema.json",
        required=("apiVersion", "name"),
        lasting=("apiVersion", "environments", "name", "tier", "use"),
    ),
    "Environment": File(title="kgen environment", id="https://kgen.dev/v1/environment.schema.json"),
    "OrgFile": File(
        title="kgen organization",
        id="https://kgen.dev/v1/organization.schema.json",
        required=("apiVersion",),
        lasting=("apiVersion", "components", "defaults", "environments", "organization", "teams", "tiers"),
    ),
}


class Use(NamedTuple):
    """How the language uses a type.

    `merged`: layers merge its fields, so that `null` switches one off; what stands in a list is replaced whole.
    `erasable`: `null` may take the place of the type itself.
    """

    shape: Shape
    merged: bool
    erasable: bool


def read_types(part: Part) -> Types:
    """The types that a file of type `part` is made of, itself included."""
    root = TypeAdapter[Any](getattr(schema, part)).json_schema()
    records = root.pop("$defs")
    # A field that only this file has cannot be switched off, like one that its type requires.
    records[part] = {**root, "required": list(FILES[part].lasting)}
    unions = {
        name: _union([records[member] for member in members])
        for name, members in _unions().items()
        if records.keys() >= set(members)
    }
    return {**records, **unions}


def _union(members: list[JsonSchema]) -> JsonSchema:
    told = (f"- `{tag_of(member)}`: {member['description']}" for member in members)
    return {"oneOf": members, "description": "\n".join(told)}


def _unions() -> dict[str, tuple[str, ...]]:
    """The tagged unions by name, and the names of their members."""
    exported = {name: getattr(schema, name) for name in schema.__all__}
    unions = {name: get_args(get_args(union)[0]) for name, union in exported.items() if hasattr(union, "__metadata__")}
    return {name: tuple(member.__name__ for member in members) for name, members in unions.items()}


def name_of(node: JsonSchema) -> str | None:
    """The name of the type at `node`, None where it has none."""
    if "$ref" in node:
        return str(node["$ref"]).rpartition("/")[2]
    if "discriminator" in node:
        members = {str(member).rpartition("/")[2] for member in node["discriminator"]["mapping"].values()}
        return next(name for name, known in _unions().items() if members == set(known))
    return None


def tag_of(record: JsonSchema) -> str | None:
    """The field that makes a record this member of its union, None where it is in none."""
    tag = record["properties"].get(TAG)
    return None if tag is None else str(tag["const"])


def fields_of(record: JsonSchema) -> JsonSchema:
    """The fields of a record, without the tag of its union."""
    return {field: below for field, below in record.get("properties", {}).items() if field != TAG}


def entry_of(node: JsonSchema) -> JsonSchema | None:
    """The type of a map's values, None where `node` is no map."""
    values = (*node.get("patternProperties", {}).values(), node.get("additionalProperties"))
    return next((value for value in values if isinstance(value, Mapping)), None)


def use_field(field: str, record: JsonSchema, use: Use) -> Use:
    """How a record that is used as `use` uses one of its fields."""
    shape = use.shape.fields.get(field) or _each(use.shape)
    return Use(shape, use.merged, erasable=use.merged and field not in record.get("required", ()))


def use_entry(use: Use) -> Use:
    """How a map uses its values: each can be switched off where the map can."""
    return use._replace(shape=_each(use.shape))


def use_item(use: Use) -> Use:
    """How a list uses its items."""
    return Use(_each(use.shape), merged=False, erasable=False)


def _each(shape: Shape) -> Shape:
    return shape if shape.free else shape.each or Shape()


def survey(part: Part, types: Types) -> dict[str, Use]:
    """The named types that a file of type `part` can hold, each with its use.

    A type has the same shape wherever it stands, and its use is the widest of all.
    """
    uses: dict[str, Use] = {}
    waiting: list[tuple[str, Use]] = [(part, Use(shapes.BY_PART[part], merged=True, erasable=False))]
    while waiting:
        name, use = waiting.pop()
        known = uses.get(name)
        if known is not None:
            use = Use(known.shape, known.merged or use.merged, known.erasable or use.erasable)
        if known is None or use[1:] != known[1:]:
            uses[name] = use
            waiting += _named_below(types[name], use)
    return uses


def _named_below(node: JsonSchema, use: Use) -> Iterator[tuple[str, Use]]:
    """The nearest named types below a type."""
    for field, below in fields_of(node).items():
        yield from _named_at(below, use_field(field, node, use))
    for member in (*node.get("oneOf", ()), *node.get("anyOf", ())):
        yield from _named_at(member, use)
    if (entry := entry_of(node)) is not None:
        yield from _named_at(entry, use_entry(use))
    if "items" in node:
        yield from _named_at(node["items"], use_item(use))


def _named_at(node: JsonSchema, use: Use) -> Iterator[tuple[str, Use]]:
    name = name_of(node)
    if name is None:
        yield from _named_below(node, use)
    else:
        yield name, use

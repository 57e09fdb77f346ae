"""Owns the ways to write a value: the long form of its type, the short forms that its shape adds, and `null`."""

import re
from typing import Any

from kgen.expand import Short
from kgen.json_schema.join import JsonSchema, join, kinds, or_null, without_null
from kgen.json_schema.language import Use, entry_of, fields_of, name_of, tag_of, use_entry, use_field, use_item
from kgen.json_schema.record import Form, mapping_forms, unite

NOTES = ("description", "examples")
"""Keywords that tell a person about a place."""
_LEFT_OUT = frozenset({*NOTES, "title"})
_ABOUT_MAPPINGS = frozenset({"properties", "patternProperties", "required", "oneOf"})


def define(name: str, node: JsonSchema, use: Use) -> JsonSchema:
    """The definition of a named type."""
    return {"title": name, **_write_here(node, use)}


def write(node: JsonSchema, use: Use) -> JsonSchema:
    """What may be written where the type `node` stands."""
    name = name_of(node)
    if name is None:
        return _write_here(node, use)
    return {"$ref": f"#/$defs/{name}", **_notes(node)}


def _notes(node: JsonSchema) -> JsonSchema:
    return {key: node[key] for key in NOTES if key in node}


def _write_here(node: JsonSchema, use: Use) -> JsonSchema:
    long = _long_form(node, use)
    shorts = [_scalar_form(short, long) for short in use.shape.shorts]
    joined = join([*(short for short in shorts if short), long])
    return {**_notes(node), **(or_null(joined) if use.erasable else joined)}


def _long_form(node: JsonSchema, use: Use) -> JsonSchema:
    if "properties" in node or "oneOf" in node:
        return _record(node, use)
    if "anyOf" in node:
        return join([write(member, use._replace(erasable=False)) for member in node["anyOf"]])
    if (entry := entry_of(node)) is not None:
        return _map(node, entry, use)
    plain = {key: value for key, value in node.items() if key not in _LEFT_OUT}
    if "items" in node:
        return {**plain, "items": write(node["items"], use_item(use))}
    return _as_written(plain) if use.shape.text else plain


def _as_written(text: JsonSchema) -> JsonSchema:
    """Text that needs no quotes: a number or a boolean may stand for it, wherever their text would do."""
    pattern = re.compile(text.get("pattern", ""))
    samples = {"number": ("1", "0.5"), "boolean": ("true",)}
    fitting = [kind for kind, texts in samples.items() if any(map(pattern.search, texts))]
    bound = {"minimum": 0} if "number" in fitting and not pattern.search("-1") else {}
    return {**text, **bound, "type": ["string", *fitting]}


def _scalar_form(short: Short, long: JsonSchema) -> JsonSchema:
    """What a short form says of scalars and lists; empty where it is about mappings alone."""
    if isinstance(short.schema, str):
        field = long["properties"][short.schema]
        return without_null({key: value for key, value in field.items() if key not in NOTES})
    rest = {key: value for key, value in short.schema.items() if key not in _ABOUT_MAPPINGS}
    types = [kind for kind in kinds(short.schema) if kind != "object"]
    return {**rest, "type": types} if types else {}


def _map(node: JsonSchema, entry: JsonSchema, use: Use) -> JsonSchema:
    """A mapping whose keys are the user's."""
    patterns = [{"pattern": pattern} for pattern in node.get("patternProperties", ())]
    names = {key: value for rule in (*patterns, node.get("propertyNames", {})) for key, value in rule.items()}
    written: dict[str, Any] = {"type": "object", "additionalProperties": write(entry, use_entry(use))}
    fields = {field: below for form in mapping_forms(use.shape) for field, below in form.fields.items()}
    if fields:
        written["properties"] = fields
        names = {"anyOf": [names, {"enum": sorted(fields)}]}
    if names:
        written["propertyNames"] = names
    return {**written, **{key: node[key] for key in ("minProperties", "maxProperties") if key in node}}


def _record(node: JsonSchema, use: Use) -> JsonSchema:
    """A mapping with known keys; of a tagged union, one schema for all its members."""
    forms = []
    for member in node.get("oneOf", [node]):
        fields = {field: write(below, use_field(field, member, use)) for field, below in fields_of(member).items()}
        forms.append(Form((tag,) if (tag := tag_of(member)) else tuple(fields), fields))
    required = [field for field in node.get("required", ()) if field in forms[0].fields]
    return unite(forms, use.shape) | ({"required": required} if required else {})

"""Owns the JSON Schema of the language: what a user may write, short forms included, for editors and other tools."""

from collections.abc import Mapping
from typing import Any

from kgen.json_schema.form import define
from kgen.json_schema.language import FILES, read_types, survey
from kgen.validator import Part


def language_schema(part: Part) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a file of type `part`: a project, an org file or an environment's file. Keys sorted.

    It knows names, types and values, and what excludes what. All else that kgen checks needs more than one place.
    """
    file = FILES[part]
    types = read_types(part)
    definitions = {name: define(name, types[name], use) for name, use in survey(part, types).items()}
    whole = {
        **definitions.pop(part),
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": file.id,
        "title": file.title,
        "required": list(file.required),
        "$defs": definitions,
    }
    return {key: _sort(whole[key]) for key in sorted(whole)}


def _sort(value: Any) -> Any:
    """`value` with the keys of every mapping sorted."""
    if isinstance(value, Mapping):
        return {key: _sort(value[key]) for key in sorted(value)}
    return [_sort(item) for item in value] if isinstance(value, list) else value

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
    finished: dict[str, Any] = _finish(whole)
    return finished


def _finish(value: Any) -> Any:
    """`value` with sorted keys, and descriptions repeated under the name by which editors show code in them as code."""
    if isinstance(value, Mapping):
        described = isinstance(value.get("description"), str)
        entries = {**value, "markdownDescription": value["description"]} if described else value
        return {key: _finish(entries[key]) for key in sorted(entries)}
    return [_finish(item) for item in value] if isinstance(value, list) else value

"""Owns how attrs classes become JSON: names in camel case, None left out."""

import json
from typing import Any

import attrs
from cattrs import Converter


def write(value: Any) -> str:
    """An instance of an attrs class as indented JSON, ending in a line feed.

    Field names turn from `snake_case` to `camelCase`; a field's metadata may give another `name`.
    """
    converter = Converter()
    converter.register_unstructure_hook_factory(attrs.has, lambda cls: _writer(cls, converter))
    return json.dumps(converter.unstructure(value), indent=2, ensure_ascii=False) + "\n"


def _writer(cls: type[Any], converter: Converter) -> Any:
    names = {field.name: field.metadata.get("name") or _camel(field.name) for field in attrs.fields(cls)}

    def unstructure(value: Any) -> dict[str, Any]:
        found = ((name, getattr(value, field)) for field, name in names.items())
        return {name: converter.unstructure(inner) for name, inner in found if inner is not None}

    return unstructure


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))

"""Owns how attrs classes become JSON: names in camel case, empty optional fields left out."""

import json
from typing import Any

import attrs
from cattrs import Converter
from cattrs.gen import make_dict_unstructure_fn, override

_CONVERTER = Converter(omit_if_default=True)


def write(value: Any) -> str:
    """An instance of an attrs class as indented JSON, ending in a line feed."""
    return json.dumps(_CONVERTER.unstructure(value), indent=2, ensure_ascii=False) + "\n"


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


@_CONVERTER.register_unstructure_hook_factory(attrs.has)
def _fields(cls: type[Any], converter: Converter) -> Any:
    renamed = {field.name: override(rename=field.metadata.get("name", _camel(field.name))) for field in attrs.fields(cls)}
    return make_dict_unstructure_fn(cls, converter, _cattrs_omit_if_default=True, **renamed)

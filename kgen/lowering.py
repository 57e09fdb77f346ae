"""Owns the lowering of the language's types to plain data, from which pydantic's core alone can check.

Building the types takes longer than all other work of a small project together; `python -m kgen.lowering` stores what
they come to, for the version of pydantic's core that is installed.
"""

import json
from typing import Any

import pydantic_core
from pydantic import TypeAdapter

from kgen import schema
from kgen.validator import PARTS, STORED, Part

_UNUSED = frozenset({"cls", "metadata"})
"""Parts of a core schema that decide nothing and cannot be stored."""


def lower(part: Part) -> dict[str, Any]:
    """The core schema of a type as plain data, the same for the same types."""
    adapter: TypeAdapter[Any] = TypeAdapter(getattr(schema, part))
    lowered = _plain(adapter.core_schema)
    names = {ref: f"r{index}" for index, ref in enumerate(_references(lowered))}
    renamed: dict[str, Any] = _renamed(lowered, names)
    return renamed


def _plain(value: Any) -> Any:
    """A map of fields is no schema and keeps all its keys: a trigger has a field `metadata`."""
    if isinstance(value, dict):
        unused = _UNUSED if isinstance(value.get("type"), str) else frozenset()
        return {key: _plain(below) for key, below in value.items() if key not in unused}
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value


def _references(value: Any) -> list[str]:
    """The names of shared definitions, which hold addresses of this process, in the order they are met."""
    if isinstance(value, dict):
        own = [value["ref"]] if isinstance(value.get("ref"), str) else []
        return list(dict.fromkeys([*own, *(ref for below in value.values() for ref in _references(below))]))
    if isinstance(value, list):
        return list(dict.fromkeys(ref for item in value for ref in _references(item)))
    return []


def _renamed(value: Any, names: dict[str, str]) -> Any:
    if isinstance(value, dict):
        return {
            key: names.get(below, below)
            if key in {"ref", "schema_ref"} and isinstance(below, str)
            else _renamed(below, names)
            for key, below in value.items()
        }
    return [_renamed(item, names) for item in value] if isinstance(value, list) else value


def stored_text(part: Part) -> str:
    """What is stored for a type."""
    document = {"pydantic_core": pydantic_core.__version__, "schema": lower(part)}
    return json.dumps(document, separators=(",", ":"), sort_keys=True) + "\n"


def main() -> None:
    """Stores the validators of all types."""
    for part in PARTS:
        (STORED / f"{part}.json").write_text(stored_text(part), encoding="utf-8")


if __name__ == "__main__":
    main()

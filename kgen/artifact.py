"""Owns `Artifact`: one output file before it becomes bytes."""

from collections.abc import Mapping
from typing import Any, NamedTuple

# An emitted object is a dict literal that mypy checks against a TypedDict of `kgen.objects` where it is written; from
# there on it is only looked through (patched, ordered, rendered), so its type widens to a plain mapping.
Object = Mapping[str, Any]


class Artifact(NamedTuple):
    """`path` is relative to the environment's folder (`deployment.yml`); `objects` are written in this order."""

    path: str
    objects: tuple[Object, ...]


def plain(found: Object) -> dict[str, Any]:
    """A copy of an object that holds what will be written: dicts without None, and lists."""
    return {key: _plain(value) for key, value in found.items() if value is not None}


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return plain(value)
    return [_plain(item) for item in value] if isinstance(value, list | tuple) else value

"""Owns the fields of emitted objects: every value by a path that names list entries, so that objects can be compared.

Embedded documents (a dashboard's JSON) are looked into; what is a leaf is a scalar, or an empty mapping or list.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeAlias

from kgen.artifact import Artifact, Object, plain

Field: TypeAlias = tuple[str, ...]
"""The way to a value inside an object: keys, and `[name]` for entries of lists."""

_NAMES = ("mountPath", "name", "alert", "record", "id", "key", "type", "topologyKey", "host", "refId", "path")
"""What a list entry is called by, the first that all entries of a list have and differ in."""
_DIGEST = re.compile(r"(?<=.)-[0-9a-f]{8}$")
"""What kgen puts behind the name of a Job, and nobody behind that of an extra object."""


class Identity(NamedTuple):
    """What the API server knows an object by; `kind` and `name` are enough for a person within one environment."""

    kind: str
    name: str
    group: str

    def __str__(self) -> str:
        return f"{self.kind}/{self.name}"


def objects_by_identity(artifacts: Iterable[Artifact]) -> dict[Identity, Object]:
    """All objects of an environment; a Job goes by its name without the digest of its template."""
    found: dict[Identity, Object] = {}
    for artifact in artifacts:
        for one in artifact.objects:
            found[identity(one)] = one
    return found


def identity(found: Object) -> Identity:
    name = str(found["metadata"]["name"])
    if found["kind"] == "Job":
        name = _DIGEST.sub("", name)
    return Identity(found["kind"], name, found["apiVersion"].rpartition("/")[0])


def fields_of(found: Object) -> dict[Field, Any]:
    """Every field of an object as it is written."""
    return dict(fields_below(plain(found), ()))


def fields_below(value: Any, path: Field) -> Iterator[tuple[Field, Any]]:
    """Every field at and below `path`, where `value` stands; it holds no None and no tuples."""
    below = children(value)
    if not below:
        yield path, value
    for step, inner in below.items():
        yield from fields_below(inner, (*path, step))


def children(value: Any) -> Mapping[str, Any]:
    """What stands one step below `value`, by that step; nothing where `value` is a leaf."""
    if isinstance(value, Mapping):
        return {str(key): opened(key, below) for key, below in value.items()}
    if isinstance(value, list):
        return {f"[{name}]": below for name, below in zip(entry_names(value), value, strict=True)}
    return {}


def opened(key: Any, value: Any) -> Any:
    """An embedded JSON document as data; a file of the user's need not be one."""
    if isinstance(value, str) and str(key).endswith(".json") and value.startswith("{"):
        with suppress(ValueError, RecursionError):
            return json.loads(value)
    return value


def entry_names(entries: Sequence[Any]) -> Sequence[str]:
    """How the entries of a list are told apart: by a name they carry, else by their index."""
    if all(isinstance(entry, Mapping) for entry in entries):
        # A claim template is a whole object, named in its metadata.
        for key in _NAMES:
            holders = [entry if key in entry else entry.get("metadata") for entry in entries]
            found = [holder.get(key) for holder in holders if isinstance(holder, Mapping)]
            names = [str(name) for name in found if isinstance(name, str | int)]
            if len(names) == len(entries) == len(set(names)):
                return names
    return [str(index) for index in range(len(entries))]


def show(field: Field) -> str:
    """A field as a person writes it: `spec.template.spec.containers[checkout].image`."""
    text = ""
    for step in field:
        if step.startswith("["):
            text += step
        elif "." in step or "/" in step:
            text += f"[{json.dumps(step)}]"
        else:
            text += f".{step}" if text else step
    return text


def parse(text: str) -> Field:
    """The field that `show` writes as `text`; an entry of a list may be named with or without quotes."""
    steps: list[str] = []
    rest = text
    while rest:
        if rest.startswith("["):
            inside, _, rest = rest[1:].partition("]")
            steps.append(json.loads(inside) if inside.startswith('"') else f"[{inside}]")
        else:
            rest = rest.removeprefix(".")
            cut = min((rest.index(mark) for mark in ".[" if mark in rest), default=len(rest))
            steps.append(rest[:cut])
            rest = rest[cut:]
    return tuple(steps)

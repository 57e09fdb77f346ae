"""Owns what a comparison never shows: data of Secrets, and values whose name or text is that of a credential."""

import re
from collections.abc import Mapping
from typing import Any

from kgen.credential import find_credentials, recognise
from kgen.fields import Field, entry_names
from kgen.node import TAG

MASK = "***"
_VALUES = frozenset({"value", "content"})
"""Fields that are called by the entry they belong to."""
_SECRET_FIELDS = frozenset({"data", "stringData"})
_SECRET_POINTERS = ("/data", "/stringData")
"""Where the operations of a patch find them."""
_OBJECTS = frozenset({("extraObjects",), ("patches",)})
"""Sections of the language that hold objects of Kubernetes, or parts of them."""
_REFERENCES = frozenset({"secret", "key", "name"})
_ASSIGNED = re.compile(
    r"""(?P<name> (?<![\w.-])
    [\w.-]* (?: password | pass | pwd | secret | token | api[_-]?key | access[_-]?key | private[_-]?key ) ["']?
    (?: = | :[ ] ) [ ]* )
    (?P<value> "[^"\n]*" | '[^'\n]*' | [^\s"',;&]+ )""",
    re.IGNORECASE | re.VERBOSE,
)
"""A credential inside a longer text, such as `--password=...` among arguments or a line of a file."""


def masked(value: Any, field: Field, kind: str = "") -> Any:
    """A copy of what stands at a field of an object of this kind, or of the language, that holds no credential."""
    if _holds_secret(field, kind):
        return _cover(value)
    if isinstance(value, Mapping):
        if str(value.get("path", "")).startswith(_SECRET_POINTERS) and "value" in value:
            value = {**value, "value": _cover(value["value"])}
        named = value.get("name")
        return {key: masked(below, _step(field, key, named), kind) for key, below in value.items()}
    if isinstance(value, list):
        return [
            masked(below, (*field, f"[{name}]"), kind) for name, below in zip(entry_names(value), value, strict=True)
        ]
    if not isinstance(value, str):
        return value
    if recognise(value) or _names_credential(field, value):
        return MASK
    return _ASSIGNED.sub(lambda match: match["name"] + MASK, value)


def _holds_secret(field: Field, kind: str) -> bool:
    """Whether this is data of a Secret; in the language, where an object's fields come without its kind, any data."""
    if field[:1] in _OBJECTS:
        return not _SECRET_FIELDS.isdisjoint(field)
    return kind == "Secret" and not _SECRET_FIELDS.isdisjoint(field[:1])


def _step(field: Field, key: Any, named: Any) -> Field:
    """The field one step below; a `value` beside a `name` is called by that, wherever the pair stands."""
    return (*field, f"[{named}]", str(key)) if key == "value" and isinstance(named, str) else (*field, str(key))


def _cover(value: Any) -> Any:
    return {key: _cover(below) for key, below in value.items()} if isinstance(value, Mapping) else MASK


def _names_credential(field: Field, text: str) -> bool:
    name = next((step.strip("[]") for step in reversed(field) if step not in _VALUES), "")
    if name in _REFERENCES:
        return False
    return bool(find_credentials({"env": {name: {TAG: "value", "value": text}}}))

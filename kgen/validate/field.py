"""Owns the look into objects that may hold anything: what is not of the wanted type counts as not written."""

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from kgen.node import Path
from kgen.resolve.quantity import amount
from kgen.schema import pattern

NOTHING: Mapping[str, Any] = MappingProxyType({})
# An exponent of many digits would keep the arithmetic busy for ever.
_QUANTITY = re.compile(pattern.QUANTITY)


def get(value: object, *path: str | int) -> object:
    """What stands at `path` below `value`, None where nothing does."""
    for step in path:
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and 0 <= step < len(value):
            value = value[step]
        else:
            return None
    return value


def mapping(value: object, *path: str | int) -> Mapping[str, Any]:
    found = get(value, *path)
    return found if isinstance(found, Mapping) else NOTHING


def sequence(value: object, *path: str | int) -> Sequence[Any]:
    found = get(value, *path)
    return found if isinstance(found, list) else ()


def mappings(value: object, *path: str | int) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    """The mappings in the list at `path`, each with its own path below `value`."""
    for index, item in enumerate(sequence(value, *path)):
        if isinstance(item, Mapping):
            yield (*path, index), item


def text(value: object, *path: str | int) -> str | None:
    found = get(value, *path)
    return found if isinstance(found, str) else None


def number(value: object, *path: str | int) -> int | None:
    """A whole number; `true` is none."""
    found = get(value, *path)
    return found if isinstance(found, int) and not isinstance(found, bool) else None


def word(value: object, *path: str | int) -> str | int | None:
    """A text or a whole number, as the reference to a port or a share is one."""
    found = get(value, *path)
    return found if isinstance(found, str | int) and not isinstance(found, bool) else None


def strings(value: object, *path: str | int) -> list[str]:
    """The texts in the list at `path`."""
    return [item for item in sequence(value, *path) if isinstance(item, str)]


def quantity(value: object, *path: str | int) -> Decimal | None:
    """What an amount is worth; None where it is none."""
    found = get(value, *path)
    if isinstance(found, bool) or not isinstance(found, str | int | float):
        return None
    return amount(str(found)) if _QUANTITY.fullmatch(str(found)) else None


def texts(value: object, *path: str | int) -> dict[str, str]:
    """The entries with text of the mapping at `path`: labels, annotations, data."""
    return {key: each for key, each in mapping(value, *path).items() if isinstance(each, str)}


def leaves(root: Mapping[str, Any]) -> Iterator[tuple[Path, object]]:
    """Every scalar below `root` with its path."""
    waiting: list[tuple[Path, object]] = [((), root)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, Mapping):
            waiting += [((*path, key), value[key]) for key in reversed(value)]
        elif isinstance(value, list):
            waiting += [((*path, index), value[index]) for index in reversed(range(len(value)))]
        else:
            yield path, value

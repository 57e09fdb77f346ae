"""Owns the step from nodes to typed plain data: validated against the language, problems carry paths, never lines."""

from typing import Any, NamedTuple

from kgen.diagnostics import Problem
from kgen.document import decode
from kgen.node import TAG, MappingNode, Node, NullNode, Path, ScalarNode, SequenceNode
from kgen.validator import Part, validator


class Plain(NamedTuple):
    """A node as plain data. `off` holds the paths where `null` is written; the data has no such entry."""

    data: Any
    off: frozenset[Path]


def to_plain(node: Node) -> Plain:
    """`node` as dicts, lists and scalars, tombstones kept apart."""
    off: set[Path] = set()
    return Plain(_plain(node, (), off), frozenset(off))


def _plain(node: Node, path: Path, off: set[Path]) -> Any:
    match node:
        case ScalarNode(text, plain):
            # Free data of other systems keeps its nulls; everywhere else `null` is a node of its own.
            return None if plain and text == "null" else decode(node)
        case MappingNode(entries):
            data: dict[str, Any] = {}
            for key, entry in entries.items():
                if isinstance(entry.value, NullNode):
                    off.add((*path, key))
                else:
                    data[key] = _plain(entry.value, (*path, key), off)
            return data
        case SequenceNode(items):
            return [_plain(item, (*path, index), off) for index, item in enumerate(items)]
        case NullNode():
            return None


def check(data: Any, part: Part, *, partial: bool = False) -> list[Problem]:
    """What is wrong with the types of `data`.

    `partial` data is one layer alone: it need not say which alternative a mapping is, a lower layer may have.
    """
    errors = _errors(data, part)
    if partial:
        errors = [error for error in errors if error["type"] != "union_tag_not_found"]
    if not errors:
        return []
    from kgen.mistake import describe  # noqa: PLC0415 - only a mistake needs the words, and the types behind them

    return describe(errors, data, part)


def _errors(data: Any, part: Part) -> list[Any]:
    from pydantic_core import ValidationError  # noqa: PLC0415 - a run that finds nothing changed checks nothing

    try:
        validator(part).validate_python(data)
    except ValidationError as error:
        return list(error.errors(include_url=False, include_context=True, include_input=True))
    return []


def data_path(loc: tuple[str | int, ...], data: Any) -> tuple[Path, bool]:
    """pydantic's `loc` as a path into `data`, and whether it speaks of a key.

    A `loc` also holds the tags of unions, the names of a union's members and `[key]`, none of which is in the data.
    """
    path: list[str | int] = []
    current = data
    at_key = False
    steps = list(loc)
    while steps:
        step = steps.pop(0)
        if isinstance(current, dict) and TAG in current and step == current[TAG]:
            step = steps.pop(0) if steps else TAG
            if step == TAG:
                break
        if step == "[key]":
            at_key = True
        elif _holds(current, step):
            path.append(step)
            current = current[step]
    return tuple(path), at_key


def _holds(data: Any, step: str | int) -> bool:
    if isinstance(data, list):
        return isinstance(step, int) and step < len(data)
    return isinstance(data, dict) and step in data

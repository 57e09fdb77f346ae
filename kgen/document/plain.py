"""Owns what a scalar stands for, and how a tree becomes plain data."""

import math
import re
from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from kgen.node import MappingNode, Node, ScalarNode, SequenceNode

Plain: TypeAlias = "bool | int | float | str | list[Plain] | dict[str, Plain] | None"
"""Data as JSON knows it."""

_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})")
_FLOAT = re.compile(
    r"""
    [-+]?
    (?: (?: \.[0-9]+ | (?: 0 | [1-9][0-9]* ) \.[0-9]* ) (?: [eE][-+]?[0-9]+ )?
      | (?: 0 | [1-9][0-9]* ) [eE][-+]?[0-9]+
    )
    """,
    re.VERBOSE,
)


def decode(node: ScalarNode) -> str | int | float | bool:
    """The value of a scalar by the core schema of YAML 1.2, but text wherever readers are known to differ.

    Quoted text, numbers with leading zeros or a prefix, integers of more than 18 digits and floats that are not finite
    are text; so is every spelling of a boolean but `true` and `false`.
    """
    written = node.text
    if not node.plain:
        return written
    if written in ("true", "false"):
        return written == "true"
    if _INTEGER.fullmatch(written):
        return int(written)
    if _FLOAT.fullmatch(written) and math.isfinite(number := float(written)):
        return number
    return written


def to_plain(root: Node) -> Plain:
    """A tree as plain data; a node that stands in several places becomes a copy in each."""
    result: list[Plain] = []
    waiting: list[tuple[Node, Callable[[Plain], None]]] = [(root, result.append)]
    while waiting:
        node, put = waiting.pop()
        if isinstance(node, MappingNode):
            mapping: dict[str, Plain] = {}
            put(mapping)
            entries = reversed(node.entries.items())
            waiting += [(entry.value, partial(mapping.__setitem__, key)) for key, entry in entries]
        elif isinstance(node, SequenceNode):
            sequence: list[Plain] = []
            put(sequence)
            waiting += [(item, sequence.append) for item in reversed(node.items)]
        else:
            put(decode(node) if isinstance(node, ScalarNode) else None)
    return result[0]

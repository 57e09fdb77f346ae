"""Owns the node tree: what a YAML file says and where, before anything is known of its meaning."""

from collections.abc import Iterator
from typing import NamedTuple, TypeAlias

from kgen.source import Span

Path: TypeAlias = tuple[str | int, ...]
"""The way from the root of a document to a node: keys of mappings and indices of sequences."""


def dotted(path: Path) -> str:
    """A path as messages show it: `routes.web.methods[1]`."""
    return "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in path).removeprefix(".")


class ScalarNode(NamedTuple):
    """Text as it was written, escapes of quoted text already resolved.

    `plain` text carries no quotes, so it may stand for a number or a boolean; quoted text never does.
    `history` holds the nodes of all layers that wrote this place, the winner first; empty where only one layer did.
    """

    text: str
    plain: bool
    span: Span
    history: "tuple[Node, ...]" = ()


class NullNode(NamedTuple):
    """The plain word `null`: off. `erased` tells whether it took anything away from a lower layer."""

    span: Span
    erased: bool = False
    history: "tuple[Node, ...]" = ()


class SequenceNode(NamedTuple):
    items: "tuple[Node, ...]"
    span: Span
    history: "tuple[Node, ...]" = ()


class Entry(NamedTuple):
    """One `key: value` of a mapping; `key` is the place of the key."""

    key: Span
    value: "Node"


EVERYTHING = frozenset({"*"})
"""As `displaces`: the mapping takes every entry away from lower layers. No key that names something is a `*`."""


class MappingNode(NamedTuple):
    """Entries by key. `displaces` names the keys that writing this mapping takes away from lower layers."""

    entries: dict[str, Entry]
    span: Span
    displaces: frozenset[str] = frozenset()
    history: "tuple[Node, ...]" = ()


Node: TypeAlias = ScalarNode | NullNode | SequenceNode | MappingNode

TAG = "alternative"
"""The key under which the shorthand step says which of several alternatives a mapping is; users never write it."""


def child(node: Node, step: str | int) -> Node | None:
    """The node one step below `node`, or None where nothing is written."""
    if isinstance(node, MappingNode):
        entry = node.entries.get(step) if isinstance(step, str) else None
        return entry.value if entry else None
    if isinstance(node, SequenceNode) and isinstance(step, int) and 0 <= step < len(node.items):
        return node.items[step]
    return None


def find(node: Node, path: Path) -> Node | None:
    """The node at `path` below `node`, or None where nothing is written."""
    current: Node | None = node
    for step in path:
        if current is None:
            return None
        current = child(current, step)
    return current


def locate(node: Node, path: Path, *, key: bool = False) -> Span:
    """The place of `path`, or of its nearest written ancestor; `key` asks for the key instead of the value."""
    span = node.span
    for index, step in enumerate(path):
        below = child(node, step)
        if below is None:
            break
        span = below.span
        if isinstance(node, MappingNode) and isinstance(step, str):
            last = index == len(path) - 1
            if (last and key) or not isinstance(below, ScalarNode | NullNode):
                span = node.entries[step].key
        node = below
    return span


def writers(node: Node) -> "tuple[Node, ...]":
    """The nodes of all layers that wrote this place, the winner first."""
    return node.history or (node,)


def walk(node: Node, path: Path = ()) -> Iterator[tuple[Path, Node]]:
    """Every node at and below `node` with its path, parents first."""
    stack: list[tuple[Path, Node]] = [(path, node)]
    while stack:
        here, current = stack.pop()
        yield here, current
        if isinstance(current, MappingNode):
            stack.extend(((*here, key), entry.value) for key, entry in reversed(current.entries.items()))
        elif isinstance(current, SequenceNode):
            stack.extend(((*here, index), item) for index, item in reversed(list(enumerate(current.items))))

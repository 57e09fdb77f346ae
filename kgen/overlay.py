"""Owns merging: layers of normalised nodes become one, every node keeps the history of its writers.

Maps merge by key, scalars and lists replace (RFC 7396). `null` erases what lower layers wrote and stays as a tombstone.
A mapping takes away from lower layers what it displaces.
"""

from collections.abc import Callable, Iterable
from functools import reduce
from typing import Any

from deepmerge import Merger

from kgen.node import EVERYTHING, Entry, MappingNode, Node, NullNode, Path, ScalarNode, SequenceNode, find, writers


def merge(low: MappingNode, high: MappingNode) -> MappingNode:
    """`high` laid over `low`. Neither is changed."""
    merged: MappingNode = _MERGER.merge(low, high)
    return merged


def merge_all(layers: Iterable[MappingNode]) -> MappingNode:
    """At least one layer, from low to high, as one."""
    return reduce(merge, layers)


def _merge_mappings(merger: Merger, path: list[str], low: MappingNode, high: MappingNode) -> MappingNode:
    displaced = high.displaces
    if displaced == EVERYTHING:
        lower: dict[str, Entry] = {}
    elif displaced:
        lower = {key: entry for key, entry in low.entries.items() if key not in displaced}
    else:
        lower = low.entries
    merged = dict(lower)
    for key, entry in high.entries.items():
        under = lower.get(key)
        if under is None:
            merged[key] = entry
        else:
            value = merger.value_strategy([*path, key], under.value, entry.value)
            merged[key] = Entry(entry.key, value)
    # What either of them takes away stays taken away when the result is laid over a third layer.
    displaces = EVERYTHING if EVERYTHING in (displaced, low.displaces) else low.displaces | displaced
    return MappingNode(merged, high.span, displaces, history=_history(low, high))


def _replace(_: Merger, __: list[str], low: Node, high: Node) -> Node:
    history = _history(low, high)
    match high:
        case NullNode():
            return NullNode(high.span, erased=True, history=history)
        case MappingNode():
            # What was off, a scalar or a list starts from nothing, whatever lies further below.
            return high._replace(displaces=EVERYTHING, history=history)
        case ScalarNode() | SequenceNode():
            return high._replace(history=history)


def _history(low: Node, high: Node) -> tuple[Node, ...]:
    return (*writers(high), *writers(low))


def _strategies() -> Merger:
    fallback: list[Any] = [_replace]
    return Merger([(MappingNode, _merge_mappings)], fallback, fallback)


_MERGER = _strategies()


def without(node: MappingNode, keys: Iterable[str]) -> MappingNode:
    """`node` without some of its entries."""
    left_out = frozenset(keys)
    kept = {key: entry for key, entry in node.entries.items() if key not in left_out}
    return node if len(kept) == len(node.entries) else node._replace(entries=kept)


def only(node: MappingNode, keys: Iterable[str]) -> MappingNode:
    """`node` with some of its entries alone."""
    wanted = frozenset(keys)
    displaces = node.displaces if node.displaces == EVERYTHING else node.displaces & wanted
    kept = {key: entry for key, entry in node.entries.items() if key in wanted}
    return node._replace(entries=kept, displaces=displaces)


def fill(low: MappingNode, high: MappingNode, sections: Iterable[Path]) -> MappingNode:
    """`low` without the sections that `high` does not switch on, so that it only fills them in.

    A section is a path; `*` stands for every key at that place.
    """
    for section in sections:
        low = _fill_section(low, high, section)
    return low


def _fill_section(low: MappingNode, high: Node | None, section: Path) -> MappingNode:
    step, rest = section[0], section[1:]
    entries = dict(low.entries)
    for key in [str(step)] if step != "*" else list(entries):
        entry = entries.get(key)
        if entry is None:
            continue
        above = find(high, (key,)) if high is not None else None
        if not rest and above is None:
            del entries[key]
        elif rest and isinstance(entry.value, MappingNode):
            entries[key] = Entry(entry.key, _fill_section(entry.value, above, rest))
    return low._replace(entries=entries)


def lay_over(owner: MappingNode, key: str, fields: Callable[[MappingNode], frozenset[str]]) -> MappingNode:
    """`owner` with every entry of its map `key` laid over those of the owner's own fields that the entry inherits.

    `fields` says which fields an entry inherits.
    """
    inheritors = owner.entries.get(key)
    if inheritors is None or not isinstance(inheritors.value, MappingNode):
        return owner
    entries = {
        name: Entry(entry.key, merge(only(owner, fields(entry.value)), entry.value))
        if isinstance(entry.value, MappingNode)
        else entry
        for name, entry in inheritors.value.entries.items()
    }
    laid = Entry(inheritors.key, inheritors.value._replace(entries=entries))
    return owner._replace(entries={**owner.entries, key: laid})

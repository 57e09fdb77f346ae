"""Tests the laws of merging with random trees: RFC 7396, layers in any grouping, nothing changed, nothing forgotten."""

from copy import deepcopy
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kgen.load import to_plain
from kgen.node import Entry, MappingNode, Node, NullNode, ScalarNode, SequenceNode, find, walk, writers
from kgen.overlay import merge, merge_all
from kgen.source import Span

KEYS = st.sampled_from("abcd")
LEAVES = st.none() | st.sampled_from(["x", "y", "z"]) | st.lists(st.sampled_from(["x", "y"]), max_size=2)
TREES = st.recursive(LEAVES, lambda below: st.dictionaries(KEYS, below, max_size=3), max_leaves=8)
LAYERS = st.dictionaries(KEYS, TREES, max_size=4)


def node(value: Any, line: int = 1) -> Node:
    """Plain data as a tree; the line tells layers apart."""
    span = Span("layer", line, 1)
    if isinstance(value, dict):
        return MappingNode({key: Entry(span, node(below, line)) for key, below in value.items()}, span)
    if isinstance(value, list):
        return SequenceNode(tuple(node(item, line) for item in value), span)
    return NullNode(span) if value is None else ScalarNode(value, plain=False, span=span)


def layer(value: dict[str, Any], line: int = 1) -> MappingNode:
    tree = node(value, line)
    assert isinstance(tree, MappingNode)
    return tree


def merge_patch(target: Any, patch: Any) -> Any:
    """The algorithm of RFC 7396, as it is written there."""
    if not isinstance(patch, dict):
        return patch
    result = dict(target) if isinstance(target, dict) else {}
    for key, value in patch.items():
        if value is None:
            result.pop(key, None)
        else:
            result[key] = merge_patch(result.get(key), value)
    return result


@given(LAYERS, LAYERS)
def test_merging_is_merge_patch(low: dict[str, Any], high: dict[str, Any]) -> None:
    base = merge_patch({}, low)
    assert to_plain(merge(layer(base), layer(high))).data == merge_patch(base, high)


@given(LAYERS, LAYERS, LAYERS)
def test_layers_may_be_grouped_in_any_way(a: dict[str, Any], b: dict[str, Any], c: dict[str, Any]) -> None:
    one, two, three = layer(a, 1), layer(b, 2), layer(c, 3)
    assert to_plain(merge(merge(one, two), three)) == to_plain(merge(one, merge(two, three)))


@given(LAYERS)
def test_a_layer_over_itself_says_the_same(value: dict[str, Any]) -> None:
    assert to_plain(merge(layer(value), layer(value))) == to_plain(layer(value))


@given(LAYERS)
def test_an_empty_layer_says_nothing(value: dict[str, Any]) -> None:
    assert to_plain(merge(layer({}), layer(value))) == to_plain(layer(value))
    assert to_plain(merge(layer(value), layer({}))) == to_plain(layer(value))


@given(LAYERS, LAYERS)
def test_neither_layer_is_changed(low: dict[str, Any], high: dict[str, Any]) -> None:
    under, over = layer(low, 1), layer(high, 2)
    before = deepcopy((under, over))
    merge(under, over)
    assert (under, over) == before


@given(LAYERS, LAYERS, LAYERS)
def test_every_value_remembers_who_wrote_it(a: dict[str, Any], b: dict[str, Any], c: dict[str, Any]) -> None:
    layers = [layer(value, line) for line, value in enumerate((a, b, c), 1)]
    merged = merge_all(layers)
    for path, found in walk(merged):
        if not isinstance(found, ScalarNode | NullNode) or any(isinstance(step, int) for step in path):
            continue
        lines = [writer.span.line for writer in writers(found)]
        assert lines == sorted(lines, reverse=True)
        assert lines[0] == max(line for line, one in enumerate(layers, 1) if find(one, path) is not None)

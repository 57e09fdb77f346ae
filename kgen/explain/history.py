"""Owns the layers of a project as a person names them, and what each of them wrote at one place."""

from collections.abc import Mapping
from typing import NamedTuple

from kgen.explain.leaf import Leaf
from kgen.frontend import Documents, MergedEnvironment
from kgen.node import MappingNode, Path, SequenceNode, walk, writers
from kgen.source import Span


class Write(NamedTuple):
    """What one layer wrote: where, as which text, and whether it is the one that counts."""

    layer: str
    place: Span
    text: str
    wins: bool


class Place(NamedTuple):
    """Where something written stands in a merged environment.

    `paths` are its fields there, more than one for a short form or an inherited value. `chain` are the places of all
    layers that wrote the same field, the one that counts first. `wins` tells whether this one counts anywhere.
    """

    paths: frozenset[Path]
    chain: tuple[Span, ...]
    wins: bool


def find_places(environment: MergedEnvironment) -> Mapping[Span, Place]:
    """Every leaf that reaches the merged tree, by where it is written."""
    found: dict[Span, Place] = {}
    for path, node in walk(environment.root):
        if isinstance(node, MappingNode) and node.entries:
            continue
        written = writers(node)
        whole = [one for one in written if not isinstance(one, MappingNode | SequenceNode)] or written
        chain = tuple(dict.fromkeys(one.span for one in whole))
        for rank, span in enumerate(chain):
            known = found.get(span, Place(frozenset(), chain, False))
            longest = max(known.chain, chain, key=len)
            found[span] = Place(known.paths | {path}, longest, known.wins or rank == 0)
    return found


def layer_of(leaf: Leaf, documents: Documents) -> str:
    """The layer that a leaf is written in, in words."""
    if leaf.file == documents.path:
        return f"environment `{leaf.path[1]}`" if leaf.path[:1] == ("environments",) else "project"
    for name, overlay in documents.overlays.items():
        if overlay.source.path == leaf.file:
            return f"environment `{name}`"
    section, *rest = map(str, leaf.path)
    if section == "environments" and rest[1:2] == ["overrides"]:
        return f"org overrides of `{rest[0]}`"
    named = {"tiers": "tier", "components": "component", "teams": "team"}
    if section in named and rest:
        return f"{named[section]} `{rest[0]}`"
    return "org defaults" if section == "defaults" else "org file"


def text_of(leaf: Leaf, documents: Documents) -> str:
    """What is written, on one line; a value of several lines is cut at its first."""
    for source in documents.sources:
        if source.path == leaf.file:
            lines = source.data.decode("utf-8", errors="replace").removeprefix("\ufeff").splitlines()
            line = lines[leaf.value.line - 1]
            start = leaf.value.column - 1
            if line[start : start + 1] in {"[", "{"}:
                return line[start:].strip()
            return line[start : start + leaf.value.length]
    return ""

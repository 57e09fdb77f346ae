"""Owns a collection while it is read: what it holds so far, and what becomes of it at its end."""

from kgen.node import Entry, MappingNode, Node, SequenceNode
from kgen.source import Span


class Level:
    """A collection whose end is not read: the `items` of a sequence, or a mapping, whose `key` awaits its value.

    `before` counts the nodes before it, `height` the levels in it so far; `merge_key` is the place of `<<`.
    """

    __slots__ = ("anchor", "before", "entries", "height", "items", "key", "key_span", "merge_key", "merged", "span")

    def __init__(self, span: Span, anchor: str | None, before: int, *, mapping: bool) -> None:
        self.span = span
        self.anchor = anchor
        self.before = before
        self.height = 0
        self.items: list[Node] | None = None if mapping else []
        self.entries: dict[str, Entry] = {}
        self.key: str | None = None
        self.key_span = span
        self.merge_key: Span | None = None
        self.merged: list[MappingNode] = []

    def awaits_key(self) -> bool:
        return self.items is None and self.key is None

    def put(self, node: Node, height: int) -> bool:
        """Takes the next item, or the value of `key`; False where `<<` cannot take it.

        `height` is the number of levels that the node brings along.
        """
        self.height = max(self.height, height)
        if self.items is not None:
            self.items.append(node)
            return True
        if self.key is None:
            self.key, self.key_span = "", node.span  # a refused key: the value that follows still needs one
            return True
        key, self.key = self.key, None
        if self.key_span is self.merge_key:
            return self._merge(node)
        self.entries.setdefault(key, Entry(self.key_span, node))
        return True

    def end(self) -> Node:
        """The finished node. Explicit keys win over merged ones, and earlier aliases over later ones."""
        if self.items is not None:
            return SequenceNode(tuple(self.items), self.span)
        for source in self.merged:
            for key, entry in source.entries.items():
                self.entries.setdefault(key, entry)
        return MappingNode(self.entries, self.span)

    def _merge(self, node: Node) -> bool:
        """Takes an alias of a mapping, or a list of them. What stands before `<<` got here by an alias."""
        here = self.key_span
        sources = node.items if isinstance(node, SequenceNode) and node.span > here else (node,)
        mappings = [source for source in sources if isinstance(source, MappingNode) and source.span < here]
        if not mappings or len(mappings) < len(sources):
            return False
        self.merged += mappings
        return True

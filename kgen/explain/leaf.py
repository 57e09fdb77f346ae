"""Owns the leaves of a project's documents: every smallest thing written, and the documents without it.

A leaf is a scalar, a `null`, a list, or an empty mapping, at the place where the user wrote it.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from kgen.document import Document
from kgen.frontend import Documents
from kgen.node import Entry, MappingNode, Node, Path, ScalarNode
from kgen.source import Span


class Leaf(NamedTuple):
    """Something written at `path` of `file`; `key` is the place of its key, `value` that of what stands there."""

    file: str
    path: Path
    key: Span
    value: Span

    @property
    def lines(self) -> range:
        """The lines that the leaf stands on, as far as its first line and its key tell."""
        return range(self.key.line, self.value.line + 1)


def leaves(documents: Documents) -> tuple[Leaf, ...]:
    """Every leaf of every document, in the order of the files."""
    return tuple(leaf for document in _all(documents) for leaf in _leaves(document))


def _all(documents: Documents) -> tuple[Document, ...]:
    organization = (documents.organization,) if documents.organization else ()
    return (documents.project, *organization, *documents.overlays.values())


def _leaves(document: Document) -> Iterator[Leaf]:
    if document.root is not None:
        yield from _below(document.root, document.source.path, ())


def _below(node: MappingNode, file: str, path: Path) -> Iterator[Leaf]:
    for key, entry in node.entries.items():
        here = (*path, key)
        if isinstance(entry.value, MappingNode) and entry.value.entries:
            yield from _below(entry.value, file, here)
        else:
            yield Leaf(file, here, entry.key, entry.value.span)


def without(documents: Documents, removed: Collection[tuple[str, Path]]) -> Documents:
    """The documents without what stands at some paths of some files."""
    changed = documents
    for file, path in removed:
        changed = _edit(changed, file, path, None)
    return changed


def replaced(documents: Documents, leaf: Leaf, text: str) -> Documents | None:
    """The documents with another text where a scalar leaf stands; None where it is no scalar."""
    for document in _all(documents):
        if document.source.path == leaf.file and document.root is not None:
            node: Node | None = document.root
            for step in leaf.path:
                node = node.entries[str(step)].value if isinstance(node, MappingNode) else None
            if isinstance(node, ScalarNode):
                return _edit(documents, leaf.file, leaf.path, node._replace(text=text))
    return None


def _edit(documents: Documents, file: str, path: Path, node: Node | None) -> Documents:
    def edit(document: Document) -> Document:
        if document.source.path != file or document.root is None:
            return document
        return document._replace(root=_edited(document.root, path, node))

    return Documents(
        edit(documents.project),
        edit(documents.organization) if documents.organization else None,
        {name: edit(overlay) for name, overlay in documents.overlays.items()},
    )


def _edited(root: MappingNode, path: Path, node: Node | None) -> MappingNode:
    """`root` with `node` at `path`, or with nothing there. A mapping that loses its last entry stays, empty."""
    key, rest = str(path[0]), path[1:]
    entry = root.entries.get(key)
    if entry is None:
        return root
    entries = dict(root.entries)
    if rest and isinstance(entry.value, MappingNode):
        entries[key] = Entry(entry.key, _edited(entry.value, rest, node))
    elif node is not None:
        entries[key] = Entry(entry.key, node)
    else:
        del entries[key]
    return root._replace(entries=entries)

"""Owns the reading of YAML: a file becomes a tree of nodes, or the findings that keep it from being one."""

from collections.abc import Sequence
from typing import NamedTuple

from kgen.diagnostics import Diagnostic, sort
from kgen.document import refusal, syntax, text
from kgen.document.plain import Plain, decode, to_plain
from kgen.node import MappingNode, Node, NullNode, ScalarNode, SequenceNode
from kgen.source import Source

__all__ = ["Document", "Plain", "decode", "parse", "parse_nodes", "parse_objects", "to_plain"]


class Document(NamedTuple):
    """What a file says, and what is wrong with it; `root` is None exactly where something is."""

    source: Source
    root: MappingNode | None
    diagnostics: tuple[Diagnostic, ...]


def parse(source: Source) -> Document:
    """The tree of a file written in the language of kgen: one document, a mapping."""
    roots, diagnostics = _read(source, objects=False)
    return Document(source, None if diagnostics else roots[0], diagnostics)


def parse_objects(source: Source) -> tuple[tuple[Plain, ...], tuple[Diagnostic, ...]]:
    """The Kubernetes objects of a file as plain data, each a mapping; none of them where something is wrong.

    There may be several documents, of which empty ones are skipped, and null may be spelled in every way YAML 1.2
    knows. Scalars are read by `decode`.
    """
    roots, diagnostics = _read(source, objects=True)
    return () if diagnostics else tuple(to_plain(root) for root in roots), diagnostics


def parse_nodes(source: Source) -> tuple[MappingNode, ...]:
    """The trees of a file of Kubernetes objects, one for each document; none of them where something is wrong."""
    roots, diagnostics = _read(source, objects=True)
    return () if diagnostics else tuple(roots)


def _read(source: Source, *, objects: bool) -> tuple[list[MappingNode], tuple[Diagnostic, ...]]:
    """The mappings of a file's documents; at least one where there are no findings."""
    from kgen.document import reader  # noqa: PLC0415 - PyYAML takes 40 ms to import, and some commands read no YAML

    content, findings = text.read(source)
    if findings:
        return [], sort(findings)
    lines = content.split("\n")
    roots, findings = reader.read(source.path, content, lines, objects=objects)
    mappings = [root for root in roots if isinstance(root, MappingNode)]
    if not findings and not roots:
        findings = (refusal.empty_file(source.path),)
    elif not findings:
        findings = tuple(_not_a_mapping(root, lines) for root in roots if not isinstance(root, MappingNode))
    return mappings, sort(findings)


def _not_a_mapping(root: Node, lines: Sequence[str]) -> Diagnostic:
    if isinstance(root, ScalarNode) and (unspaced := syntax.find_unspaced(root.span, lines)):
        return unspaced
    kind = "a list" if isinstance(root, SequenceNode) else "null" if isinstance(root, NullNode) else "text"
    return refusal.not_a_mapping(kind, root.span)

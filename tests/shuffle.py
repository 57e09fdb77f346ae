"""Owns the rewriting of a project's YAML with the keys of every mapping in another order."""

from collections.abc import Mapping, Sequence
from hashlib import sha256

import yaml

from kgen.source import Content, Source, Workspace


def shuffle(text: str) -> str:
    """The same YAML, every scalar as it was written, keys by their digest. Text with aliases is given back as it is."""
    if any(isinstance(event, yaml.AliasEvent) for event in yaml.parse(text, yaml.SafeLoader)):
        return text
    root = yaml.compose(text, yaml.SafeLoader)
    _shuffle_node(root)
    return yaml.serialize(root, Dumper=yaml.SafeDumper, allow_unicode=True, width=2**20)


def _shuffle_node(node: yaml.Node | None) -> None:
    if isinstance(node, yaml.MappingNode):
        node.value.sort(key=lambda pair: sha256(pair[0].value.encode()).digest())
        for _, value in node.value:
            _shuffle_node(value)
    elif isinstance(node, yaml.SequenceNode):
        for item in node.value:
            _shuffle_node(item)


class ShuffledWorkspace:
    """Another workspace, of which the project, its overlays and the org file are read with their keys shuffled."""

    def __init__(self, original: Workspace) -> None:
        self._original = original

    def read(self, path: str) -> Source | None:
        source = self._original.read(path)
        return None if source is None else Source(path, shuffle(source.data.decode()).encode())

    def overlays(self, folder: str) -> Sequence[str]:
        return self._original.overlays(folder)

    def organization(self, folder: str) -> str | None:
        return self._original.organization(folder)

    def projects(self, organization: str | None) -> Mapping[str, str]:
        return self._original.projects(organization)

    def content(self, base: str, path: str) -> Content:
        return self._original.content(base, path)

"""Owns the Namespace; its file sorts first, because kubectl applies files by name."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kgen.artifact import Artifact
from kgen.model import ResolvedProject

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    if not project.namespace.create:
        return
    namespace: objects.Namespace = {
        "apiVersion": "v1",
        "kind": "Namespace",
        "metadata": {
            "name": project.namespace.name,
            "labels": dict(project.namespace.labels),
            "annotations": dict(project.namespace.annotations) or None,
        },
    }
    yield Artifact("00-namespace.yml", (namespace,))

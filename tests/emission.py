"""Owns how tests look at an emitter: what it will write, file by file, valid for the project's Kubernetes."""

from collections.abc import Callable, Iterator
from typing import Any

from kgen.artifact import Artifact, plain
from kgen.model import ResolvedProject
from tests import kubernetes_schema


def written(
    emit: Callable[[ResolvedProject], Iterator[Artifact]], project: ResolvedProject
) -> dict[str, list[dict[str, Any]]]:
    """The objects by path, without what the writer leaves out. Fails where Kubernetes' schemas refuse one."""
    artifacts = list(emit(project))
    version = ".".join(map(str, project.kubernetes))
    for artifact in artifacts:
        for found in artifact.objects:
            errors = kubernetes_schema.errors(found, version)
            assert not errors, errors
    return {artifact.path: [plain(found) for found in artifact.objects] for artifact in artifacts}

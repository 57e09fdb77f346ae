"""Owns the ConfigMaps that carry the files of workloads."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kgen import names
from kgen.artifact import Artifact
from kgen.model import ConfigFiles, ResolvedProject, Workload

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    found = [(workload, workload.files) for workload in project.workloads if workload.files is not None]
    if found:
        yield Artifact("configmap.yml", tuple(_config_map(project, workload, files) for workload, files in found))


def _config_map(project: ResolvedProject, workload: Workload, files: ConfigFiles) -> "objects.ConfigMap":
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": names.metadata(project, files.name, workload.labels, workload.annotations),
        "data": dict(files.data) or None,
        "binaryData": dict(files.binary) or None,
    }

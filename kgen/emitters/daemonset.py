"""Owns DaemonSets."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from kgen import names, pod
from kgen.artifact import Artifact
from kgen.model import ResolvedProject, Workload

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    workloads = [workload for workload in project.workloads if workload.kind == "DaemonSet"]
    if workloads:
        yield Artifact("daemonset.yml", tuple(_daemon_set(project, workload) for workload in workloads))


def _daemon_set(project: ResolvedProject, workload: Workload) -> "objects.DaemonSet":
    return {
        "apiVersion": "apps/v1",
        "kind": "DaemonSet",
        "metadata": names.controller_metadata(project, workload, workload.name),
        "spec": {
            **cast("objects.DaemonSetSettings", workload.settings),
            "selector": {"matchLabels": dict(workload.selector)},
            "template": pod.template(workload.pod),
        },
    }

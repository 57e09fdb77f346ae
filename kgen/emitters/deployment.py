"""Owns Deployments."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from kgen import names, pod
from kgen.artifact import Artifact
from kgen.model import ResolvedProject, Workload

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    workloads = [workload for workload in project.workloads if workload.kind == "Deployment"]
    if workloads:
        yield Artifact("deployment.yml", tuple(_deployment(project, workload) for workload in workloads))


def _deployment(project: ResolvedProject, workload: Workload) -> "objects.Deployment":
    return {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": names.controller_metadata(project, workload, workload.name),
        "spec": {
            **cast("objects.DeploymentSettings", workload.settings),
            # The controller of a Rollout scales its template down to nothing: a number here would scale it up again.
            "replicas": None if workload.rollout else workload.replicas,
            "selector": {"matchLabels": dict(workload.selector)},
            "template": pod.template(workload.pod),
        },
    }

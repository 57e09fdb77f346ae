"""Owns Jobs that run once per release."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from kgen import names, pod
from kgen.artifact import Artifact
from kgen.model import ResolvedProject, Workload

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    workloads = [workload for workload in project.workloads if workload.kind == "Job"]
    if workloads:
        yield Artifact("job.yml", tuple(_job(project, workload) for workload in workloads))


def _job(project: ResolvedProject, workload: Workload) -> "objects.Job":
    template = pod.template(workload.pod)
    return {
        "apiVersion": "batch/v1",
        "kind": "Job",
        "metadata": names.controller_metadata(project, workload, names.job_name(workload.name, pod.digest(template))),
        "spec": {**cast("objects.JobSettings", workload.settings), "template": template},
    }

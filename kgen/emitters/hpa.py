"""Owns HorizontalPodAutoscalers."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kgen import names
from kgen.artifact import Artifact
from kgen.model import Autoscaling, ResolvedProject, Workload

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    found = [
        (workload, workload.autoscaling)
        for workload in project.workloads
        # Two autoscalers of one workload would undo each other's work: with triggers KEDA makes the only one.
        if workload.autoscaling is not None and not workload.autoscaling.triggers
    ]
    if found:
        yield Artifact("hpa.yml", tuple(_autoscaler(project, workload, scaling) for workload, scaling in found))


def _autoscaler(
    project: ResolvedProject, workload: Workload, autoscaling: Autoscaling
) -> "objects.HorizontalPodAutoscaler":
    return {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": names.metadata(project, workload.name, workload.labels, workload.annotations),
        "spec": {
            "scaleTargetRef": names.scale_target(workload),
            "minReplicas": autoscaling.min_replicas,
            "maxReplicas": autoscaling.max_replicas,
            "metrics": list(autoscaling.metrics) or None,
            "behavior": autoscaling.behavior or None,
        },
    }

"""Owns KEDA's ScaledObjects, which scale on triggers from outside the cluster's own metrics."""

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
        if workload.autoscaling is not None and workload.autoscaling.triggers
    ]
    if found:
        yield Artifact("scaledobject.yml", tuple(_scaled(project, workload, scaling) for workload, scaling in found))


def _scaled(project: ResolvedProject, workload: Workload, autoscaling: Autoscaling) -> "objects.ScaledObject":
    behavior = autoscaling.behavior
    return {
        "apiVersion": "keda.sh/v1alpha1",
        "kind": "ScaledObject",
        "metadata": names.metadata(project, workload.name, workload.labels, workload.annotations),
        "spec": {
            "scaleTargetRef": names.scale_target(workload),
            "minReplicaCount": autoscaling.min_replicas,
            "maxReplicaCount": autoscaling.max_replicas,
            "pollingInterval": autoscaling.polling_interval,
            "cooldownPeriod": autoscaling.cooldown_period,
            "advanced": {"horizontalPodAutoscalerConfig": {"behavior": behavior}} if behavior else None,
            "triggers": list(autoscaling.triggers),
        },
    }

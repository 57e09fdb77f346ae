"""Owns PodDisruptionBudgets."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kgen import names
from kgen.artifact import Artifact
from kgen.model import DisruptionBudget, ResolvedProject, Workload

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    found = [
        (workload, workload.disruption_budget)
        for workload in project.workloads
        if workload.disruption_budget is not None
    ]
    if found:
        yield Artifact("pdb.yml", tuple(_budget(project, workload, budget) for workload, budget in found))


def _budget(project: ResolvedProject, workload: Workload, budget: DisruptionBudget) -> "objects.PodDisruptionBudget":
    return {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": names.metadata(project, workload.name, workload.labels, workload.annotations),
        "spec": {
            "minAvailable": budget.min_available,
            "maxUnavailable": budget.max_unavailable,
            "unhealthyPodEvictionPolicy": budget.unhealthy_pod_eviction_policy,
            "selector": {"matchLabels": dict(workload.selector)},
        },
    }

"""Owns StatefulSets and the templates of their claims."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from kgen import names, pod
from kgen.artifact import Artifact
from kgen.claim import persistent_volume_claim
from kgen.model import ResolvedProject, Workload

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    workloads = [workload for workload in project.workloads if workload.kind == "StatefulSet"]
    if workloads:
        yield Artifact("statefulset.yml", tuple(_stateful_set(project, workload) for workload in workloads))


def _stateful_set(project: ResolvedProject, workload: Workload) -> "objects.StatefulSet":
    assert workload.governing_service is not None, "every StatefulSet is governed by a Service"
    # Like selectors, claim templates cannot be changed later: they carry no label that may change.
    claims = [
        persistent_volume_claim({"name": claim.name, "labels": dict(workload.selector)}, claim)
        for claim in workload.claims
    ]
    return {
        "apiVersion": "apps/v1",
        "kind": "StatefulSet",
        "metadata": names.controller_metadata(project, workload, workload.name),
        "spec": {
            **cast("objects.StatefulSetSettings", workload.settings),
            "serviceName": workload.governing_service,
            "replicas": workload.replicas,
            "selector": {"matchLabels": dict(workload.selector)},
            "template": pod.template(workload.pod),
            "volumeClaimTemplates": claims or None,
        },
    }

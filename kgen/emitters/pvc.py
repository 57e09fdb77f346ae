"""Owns the PersistentVolumeClaims that all pods of a workload share; a StatefulSet has templates instead."""

from collections.abc import Iterator

from kgen import names
from kgen.artifact import Artifact
from kgen.claim import persistent_volume_claim
from kgen.model import ResolvedProject


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    found = [
        persistent_volume_claim(names.metadata(project, claim.name, workload.labels, workload.annotations), claim)
        for workload in project.workloads
        if workload.kind != "StatefulSet"
        for claim in workload.claims
    ]
    if found:
        yield Artifact("pvc.yml", tuple(found))

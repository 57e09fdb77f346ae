"""Finds services whose pods may all be on one node."""

from collections.abc import Iterator

from kgen.validate.field import get, sequence
from kgen.validate.objects import Objects, Pod
from kgen.validate.rule import OUTSIDE_DEV, Finding, Rule
from kgen.validate.scale import least_replicas, scaled_pods

RULE = Rule(
    code="KG735",
    name="unspread-pods",
    severity=OUTSIDE_DEV,
    summary="The pods of a workload may all run on one node.",
    explanation="Several replicas on one node end with it. Spread constraints or anti-affinity keep them apart, by "
    "zone and by node; `ScheduleAnyway` does not keep a pod waiting.",
    help="write `topologySpreadConstraints`",
    good="topologySpreadConstraints: [{topologyKey: kubernetes.io/hostname, whenUnsatisfiable: ScheduleAnyway}]",
    bad="{replicas: 2}",
    mend="topologySpreadConstraints",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in scaled_pods(objects):
        if least_replicas(objects, pod.owner) > 1 and not _is_spread(pod):
            yield Finding(pod.owner, (*pod.spec_path, "topologySpreadConstraints"), "its pods are not kept apart")


def _is_spread(pod: Pod) -> bool:
    return bool(sequence(pod.spec, "topologySpreadConstraints") or get(pod.spec, "affinity", "podAntiAffinity"))

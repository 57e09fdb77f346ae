"""Finds services whose pods may all be taken away at once."""

from collections.abc import Iterator

from kgen.validate.field import mapping
from kgen.validate.objects import Objects, Pod, namespace_of
from kgen.validate.rule import PRODUCTION, Finding, Rule
from kgen.validate.scale import least_replicas, scaled_pods
from kgen.validate.selector import selects

RULE = Rule(
    code="KG733",
    name="missing-disruption-budget",
    severity=PRODUCTION,
    summary="A workload of several replicas has no PodDisruptionBudget.",
    explanation="An upgrade of the nodes then drains all of its pods at the same time.",
    help="write a PodDisruptionBudget with `maxUnavailable: 1`",
    good="{kind: PodDisruptionBudget, spec: {maxUnavailable: 1}}",
    bad="{kind: Deployment, spec: {replicas: 2}}",
    mend="podDisruptionBudget",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in scaled_pods(objects):
        if least_replicas(objects, pod.owner) > 1 and not _is_protected(objects, pod):
            yield Finding(pod.owner, ("spec",), "no PodDisruptionBudget protects its pods")


def _is_protected(objects: Objects, pod: Pod) -> bool:
    return any(
        namespace_of(budget) == pod.namespace and selects(mapping(budget, "spec", "selector"), pod.labels)
        for budget in objects.of("PodDisruptionBudget")
    )

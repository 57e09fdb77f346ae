"""Finds disruption budgets that let no pod go, so that no node can be drained."""

from collections.abc import Iterator

from kgen.validate.field import mapping, number
from kgen.validate.objects import Objects, namespace_of
from kgen.validate.rule import WARNING, Finding, Rule
from kgen.validate.scale import least_replicas, scaled_pods
from kgen.validate.selector import selects

RULE = Rule(
    code="KG734",
    name="blocking-disruption-budget",
    severity=WARNING,
    summary="A PodDisruptionBudget lets no pod go, or protects pods that do not work.",
    explanation="A node with such a pod cannot be drained, and its upgrade waits for a person. `AlwaysAllow` lets pods "
    "go that are not ready anyway.",
    help="write `maxUnavailable: 1` and `unhealthyPodEvictionPolicy: AlwaysAllow`",
    good="{maxUnavailable: 1, unhealthyPodEvictionPolicy: AlwaysAllow}",
    bad="{maxUnavailable: 0, unhealthyPodEvictionPolicy: AlwaysAllow}",
    mend="podDisruptionBudget",
)


def check(objects: Objects) -> Iterator[Finding]:
    for budget in objects.of("PodDisruptionBudget"):
        spec = mapping(budget, "spec")
        if spec.get("maxUnavailable") in (0, "0%"):
            yield Finding(budget, ("spec", "maxUnavailable"), "it lets no pod go")
        least = spec.get("minAvailable")
        wanted = number(spec, "minAvailable")
        replicas = [
            least_replicas(objects, pod.owner)
            for pod in scaled_pods(objects)
            if pod.namespace == namespace_of(budget) and selects(mapping(spec, "selector"), pod.labels)
        ]
        if least == "100%" or (wanted is not None and replicas and wanted >= sum(replicas)):
            yield Finding(budget, ("spec", "minAvailable"), "it lets no pod go")
        if spec.get("unhealthyPodEvictionPolicy") != "AlwaysAllow":
            yield Finding(budget, ("spec", "unhealthyPodEvictionPolicy"), "it protects pods that are not ready")

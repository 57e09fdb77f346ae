"""Finds workloads that fix the number of replicas although an autoscaler decides it."""

from collections.abc import Iterator

from kgen.validate.objects import Objects
from kgen.validate.rule import WARNING, Finding, Rule
from kgen.validate.scale import autoscalers, target_of

RULE = Rule(
    code="KG559",
    name="static-replicas",
    severity=WARNING,
    summary="A workload with an autoscaler also fixes its number of replicas.",
    explanation="Each apply sets the number back, until the autoscaler changes it again: pods end in the middle of "
    "their load.",
    help="remove `replicas`",
    good="{kind: Deployment, spec: {minReadySeconds: 0}}",
    bad="{kind: Deployment, spec: {replicas: 3}}",
    mend="replicas",
)


def check(objects: Objects) -> Iterator[Finding]:
    for scaler in autoscalers(objects):
        target = target_of(objects, scaler)
        spec = None if target is None else target.get("spec")
        if target is not None and isinstance(spec, dict) and spec.get("replicas") is not None:
            yield Finding(target, ("spec", "replicas"), "an autoscaler decides the number of replicas")

"""Finds workloads that a release takes down before it brings them up."""

from collections.abc import Iterator

from kgen.validate.field import mappings, text
from kgen.validate.objects import Objects
from kgen.validate.rule import WARNING, Finding, Rule

RULE = Rule(
    code="KG737",
    name="abrupt-rollout",
    severity=WARNING,
    summary="A release stops all pods first, or none until somebody deletes them.",
    explanation="With `Recreate` each release is an outage, with `OnDelete` it never ends by itself. A Deployment with "
    "a claim on storage is left alone: its volume may have only one pod at a time.",
    help="use `RollingUpdate`",
    good="strategy: {type: RollingUpdate}",
    bad="strategy: {type: Recreate}",
    mend="strategy",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        claims = [volume for _, volume in mappings(pod.spec, "volumes") if "persistentVolumeClaim" in volume]
        if text(pod.owner, "spec", "strategy", "type") == "Recreate" and not claims:
            yield Finding(pod.owner, ("spec", "strategy", "type"), "a release stops all pods first")
        if text(pod.owner, "spec", "updateStrategy", "type") == "OnDelete":
            yield Finding(pod.owner, ("spec", "updateStrategy", "type"), "a release waits for pods to be deleted")

"""Finds pods that share the account of everybody in their namespace."""

from collections.abc import Iterator

from kgen.validate.field import text
from kgen.validate.objects import Objects
from kgen.validate.rule import WARNING, Finding, Rule

RULE = Rule(
    code="KG730",
    name="default-service-account",
    severity=WARNING,
    summary="A pod has no ServiceAccount of its own.",
    explanation="All pods without an account share `default`: rights that one of them gets, all of them have, and "
    "nobody can tell their requests apart.",
    help="name a ServiceAccount",
    good="serviceAccountName: checkout",
    bad="serviceAccountName: default",
    mend="serviceAccount",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        if text(pod.spec, "serviceAccountName") in (None, "", "default"):
            yield Finding(pod.owner, (*pod.spec_path, "serviceAccountName"), "it has no ServiceAccount of its own")

"""Finds containers that may use all memory of their node."""

from collections.abc import Iterator

from kgen.validate.field import mapping
from kgen.validate.objects import Objects
from kgen.validate.rule import RELEASED, Finding, Rule

RULE = Rule(
    code="KG707",
    name="missing-memory-limit",
    severity=RELEASED,
    summary="A container has no memory limit.",
    explanation="A leak in one container then fills the node and ends its neighbours.",
    help="write a memory limit, as a rule equal to the request",
    good="resources: {limits: {memory: 128Mi}}",
    bad="resources: {requests: {cpu: 100m, memory: 128Mi}}",
    mend="resources",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        if "memory" not in mapping(container.fields, "resources", "limits"):
            yield Finding(container.owner, (*container.path, "resources", "limits"), "there is no memory limit")

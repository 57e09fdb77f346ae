"""Finds containers that do not say how much CPU and memory they need."""

from collections.abc import Iterator

from kgen.validate.field import mapping
from kgen.validate.objects import Objects
from kgen.validate.rule import RELEASED, Finding, Rule

RULE = Rule(
    code="KG705",
    name="missing-request",
    severity=RELEASED,
    summary="A container requests no CPU or no memory.",
    explanation="The scheduler puts such a pod onto a node that has nothing left, and it is the first to be evicted. "
    "An autoscaler by utilisation has nothing to compare with.",
    help="write `requests` for `cpu` and `memory`",
    good="resources: {requests: {cpu: 100m, memory: 128Mi}}",
    bad="resources: {requests: {memory: 128Mi}}",
    mend="resources",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        requests = mapping(container.fields, "resources", "requests")
        # A limit without a request is taken for the request, too.
        limits = mapping(container.fields, "resources", "limits")
        for resource in ("cpu", "memory"):
            if resource not in requests and resource not in limits:
                path = (*container.path, "resources", "requests", resource)
                yield Finding(container.owner, path, f"there is no {resource} request")

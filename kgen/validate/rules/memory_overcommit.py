"""Finds containers that may use more memory than is kept free for them."""

from collections.abc import Iterator

from kgen.validate.field import quantity
from kgen.validate.objects import Objects
from kgen.validate.rule import WARNING, Finding, Rule

RULE = Rule(
    code="KG708",
    name="memory-overcommit",
    severity=WARNING,
    summary="The memory limit of a container is above its request.",
    explanation="Memory cannot be taken back: when the pods of a node use what they may, some of them are killed. Init "
    "containers and sidecars are left alone; their share is small.",
    help="write the same for request and limit",
    good="resources: {requests: {memory: 128Mi}, limits: {memory: 128Mi}}",
    bad="resources: {requests: {memory: 64Mi}, limits: {memory: 128Mi}}",
    mend="resources",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        request, limit = (quantity(container.fields, "resources", side, "memory") for side in ("requests", "limits"))
        if container.role == "main" and request is not None and limit is not None and limit > request:
            path = (*container.path, "resources", "limits", "memory")
            yield Finding(container.owner, path, "the memory limit is above the request")

"""Finds containers that may fill the disk of their node."""

from collections.abc import Iterator

from kgen.validate.field import mapping
from kgen.validate.objects import Objects
from kgen.validate.rule import OFF, Finding, Rule

RULE = Rule(
    code="KG709",
    name="missing-ephemeral-storage",
    severity=OFF,
    summary="A container has no request or limit of ephemeral storage.",
    explanation="Logs, writable layers and `emptyDir` volumes fill the node's disk until pods are evicted. Off by "
    "default, because a limit that is too low evicts the pod itself: it needs a measured figure.",
    help="write `ephemeral-storage` into `requests` and `limits`",
    good="resources: {requests: {ephemeral-storage: 1Gi}, limits: {ephemeral-storage: 1Gi}}",
    bad="resources: {requests: {cpu: 100m}}",
    mend="resources",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        for side in ("requests", "limits"):
            if "ephemeral-storage" not in mapping(container.fields, "resources", side):
                path = (*container.path, "resources", side)
                yield Finding(container.owner, path, f"`{side}` say nothing of ephemeral storage")

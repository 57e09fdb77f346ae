"""Finds containers that take a port of their node."""

from collections.abc import Iterator

from kgen.validate.field import mappings
from kgen.validate.objects import Objects
from kgen.validate.rule import RELEASED, Finding, Rule

RULE = Rule(
    code="KG725",
    name="host-port",
    severity=RELEASED,
    summary="A container takes a port of its node.",
    explanation="Only one such pod fits on a node, and the port is open to everybody who reaches the node.",
    help="remove `hostPort`; a Service leads to the pod",
    good="ports: [{name: http, containerPort: 8080}]",
    bad="ports: [{name: http, containerPort: 8080, hostPort: 8080}]",
    mend="ports",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        for path, port in mappings(container.owner, *container.path, "ports"):
            if port.get("hostPort"):
                yield Finding(container.owner, (*path, "hostPort"), "a port of the node is taken")

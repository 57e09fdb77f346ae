"""Finds containers that have all rights on their node."""

from collections.abc import Iterator

from kgen.validate.field import get
from kgen.validate.objects import Objects
from kgen.validate.rule import RELEASED, Finding, Rule

RULE = Rule(
    code="KG718",
    name="privileged-container",
    severity=RELEASED,
    summary="A container is privileged.",
    explanation="It sees all devices of the node and is held back by nothing: it is the node.",
    help="remove `privileged`; a capability or a device plugin is most often enough",
    good="securityContext: {privileged: false}",
    bad="securityContext: {privileged: true}",
    mend="securityContext.privileged",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        if get(container.fields, "securityContext", "privileged") is True:
            yield Finding(container.owner, (*container.path, "securityContext", "privileged"), "it is privileged")

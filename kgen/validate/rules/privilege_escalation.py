"""Finds containers whose processes may get more rights than they start with."""

from collections.abc import Iterator

from kgen.validate.field import get
from kgen.validate.objects import Objects
from kgen.validate.rule import RELEASED, Finding, Rule

RULE = Rule(
    code="KG717",
    name="privilege-escalation",
    severity=RELEASED,
    summary="A container does not forbid privilege escalation.",
    explanation="A program with the setuid bit would make its process root. Pod Security `restricted` asks for "
    "`allowPrivilegeEscalation: false` on every container.",
    help="write `allowPrivilegeEscalation: false`",
    good="securityContext: {allowPrivilegeEscalation: false}",
    bad="securityContext: {allowPrivilegeEscalation: true}",
    mend="securityContext.allowPrivilegeEscalation",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        if get(container.fields, "securityContext", "allowPrivilegeEscalation") is not False:
            path = (*container.path, "securityContext", "allowPrivilegeEscalation")
            yield Finding(container.owner, path, "privilege escalation is not forbidden")

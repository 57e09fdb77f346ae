"""Finds containers that keep capabilities of root."""

from collections.abc import Iterator

from kgen.validate.field import sequence
from kgen.validate.objects import Objects
from kgen.validate.rule import RELEASED, Finding, Rule

RULE = Rule(
    code="KG720",
    name="kept-capabilities",
    severity=RELEASED,
    summary="A container does not drop all capabilities.",
    explanation="Runtimes leave containers some of root's rights, `NET_RAW` among them. Pod Security `restricted` asks "
    "for `drop: [ALL]` on every container.",
    help="write `capabilities: {drop: [ALL]}`",
    good="capabilities: {drop: [ALL]}",
    bad="capabilities: {drop: [NET_RAW]}",
    mend="securityContext.capabilities",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        path = (*container.path, "securityContext", "capabilities", "drop")
        if "ALL" not in sequence(container.owner, *path):
            yield Finding(container.owner, path, "not all capabilities are dropped")

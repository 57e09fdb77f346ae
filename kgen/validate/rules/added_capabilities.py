"""Finds containers that are given capabilities of root."""

from collections.abc import Iterator

from kgen.diagnostics import escape
from kgen.validate.field import sequence
from kgen.validate.objects import Objects
from kgen.validate.rule import RELEASED, Finding, Rule

RULE = Rule(
    code="KG721",
    name="added-capabilities",
    severity=RELEASED,
    summary="A container adds a capability.",
    explanation="Each is a piece of root; several, such as `SYS_ADMIN`, are as good as all of it. Pod Security "
    "`restricted` allows `NET_BIND_SERVICE` alone, and a port above 1024 does without.",
    help="remove it",
    good="capabilities: {drop: [ALL]}",
    bad="capabilities: {drop: [ALL], add: [NET_ADMIN]}",
    mend="securityContext.capabilities",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        path = (*container.path, "securityContext", "capabilities", "add")
        for added in sequence(container.owner, *path):
            if added != "NET_BIND_SERVICE":
                yield Finding(container.owner, path, f"the capability `{escape(str(added))}` is added")

"""Finds containers that may run as root."""

from collections.abc import Iterator

from kgen.validate.objects import Objects
from kgen.validate.rule import RELEASED, Finding, Rule
from kgen.validate.security import decisions

RULE = Rule(
    code="KG714",
    name="root-user",
    severity=RELEASED,
    summary="A container may run as root.",
    explanation="Root in a container is root on the node once it gets out. Pod Security `restricted` asks for "
    "`runAsNonRoot: true`, on the pod or on each container.",
    help="write `runAsNonRoot: true` and a user other than 0",
    good="securityContext: {runAsNonRoot: true}",
    bad="securityContext: {runAsNonRoot: false}",
    mend="podSecurity",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        for path, user in decisions(pod, "runAsUser"):
            if user == 0:
                yield Finding(pod.owner, path, "the user is root")
        for path, is_checked in decisions(pod, "runAsNonRoot"):
            if is_checked is not True:
                yield Finding(pod.owner, path, "the user may be root")

"""Finds containers that may make every system call."""

from collections.abc import Iterator

from kgen.validate.objects import Objects
from kgen.validate.rule import RELEASED, Finding, Rule
from kgen.validate.security import decisions

RULE = Rule(
    code="KG722",
    name="missing-seccomp-profile",
    severity=RELEASED,
    summary="A container has no seccomp profile.",
    explanation="Most holes of the kernel are in system calls that no service makes. Pod Security `restricted` asks "
    "for `RuntimeDefault` or `Localhost`.",
    help="write `seccompProfile: {type: RuntimeDefault}`",
    good="seccompProfile: {type: RuntimeDefault}",
    bad="seccompProfile: {type: Unconfined}",
    mend="podSecurity",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        for path, profile in decisions(pod, "seccompProfile", "type"):
            if profile not in ("RuntimeDefault", "Localhost"):
                message = "the seccomp profile is `Unconfined`" if profile else "there is no seccomp profile"
                yield Finding(pod.owner, path, message)

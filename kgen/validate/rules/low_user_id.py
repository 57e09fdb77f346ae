"""Finds containers whose user may be one of the node's."""

from collections.abc import Iterator

from kgen.validate.objects import Objects
from kgen.validate.rule import WARNING, Finding, Rule
from kgen.validate.security import decisions

RULE = Rule(
    code="KG715",
    name="low-user-id",
    severity=WARNING,
    summary="A container runs as a user below 10000, or as whatever its image says.",
    explanation="Low numbers belong to users of the node: what gets out of the container has their files. Numbers from "
    "10000 on belong to nobody.",
    help="write `runAsUser: 10001`, if the image can run as any user",
    good="securityContext: {runAsUser: 10001}",
    bad="securityContext: {runAsUser: 1000}",
    mend="podSecurity",
)

_FIRST_OF_NOBODY = 10_000


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        for path, user in decisions(pod, "runAsUser"):
            if user is None:
                yield Finding(pod.owner, path, "the user is whatever the image says")
            elif isinstance(user, int) and 0 < user < _FIRST_OF_NOBODY:
                yield Finding(pod.owner, path, f"the user is {user}, below {_FIRST_OF_NOBODY}")

"""Finds pods whose users are those of their node."""

from collections.abc import Iterator

from kgen.validate.objects import Objects
from kgen.validate.rule import OFF, Finding, Rule

RULE = Rule(
    code="KG728",
    name="shared-user-namespace",
    severity=OFF,
    summary="A pod shares the users of its node.",
    explanation="With `hostUsers: false` root in a container is nobody on the node. Off by default: it needs a recent "
    "kernel, runtime and file system.",
    help="write `hostUsers: false`",
    good="{hostUsers: false}",
    bad="{hostUsers: true}",
    mend="hostUsers",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        if pod.spec.get("hostUsers") is not False:
            yield Finding(pod.owner, (*pod.spec_path, "hostUsers"), "the users of the node are shared")

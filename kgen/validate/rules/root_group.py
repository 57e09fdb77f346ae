"""Finds containers that belong to the root group."""

from collections.abc import Iterator

from kgen.validate.field import number, sequence
from kgen.validate.objects import Objects
from kgen.validate.rule import WARNING, Finding, Rule
from kgen.validate.security import decisions

RULE = Rule(
    code="KG716",
    name="root-group",
    severity=WARNING,
    summary="A container belongs to the root group, or to whatever group its image says.",
    explanation="Many files of the node belong to group 0. Without `runAsGroup` a container whose user the image does "
    "not know belongs to it.",
    help="write `runAsGroup` and `fsGroup` other than 0",
    good="securityContext: {runAsGroup: 10001}",
    bad="securityContext: {runAsGroup: 0}",
    mend="podSecurity",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        for path, group in decisions(pod, "runAsGroup"):
            if group in (None, 0):
                message = "the group is root's" if group == 0 else "the group is whatever the image says"
                yield Finding(pod.owner, path, message)
        context = (*pod.spec_path, "securityContext")
        if number(pod.owner, *context, "fsGroup") == 0:
            yield Finding(pod.owner, (*context, "fsGroup"), "the volumes belong to root's group")
        if 0 in sequence(pod.owner, *context, "supplementalGroups"):
            yield Finding(pod.owner, (*context, "supplementalGroups"), "one of the groups is root's")

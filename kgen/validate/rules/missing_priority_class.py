"""Finds pods that are as important as any other."""

from collections.abc import Iterator

from kgen.validate.field import text
from kgen.validate.objects import Objects
from kgen.validate.rule import OFF, Finding, Rule

RULE = Rule(
    code="KG736",
    name="missing-priority-class",
    severity=OFF,
    summary="A pod has no priority class.",
    explanation="When a cluster is full, pods of higher priority push others out. Off by default, because the classes "
    "are the cluster's.",
    help="write `priorityClassName`",
    good="priorityClassName: critical",
    bad="{schedulerName: default-scheduler}",
    mend="priorityClassName",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        if not text(pod.spec, "priorityClassName"):
            yield Finding(pod.owner, (*pod.spec_path, "priorityClassName"), "it has no priority class")

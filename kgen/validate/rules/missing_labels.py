"""Finds workloads that do not say what they are and whose."""

from collections.abc import Iterator

from kgen.validate.field import texts
from kgen.validate.objects import POD_PATHS, Objects
from kgen.validate.rule import WARNING, Finding, Rule

RULE = Rule(
    code="KG746",
    name="missing-labels",
    severity=WARNING,
    summary="A workload or Service has no `app.kubernetes.io/name`, or no label of its owner.",
    explanation="Dashboards, costs and pages at night go by labels. The owner is any label whose name is or ends in "
    "`owner` or `team`.",
    help="write the label",
    good="labels: {app.kubernetes.io/name: checkout, example.com/owner: payments}",
    bad="labels: {app.kubernetes.io/name: checkout}",
    mend="labels",
)

_KINDS = (*POD_PATHS, "Service")
_NAME = "app.kubernetes.io/name"


def check(objects: Objects) -> Iterator[Finding]:
    for found in objects.of(*_KINDS):
        labels = texts(found, "metadata", "labels")
        path = ("metadata", "labels")
        if _NAME not in labels:
            yield Finding(found, path, f"there is no label `{_NAME}`")
        if not any(key.endswith(("owner", "team")) for key in labels):
            yield Finding(found, path, "no label names the owner")

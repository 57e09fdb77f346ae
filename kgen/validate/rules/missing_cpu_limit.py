"""Finds containers that may use all CPU of their node."""

from collections.abc import Iterator

from kgen.validate.field import mapping
from kgen.validate.objects import Objects
from kgen.validate.rule import OFF, Finding, Rule

RULE = Rule(
    code="KG706",
    name="missing-cpu-limit",
    severity=OFF,
    summary="A container has no CPU limit.",
    explanation="A limit holds a container back although CPU may be idle, so many organisations do without. Off by "
    "default; those that share nodes between tenants turn it on.",
    help="write a CPU limit",
    good="resources: {limits: {cpu: '1', memory: 128Mi}}",
    bad="resources: {limits: {memory: 128Mi}}",
    mend="resources",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        if "cpu" not in mapping(container.fields, "resources", "limits"):
            yield Finding(container.owner, (*container.path, "resources", "limits"), "there is no CPU limit")

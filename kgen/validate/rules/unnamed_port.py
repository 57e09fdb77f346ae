"""Finds ports without a name."""

from collections.abc import Iterator

from kgen.validate.field import mappings, sequence
from kgen.validate.objects import Objects
from kgen.validate.rule import WARNING, Finding, Rule

RULE = Rule(
    code="KG544",
    name="unnamed-port",
    severity=WARNING,
    summary="A port has no name.",
    explanation="Services, probes and monitors that name a port stay right when its number changes. A Service with "
    "several ports must name them all.",
    help="give the port a name",
    good="ports: [{name: http, containerPort: 8080}]",
    bad="ports: [{containerPort: 8080}]",
    mend="ports",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        for path, port in mappings(container.owner, *container.path, "ports"):
            if not port.get("name"):
                yield Finding(container.owner, path, "a port has no name")
    for service in objects.of("Service"):
        several = len(sequence(service, "spec", "ports")) > 1
        for path, port in mappings(service, "spec", "ports"):
            if several and not port.get("name"):
                yield Finding(service, path, "one of several ports has no name")

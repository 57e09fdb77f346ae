"""Finds names of ports that Kubernetes refuses."""

from collections.abc import Iterator

from kgen.artifact import Object
from kgen.diagnostics import escape
from kgen.node import Path
from kgen.validate import spelling
from kgen.validate.field import mappings
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG542",
    name="invalid-port-name",
    severity=ERROR,
    summary="The name of a port is none that Kubernetes takes.",
    explanation="Port names of containers have at most 15 characters: lower-case letters, digits and single `-`, and "
    "at least one letter. Those of Services may have 63.",
    help="choose a name such as `http` or `grpc`",
    good="ports: [{name: http-metrics, containerPort: 9090}]",
    bad="ports: [{name: prometheus-metrics, containerPort: 9090}]",
    mend="ports",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        for path, port in mappings(container.owner, *container.path, "ports"):
            yield from _name(container.owner, path, port.get("name"), spelling.port_name)
    for service in objects.of("Service"):
        for path, port in mappings(service, "spec", "ports"):
            yield from _name(service, path, port.get("name"), spelling.dns_label)
            yield from _name(service, path, port.get("targetPort"), spelling.port_name)


def _name(found: Object, path: Path, name: object, spelled: spelling.Spelling) -> Iterator[Finding]:
    if isinstance(name, str) and (wrong := spelled(name)):
        yield Finding(found, path, f"the port name `{escape(name)}` must be {wrong}")

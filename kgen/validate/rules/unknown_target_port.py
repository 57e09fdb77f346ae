"""Finds ports of Services that their pods do not have."""

from collections.abc import Iterator

from kgen.diagnostics import escape, suggest
from kgen.validate.field import mapping, mappings, text, word
from kgen.validate.objects import Objects, Pod
from kgen.validate.rule import ERROR, Finding, Rule
from kgen.validate.selector import pods_served

RULE = Rule(
    code="KG562",
    name="unknown-target-port",
    severity=ERROR,
    summary="A Service leads to a port that its pods do not have.",
    explanation="`targetPort` is the name of a container port, or its number; without it, it is the number of the "
    "Service port. Connections to a port that no container listens on are refused.",
    help="name a port that a container declares",
    good="ports: [{name: http, port: 80, targetPort: http}]",
    bad="ports: [{name: http, port: 80, targetPort: web}]",
    mend="service",
)


def check(objects: Objects) -> Iterator[Finding]:
    for service in objects.of("Service"):
        if not mapping(service, "spec", "selector"):
            continue
        pods = tuple(pods_served(objects, service))
        for path, port in mappings(service, "spec", "ports"):
            target = word(port, "targetPort") or word(port, "port")
            protocol = text(port, "protocol") or "TCP"
            if pods and not any((target, protocol) in _ports(pod) for pod in pods):
                names = {
                    str(name) for pod in pods for name, of in _ports(pod) if isinstance(name, str) and of == protocol
                }
                message = f"the pods have no {escape(protocol)} port `{escape(str(target))}`"
                yield Finding(service, (*path, "targetPort"), message, suggest(str(target), names, "ports"))


def _ports(pod: Pod) -> set[tuple[str | int | None, str]]:
    """The names and numbers of the ports of containers that keep running, with their protocols."""
    return {
        (word(port, field), text(port, "protocol") or "TCP")
        for container in pod.containers
        if container.keeps_running
        for _, port in mappings(container.fields, "ports")
        for field in ("name", "containerPort")
    }

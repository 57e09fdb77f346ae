"""Finds ports that a container or a Service has twice, by name or by number and protocol."""

from collections.abc import Iterator

from kgen.artifact import Object
from kgen.diagnostics import escape
from kgen.node import Path
from kgen.validate.field import mappings, text
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG543",
    name="duplicate-port",
    severity=ERROR,
    summary="A container or a Service has the same port twice.",
    explanation="A name must lead to one port. The same number and protocol twice in one container is a slip of the "
    "pen, and in one Service an error of the API server.",
    help="keep one of them, or change its name and number",
    good="ports: [{name: http, containerPort: 8080}, {name: admin, containerPort: 8081}]",
    bad="ports: [{name: http, containerPort: 8080}, {name: admin, containerPort: 8080}]",
    mend="ports",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        yield from _repeated(container.owner, (*container.path, "ports"), "containerPort")
    for service in objects.of("Service"):
        yield from _repeated(service, ("spec", "ports"), "port")


def _repeated(found: Object, path: Path, number: str) -> Iterator[Finding]:
    names: set[str] = set()
    numbers: set[tuple[object, str]] = set()
    for place, port in mappings(found, *path):
        name, pair = text(port, "name"), (str(port.get(number)), text(port, "protocol") or "TCP")
        if name is not None and name in names:
            yield Finding(found, place, f"there is a second port `{escape(name)}`")
        elif number in port and pair in numbers:
            yield Finding(found, place, f"there is a second port {escape(pair[0])} of {escape(pair[1])}")
        names.update(() if name is None else (name,))
        numbers.add(pair)

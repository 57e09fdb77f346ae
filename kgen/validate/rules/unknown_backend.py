"""Finds routes and Ingresses that lead to a Service or port that is not there, or that they may not name."""

from collections.abc import Iterator
from typing import Any, Mapping

from kgen.artifact import Object
from kgen.diagnostics import escape, suggest
from kgen.node import Path
from kgen.validate.field import get, mapping, mappings, sequence, text
from kgen.validate.objects import Objects, kind_of, name_of, namespace_of
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG563",
    name="unknown-backend",
    severity=ERROR,
    summary="A route leads to a Service or a port that is not there, or that no ReferenceGrant lets it name.",
    explanation="Requests to it are answered with status 500 or 503. A Service of another namespace needs a "
    "ReferenceGrant there; one in a namespace that is not part of the output is not looked for.",
    help="name a Service and one of its ports",
    good="backendRefs: [{name: checkout, port: 80}]",
    bad="backendRefs: [{name: checkout, port: 8080}]",
    mend="/routes",
)

ROUTES = ("HTTPRoute", "GRPCRoute", "TLSRoute", "TCPRoute", "UDPRoute")


class _Backend(tuple[Path, str, str | None, object]):
    """Where a backend stands, its Service, the namespace of that, and its port by number or name."""


def check(objects: Objects) -> Iterator[Finding]:
    for found, path, service, namespace, port in _backends(objects):
        here = namespace_of(found)
        target = objects.named("Service", service, namespace) if namespace else None
        if target is not None:
            ports = mapping(target, "spec"), {
                each.get(field) for _, each in mappings(target, "spec", "ports") for field in ("name", "port")
            }
            if port is not None and port not in ports[1]:
                names = {str(each) for each in ports[1] if each is not None}
                message = f"Service `{escape(service)}` has no port `{escape(str(port))}`"
                yield Finding(found, path, message, suggest(str(port), names, "its ports"))
        elif namespace in _namespaces(objects):
            known = {name_of(each) for each in objects.of("Service") if namespace_of(each) == namespace}
            yield Finding(found, path, f"unknown Service `{escape(service)}`", suggest(service, known, "Services"))

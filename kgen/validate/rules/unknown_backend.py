"""Finds routes and Ingresses that lead to a Service or port that is not there, or that they may not name."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kgen.artifact import Object
from kgen.diagnostics import escape, suggest
from kgen.node import Path
from kgen.validate.field import mapping, mappings, number, text, word
from kgen.validate.objects import ROUTES, Objects, name_of, namespace_of
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG563",
    name="unknown-backend",
    severity=ERROR,
    summary="A route leads to a Service or a port that is not there, or that no ReferenceGrant lets it name.",
    explanation="Requests to it are answered with status 500 or 503. A Service in another namespace needs a "
    "ReferenceGrant there. Namespaces of which nothing is known are not looked into.",
    help="name a Service and one of its ports",
    good="backendRefs: [{name: checkout, port: 80}]",
    bad="backendRefs: [{name: checkout, port: 8080}]",
    mend="/routes",
)


class Backend(NamedTuple):
    """A Service that a route or Ingress leads to; `port` is a number or a name, None where it is not written."""

    owner: Object
    path: Path
    service: str
    namespace: str | None
    port: str | int | None


def check(objects: Objects) -> Iterator[Finding]:
    for backend in _backends(objects):
        owner, path, name, namespace, _ = backend
        services = objects.around.at("Service", namespace)
        service = next((each for each in services if name_of(each) == name), None)
        if service is not None:
            yield from _unknown_port(service, backend)
            if namespace != namespace_of(owner) and not _is_granted(objects, backend):
                message = f"no ReferenceGrant lets it name Service `{escape(name)}` of another namespace"
                yield Finding(owner, path, message, "write one beside the Service")
        elif services:
            help_text = suggest(name, (name_of(each) for each in services), "Services")
            yield Finding(owner, path, f"unknown Service `{escape(name)}`", help_text)


def _backends(objects: Objects) -> Iterator[Backend]:
    for route in objects.of(*ROUTES):
        for rule, _ in mappings(route, "spec", "rules"):
            for path, reference in mappings(route, *rule, "backendRefs"):
                if reference.get("kind", "Service") == "Service":
                    namespace = text(reference, "namespace") or namespace_of(route)
                    yield Backend(route, path, text(reference, "name") or "", namespace, number(reference, "port"))
    for ingress in objects.of("Ingress"):
        for path, reference in _ingress_backends(ingress):
            service = mapping(reference, "service")
            if service:
                port = number(service, "port", "number") or text(service, "port", "name")
                yield Backend(ingress, path, text(service, "name") or "", namespace_of(ingress), port)


def _ingress_backends(ingress: Object) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    yield ("spec", "defaultBackend"), mapping(ingress, "spec", "defaultBackend")
    for rule, _ in mappings(ingress, "spec", "rules"):
        for path, entry in mappings(ingress, *rule, "http", "paths"):
            yield (*path, "backend"), mapping(entry, "backend")


def _unknown_port(service: Object, backend: Backend) -> Iterator[Finding]:
    ports = [port for _, port in mappings(service, "spec", "ports")]
    known = {word(port, field) for port in ports for field in ("name", "port")}
    if backend.port is not None and backend.port not in known:
        message = f"Service `{escape(backend.service)}` has no port `{escape(str(backend.port))}`"
        shown = (str(each) for each in known if each is not None)
        yield Finding(backend.owner, backend.path, message, suggest(str(backend.port), shown, "its ports"))


def _is_granted(objects: Objects, backend: Backend) -> bool:
    for grant in objects.around.at("ReferenceGrant", backend.namespace):
        sources = (source for _, source in mappings(grant, "spec", "from"))
        targets = (target for _, target in mappings(grant, "spec", "to"))
        if any(_comes_from(source, backend.owner) for source in sources) and any(
            _leads_to(target, backend.service) for target in targets
        ):
            return True
    return False


def _comes_from(source: Mapping[str, Any], route: Object) -> bool:
    return source.get("kind") == route.get("kind") and source.get("namespace") == namespace_of(route)


def _leads_to(target: Mapping[str, Any], service: str) -> bool:
    return target.get("kind") == "Service" and target.get("name", service) == service

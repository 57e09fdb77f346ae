"""Owns the aim of routes: which Service and port of the project a route leads to."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from kgen import names
from kgen.diagnostics import Problem, enumerate_names, escape, suggest
from kgen.model import Port
from kgen.node import Path
from kgen.resolve.scope import Offer, Scope

if TYPE_CHECKING:
    from kgen import schema


class Target(NamedTuple):
    """A Service of the project, the number of its port that a route leads to, and the container port behind that."""

    component: str
    service: str
    number: int
    port: Port


def find_target(offers: Iterable[Offer], route: "schema.Route", path: Path) -> Target | Problem:
    """Where the route at `path` leads.

    Without `workload` that is the main workload, unless it has no such port and exactly one other has; without `port`
    the main port.
    """
    wanted, component = route.get("port"), route.get("workload")
    known = sorted(offers, key=lambda offer: (offer.component != names.MAIN, offer.component))
    asked = [offer for offer in known if component in (None, offer.component)]
    if not asked:
        help_text = suggest(str(component), (offer.component for offer in known), "workloads")
        return Problem("KG452", (*path, "workload"), f"unknown workload `{escape(str(component))}`", help_text)
    found = [(offer, port) for offer in asked if (port := _find_port(offer, wanted)) is not None]
    if not found:
        return _unknown_port(asked, wanted, path)
    offer, port = found[0]
    place = (*path, "port") if "port" in route else path
    if offer.component not in (names.MAIN, component) and len(found) > 1:
        several = enumerate_names(offer.component for offer, _ in found)
        message = f"workloads {several} have {'a main port' if wanted is None else _words(wanted)}"
        return Problem("KG452", place, message, "name one with `workload`")
    return _offered(offer, port, place)


def _find_port(offer: Offer, wanted: int | str | None) -> Port | None:
    """The port of that name or container port number, TCP before others of the same number."""
    if wanted is None:
        wanted = offer.main_port
    ports = sorted(offer.ports, key=lambda port: (port.protocol != "TCP", port.name))
    return next((port for port in ports if wanted in (port.name, port.number)), None)


def _unknown_port(offers: list[Offer], wanted: int | str | None, path: Path) -> Problem:
    ports = sorted({port.name for offer in offers for port in offer.ports})
    if wanted is None:
        return Problem("KG452", path, "no port is named, and there is no main port", _choices(ports), at_key=True)
    help_text = suggest(wanted, ports, "ports") if isinstance(wanted, str) else _choices(ports)
    return Problem("KG452", (*path, "port"), f"unknown {_words(wanted)}", help_text)


def _words(wanted: int | str | None) -> str:
    return f"port {wanted}" if isinstance(wanted, int) else f"port `{escape(str(wanted))}`"


def _choices(ports: list[str]) -> str:
    listed = ", ".join(f"`{port}`" for port in ports)
    return f"name one of the ports {listed} with `port`" if listed else "a route leads to a port: declare one"


def _offered(offer: Offer, port: Port, place: Path) -> Target | Problem:
    if port.protocol != "TCP":
        return Problem("KG452", place, f"port `{port.name}` speaks {port.protocol}", "a route leads to a TCP port")
    if offer.service is None or port.service is None:
        message = f"port `{port.name}` of `{offer.name}` has no Service port"
        return Problem("KG452", place, message, "a route leads to a Service: let the workload have one for this port")
    return Target(offer.component, offer.service, port.service, port)


def routed_ports(scope: Scope, offers: tuple[Offer, ...], component: str) -> tuple[Port, ...]:
    """The container ports of a workload that routes lead to, a canary's inherited ones too."""
    if scope.organization.routing is None:
        return ()
    routes = sorted(scope.data.get("routes", {}).items())
    found = [find_target(offers, route, ("routes", key)) for key, route in routes]
    ports = {target.port for target in found if isinstance(target, Target) and target.component == component}
    ports |= {port for _, route in routes for port in _mirrored_ports(scope, offers, route, component)}
    return tuple(sorted(ports, key=lambda port: port.number))


def _mirrored_ports(scope: Scope, offers: tuple[Offer, ...], route: "schema.Route", component: str) -> tuple[Port, ...]:
    """The ports of a workload that get copies of requests: a mirror names a Service, here one of the project's own."""
    backend = route.get("mirror", {}).get("backendRef", {})
    if "name" not in backend or "port" not in backend:
        return ()
    own = scope.siblings[scope.environment.name].namespace
    if backend.get("namespace", own) != own:
        return ()
    named = [offer for offer in offers if offer.component == component and offer.service == backend["name"]]
    return tuple(port for offer in named for port in offer.ports if port.service == backend["port"])

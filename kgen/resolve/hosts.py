"""Owns the hosts of routes: how they are completed, what they may look like, and which routes claim the same place."""

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from kgen.diagnostics import Problem, escape
from kgen.resolve import canary
from kgen.resolve.scope import Gateway, Scope

if TYPE_CHECKING:
    from kgen import schema

Match: TypeAlias = tuple[str, ...]
"""What a request must look like, in a form in which equal requests are equal texts."""
Route: TypeAlias = tuple[str, str, str]
"""A route of the workspace: project, environment and key."""

_LABEL = re.compile(r"[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?")
_ADDRESS = re.compile(r"[0-9.]+")


def complete_host(host: str, domain: str | None) -> str:
    """The full host: one without a dot stands for `<host>.<domain>`."""
    return host if "." in host or domain is None else f"{host}.{domain}"


def route_hosts(route: "schema.Route", domain: str | None) -> tuple[str, ...]:
    """The full hosts of a route: its `host`, then its `hostnames`, each once."""
    written = [route["host"]] if "host" in route else []
    return tuple(dict.fromkeys(complete_host(host, domain) for host in (*written, *route.get("hostnames", []))))


def check_hosts(scope: Scope, key: str) -> None:
    """Reports what is wrong with the hosts that route `key` writes."""
    route = scope.data["routes"][key]
    places: list[tuple[tuple[str | int, ...], str]] = [(("host",), route["host"])] if "host" in route else []
    places += [(("hostnames", index), host) for index, host in enumerate(route.get("hostnames", []))]
    if not places:
        help_text = "write `host`; without one the route would take every request that reaches the Gateway"
        scope.problems.append(Problem("KG450", ("routes", key), f"route `{key}` has no host", help_text, at_key=True))
    # What holds a reference without a value is no host yet, and that has been said.
    reported = {problem.path for problem in scope.problems}
    for place, host in places:
        mistake = _mistake(host, scope.environment.domain)
        if mistake is not None and ("routes", key, *place) not in reported:
            message, help_text = mistake
            scope.problems.append(Problem("KG450", ("routes", key, *place), message, help_text))


def _mistake(host: str, domain: str | None) -> tuple[str, str] | None:
    """Message and help for a host that is none (RFC 1123; `*.` may stand before it), None for a good one."""
    shown = f"`{escape(host)}`"
    if host == "*":
        return f"{shown} would take the requests of every host", "name the hosts, or a domain as in `*.example.com`"
    if "." not in host and domain is None and _LABEL.fullmatch(host):
        help_text = "write the full host, or give the environment a `domain` in the org file"
        return f"{shown} is no full host, and this environment has no `domain`", help_text
    full = complete_host(host, domain)
    rule = (
        "a host is written without scheme, port and path, in lower-case letters, digits and `-`, as `shop.example.com`"
    )
    if not all(_LABEL.fullmatch(label) for label in full.removeprefix("*.").split(".")):
        return f"{shown} is not a host name", rule
    if _ADDRESS.fullmatch(full):
        return f"{shown} is an address", "Gateways and Ingresses take host names only"
    if len(full) > 253:
        return f"a host of {len(full)} characters is longer than DNS allows", "253 characters is the limit"
    return None


class Claim(NamedTuple):
    """A place that a route takes: one host and one way in which requests match there.

    `entrance` is the Gateway or Ingress class that the requests come through. The route is at `("routes", key)` in the
    data of its project.
    """

    cluster: str
    entrance: str
    host: str
    match: Match
    kind: Literal["HTTPRoute", "GRPCRoute", "Ingress"]
    project: str
    environment: str
    key: str


class Clash(NamedTuple):
    """Two routes that cannot stand beside each other. Each claim names its project, environment and route."""

    code: str
    first: Claim
    second: Claim
    message: str
    help: str


def host_claims(scope: Scope) -> tuple[Claim, ...]:
    """The places that the routes of this environment take; a canary takes none, it has a share of another's."""
    routing = scope.organization.routing
    if routing is None or canary.is_canary(scope):
        return ()
    claims = []
    for key, route in sorted(scope.data.get("routes", {}).items()):
        if routing.provider == "ingress":
            entrance = route.get("ingressClassName") or routing.ingress_class or ""
        else:
            gateway = route_gateway(scope, key, routing.gateway)
            entrance = f"{gateway.namespace}/{gateway.name}/{gateway.listener or ''}"
        kind: Literal["HTTPRoute", "GRPCRoute", "Ingress"] = (
            "Ingress" if routing.provider == "ingress" else "GRPCRoute" if "grpc" in route else "HTTPRoute"
        )
        claims += [
            Claim(
                cluster=scope.environment.cluster,
                entrance=entrance,
                host=host,
                match=match,
                kind=kind,
                project=scope.name,
                environment=scope.environment.name,
                key=key,
            )
            for host in route_hosts(route, scope.environment.domain)
            for match in _matches(route)
        ]
    return tuple(claims)


def route_gateway(scope: Scope, key: str, default: Gateway) -> Gateway:
    """The Gateway of route `key`: what it names, and the organisation for the rest; `null` takes a listener away."""
    own = scope.data["routes"][key].get("gateway", {})
    place = ("routes", key, "gateway")
    return default._replace(
        name=own.get("name", default.name),
        namespace=own.get("namespace", default.namespace),
        listener=None if (*place, "listener") in scope.off else own.get("listener", default.listener),
        http_listener=None if (*place, "httpListener") in scope.off else own.get("httpListener", default.http_listener),
    )


def _matches(route: "schema.Route") -> Iterator[Match]:
    headers = "&".join(sorted(f"{name.lower()}={value}" for name, value in route.get("headers", {}).items()))
    if "grpc" in route:
        yield ("grpc", route["grpc"], headers)
        return
    query = "&".join(sorted(f"{name}={value}" for name, value in route.get("queryParams", {}).items()))
    path_type = route.get("pathType", "PathPrefix")
    for method in sorted(set(route.get("methods", []))) or ("",):
        yield (path_type, _same_path(path_type, route.get("path", "/")), method, headers, query)
    for path in route.get("redirectFrom", []):
        yield (path_type, _same_path(path_type, path), "", "", "")


def _same_path(path_type: str, path: str) -> str:
    """`/a` and `/a/` are the same prefix."""
    return (path.rstrip("/") or "/") if path_type == "PathPrefix" else path


def find_clashes(claims: Iterable[Claim]) -> tuple[Clash, ...]:
    """Routes that take the same place in one cluster, and hosts that serve both HTTP and gRPC at one Gateway."""
    ordered = sorted(set(claims), key=_order)
    clashes: dict[tuple[Route, Route], Clash] = {}
    taken: dict[tuple[str, ...], Claim] = {}
    by_host: dict[tuple[str, str, str], dict[str, Claim]] = {}
    for claim in ordered:
        first = taken.setdefault((claim.cluster, claim.entrance, claim.host, *claim.match), claim)
        if _route(first) != _route(claim):
            clashes.setdefault((_route(first), _route(claim)), _same_place(first, claim))
        by_host.setdefault((claim.cluster, claim.entrance, claim.host), {}).setdefault(claim.kind, claim)
    for claim in ordered:
        for host in _covering(claim.host):
            for other in by_host.get((claim.cluster, claim.entrance, host), {}).values():
                if other.kind != claim.kind:
                    first, second = sorted((other, claim), key=_order)
                    clashes.setdefault((_route(first), _route(second)), _two_kinds(claim.host, first, second))
    return tuple(clash for _, clash in sorted(clashes.items()))


def _order(claim: Claim) -> tuple[object, ...]:
    return (*_route(claim), claim.cluster, claim.entrance, claim.host, claim.match)


def _covering(host: str) -> Iterator[str]:
    """The host itself and the wildcards that hold it: `a.b.c` is in `*.b.c` and `*.c`."""
    yield host
    labels = host.removeprefix("*.").split(".")
    yield from (f"*.{'.'.join(labels[start:])}" for start in range(1, len(labels)))


def _route(claim: Claim) -> Route:
    return (claim.project, claim.environment, claim.key)


def _same_place(first: Claim, second: Claim) -> Clash:
    place = f"{second.host}{second.match[1] if second.kind != 'GRPCRoute' else '/' + second.match[1]}"
    message = f"two routes take `{escape(place)}` in cluster `{second.cluster}`"
    help_text = "give one of them another host or path"
    if first.project == second.project and first.environment != second.environment:
        help_text = "give each environment a host of its own; a canary shares that of another with `traffic`"
    return Clash("KG455", first, second, message, help_text)


def _two_kinds(host: str, first: Claim, second: Claim) -> Clash:
    message = f"`{host}` serves HTTP and gRPC"
    return Clash("KG456", first, second, message, "a Gateway accepts one of the two for a host: give gRPC its own host")


def owner(claim: Claim) -> str:
    """The route of a claim in words."""
    return f"route `{claim.key}` of `{claim.project}` in `{claim.environment}`"

"""Owns routes: how requests from outside reach the project, as Gateway API's routes or as Ingresses."""

from typing import TYPE_CHECKING, NamedTuple

from kgen import names
from kgen.diagnostics import Problem, quote
from kgen.model import Backend, Grant, Ingress, Route, RouteRule
from kgen.resolve import canary, handling, match, rollout
from kgen.resolve.hosts import check_hosts, route_gateway, route_hosts
from kgen.resolve.ingress import check_ingress, resolve_ingress, serves_tls
from kgen.resolve.scope import Offer, Routing, Scope
from kgen.resolve.target import Target, find_target

if TYPE_CHECKING:
    from kgen import objects, schema

_NOT_GRPC = ("path", "pathType", "methods", "queryParams", "redirectFrom", "urlRewrite", "timeouts", "retry")
_INGRESS_ONLY = ("tls", "ingressClassName")
_GRPC_PROTOCOLS = ("grpc", "kubernetes.io/h2c", "https")


class Routed(NamedTuple):
    """What the routes of one environment become; a canary has grants only."""

    routes: tuple[Route, ...]
    ingresses: tuple[Ingress, ...]
    grants: tuple[Grant, ...]


def resolve_routes(scope: Scope, offers: tuple[Offer, ...]) -> Routed:
    """Routes of a project in one environment, by key. `offers` are its workloads as they are offered here."""
    canary.check_canary(scope)
    routing = scope.organization.routing
    if routing is None:
        return Routed((), (), ())
    if canary.is_canary(scope):
        return Routed((), (), _grants(scope, offers))
    routes: list[Route] = []
    ingresses: list[Ingress] = []
    for key in sorted(scope.data.get("routes", {})):
        check_hosts(scope, key)
        match.check_matches(scope, key)
        target = find_target(offers, scope.data["routes"][key], ("routes", key))
        if isinstance(target, Problem):
            scope.problems.append(target)
        elif routing.provider == "ingress":
            check_ingress(scope, key)
            ingresses.append(resolve_ingress(scope, key, target, routing))
        else:
            _check_route(scope, key, target)
            routes += _resolve_route(scope, key, target, routing)
    _check_names(scope, routes)
    return Routed(tuple(routes), tuple(ingresses), ())


def _grants(scope: Scope, offers: tuple[Offer, ...]) -> tuple[Grant, ...]:
    # A target that is not here is a problem of the environment that sends the traffic, and reported there.
    routes = sorted(scope.data.get("routes", {}).items())
    found = [(_kind(route), find_target(offers, route, ("routes", key))) for key, route in routes]
    return canary.resolve_grants(scope, [(kind, target) for kind, target in found if isinstance(target, Target)])


def _kind(route: "schema.Route") -> "objects.RouteKind":
    return "GRPCRoute" if "grpc" in route else "HTTPRoute"


def _resolve_route(scope: Scope, key: str, target: Target, routing: Routing) -> list[Route]:
    """The route of a key, `<project>-<key>`, and for HTTP `<project>-<key>-redirect` on the listener without TLS."""
    route = scope.data["routes"][key]
    gateway = route_gateway(scope, key, routing.gateway)
    moved = rollout.is_rolled_out(scope, target.component)
    rules = _rules(route, rollout.split_traffic(target) if moved else canary.split_traffic(scope, key, target))
    if len(rules) > 16:
        message = f"route `{key}` needs {len(rules)} rules, one for each old path, and Gateway API takes 16"
        scope.problems.append(Problem("KG454", ("routes", key, "redirectFrom"), message, "write a second route"))
    found = Route(
        kind=_kind(route),
        name=f"{scope.name}-{key}",
        labels=names.text({names.COMPONENT: target.component}),
        annotations=names.text(route.get("annotations", {})),
        gateway=gateway.name,
        gateway_namespace=gateway.namespace,
        section=gateway.listener,
        hostnames=route_hosts(route, scope.environment.domain),
        rules=rules,
    )
    listeners = (gateway.listener, gateway.http_listener)
    if found.kind == "GRPCRoute" or None in listeners or len(set(listeners)) == 1:
        return [found]
    # Annotations speak to what serves the route (external-dns, a policy): they are not for a redirect.
    redirect = found._replace(
        name=f"{found.name}-redirect", annotations=(), section=gateway.http_listener, rules=(_https_redirect(route),)
    )
    return [found, redirect]


def _rules(route: "schema.Route", split: canary.Split) -> tuple[RouteRule, ...]:
    """Requests that ask for a canary, then all others, then the redirects from old paths."""
    asking = [_rule(match.asking_for_canary(route), split.asking)] if split.asking else []
    redirects = [_redirect((found,), response) for found, response in handling.redirects(route)]
    return (*asking, _rule(route, split.ordinary), *redirects)


def _rule(route: "schema.Route", backends: tuple[Backend, ...]) -> RouteRule:
    # Rules carry no names: the standard channel knows them since Gateway API 1.4 only.
    if "grpc" in route:
        return RouteRule(None, match.grpc_matches(route), handling.grpc_filters(route), backends, None, None)
    return RouteRule(
        name=None,
        matches=match.http_matches(route),
        filters=handling.http_filters(route),
        backends=backends,
        timeouts=handling.http_timeouts(route),
        retry=handling.http_retry(route),
    )


def _redirect(matches: "tuple[objects.HTTPRouteMatch, ...]", response: "objects.HTTPRouteFilter") -> RouteRule:
    return RouteRule(None, matches, (response,), (), None, None)


def _https_redirect(route: "schema.Route") -> RouteRule:
    """The paths of a route, under whatever conditions, answered with the same address under https."""
    own: objects.HTTPRouteMatch = {
        "path": {"type": route.get("pathType", "PathPrefix"), "value": route.get("path", "/")}
    }
    return _redirect((own, *(old for old, _ in handling.redirects(route))), handling.HTTPS)


def _check_route(scope: Scope, key: str, target: Target) -> None:
    route = scope.data["routes"][key]
    place = ("routes", key)
    for field in _NOT_GRPC:
        if "grpc" in route and field in route:
            message = f"a GRPCRoute cannot say `{field}`"
            help_text = "remove it: `headers` and `mirror` are all it knows"
            scope.problems.append(Problem("KG453", (*place, field), message, help_text, at_key=True))
    for field in _INGRESS_ONLY:
        if field in route:
            message = f"only an Ingress has `{field}`"
            help_text = "remove it, or set `provider: ingress` under `routing` in the org file"
            scope.problems.append(Problem("KG453", (*place, field), message, help_text, at_key=True))
    handling.check_handling(scope, key)
    if "grpc" in route and target.port.app_protocol not in _GRPC_PROTOCOLS:
        message = f"port `{target.port.name}` serves gRPC but does not say so"
        port = f"{{{target.port.name}: {{containerPort: {target.port.number}, appProtocol: grpc}}}}"
        help_text = f"write `ports: {port}`: some Gateways speak HTTP/1.1 otherwise"
        scope.problems.append(Problem("KG458", (*place, "grpc"), message, help_text, severity="note"))


def _check_names(scope: Scope, routes: list[Route]) -> None:
    """A route called `web-redirect` would take the name of the redirect that belongs to `web`."""
    seen: dict[tuple[str, str], Route] = {}
    for route in routes:
        if seen.setdefault((route.kind, route.name), route) is not route:
            key = route.name.removeprefix(f"{scope.name}-")
            message = f"{quote([key])} is also the name of the redirect to https of another route"
            scope.problems.append(Problem("KG486", ("routes", key), message, "choose another key", at_key=True))


def route_host(scope: Scope, name: str) -> str | None:
    """The first host of a route that is no wildcard; a canary's routes are those of the environment it extends."""
    route = scope.data.get("routes", {}).get(name)
    hosts = () if route is None else route_hosts(route, scope.environment.domain)
    return next((host for host in hosts if not host.startswith("*.")), None)


def route_url(scope: Scope, name: str) -> str | None:
    """The address of a route, without the `/` of a root; of a regular expression only scheme and host are known."""
    host = route_host(scope, name)
    if host is None:
        return None
    route = scope.data["routes"][name]
    path = "" if "grpc" in route or route.get("pathType") == "RegularExpression" else route.get("path", "/")
    return f"{_scheme(scope, name)}://{host}{'' if path == '/' else path}"


def _scheme(scope: Scope, key: str) -> str:
    """TLS ends at the listener or the Ingress; a route on the listener that redirects has none."""
    routing = scope.organization.routing
    if routing is not None and routing.provider == "ingress":
        return "https" if serves_tls(scope, key) else "http"
    if routing is not None:
        gateway = route_gateway(scope, key, routing.gateway)
        if gateway.listener is not None and gateway.listener == gateway.http_listener:
            return "http"
    return "https"

"""Owns Ingresses: routes where the organisation has no Gateway, and what of a route an Ingress cannot say."""

from typing import TYPE_CHECKING, Literal

from kgen import names
from kgen.diagnostics import Problem
from kgen.model import Ingress, IngressPath
from kgen.resolve.hosts import route_hosts
from kgen.resolve.scope import Routing, Scope
from kgen.resolve.target import Target

if TYPE_CHECKING:
    from kgen import schema

CLUSTER_ISSUER = "cert-manager.io/cluster-issuer"

_UNSAYABLE = (
    "gateway",
    "grpc",
    "headers",
    "methods",
    "mirror",
    "queryParams",
    "redirectFrom",
    "retry",
    "timeouts",
    "urlRewrite",
)


def check_ingress(scope: Scope, key: str) -> None:
    """Reports the fields of a route that an Ingress has no words for: controllers differ in theirs."""
    route = scope.data["routes"][key]
    help_text = "use `annotations` of your ingress controller, or `provider: gateway` in the org file"
    for field in _UNSAYABLE:
        if field in route:
            message = f"an Ingress cannot say `{field}`"
            scope.problems.append(Problem("KG453", ("routes", key, field), message, help_text, at_key=True))
    if route.get("pathType") == "RegularExpression":
        message = "an Ingress cannot compare a path with a regular expression"
        scope.problems.append(Problem("KG453", ("routes", key, "pathType"), message, help_text))


def resolve_ingress(scope: Scope, key: str, target: Target, routing: Routing) -> Ingress:
    """The Ingress of route `key`; its certificate comes from the organisation's issuer, if there is one."""
    route = scope.data["routes"][key]
    name = f"{scope.name}-{key}"
    # A certificate that the project names itself must not be overwritten by one of the issuer's.
    issued = serves_tls(scope, key) and "secretName" not in route.get("tls", {})
    issuer = {CLUSTER_ISSUER: routing.cert_issuer} if routing.cert_issuer and issued else {}
    return Ingress(
        name=name,
        labels=names.text({names.COMPONENT: target.component}),
        annotations=names.text({**issuer, **route.get("annotations", {})}),
        class_name=route.get("ingressClassName", routing.ingress_class),
        paths=tuple(
            IngressPath(host, route.get("path", "/"), _path_type(route), target.service, target.port.name)
            for host in route_hosts(route, scope.environment.domain)
        ),
        tls_secret=route.get("tls", {}).get("secretName", f"{name}-tls") if serves_tls(scope, key) else None,
    )


def serves_tls(scope: Scope, key: str) -> bool:
    """Whether the Ingress of a route ends TLS: always, unless the project writes `tls: null`."""
    return not scope.is_off("routes", key, "tls")


def _path_type(route: "schema.Route") -> Literal["Prefix", "Exact"]:
    return "Exact" if route.get("pathType") == "Exact" else "Prefix"

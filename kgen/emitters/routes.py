"""Owns HTTPRoutes, GRPCRoutes, Ingresses and ReferenceGrants: how requests from outside reach the project."""

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING, cast

from kgen import names
from kgen.artifact import Artifact
from kgen.model import Backend, Grant, Ingress, IngressPath, ResolvedProject, Route, RouteRule, Text

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    found = (
        *(_route(project, route) for route in project.routes),
        *(_ingress(project, ingress) for ingress in project.ingresses),
        *(_grant(project, grant) for grant in project.grants),
    )
    if found:
        yield Artifact("routes.yml", found)


def _metadata(project: ResolvedProject, name: str, labels: Text, annotations: Text) -> "objects.ObjectMeta":
    """The metadata of the project with what is the object's own."""
    return names.metadata(
        project,
        name,
        names.text({**dict(project.labels), **dict(labels)}),
        names.text({**dict(project.annotations), **dict(annotations)}),
    )


def _route(project: ResolvedProject, route: Route) -> "objects.HTTPRoute | objects.GRPCRoute":
    metadata = _metadata(project, route.name, route.labels, route.annotations)
    parent: objects.gateway.ParentReference = {
        "group": "gateway.networking.k8s.io",
        "kind": "Gateway",
        "name": route.gateway,
        "namespace": route.gateway_namespace,
        "sectionName": route.section,
    }
    if route.kind == "HTTPRoute":
        return {
            "apiVersion": "gateway.networking.k8s.io/v1",
            "kind": "HTTPRoute",
            "metadata": metadata,
            "spec": {
                "parentRefs": [parent],
                "hostnames": list(route.hostnames),
                "rules": [_http_rule(rule) for rule in route.rules],
            },
        }
    return {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "GRPCRoute",
        "metadata": metadata,
        "spec": {
            "parentRefs": [parent],
            "hostnames": list(route.hostnames),
            "rules": [_grpc_rule(rule) for rule in route.rules],
        },
    }


# The kind of the route says which of two shapes the matches and filters of its rules have.


def _http_rule(rule: RouteRule) -> "objects.gateway.HTTPRouteRule":
    return {
        "name": rule.name,
        "matches": cast("list[objects.HTTPRouteMatch]", list(rule.matches)),
        "filters": cast("list[objects.HTTPRouteFilter]", list(rule.filters)) or None,
        "backendRefs": [_backend(backend) for backend in rule.backends] or None,
        "timeouts": rule.timeouts,
        "retry": rule.retry,
    }


def _grpc_rule(rule: RouteRule) -> "objects.gateway.GRPCRouteRule":
    return {
        "name": rule.name,
        "matches": cast("list[objects.gateway.GRPCRouteMatch]", list(rule.matches)),
        "filters": cast("list[objects.gateway.GRPCRouteFilter]", list(rule.filters)) or None,
        "backendRefs": [_backend(backend) for backend in rule.backends],
    }


def _backend(backend: Backend) -> "objects.gateway.BackendRef":
    return {
        "group": "",
        "kind": "Service",
        "name": backend.service,
        "namespace": backend.namespace,
        "port": backend.port,
        "weight": backend.weight,
    }


def _ingress(project: ResolvedProject, ingress: Ingress) -> "objects.Ingress":
    hosts = sorted({path.host for path in ingress.paths})
    by_host = groupby(sorted(ingress.paths), key=lambda path: path.host)
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": _metadata(project, ingress.name, ingress.labels, ingress.annotations),
        "spec": {
            "ingressClassName": ingress.class_name,
            "tls": [{"hosts": hosts, "secretName": ingress.tls_secret}] if ingress.tls_secret else None,
            "rules": [{"host": host, "http": {"paths": [_path(path) for path in paths]}} for host, paths in by_host],
        },
    }


def _path(path: IngressPath) -> "objects.network.HTTPIngressPath":
    return {
        "path": path.path,
        "pathType": path.path_type,
        "backend": {"service": {"name": path.service, "port": {"name": path.port}}},
    }


def _grant(project: ResolvedProject, grant: Grant) -> "objects.ReferenceGrant":
    return {
        # `v1beta1` is served by every release of Gateway API; `v1` came with 1.5.
        "apiVersion": "gateway.networking.k8s.io/v1beta1",
        "kind": "ReferenceGrant",
        "metadata": _metadata(project, grant.name, (), ()),
        "spec": {
            "from": [
                {"group": "gateway.networking.k8s.io", "kind": kind, "namespace": grant.source} for kind in grant.kinds
            ],
            "to": [{"group": "", "kind": "Service", "name": service} for service in grant.services],
        },
    }

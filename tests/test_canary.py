"""Checks canaries: weights, header matches and grants, and why a canary gets no traffic."""

from typing import TYPE_CHECKING, Any

import pytest

from kgen.node import Path
from kgen.resolve.routes import resolve_routes
from kgen.resolve.scope import Interface, Offer, Scope
from tests.scopes import GRPC, HTTP, found, interface, offer, organization, port, scope
from tests.test_routes import BOTH, INGRESS, written

if TYPE_CHECKING:
    from kgen import schema

ROUTES: "schema.Overlay" = {"routes": {"web": {"host": "shop.example.com", "path": "/checkout"}}}
WITH_GRPC: "schema.Overlay" = {
    "routes": {
        "api": {"host": "api.example.com", "grpc": "shop.v1.Checkout", "port": "grpc"},
        "web": {"host": "shop.example.com"},
    }
}
PRODUCTION = interface(offers=BOTH)
TRAFFIC = ("traffic",)


def canary(
    traffic: int | None = 5,
    name: str = "canary",
    *,
    extends: str | None = "production",
    cluster: str = "prod",
    offers: tuple[Offer, ...] = BOTH,
    routes: tuple[str, ...] = ("web",),
) -> Interface:
    """A canary of production that offers what production offers."""
    return interface(name, extends=extends, traffic=traffic, cluster=cluster, offers=offers, routes=routes)


def production(*canaries: Interface, data: "schema.Overlay" = ROUTES) -> Scope:
    """The production environment beside its canaries."""
    here = interface(offers=BOTH, routes=tuple(sorted(data["routes"])))
    return scope(data, here=here, siblings=canaries)


def backend(weight: int, namespace: str | None = None, port: int = 80) -> dict[str, Any]:
    own = {"group": "", "kind": "Service", "name": "checkout", "port": port, "weight": weight}
    return own if namespace is None else {**own, "namespace": namespace}


def test_a_canary_gets_its_share_and_the_requests_that_ask_for_it() -> None:
    asking, ordinary = written(production(canary()))[0]["spec"]["rules"]
    path = {"type": "PathPrefix", "value": "/checkout"}
    header = {"type": "Exact", "name": "x-canary", "value": "always"}
    assert asking == {
        "matches": [{"path": path, "headers": [header]}],
        "backendRefs": [backend(1, "checkout-canary")],
    }
    assert ordinary == {
        "matches": [{"path": path}],
        "backendRefs": [backend(95), backend(5, "checkout-canary")],
    }


def test_both_rules_treat_requests_alike() -> None:
    route: schema.Route = {
        "host": "shop.example.com",
        "path": "/old",
        "methods": ["GET"],
        "headers": {"x-a": "1"},
        "timeouts": {"request": "10s"},
        "urlRewrite": {"path": {"replacePrefixMatch": "/"}},
        "redirectFrom": ["/older"],
    }
    asking, ordinary, redirect = written(production(canary(), data={"routes": {"web": route}}))[0]["spec"]["rules"]
    for field in ("filters", "timeouts"):
        assert asking[field] == ordinary[field]
    assert [each["name"] for each in asking["matches"][0]["headers"]] == ["x-a", "x-canary"]
    assert "backendRefs" not in redirect


def test_weights() -> None:
    table = {
        "one": ((5,), [95, 5]),
        "all": ((100,), [0, 100]),
        "several by name": ((5, 10), [85, 5, 10]),
        "together all": ((40, 60), [0, 40, 60]),
        "none": ((0,), [1]),
        "one of two": ((0, 10), [90, 10]),
    }
    for name, (shares, expected) in table.items():
        canaries = [canary(share, f"canary{number}") for number, share in enumerate(shares)]
        asking, ordinary = written(production(*canaries))[0]["spec"]["rules"]
        assert [each["weight"] for each in ordinary["backendRefs"]] == expected, name
        assert [each["weight"] for each in asking["backendRefs"]] == [1] * len(shares), name


def test_the_port_of_the_canary_may_have_another_number() -> None:
    other = canary(offers=(offer(ports=(port(service=8000), GRPC)),))
    _, ordinary = written(production(other))[0]["spec"]["rules"]
    assert ordinary["backendRefs"] == [backend(95), backend(5, "checkout-canary", 8000)]


def test_grpc_is_shared_likewise() -> None:
    grpc = written(production(canary(routes=("api", "web")), data=WITH_GRPC))[0]
    asking, ordinary = grpc["spec"]["rules"]
    method = {"type": "Exact", "service": "shop.v1.Checkout"}
    header = {"type": "Exact", "name": "x-canary", "value": "always"}
    assert asking["matches"] == [{"method": method, "headers": [header]}]
    assert ordinary == {
        "matches": [{"method": method}],
        "backendRefs": [backend(95, port=9090), backend(5, "checkout-canary", 9090)],
    }


def test_a_route_that_the_canary_switched_off_is_not_shared() -> None:
    objects = {each["metadata"]["name"]: each for each in written(production(canary(), data=WITH_GRPC))}
    assert len(objects["checkout-api"]["spec"]["rules"]) == 1
    assert len(objects["checkout-web"]["spec"]["rules"]) == 2


def test_environments_that_only_extend_get_no_traffic() -> None:
    (rule,) = written(production(canary(None)))[0]["spec"]["rules"]
    assert rule["backendRefs"] == [backend(1)]


GRANTS: list[tuple[str, "schema.Overlay", int, list[str]]] = [
    ("for HTTP", ROUTES, 5, ["HTTPRoute"]),
    ("for both kinds", WITH_GRPC, 5, ["GRPCRoute", "HTTPRoute"]),
    ("without weight", ROUTES, 0, ["HTTPRoute"]),
]


@pytest.mark.parametrize(("data", "traffic", "kinds"), [row[1:] for row in GRANTS], ids=[row[0] for row in GRANTS])
def test_a_canary_writes_a_grant_and_no_routes(data: "schema.Overlay", traffic: int, kinds: list[str]) -> None:
    routes = tuple(sorted(data["routes"]))
    here = canary(traffic, routes=routes)
    (grant,) = written(scope(data, here=here, siblings=(PRODUCTION._replace(routes=routes),)))
    assert (grant["kind"], grant["metadata"]["name"]) == ("ReferenceGrant", "checkout-from-checkout-production")
    assert grant["spec"] == {
        "from": [
            {"group": "gateway.networking.k8s.io", "kind": kind, "namespace": "checkout-production"} for kind in kinds
        ],
        "to": [{"group": "", "kind": "Service", "name": "checkout"}],
    }


def test_a_grant_names_every_service_that_routes_lead_to() -> None:
    offers = (*BOTH, offer(component="api", ports=(port("rpc", 9000, service=9000),), main="rpc"))
    data: schema.Overlay = {
        "routes": {"api": {"host": "a.example.com", "port": "rpc"}, "web": {"host": "b.example.com"}}
    }
    here = canary(offers=offers, routes=("api", "web"))
    owner = interface(offers=offers, routes=("api", "web"))
    routed = resolve_routes(scope(data, here=here, siblings=(owner,)), offers)
    assert routed.grants[0].services == ("checkout", "checkout-api")


OBSTACLES: list[tuple[str, Interface, Interface, str]] = [
    (
        "in another cluster",
        PRODUCTION,
        canary(cluster="other"),
        "`canary` runs in cluster `other`, `production` in `prod`",
    ),
    (
        "of nothing",
        PRODUCTION._replace(routes=()),
        canary(routes=()),
        "`production` has no route whose traffic `canary` could share",
    ),
    (
        "with a route of its own",
        PRODUCTION,
        canary(routes=("extra", "web")),
        "`canary` writes no routes of its own, but has `extra`",
    ),
    (
        "without any of the routes",
        PRODUCTION,
        canary(routes=()),
        "`production` has no route whose traffic `canary` could share",
    ),
]


@pytest.mark.parametrize(
    ("owner", "share", "message"), [row[1:] for row in OBSTACLES], ids=[row[0] for row in OBSTACLES]
)
def test_the_canary_reports_what_keeps_it_from_its_share(owner: Interface, share: Interface, message: str) -> None:
    inherited: schema.Overlay = {"routes": {key: {"host": f"{key}.example.com"} for key in share.routes}}
    of_canary = scope(inherited, here=share, siblings=(owner,))
    resolve_routes(of_canary, share.offers)
    assert found(of_canary) == [("KG457", TRAFFIC, message)]
    data: schema.Overlay = {"routes": {key: {"host": f"{key}.example.com"} for key in owner.routes}}
    of_owner = scope(data, here=owner, siblings=(share,))
    routed = resolve_routes(of_owner, owner.offers)
    backends = [each for route in routed.routes for rule in route.rules for each in rule.backends]
    assert {each.namespace for each in backends} <= {None}
    assert found(of_owner) == []


UNANSWERED: list[tuple[str, Offer]] = [
    ("without the port", offer(ports=(GRPC,), main=None)),
    ("without the Service port", offer(ports=(port(service=None), GRPC))),
    ("without a Service", offer(ports=(HTTP, GRPC), served=False)),
    ("without the workload", offer(component="api", ports=(HTTP, GRPC))),
]


@pytest.mark.parametrize("offered", [row[1] for row in UNANSWERED], ids=[row[0] for row in UNANSWERED])
def test_a_canary_that_cannot_answer_is_reported_by_the_route(offered: Offer) -> None:
    share = canary(offers=(offered,))
    of_owner = production(share)
    routed = resolve_routes(of_owner, BOTH)
    assert [[each.weight for each in rule.backends] for rule in routed.routes[0].rules] == [[1]]
    message = "`canary` shares route `web` but offers no Service port `http`"
    assert found(of_owner) == [("KG457", ("routes", "web"), message)]
    of_canary = scope(ROUTES, here=share, siblings=(PRODUCTION,))
    resolve_routes(of_canary, share.offers)
    assert found(of_canary) == []


def test_an_ingress_cannot_share() -> None:
    where = scope(ROUTES, here=canary(), siblings=(PRODUCTION,), org=INGRESS)
    resolve_routes(where, BOTH)
    assert found(where) == [("KG457", TRAFFIC, "an Ingress cannot share traffic with a canary")]


def test_without_routing_there_is_nothing_to_share() -> None:
    where = scope(ROUTES, here=canary(), siblings=(PRODUCTION,), org=organization({}, frozenset({("routing",)})))
    resolve_routes(where, BOTH)
    assert found(where) == [("KG457", TRAFFIC, "without routes there is no traffic to share")]


def test_traffic_without_extends() -> None:
    where = scope(ROUTES, here=canary(extends=None), siblings=(PRODUCTION,))
    resolve_routes(where, BOTH)
    assert found(where) == [("KG457", TRAFFIC, "`canary` has `traffic` but no `extends`")]


def test_a_canary_of_a_skipped_environment() -> None:
    where = scope(ROUTES, here=canary())
    resolve_routes(where, BOTH)
    message = "environment `production` is not written, so it has no traffic to share"
    assert found(where) == [("KG457", TRAFFIC, message)]


def test_together_canaries_may_take_all_and_no_more() -> None:
    first, second = canary(60, "first"), canary(41, "second")
    of_owner = production(first, second)
    routed = resolve_routes(of_owner, BOTH)
    assert [each.weight for each in routed.routes[0].rules[1].backends] == [0, 60, 41]
    of_first = scope(ROUTES, here=first, siblings=(PRODUCTION, second))
    of_second = scope(ROUTES, here=second, siblings=(PRODUCTION, first))
    for each in (of_first, of_second):
        resolve_routes(each, BOTH)
    assert found(of_owner) == found(of_first) == []
    message = "the canaries of `production` take 101 of 100: `first`, `second`"
    assert found(of_second) == [("KG457", TRAFFIC, message)]


REPLICAS: list[tuple[str, "schema.Overlay", int | None, list[Path]]] = [
    ("two", {"replicas": 2}, 5, []),
    ("three", {"replicas": 3}, 5, [("replicas",)]),
    ("at least two", {"autoscaling": {"minReplicas": 2, "maxReplicas": 9}}, 5, []),
    ("at least three", {"autoscaling": {"minReplicas": 3, "maxReplicas": 9}}, 5, [("autoscaling", "minReplicas")]),
    ("three of no canary", {"replicas": 3}, None, []),
]


@pytest.mark.parametrize(("data", "traffic", "paths"), [row[1:] for row in REPLICAS], ids=[row[0] for row in REPLICAS])
def test_inherited_replicas_get_a_note(data: "schema.Overlay", traffic: int | None, paths: list[Path]) -> None:
    where = scope({**ROUTES, **data}, here=canary(traffic), siblings=(PRODUCTION,))
    resolve_routes(where, BOTH)
    assert [(each.code, each.severity, each.path) for each in where.problems] == [
        ("KG466", "note", path) for path in paths
    ]


HEADERS: list[tuple[str, dict[str, str], str, Path]] = [
    ("of the canary itself", {"X-Canary": "never"}, "KG467", ("headers", "X-Canary")),
    ("sixteen others", {f"x-{number}": "1" for number in range(16)}, "KG454", ("headers",)),
]


@pytest.mark.parametrize(("headers", "code", "path"), [row[1:] for row in HEADERS], ids=[row[0] for row in HEADERS])
def test_headers_that_leave_no_room(headers: dict[str, str], code: str, path: Path) -> None:
    data: schema.Overlay = {"routes": {"web": {"host": "shop.example.com", "headers": headers}}}
    where = production(canary(), data=data)
    resolve_routes(where, BOTH)
    assert [each[:2] for each in found(where)] == [(code, ("routes", "web", *path))]
    alone = production(data=data)
    resolve_routes(alone, BOTH)
    assert found(alone) == []

"""Checks which routes of a cluster claim the same place."""

from typing import TYPE_CHECKING

import pytest

from kgen.resolve.hosts import find_clashes, host_claims, owner
from kgen.resolve.scope import Scope
from tests.scopes import interface, organization, scope
from tests.test_routes import INGRESS

if TYPE_CHECKING:
    from kgen import schema


def project(
    name: str, route: "schema.Route", environment: str = "production", cluster: str = "prod", key: str = "web"
) -> Scope:
    """A project with one route in one environment."""
    return scope({"routes": {key: route}}, here=interface(environment, name, cluster=cluster))


def twice(place: str) -> str:
    """What is said of a place that both `cart` and `checkout` take."""
    return (
        f"two routes take `{place}` in cluster `prod`: "
        "route `web` of `cart` in `production` and route `web` of `checkout` in `production`"
    )


SHOP: "schema.Route" = {"host": "shop.example.com", "path": "/checkout"}

CLASHES: list[tuple[str, list[Scope], str]] = [
    (
        "two projects",
        [project("cart", SHOP), project("checkout", SHOP)],
        twice("shop.example.com/checkout"),
    ),
    (
        "two environments",
        [project("checkout", SHOP, "production"), project("checkout", SHOP, "staging")],
        "two routes take `shop.example.com/checkout` in cluster `prod`: "
        "route `web` of `checkout` in `production` and route `web` of `checkout` in `staging`",
    ),
    (
        "two routes of one environment",
        [scope({"routes": {"a": SHOP, "b": SHOP}})],
        "two routes take `shop.example.com/checkout` in cluster `prod`: "
        "route `a` of `checkout` in `production` and route `b` of `checkout` in `production`",
    ),
    (
        "one prefix written twice",
        [project("cart", {**SHOP, "path": "/checkout/"}), project("checkout", SHOP)],
        twice("shop.example.com/checkout"),
    ),
    (
        "an old path",
        [project("cart", {"host": "shop.example.com", "redirectFrom": ["/checkout"]}), project("checkout", SHOP)],
        twice("shop.example.com/checkout"),
    ),
    (
        "one method in common",
        [project("cart", {**SHOP, "methods": ["GET", "PUT"]}), project("checkout", {**SHOP, "methods": ["PUT"]})],
        twice("shop.example.com/checkout"),
    ),
    (
        "one header in two cases",
        [project("cart", {**SHOP, "headers": {"X-A": "1"}}), project("checkout", {**SHOP, "headers": {"x-a": "1"}})],
        twice("shop.example.com/checkout"),
    ),
    (
        "one further host",
        [project("cart", {**SHOP, "hostnames": ["b.example.com"]}), project("checkout", {**SHOP, "host": "b"})],
        twice("b.example.com/checkout"),
    ),
    (
        "one gRPC method",
        [project("cart", {"host": "a", "grpc": "a.B/C"}), project("checkout", {"host": "a", "grpc": "a.B/C"})],
        twice("a.example.com/a.B/C"),
    ),
    (
        "HTTP and gRPC",
        [project("cart", SHOP), project("checkout", {"host": "shop", "grpc": "a.B"})],
        "`shop.example.com` serves HTTP and gRPC: route `web` of `cart` in `production` and route `web` of `checkout` "
        "in `production`",
    ),
    (
        "HTTP and gRPC under a wildcard",
        [
            project("cart", {"host": "*.example.com"}),
            project("checkout", {"host": "api.eu.example.com", "grpc": "a.B"}),
        ],
        "`api.eu.example.com` serves HTTP and gRPC: route `web` of `cart` in `production` and route `web` of "
        "`checkout` in `production`",
    ),
]
APART: list[tuple[str, list[Scope]]] = [
    ("other clusters", [project("cart", SHOP), project("checkout", SHOP, cluster="other")]),
    ("other hosts", [project("cart", SHOP), project("checkout", {**SHOP, "host": "pay"})]),
    ("other paths", [project("cart", SHOP), project("checkout", {**SHOP, "path": "/check"})]),
    ("a path and the same path exactly", [project("cart", SHOP), project("checkout", {**SHOP, "pathType": "Exact"})]),
    (
        "other methods",
        [project("cart", {**SHOP, "methods": ["GET"]}), project("checkout", {**SHOP, "methods": ["PUT"]})],
    ),
    ("a condition more", [project("cart", SHOP), project("checkout", {**SHOP, "headers": {"x": "1"}})]),
    ("other gateways", [project("cart", SHOP), project("checkout", {**SHOP, "gateway": {"name": "internal"}})]),
    ("a host under a wildcard", [project("cart", {"host": "*.example.com"}), project("checkout", {"host": "shop"})]),
    ("one route", [project("cart", {**SHOP, "hostnames": ["shop.example.com"], "methods": ["GET", "GET"]})]),
    (
        "gRPC beside the wildcard's own domain",
        [project("cart", {"host": "*.a.example.com"}), project("checkout", {"host": "a.example.com", "grpc": "a.B"})],
    ),
]


def clashes(scopes: list[Scope]) -> list[str]:
    """The message of each clash, and whose it is."""
    found = find_clashes(claim for each in scopes for claim in host_claims(each))
    return [f"{clash.message}: {owner(clash.first)} and {owner(clash.second)}" for clash in found]


@pytest.mark.parametrize(("scopes", "message"), [row[1:] for row in CLASHES], ids=[row[0] for row in CLASHES])
def test_clashes(scopes: list[Scope], message: str) -> None:
    assert clashes(scopes) == [message] == clashes(scopes[::-1])


@pytest.mark.parametrize("scopes", [row[1] for row in APART], ids=[row[0] for row in APART])
def test_no_clash(scopes: list[Scope]) -> None:
    assert clashes(scopes) == []


def test_a_clash_names_both_places() -> None:
    claims = [*host_claims(project("cart", SHOP, key="a")), *host_claims(project("checkout", SHOP, key="b"))]
    (clash,) = find_clashes(claims)
    assert [(each.project, each.environment, each.key) for each in (clash.first, clash.second)] == [
        ("cart", "production", "a"),
        ("checkout", "production", "b"),
    ]


def test_three_claims_are_two_clashes() -> None:
    scopes = [project(name, SHOP) for name in ("cart", "checkout", "pay")]
    assert len(clashes(scopes)) == 2


def test_a_canary_claims_nothing() -> None:
    here = interface("canary", extends="production", traffic=5)
    assert host_claims(scope({"routes": {"web": SHOP}}, here=here, siblings=(interface(),))) == ()


def test_an_environment_that_only_extends_claims_its_routes() -> None:
    here = interface("blue", extends="production")
    assert len(host_claims(scope({"routes": {"web": SHOP}}, here=here, siblings=(interface(),)))) == 1


def test_without_routing_nothing_is_claimed() -> None:
    none = organization({}, frozenset({("routing",)}))
    assert host_claims(scope({"routes": {"web": SHOP}}, org=none)) == ()


def test_ingresses_clash_within_their_class() -> None:
    cart = scope({"routes": {"web": SHOP}}, here=interface(project="cart"), org=INGRESS)
    same = scope({"routes": {"web": SHOP}}, org=INGRESS)
    other = scope({"routes": {"web": {**SHOP, "ingressClassName": "internal"}}}, org=INGRESS)
    assert len(clashes([cart, same])) == 1
    assert clashes([cart, other]) == []

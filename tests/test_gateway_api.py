"""Checks that the rules of Gateway API, by which the tests judge routes, refuse what its API server refuses."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any

import pytest

from tests.gateway_api import violations

BACKEND = {"group": "", "kind": "Service", "name": "checkout", "port": 80, "weight": 1}
ROUTE: dict[str, Any] = {
    "apiVersion": "gateway.networking.k8s.io/v1",
    "kind": "HTTPRoute",
    "metadata": {"name": "checkout-web"},
    "spec": {
        "parentRefs": [{"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "public"}],
        "hostnames": ["shop.example.com"],
        "rules": [{"matches": [{"path": {"type": "PathPrefix", "value": "/a"}}], "backendRefs": [BACKEND]}],
    },
}
REDIRECT = {"type": "RequestRedirect", "requestRedirect": {"statusCode": 301}}
REWRITE = {
    "type": "URLRewrite",
    "urlRewrite": {"path": {"type": "ReplacePrefixMatch", "replacePrefixMatch": "/"}},
}
Rule = dict[str, Any]


def path(value: str, kind: str = "PathPrefix") -> Callable[[Rule], None]:
    return lambda rule: rule["matches"][0]["path"].update(type=kind, value=value)


BROKEN: list[tuple[str, Callable[[Rule], Any]]] = [
    ("path with //", path("/a//b")),
    ("path with /../", path("/a/../b")),
    ("path that ends with /.", path("/a/.")),
    ("path with %2f", path("/a%2fb")),
    ("path with #", path("/a#")),
    ("path with a space", path("/a b")),
    ("relative path", path("a", "Exact")),
    ("path of 1025", path("/" + "a" * 1024)),
    ("path without type", lambda rule: rule["matches"][0]["path"].pop("type")),
    ("65 matches", lambda rule: rule.update(matches=rule["matches"] * 65)),
    ("17 backends", lambda rule: rule.update(backendRefs=[BACKEND] * 17)),
    ("backend without weight", lambda rule: rule["backendRefs"].append({**BACKEND, "weight": -1})),
    ("backend without port", lambda rule: rule["backendRefs"].append({**BACKEND, "port": 0})),
    ("backend without group", lambda rule: rule["backendRefs"].append({**BACKEND, "group": None})),
    ("name of a rule", lambda rule: rule.update(name="canary")),
    ("retry", lambda rule: rule.update(retry={"attempts": 1})),
    ("redirect with backends", lambda rule: rule.update(filters=[REDIRECT])),
    ("redirect and rewrite", lambda rule: rule.update(filters=[REDIRECT, REWRITE], backendRefs=[])),
    ("redirect without code", lambda rule: rule.update(filters=[{**REDIRECT, "requestRedirect": {}}], backendRefs=[])),
    ("filter twice", lambda rule: rule.update(filters=[REWRITE, REWRITE])),
    ("rewrite of two matches", lambda rule: rule.update(matches=rule["matches"] * 2, filters=[REWRITE])),
    ("long attempt", lambda rule: rule.update(timeouts={"request": "1s", "backendRequest": "1001ms"})),
    ("duration", lambda rule: rule.update(timeouts={"request": "1.5s"})),
    ("header twice", lambda rule: rule["matches"][0].update(headers=[header("x-a"), header("X-A")])),
    ("17 headers", lambda rule: rule["matches"][0].update(headers=[header(f"x-{n}") for n in range(17)])),
    ("header of 4097", lambda rule: rule["matches"][0].update(headers=[header("x", "a" * 4097)])),
    ("empty query parameter", lambda rule: rule["matches"][0].update(queryParams=[header("q", "")])),
]


def header(name: str, value: str = "1") -> dict[str, str]:
    return {"type": "Exact", "name": name, "value": value}


def test_a_good_route_is_accepted() -> None:
    assert violations(ROUTE) == []


@pytest.mark.parametrize("change", [row[1] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_broken_rule_is_refused(change: Callable[[Rule], Any]) -> None:
    route = deepcopy(ROUTE)
    change(route["spec"]["rules"][0])
    assert len(violations(route)) == 1


SPECS: list[tuple[str, dict[str, Any]]] = [
    ("17 hosts", {"hostnames": [f"a{n}.example.com" for n in range(17)]}),
    ("host in upper case", {"hostnames": ["Shop.example.com"]}),
    ("17 rules", {"rules": ROUTE["spec"]["rules"] * 17}),
    (
        "129 matches",
        {"rules": [{**ROUTE["spec"]["rules"][0], "matches": ROUTE["spec"]["rules"][0]["matches"] * 43}] * 3},
    ),
    ("parent without kind", {"parentRefs": [{"name": "public"}]}),
]


@pytest.mark.parametrize("change", [row[1] for row in SPECS], ids=[row[0] for row in SPECS])
def test_a_broken_spec_is_refused(change: dict[str, Any]) -> None:
    assert len(violations({**ROUTE, "spec": {**ROUTE["spec"], **change}})) == 1

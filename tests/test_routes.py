"""Checks routes: what a project's `routes` become under Gateway API and as Ingresses, and what is refused."""

from typing import TYPE_CHECKING, Any

import pytest

from kgen.emitters import routes as emitter
from kgen.node import Path
from kgen.resolve.routes import Routed, resolve_routes, route_host, route_url
from kgen.resolve.scope import Offer, Scope
from tests import emission, models
from tests.gateway_api import violations
from tests.scopes import GRPC, HTTP, found, interface, offer, organization, port, scope

if TYPE_CHECKING:
    from kgen import schema

BOTH = (offer(ports=(HTTP, GRPC)),)
EXPERIMENTAL = organization({"routing": {"channel": "experimental"}})
INGRESS = organization({"routing": {"provider": "ingress", "ingressClassName": "nginx", "certIssuer": "letsencrypt"}})


def written(where: Scope, offers: tuple[Offer, ...] = BOTH, channel: str = "standard") -> list[dict[str, Any]]:
    """The objects of routes.yml, every one of them accepted by its API; nothing is reported above a note."""
    routed = resolve_routes(where, offers)
    assert [problem for problem in where.problems if problem.severity == "error"] == []
    objects = emit(routed)
    refused = {each["metadata"]["name"]: violations(each, channel) for each in objects if each["kind"] != "Ingress"}
    assert not any(refused.values()), refused
    return objects


def emit(routed: Routed) -> list[dict[str, Any]]:
    project = models.project()._replace(routes=routed.routes, ingresses=routed.ingresses, grants=routed.grants)
    return emission.written(emitter.emit, project).get("routes.yml", [])


def rules(where: Scope, offers: tuple[Offer, ...] = BOTH, channel: str = "standard") -> list[dict[str, Any]]:
    """The rules of the first route."""
    rules: list[dict[str, Any]] = written(where, offers, channel)[0]["spec"]["rules"]
    return rules


def web(route: "schema.Route") -> Scope:
    """A project whose only route is `web`."""
    return scope({"routes": {"web": {"host": "shop.example.com", **route}}})


BACKEND = {"group": "", "kind": "Service", "name": "checkout", "port": 80, "weight": 1}
ROOT = {"type": "PathPrefix", "value": "/"}


def test_a_route_attaches_to_the_gateway_and_is_redirected_to_https() -> None:
    route, redirect = written(scope({"routes": {"web": {"host": "shop.example.com", "path": "/checkout"}}}))
    parent = {"group": "gateway.networking.k8s.io", "kind": "Gateway", "name": "public", "namespace": "gateway-system"}
    path = {"type": "PathPrefix", "value": "/checkout"}
    assert route == {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": {
            "name": "checkout-web",
            "namespace": "checkout-production",
            "labels": dict(models.labels("main")),
            "annotations": dict(models.ANNOTATIONS),
        },
        "spec": {
            "parentRefs": [{**parent, "sectionName": "https"}],
            "hostnames": ["shop.example.com"],
            "rules": [{"matches": [{"path": path}], "backendRefs": [BACKEND]}],
        },
    }
    https = {"type": "RequestRedirect", "requestRedirect": {"scheme": "https", "statusCode": 301}}
    assert redirect["metadata"]["name"] == "checkout-web-redirect"
    assert redirect["spec"] == {
        "parentRefs": [{**parent, "sectionName": "http"}],
        "hostnames": ["shop.example.com"],
        "rules": [{"matches": [{"path": path}], "filters": [https]}],
    }


def test_nothing_is_written_without_routes() -> None:
    assert written(scope({})) == []


def test_nothing_is_written_where_the_organisation_has_no_routing() -> None:
    none = organization({}, frozenset({("routing",)}))
    assert written(scope({"routes": {"web": {"host": "shop.example.com"}}}, org=none)) == []


MATCHES: list[tuple[str, "schema.Route", list[dict[str, Any]]]] = [
    ("everything", {}, [{"path": ROOT}]),
    ("exact path", {"path": "/a", "pathType": "Exact"}, [{"path": {"type": "Exact", "value": "/a"}}]),
    (
        "regular expression",
        {"path": "/v[0-9]+/.*", "pathType": "RegularExpression"},
        [{"path": {"type": "RegularExpression", "value": "/v[0-9]+/.*"}}],
    ),
    (
        "methods in order, each once",
        {"methods": ["POST", "GET", "POST"]},
        [{"path": ROOT, "method": "GET"}, {"path": ROOT, "method": "POST"}],
    ),
    (
        "headers and query parameters by name",
        {"headers": {"x-b": "2", "x-a": "1"}, "queryParams": {"v": "1"}},
        [
            {
                "path": ROOT,
                "headers": [
                    {"type": "Exact", "name": "x-a", "value": "1"},
                    {"type": "Exact", "name": "x-b", "value": "2"},
                ],
                "queryParams": [{"type": "Exact", "name": "v", "value": "1"}],
            }
        ],
    ),
]


@pytest.mark.parametrize(("route", "expected"), [row[1:] for row in MATCHES], ids=[row[0] for row in MATCHES])
def test_matches(route: "schema.Route", expected: list[dict[str, Any]]) -> None:
    assert rules(web(route))[0]["matches"] == expected


FILTERS: list[tuple[str, "schema.Route", dict[str, Any]]] = [
    (
        "prefix rewritten",
        {"path": "/old", "urlRewrite": {"path": {"replacePrefixMatch": "/"}}},
        {"type": "URLRewrite", "urlRewrite": {"path": {"type": "ReplacePrefixMatch", "replacePrefixMatch": "/"}}},
    ),
    (
        "whole path and host rewritten",
        {"urlRewrite": {"hostname": "a.example.com", "path": {"type": "ReplaceFullPath", "replaceFullPath": "/x"}}},
        {
            "type": "URLRewrite",
            "urlRewrite": {
                "hostname": "a.example.com",
                "path": {"type": "ReplaceFullPath", "replaceFullPath": "/x"},
            },
        },
    ),
    (
        "copied",
        {"mirror": {"backendRef": {"name": "shadow", "port": 80}, "percent": 10}},
        {
            "type": "RequestMirror",
            "requestMirror": {
                "backendRef": {"group": "", "kind": "Service", "name": "shadow", "port": 80},
                "percent": 10,
            },
        },
    ),
]


@pytest.mark.parametrize(("route", "expected"), [row[1:] for row in FILTERS], ids=[row[0] for row in FILTERS])
def test_filters(route: "schema.Route", expected: dict[str, Any]) -> None:
    assert rules(web(route))[0]["filters"] == [expected]


def test_old_paths_are_redirected_by_rules_of_their_own() -> None:
    main, first, second = rules(web({"path": "/checkout", "redirectFrom": ["/pay", "/cart/checkout"]}))
    redirect = {"path": {"type": "ReplacePrefixMatch", "replacePrefixMatch": "/checkout"}, "statusCode": 301}
    assert main["backendRefs"] == [BACKEND]
    assert [first, second] == [
        {
            "matches": [{"path": {"type": "PathPrefix", "value": old}}],
            "filters": [{"type": "RequestRedirect", "requestRedirect": redirect}],
        }
        for old in ("/cart/checkout", "/pay")
    ]


def test_an_exact_path_is_redirected_to_whole() -> None:
    _, redirect = rules(web({"path": "/a", "pathType": "Exact", "redirectFrom": ["/b"]}))
    assert redirect["matches"] == [{"path": {"type": "Exact", "value": "/b"}}]
    assert redirect["filters"][0]["requestRedirect"]["path"] == {"type": "ReplaceFullPath", "replaceFullPath": "/a"}


def test_old_paths_are_redirected_to_https_too() -> None:
    redirect = written(web({"path": "/a", "redirectFrom": ["/b"], "methods": ["GET"], "headers": {"x": "1"}}))[1]
    paths = [{"path": {"type": "PathPrefix", "value": path}} for path in ("/a", "/b")]
    assert redirect["spec"]["rules"][0]["matches"] == paths


def test_timeouts_are_written_as_they_are() -> None:
    timeouts: schema.HTTPRouteTimeouts = {"request": "10s", "backendRequest": "1500ms"}
    assert rules(web({"timeouts": timeouts}))[0]["timeouts"] == timeouts


def test_no_limit_on_the_whole_request_allows_any_for_one_attempt() -> None:
    assert rules(web({"timeouts": {"request": "0s", "backendRequest": "3s"}}))[0]["timeouts"]["backendRequest"] == "3s"


def test_retries_belong_to_the_experimental_channel() -> None:
    data: schema.Overlay = {"routes": {"web": {"host": "a.example.com", "retry": {"attempts": 2, "codes": [503, 502]}}}}
    where = scope(data, org=EXPERIMENTAL)
    assert rules(where, channel="experimental")[0]["retry"] == {"attempts": 2, "codes": [502, 503]}


def test_grpc_makes_a_grpc_route_without_a_redirect() -> None:
    route, *rest = written(
        scope({"routes": {"api": {"host": "api.example.com", "grpc": "shop.v1.Checkout/Pay", "port": "grpc"}}})
    )
    assert rest == []
    assert (route["kind"], route["metadata"]["name"]) == ("GRPCRoute", "checkout-api")
    assert route["spec"]["rules"] == [
        {
            "matches": [{"method": {"type": "Exact", "service": "shop.v1.Checkout", "method": "Pay"}}],
            "backendRefs": [{**BACKEND, "port": 9090}],
        }
    ]


def test_grpc_takes_headers_and_copies() -> None:
    route: schema.Route = {
        "grpc": "shop.v1.Checkout",
        "port": "grpc",
        "headers": {"x-a": "1"},
        "mirror": {"backendRef": {"name": "shadow", "port": 9090}},
    }
    (rule,) = rules(web(route))
    assert rule["matches"][0]["headers"] == [{"type": "Exact", "name": "x-a", "value": "1"}]
    assert [each["type"] for each in rule["filters"]] == ["RequestMirror"]


def test_a_grpc_port_that_does_not_say_so_gets_a_note() -> None:
    where = web({"grpc": "shop.v1.Checkout"})
    written(where)
    assert [(p.severity, p.path) for p in where.problems] == [("note", ("routes", "web", "grpc"))]


HOSTS: list[tuple[str, "schema.Route", list[str]]] = [
    ("full", {"host": "shop.example.org"}, ["shop.example.org"]),
    ("completed", {"host": "shop"}, ["shop.example.com"]),
    ("several, each once", {"host": "a", "hostnames": ["b.org", "a.example.com"]}, ["a.example.com", "b.org"]),
    ("only further ones", {"hostnames": ["b.org"]}, ["b.org"]),
    ("wildcard", {"host": "*.example.com"}, ["*.example.com"]),
]


@pytest.mark.parametrize(("route", "expected"), [row[1:] for row in HOSTS], ids=[row[0] for row in HOSTS])
def test_hosts(route: "schema.Route", expected: list[str]) -> None:
    assert written(scope({"routes": {"web": route}}))[0]["spec"]["hostnames"] == expected


GATEWAYS: list[tuple[str, "schema.Route", frozenset[Path], list[tuple[str, str, str | None]]]] = [
    (
        "named by the route",
        {"gateway": {"name": "internal", "namespace": "net", "listener": "tls", "httpListener": "plain"}},
        frozenset(),
        [("internal", "net", "tls"), ("internal", "net", "plain")],
    ),
    (
        "without a listener for redirects",
        {"gateway": {"name": "internal"}},
        frozenset({("routes", "web", "gateway", "httpListener")}),
        [("internal", "gateway-system", "https")],
    ),
    (
        "without a named listener",
        {},
        frozenset({("routes", "web", "gateway", "listener")}),
        [("public", "gateway-system", None)],
    ),
    ("one listener for all", {"gateway": {"listener": "http"}}, frozenset(), [("public", "gateway-system", "http")]),
]


@pytest.mark.parametrize(("route", "off", "expected"), [row[1:] for row in GATEWAYS], ids=[row[0] for row in GATEWAYS])
def test_gateways(route: "schema.Route", off: frozenset[Path], expected: list[tuple[str, str, str | None]]) -> None:
    objects = written(scope({"routes": {"web": {"host": "shop.example.com", **route}}}, off=off))
    parents = [each["spec"]["parentRefs"][0] for each in objects]
    assert [(parent["name"], parent["namespace"], parent.get("sectionName")) for parent in parents] == expected


API = offer(component="api", ports=(port("http", 8081, service=81), GRPC), main="http")
TARGETS: list[tuple[str, tuple[Offer, ...], "schema.Route", tuple[str, int]]] = [
    ("main port", BOTH, {}, ("checkout", 80)),
    ("port by name", BOTH, {"port": "grpc"}, ("checkout", 9090)),
    ("port by container port number", BOTH, {"port": 8080}, ("checkout", 80)),
    ("main workload first", (offer(), API), {"port": "http"}, ("checkout", 80)),
    ("the only other workload with the port", (offer(), API), {"port": "grpc"}, ("checkout-api", 9090)),
    ("the only workload with a main port", (offer(ports=(), main=None), API), {}, ("checkout-api", 81)),
    ("workload by name", (offer(), API), {"workload": "api"}, ("checkout-api", 81)),
    ("main workload by name", (offer(), API), {"workload": "main"}, ("checkout", 80)),
]


@pytest.mark.parametrize(("offers", "route", "expected"), [row[1:] for row in TARGETS], ids=[row[0] for row in TARGETS])
def test_targets(offers: tuple[Offer, ...], route: "schema.Route", expected: tuple[str, int]) -> None:
    (backend,) = rules(web(route), offers)[0]["backendRefs"]
    assert (backend["name"], backend["port"]) == expected


MANY = {f"x-{number}": "1" for number in range(16)}
REFUSED: list[tuple[str, "schema.Route", tuple[Offer, ...], str, Path]] = [
    ("host with scheme", {"host": "https://a.example.com"}, BOTH, "KG450", ("host",)),
    ("host with port", {"host": "a.example.com:8443"}, BOTH, "KG450", ("host",)),
    ("host with underscore", {"host": "a_b.example.com"}, BOTH, "KG450", ("host",)),
    ("host in upper case", {"host": "Shop.example.com"}, BOTH, "KG450", ("host",)),
    ("host with final dot", {"host": "shop.example.com."}, BOTH, "KG450", ("host",)),
    ("host with final newline", {"host": "shop.example.com\n"}, BOTH, "KG450", ("host",)),
    ("host in other letters", {"host": "\u0663.example.com"}, BOTH, "KG450", ("host",)),
    ("every host", {"host": "*"}, BOTH, "KG450", ("host",)),
    ("wildcard inside", {"host": "a.*.example.com"}, BOTH, "KG450", ("host",)),
    ("address", {"host": "192.0.2.1"}, BOTH, "KG450", ("host",)),
    ("label of 64", {"host": f"{'a' * 64}.example.com"}, BOTH, "KG450", ("host",)),
    ("host of 254", {"host": f"{'a.' * 121}example.com.."[:254]}, BOTH, "KG450", ("host",)),
    ("further host", {"hostnames": ["b.example.com", "c d"]}, BOTH, "KG450", ("hostnames", 1)),
    ("path with //", {"path": "/a//b"}, BOTH, "KG451", ("path",)),
    ("path with .", {"path": "/a/./b"}, BOTH, "KG451", ("path",)),
    ("path that ends with ..", {"path": "/a/.."}, BOTH, "KG451", ("path",)),
    ("path with escaped slash", {"path": "/a%2Fb"}, BOTH, "KG451", ("path",)),
    ("path with #", {"path": "/a#b"}, BOTH, "KG451", ("path",)),
    ("path with a space", {"path": "/a b"}, BOTH, "KG451", ("path",)),
    ("path with half an escape", {"path": "/a%2"}, BOTH, "KG451", ("path",)),
    ("unknown port", {"port": "htp"}, BOTH, "KG452", ("port",)),
    ("unknown number", {"port": 1}, BOTH, "KG452", ("port",)),
    ("unknown workload", {"workload": "apo"}, (offer(), API), "KG452", ("workload",)),
    ("no main port", {}, (offer(ports=(GRPC, port("x", 1)), main=None),), "KG452", ()),
    ("no workload with a port", {}, (offer(ports=(), main=None),), "KG452", ()),
    (
        "several workloads with the port",
        {"port": "grpc"},
        (offer(), API, offer(component="b", ports=(GRPC,))),
        "KG452",
        ("port",),
    ),
    ("port kept from the Service", {"port": "http"}, (offer(ports=(port(service=None),)),), "KG452", ("port",)),
    ("no Service", {}, (offer(served=False),), "KG452", ()),
    ("UDP", {"port": "dns"}, (offer(ports=(port("dns", 53, protocol="UDP"),)),), "KG452", ("port",)),
    ("retry in the standard channel", {"retry": {"attempts": 1}}, BOTH, "KG453", ("retry",)),
    ("tls without Ingress", {"tls": {"secretName": "x"}}, BOTH, "KG453", ("tls",)),
    ("class without Ingress", {"ingressClassName": "x"}, BOTH, "KG453", ("ingressClassName",)),
    ("rewrite of nothing", {"urlRewrite": {}}, BOTH, "KG467", ("urlRewrite",)),
    (
        "rewrite of both",
        {"urlRewrite": {"path": {"replaceFullPath": "/a", "replacePrefixMatch": "/b"}}},
        BOTH,
        "KG467",
        ("urlRewrite", "path"),
    ),
    (
        "rewrite of another type",
        {"urlRewrite": {"path": {"type": "ReplaceFullPath", "replacePrefixMatch": "/b"}}},
        BOTH,
        "KG467",
        ("urlRewrite", "path"),
    ),
    (
        "prefix rewrite of an exact path",
        {"pathType": "Exact", "urlRewrite": {"path": {"replacePrefixMatch": "/b"}}},
        BOTH,
        "KG467",
        ("urlRewrite", "path", "replacePrefixMatch"),
    ),
    (
        "prefix rewrite of several matches",
        {"methods": ["GET", "POST"], "urlRewrite": {"path": {"replacePrefixMatch": "/b"}}},
        BOTH,
        "KG467",
        ("urlRewrite", "path", "replacePrefixMatch"),
    ),
    (
        "attempt longer than request",
        {"timeouts": {"request": "1m", "backendRequest": "60001ms"}},
        BOTH,
        "KG467",
        ("timeouts", "backendRequest"),
    ),
    ("mirror without port", {"mirror": {"backendRef": {"name": "x"}}}, BOTH, "KG302", ("mirror",)),
    ("redirect to itself", {"path": "/a", "redirectFrom": ["/a/"]}, BOTH, "KG467", ("redirectFrom", 0)),
    (
        "redirect that comes back",
        {"path": "/a/b", "methods": ["GET"], "redirectFrom": ["/a"]},
        BOTH,
        "KG467",
        ("redirectFrom", 0),
    ),
    ("redirect twice", {"path": "/a", "redirectFrom": ["/b", "/b"]}, BOTH, "KG205", ("redirectFrom", 1)),
    ("redirect from a bad path", {"path": "/a", "redirectFrom": ["/b//c"]}, BOTH, "KG451", ("redirectFrom", 0)),
    (
        "redirect to a regular expression",
        {"path": "/a.*", "pathType": "RegularExpression", "redirectFrom": ["/b"]},
        BOTH,
        "KG467",
        ("redirectFrom",),
    ),
    ("17 rules", {"path": "/a", "redirectFrom": [f"/{n}" for n in range(16)]}, BOTH, "KG454", ("redirectFrom",)),
    ("one header in two cases", {"headers": {"X-A": "1", "x-a": "1"}}, BOTH, "KG467", ("headers",)),
    ("empty header", {"headers": {"x-a": ""}}, BOTH, "KG454", ("headers", "x-a")),
    ("header of 4097", {"headers": {"x-a": "a" * 4097}}, BOTH, "KG454", ("headers", "x-a")),
    ("query parameter of 1025", {"queryParams": {"q": "a" * 1025}}, BOTH, "KG454", ("queryParams", "q")),
    ("grpc with a path", {"grpc": "a.B", "port": "grpc", "path": "/a"}, BOTH, "KG453", ("path",)),
    (
        "grpc with timeouts",
        {"grpc": "a.B", "port": "grpc", "timeouts": {"request": "1s"}},
        BOTH,
        "KG453",
        ("timeouts",),
    ),
    ("grpc with methods", {"grpc": "a.B", "port": "grpc", "methods": ["GET"]}, BOTH, "KG453", ("methods",)),
]


@pytest.mark.parametrize(
    ("route", "offers", "code", "path"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_refused(route: "schema.Route", offers: tuple[Offer, ...], code: str, path: Path) -> None:
    where = web(route)
    resolve_routes(where, offers)
    assert [each[:2] for each in found(where)] == [(code, ("routes", "web", *path))]


def test_a_route_needs_a_host() -> None:
    where = scope({"routes": {"web": {"path": "/a"}}})
    resolve_routes(where, BOTH)
    assert found(where) == [("KG450", ("routes", "web"), "route `web` has no host")]


def test_a_short_host_needs_a_domain() -> None:
    where = scope({"routes": {"web": {"host": "shop"}}}, domain=None)
    resolve_routes(where, BOTH)
    message = "`shop` is no full host, and this environment has no `domain`"
    assert found(where) == [("KG450", ("routes", "web", "host"), message)]


def test_a_misspelt_port_is_explained() -> None:
    where = web({"port": "gprc"})
    resolve_routes(where, BOTH)
    (problem,) = where.problems
    assert problem.help == "ports are `grpc`, `http`; did you mean `grpc`?"


def test_two_routes_may_not_share_the_name_of_a_redirect() -> None:
    data: schema.Overlay = {
        "routes": {"web": {"host": "a.example.com"}, "web-redirect": {"host": "b.example.com"}},
    }
    where = scope(data)
    resolve_routes(where, BOTH)
    message = "`web-redirect` is also the name of the redirect to https of another route"
    assert found(where) == [("KG486", ("routes", "web-redirect"), message)]


def test_a_mirror_into_another_namespace_gets_a_note() -> None:
    where = web({"mirror": {"backendRef": {"name": "shadow", "namespace": "other", "port": 80}}})
    assert rules(where)[0]["filters"][0]["requestMirror"]["backendRef"]["namespace"] == "other"
    assert [(p.severity, p.code) for p in where.problems] == [("note", "KG459")]


def test_an_ingress_has_the_certificate_of_the_issuer() -> None:
    route: schema.Route = {
        "host": "shop.example.com",
        "hostnames": ["shop.example.org"],
        "path": "/checkout",
        "annotations": {"example.com/a": "1"},
    }
    (ingress,) = written(scope({"routes": {"web": route}}, org=INGRESS))
    path = {
        "path": "/checkout",
        "pathType": "Prefix",
        "backend": {"service": {"name": "checkout", "port": {"name": "http"}}},
    }
    assert ingress == {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "Ingress",
        "metadata": {
            "name": "checkout-web",
            "namespace": "checkout-production",
            "labels": dict(models.labels("main")),
            "annotations": {
                **dict(models.ANNOTATIONS),
                "cert-manager.io/cluster-issuer": "letsencrypt",
                "example.com/a": "1",
            },
        },
        "spec": {
            "ingressClassName": "nginx",
            "tls": [{"hosts": ["shop.example.com", "shop.example.org"], "secretName": "checkout-web-tls"}],
            "rules": [
                {"host": "shop.example.com", "http": {"paths": [path]}},
                {"host": "shop.example.org", "http": {"paths": [path]}},
            ],
        },
    }


def test_an_ingress_takes_class_and_secret_from_the_route() -> None:
    route: schema.Route = {
        "host": "a.example.com",
        "path": "/a",
        "pathType": "Exact",
        "ingressClassName": "internal",
        "tls": {"secretName": "wildcard"},
    }
    (ingress,) = written(scope({"routes": {"web": route}}, org=INGRESS))
    assert ingress["spec"]["ingressClassName"] == "internal"
    assert ingress["spec"]["tls"] == [{"hosts": ["a.example.com"], "secretName": "wildcard"}]
    assert ingress["spec"]["rules"][0]["http"]["paths"][0]["pathType"] == "Exact"


def test_an_ingress_without_tls() -> None:
    where = scope(
        {"routes": {"web": {"host": "a.example.com"}}}, org=INGRESS, off=frozenset({("routes", "web", "tls")})
    )
    (ingress,) = written(where)
    assert "tls" not in ingress["spec"]
    assert "cert-manager.io/cluster-issuer" not in ingress["metadata"]["annotations"]
    assert route_url(where, "web") == "http://a.example.com"


UNSAYABLE: list[tuple[str, "schema.Route"]] = [
    ("gateway", {"gateway": {"name": "x"}}),
    ("grpc", {"grpc": "a.B"}),
    ("headers", {"headers": {"x": "1"}}),
    ("methods", {"methods": ["GET"]}),
    ("mirror", {"mirror": {"backendRef": {"name": "x", "port": 80}}}),
    ("queryParams", {"queryParams": {"q": "1"}}),
    ("redirectFrom", {"redirectFrom": ["/old"]}),
    ("retry", {"retry": {"attempts": 1}}),
    ("timeouts", {"timeouts": {"request": "1s"}}),
    ("urlRewrite", {"urlRewrite": {"hostname": "x.example.com"}}),
    ("pathType", {"path": "/a.*", "pathType": "RegularExpression"}),
]


@pytest.mark.parametrize(("field", "route"), UNSAYABLE, ids=[row[0] for row in UNSAYABLE])
def test_what_an_ingress_cannot_say(field: str, route: "schema.Route") -> None:
    where = scope({"routes": {"web": {"host": "a.example.com", **route}}}, org=INGRESS)
    resolve_routes(where, BOTH)
    assert [each[:2] for each in found(where)] == [("KG453", ("routes", "web", field))]


URLS: list[tuple[str, "schema.Route", str | None, str | None]] = [
    ("path", {"host": "shop", "path": "/checkout"}, "https://shop.example.com/checkout", "shop.example.com"),
    ("root", {"host": "shop"}, "https://shop.example.com", "shop.example.com"),
    ("grpc", {"host": "api", "grpc": "a.B"}, "https://api.example.com", "api.example.com"),
    (
        "regular expression",
        {"host": "shop", "path": "/a.*", "pathType": "RegularExpression"},
        "https://shop.example.com",
        "shop.example.com",
    ),
    ("first full host", {"host": "*.example.com", "hostnames": ["a"]}, "https://a.example.com", "a.example.com"),
    ("wildcard only", {"host": "*.example.com"}, None, None),
    (
        "listener without TLS",
        {"host": "shop", "gateway": {"listener": "http"}},
        "http://shop.example.com",
        "shop.example.com",
    ),
]


@pytest.mark.parametrize(("route", "url", "host"), [row[1:] for row in URLS], ids=[row[0] for row in URLS])
def test_urls(route: "schema.Route", url: str | None, host: str | None) -> None:
    where = scope({"routes": {"web": route}})
    assert (route_url(where, "web"), route_host(where, "web")) == (url, host)


def test_a_route_that_is_not_there_has_no_url() -> None:
    assert (route_url(scope({}), "web"), route_host(scope({}), "web")) == (None, None)


def test_a_canary_has_the_urls_of_the_environment_it_extends() -> None:
    canary = interface("canary", extends="production", traffic=5)
    data: schema.Overlay = {"routes": {"web": {"host": "shop", "path": "/checkout"}}}
    assert route_url(scope(data, here=canary, siblings=(interface(),)), "web") == "https://shop.example.com/checkout"

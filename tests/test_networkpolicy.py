"""Checks NetworkPolicies: which directions they close and what they let through."""

from typing import TYPE_CHECKING, Any, Literal

import pytest

from kgen.emitters import networkpolicy as emitter
from kgen.model import Port
from kgen.node import Path
from kgen.resolve.network import resolve_network
from kgen.resolve.scope import Interface, Offer, Organization, Scope
from kgen.resolve.target import routed_ports
from tests import emission, models
from tests.scopes import GRPC, HTTP, found, interface, offer, organization, port, scope

if TYPE_CHECKING:
    from kgen import schema

OFFER = offer(ports=(HTTP, GRPC))
QUIET: Organization = organization({}, frozenset({("routing",), ("monitoring",)}))
PROJECT_PODS = {"podSelector": {"matchLabels": {"app.kubernetes.io/part-of": "checkout"}}}
DNS = {
    "ports": [
        {"protocol": "UDP", "port": 53},
        {"protocol": "TCP", "port": 53},
        {"protocol": "UDP", "port": 5353},
        {"protocol": "TCP", "port": 5353},
    ]
}


def policy(
    where: Scope,
    component: str = "main",
    served: Offer = OFFER,
    *,
    mounts_token: bool = False,
    metrics_port: int | None = None,
    external_ports: tuple[Port, ...] = (),
) -> dict[str, Any] | None:
    """The `spec` of the policy of a workload as it is written, None where there is none."""
    rules = resolve_network(
        where,
        component,
        served,
        mounts_token=mounts_token,
        metrics_port=metrics_port,
        routed_ports=routed_ports(where, (served,), component),
        external_ports=external_ports,
    )
    workload = models.workload(component)._replace(network=rules)
    objects = emission.written(emitter.emit, models.project(workload)).get("networkpolicy.yml", [])
    return objects[0]["spec"] if objects else None


def here(offers: tuple[Offer, ...] = (OFFER,), environment: str = "production") -> Interface:
    return interface(environment, offers=offers)


def ingress(data: "schema.Overlay", org: Organization = QUIET, **ports: Any) -> list[dict[str, Any]]:
    """The rules on who may come, after that for the project's own pods."""
    spec = policy(scope(data, here=here(), org=org), **ports)
    assert spec is not None
    assert spec["ingress"][0] == {"from": [PROJECT_PODS]}
    rules: list[dict[str, Any]] = spec["ingress"][1:]
    return rules


def namespace(name: str, /, **labels: str) -> dict[str, Any]:
    """All pods of a namespace, or those with these recommended labels."""
    peer: dict[str, Any] = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": name}}}
    wanted = {f"app.kubernetes.io/{label.replace('_', '-')}": value for label, value in labels.items()}
    return {**peer, "podSelector": {"matchLabels": wanted}} if wanted else peer


def test_the_whole_policy() -> None:
    data: schema.Overlay = {"dependsOn": {"ledger": {}}, "allowFrom": {"storefront": {}}}
    neighbours = (interface(project="ledger", callers=("checkout",)), interface(project="storefront"))
    where = scope(data, here=here(), neighbours=neighbours)
    assert policy(where, mounts_token=True, metrics_port=9102) == {
        "podSelector": {"matchLabels": {"app.kubernetes.io/component": "main", "app.kubernetes.io/name": "checkout"}},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": [
            {"from": [PROJECT_PODS]},
            {"from": [namespace("monitoring")], "ports": [{"protocol": "TCP", "port": 9102}]},
            {
                "from": [namespace("storefront-production", part_of="storefront")],
                "ports": [{"protocol": "TCP", "port": 8080}, {"protocol": "TCP", "port": 9090}],
            },
        ],
        "egress": [
            {"to": [PROJECT_PODS]},
            DNS,
            {"ports": [{"protocol": "TCP", "port": 443}, {"protocol": "TCP", "port": 6443}]},
            {
                "to": [namespace("ledger-production", component="main", name="ledger")],
                "ports": [{"protocol": "TCP", "port": 8080}],
            },
        ],
    }
    assert where.problems == []


DIRECTIONS: list[tuple[str, "schema.Overlay", Literal["declared", "always", "never"], list[str] | None]] = [
    ("nothing declared", {}, "declared", None),
    ("callers", {"allowFrom": {"storefront": {}}}, "declared", ["Ingress"]),
    ("no callers", {"allowFrom": {}}, "declared", ["Ingress"]),
    ("dependencies", {"dependsOn": {"db": {"host": "db.example.com", "port": 1}}}, "declared", ["Egress"]),
    ("no dependencies", {"dependsOn": {}}, "declared", ["Egress"]),
    ("always", {}, "always", ["Ingress", "Egress"]),
    ("never", {"allowFrom": {}, "dependsOn": {}}, "never", None),
]


@pytest.mark.parametrize(
    ("data", "rule", "expected"), [row[1:] for row in DIRECTIONS], ids=[row[0] for row in DIRECTIONS]
)
def test_directions(
    data: "schema.Overlay", rule: Literal["declared", "always", "never"], expected: list[str] | None
) -> None:
    spec = policy(scope(data, org=QUIET._replace(network_policy=rule)))
    assert (None if spec is None else spec["policyTypes"]) == expected
    if spec is not None:
        assert [each for each in ("Ingress", "Egress") if each.lower() in spec] == expected


def test_nobody_may_come_but_the_project_itself() -> None:
    assert ingress({"allowFrom": {}}) == []


def test_a_further_workload_has_its_own() -> None:
    data: schema.Overlay = {"workloads": {"worker": {"allowFrom": {}}}}
    where = scope(data, here=here(), org=QUIET)
    assert policy(where) is None
    spec = policy(where, "worker", offer(component="worker", ports=(), main=None, served=False))
    assert spec is not None
    assert spec["podSelector"]["matchLabels"]["app.kubernetes.io/component"] == "worker"
    assert spec["ingress"] == [{"from": [PROJECT_PODS]}]


ROUTED: "schema.Overlay" = {"allowFrom": {}, "routes": {"web": {"host": "shop.example.com"}}}


def test_routed_ports_are_open_to_any_source_where_the_proxies_are_unknown() -> None:
    assert ingress(ROUTED, organization()) == [{"ports": [{"protocol": "TCP", "port": 8080}]}]


def test_routed_ports_are_open_to_the_data_plane() -> None:
    org = organization({"routing": {"dataPlaneNamespace": "proxies"}})
    assert ingress(ROUTED, org) == [
        {"from": [namespace("proxies")], "ports": [{"protocol": "TCP", "port": 8080}]},
    ]


def test_copies_of_requests_come_through_the_data_plane_too() -> None:
    mirror: schema.RouteMirror = {"backendRef": {"name": "checkout", "port": 9090}}
    data: schema.Overlay = {
        "allowFrom": {},
        "routes": {"web": {"host": "shop.example.com", "mirror": mirror}},
    }
    (rule,) = ingress(data, organization())
    assert [each["port"] for each in rule["ports"]] == [8080, 9090]


def test_a_canary_lets_its_share_in() -> None:
    canary = interface("canary", extends="production", traffic=5, offers=(OFFER,))
    spec = policy(scope(ROUTED, here=canary, siblings=(here(),)))
    assert spec is not None
    assert spec["ingress"][1:] == [{"ports": [{"protocol": "TCP", "port": 8080}]}]


def test_monitoring_may_reach_the_metrics_port() -> None:
    expected = [{"from": [namespace("monitoring")], "ports": [{"protocol": "TCP", "port": 9102}]}]
    assert ingress({"allowFrom": {}}, organization(), metrics_port=9102) == expected
    assert ingress({"allowFrom": {}}, QUIET, metrics_port=9102) == []


def test_ports_that_lead_outside_are_open_to_all() -> None:
    external = (HTTP, port("dns", 53, protocol="UDP"))
    assert ingress({"allowFrom": {}}, external_ports=external) == [
        {"ports": [{"protocol": "UDP", "port": 53}, {"protocol": "TCP", "port": 8080}]}
    ]


STOREFRONT = interface(project="storefront")
BOTH_PORTS = [{"protocol": "TCP", "port": 8080}, {"protocol": "TCP", "port": 9090}]
CALLERS: list[tuple[str, "schema.Caller", tuple[Interface, ...], list[dict[str, Any]], list[int]]] = [
    ("outside the workspace", {}, (), [namespace("storefront-production")], [8080, 9090]),
    ("outside, by namespace", {"namespace": "web"}, (), [namespace("web")], [8080, 9090]),
    ("outside, by environment", {"environment": "live"}, (), [namespace("storefront-live")], [8080, 9090]),
    (
        "outside, by workload",
        {"workload": "api"},
        (),
        [namespace("storefront-production", component="api", name="storefront")],
        [8080, 9090],
    ),
    ("one port", {"port": "grpc"}, (), [namespace("storefront-production")], [9090]),
    ("one port by Service port", {"port": 80}, (), [namespace("storefront-production")], [8080]),
    (
        "real namespace",
        {},
        (STOREFRONT._replace(namespace="shop"),),
        [namespace("shop", part_of="storefront")],
        [8080, 9090],
    ),
    (
        "its canary, which calls here too",
        {},
        (STOREFRONT, interface("canary", "storefront", extends="production", traffic=5)),
        [
            namespace("storefront-production", part_of="storefront"),
            namespace("storefront-canary", part_of="storefront"),
        ],
        [8080, 9090],
    ),
    (
        "named environment only",
        {"environment": "live"},
        (STOREFRONT, interface("live", "storefront")),
        [namespace("storefront-live", part_of="storefront")],
        [8080, 9090],
    ),
    (
        "one workload",
        {"workload": "main"},
        (STOREFRONT,),
        [namespace("storefront-production", component="main", name="storefront")],
        [8080, 9090],
    ),
]


@pytest.mark.parametrize(
    ("entry", "neighbours", "peers", "ports"), [row[1:] for row in CALLERS], ids=[row[0] for row in CALLERS]
)
def test_callers(
    entry: "schema.Caller", neighbours: tuple[Interface, ...], peers: list[dict[str, Any]], ports: list[int]
) -> None:
    where = scope({"allowFrom": {"storefront": entry}}, here=here(), neighbours=neighbours, org=QUIET)
    spec = policy(where)
    assert spec is not None
    assert spec["ingress"][1:] == [{"from": peers, "ports": [{"protocol": "TCP", "port": each} for each in ports]}]
    assert where.problems == []


def test_a_canary_lets_in_who_calls_the_environment_it_extends() -> None:
    canary = interface("canary", extends="production", traffic=5, offers=(OFFER,))
    where = scope(
        {"allowFrom": {"storefront": {}}}, here=canary, siblings=(here(),), neighbours=(STOREFRONT,), org=QUIET
    )
    spec = policy(where)
    assert spec is not None
    assert spec["ingress"][1]["from"] == [namespace("storefront-production", part_of="storefront")]


def test_a_canary_of_a_caller_calls_the_canary_that_is_there() -> None:
    canary = interface("canary", extends="production", traffic=5, offers=(OFFER,))
    callers = (STOREFRONT, interface("canary", "storefront", extends="production", traffic=5))
    where = scope({"allowFrom": {"storefront": {}}}, here=here(), siblings=(canary,), neighbours=callers, org=QUIET)
    spec = policy(where)
    assert spec is not None
    assert spec["ingress"][1]["from"] == [namespace("storefront-production", part_of="storefront")]


def test_an_inherited_caller_opens_nothing_on_a_workload_without_ports() -> None:
    data: schema.Overlay = {
        "allowFrom": {"storefront": {"port": "http"}},
        "workloads": {"worker": {"allowFrom": {"storefront": {"port": "http"}, "admin": {}}}},
    }
    worker = offer(component="worker", ports=(), main=None, served=False)
    where = scope(data, here=here((OFFER, worker)), org=QUIET)
    spec = policy(where, "worker", worker)
    assert spec is not None
    assert spec["ingress"] == [{"from": [PROJECT_PODS]}]
    assert where.problems == []


MISTAKES: list[tuple[str, "schema.Caller", tuple[Interface, ...], str, Path, str]] = [
    ("unknown port", {"port": "htp"}, (), "KG464", ("port",), "`checkout` has no port `htp` that it could open"),
    (
        "unknown environment",
        {"environment": "prodution"},
        (STOREFRONT,),
        "KG464",
        ("environment",),
        "`storefront` has no environment `prodution`",
    ),
    (
        "unknown workload",
        {"workload": "apo"},
        (STOREFRONT,),
        "KG464",
        ("workload",),
        "`storefront` has no workload `apo` in `production`",
    ),
    (
        "another namespace",
        {"namespace": "shop"},
        (STOREFRONT,),
        "KG464",
        ("namespace",),
        "`storefront` is in this workspace, but not in namespace `shop`",
    ),
    (
        "in other environments only",
        {},
        (interface("dev", "storefront"),),
        "KG465",
        (),
        "`storefront` has no environment that could call `checkout` in `production`",
    ),
    (
        "in another cluster",
        {},
        (interface(project="storefront", cluster="other"),),
        "KG465",
        (),
        "`storefront` has no environment that could call `checkout` in `production`",
    ),
]


@pytest.mark.parametrize(
    ("entry", "neighbours", "code", "path", "message"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES]
)
def test_callers_that_cannot_be(
    entry: "schema.Caller", neighbours: tuple[Interface, ...], code: str, path: Path, message: str
) -> None:
    where = scope({"allowFrom": {"storefront": entry}}, here=here(), neighbours=neighbours, org=QUIET)
    policy(where)
    assert found(where) == [(code, ("allowFrom", "storefront", *path), message)]


def test_nobody_can_call_a_project_without_service_ports() -> None:
    silent = offer(ports=(port(service=None),))
    where = scope({"allowFrom": {"storefront": {}}}, here=here((silent,)), org=QUIET)
    policy(where, served=silent)
    message = "`checkout` has no Service port that anybody could call"
    assert found(where) == [("KG464", ("allowFrom", "storefront"), message)]


def test_a_container_port_that_no_service_offers_can_be_named() -> None:
    silent = offer(ports=(port(service=None),))
    where = scope({"allowFrom": {"storefront": {"port": "http"}}}, here=here((silent,)), org=QUIET)
    spec = policy(where, served=silent)
    assert spec is not None
    assert spec["ingress"][1]["ports"] == [{"protocol": "TCP", "port": 8080}]


def test_a_host_outside_the_cluster_opens_its_port_to_every_address() -> None:
    where = scope({"dependsOn": {"stripe": {"host": "api.stripe.com", "port": 443}}}, org=QUIET)
    spec = policy(where)
    assert spec is not None
    assert spec["egress"] == [
        {"to": [PROJECT_PODS]},
        DNS,
        {
            "to": [{"ipBlock": {"cidr": "0.0.0.0/0"}}, {"ipBlock": {"cidr": "::/0"}}],
            "ports": [{"protocol": "TCP", "port": 443}],
        },
    ]
    assert [(each.severity, each.path) for each in where.problems] == [("note", ("dependsOn", "stripe"))]


def test_behind_a_foreign_service_the_container_port_is_unknown() -> None:
    where = scope({"dependsOn": {"billing": {"namespace": "finance", "port": 80}}}, org=QUIET)
    spec = policy(where)
    assert spec is not None
    assert spec["egress"][2:] == [{"to": [namespace("finance")]}]


def test_callers_of_a_project_with_an_old_selector_are_found_by_it() -> None:
    adopted = offer("storefront")._replace(selector=(("app", "storefront"),))
    neighbour = interface(project="storefront", offers=(adopted,))
    where = scope({"allowFrom": {"storefront": {"workload": "main"}}}, here=here(), neighbours=(neighbour,), org=QUIET)
    spec = policy(where)
    assert spec is not None
    assert spec["ingress"][1]["from"][0]["podSelector"] == {"matchLabels": {"app": "storefront"}}

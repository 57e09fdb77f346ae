"""Checks dependencies: host, port and URL of what a project calls, and what cannot be called."""

from typing import TYPE_CHECKING

import pytest

from kgen.node import Path
from kgen.resolve.dependency import resolve_dependencies
from kgen.resolve.scope import Interface
from tests.scopes import GRPC, HTTP, found, interface, offer, organization, port, scope

if TYPE_CHECKING:
    from kgen import schema

ADMIN = port("admin", 9901, service=9901)
DATABASE = port("postgres", 5432, service=5432, app_protocol="postgresql")
LEDGER_OFFERS = (
    offer("ledger", ports=(HTTP, GRPC, ADMIN, DATABASE)),
    offer("ledger", "api", ports=(port("http", 8081, service=443),)),
    offer("ledger", "worker", ports=(), main=None, served=False),
)
LEDGER = interface(project="ledger", offers=LEDGER_OFFERS)
INSIDE = "ledger.ledger-production.svc.cluster.local"

URLS: list[tuple[str, str, "schema.Dependency", tuple[str, int, str | None]]] = [
    ("main port", "ledger", {}, (INSIDE, 80, f"http://{INSIDE}")),
    ("port by name", "ledger", {"port": "grpc"}, (INSIDE, 9090, f"http://{INSIDE}:9090")),
    ("port by Service port", "ledger", {"port": 80}, (INSIDE, 80, f"http://{INSIDE}")),
    ("port by container port", "ledger", {"port": 8080}, (INSIDE, 80, f"http://{INSIDE}")),
    ("unknown protocol", "ledger", {"port": "admin"}, (INSIDE, 9901, None)),
    ("another protocol", "ledger", {"port": "postgres"}, (INSIDE, 5432, None)),
    (
        "another protocol with scheme",
        "ledger",
        {"port": "postgres", "scheme": "postgresql"},
        (INSIDE, 5432, f"postgresql://{INSIDE}:5432"),
    ),
    (
        "another workload",
        "ledger",
        {"workload": "api", "scheme": "https"},
        (
            "ledger-api.ledger-production.svc.cluster.local",
            443,
            "https://ledger-api.ledger-production.svc.cluster.local",
        ),
    ),
    (
        "the project itself",
        "checkout",
        {},
        (
            "checkout.checkout-production.svc.cluster.local",
            80,
            "http://checkout.checkout-production.svc.cluster.local",
        ),
    ),
    (
        "outside the workspace",
        "billing",
        {"namespace": "finance", "port": 9090, "scheme": "http"},
        ("billing.finance.svc.cluster.local", 9090, "http://billing.finance.svc.cluster.local:9090"),
    ),
    (
        "outside the workspace without scheme",
        "billing",
        {"namespace": "finance", "port": 9090, "workload": "api"},
        ("billing-api.finance.svc.cluster.local", 9090, None),
    ),
    (
        "https outside the cluster",
        "stripe",
        {"host": "api.stripe.com", "port": 443},
        ("api.stripe.com", 443, "https://api.stripe.com"),
    ),
    (
        "http outside the cluster",
        "proxy",
        {"host": "proxy.example.com", "port": 3128},
        ("proxy.example.com", 3128, "http://proxy.example.com:3128"),
    ),
    (
        "another scheme outside the cluster",
        "db",
        {"host": "db.example.com", "port": 5432, "scheme": "postgresql"},
        ("db.example.com", 5432, "postgresql://db.example.com:5432"),
    ),
]


@pytest.mark.parametrize(("name", "entry", "expected"), [row[1:] for row in URLS], ids=[row[0] for row in URLS])
def test_urls(name: str, entry: "schema.Dependency", expected: tuple[str, int, str | None]) -> None:
    where = scope({"dependsOn": {name: entry}}, neighbours=(LEDGER,))
    (dependency,) = resolve_dependencies(where, "main")
    assert (dependency.host, dependency.port, dependency.url) == expected
    assert where.problems == []


def test_pods_are_known_inside_the_workspace_only() -> None:
    entries: dict[str, schema.Dependency] = {
        "billing": {"namespace": "finance", "port": 9090},
        "ledger": {"port": "grpc"},
        "stripe": {"host": "api.stripe.com", "port": 443},
    }
    billing, ledger, stripe = resolve_dependencies(scope({"dependsOn": entries}, neighbours=(LEDGER,)), "main")
    assert (ledger.namespace, ledger.selector, ledger.container_port) == (
        "ledger-production",
        LEDGER.offers[0].selector,
        GRPC,
    )
    assert (billing.namespace, billing.selector, billing.container_port) == ("finance", None, None)
    assert (stripe.namespace, stripe.selector, stripe.container_port) == (None, None, None)


def test_the_domain_of_the_cluster_is_the_organisations() -> None:
    org = organization({"clusterDomain": "cluster.example"})
    (dependency,) = resolve_dependencies(scope({"dependsOn": {"ledger": {}}}, neighbours=(LEDGER,), org=org), "main")
    assert dependency.host == "ledger.ledger-production.svc.cluster.example"


def test_a_further_workload_has_its_own() -> None:
    data: schema.Overlay = {
        "dependsOn": {"ledger": {}},
        "workloads": {"worker": {"dependsOn": {"stripe": {"host": "api.stripe.com", "port": 443}}}},
    }
    (dependency,) = resolve_dependencies(scope(data, neighbours=(LEDGER,)), "worker")
    assert (dependency.name, dependency.path) == ("stripe", ("workloads", "worker", "dependsOn", "stripe"))


CANARY = interface("canary", extends="production", traffic=5)
ENVIRONMENTS: list[tuple[str, Interface, "schema.Dependency", tuple[Interface, ...], str]] = [
    ("same name", interface(), {}, (LEDGER, interface("dev", "ledger")), "ledger-production"),
    ("same name before extended", CANARY, {}, (LEDGER, interface("canary", "ledger")), "ledger-canary"),
    ("extended", CANARY, {}, (LEDGER,), "ledger-production"),
    ("named", interface(), {"environment": "shared"}, (LEDGER, interface("shared", "ledger")), "ledger-shared"),
]


@pytest.mark.parametrize(
    ("here", "entry", "neighbours", "namespace"),
    [row[1:] for row in ENVIRONMENTS],
    ids=[row[0] for row in ENVIRONMENTS],
)
def test_environments(
    here: Interface, entry: "schema.Dependency", neighbours: tuple[Interface, ...], namespace: str
) -> None:
    where = scope({"dependsOn": {"ledger": entry}}, here=here, siblings=(interface(),), neighbours=neighbours)
    assert [each.namespace for each in resolve_dependencies(where, "main")] == [namespace]
    assert where.problems == []


ELSEWHERE = interface(project="ledger", cluster="other")
REFUSED: list[tuple[str, str, "schema.Dependency", Interface, str, Path, str]] = [
    (
        "unknown project",
        "ledgr",
        {"port": "grpc"},
        LEDGER,
        "KG460",
        ("ledgr",),
        "`ledgr` is no project of this workspace, and its port and namespace are not both known",
    ),
    (
        "port of an unknown project by name",
        "billing",
        {"namespace": "finance", "port": "grpc"},
        LEDGER,
        "KG460",
        ("billing",),
        "`billing` is no project of this workspace, and its port and namespace are not both known",
    ),
    (
        "host without port",
        "db",
        {"host": "db.example.com"},
        LEDGER,
        "KG460",
        ("db",),
        "the port of `db.example.com` is not known",
    ),
    (
        "host with a named port",
        "db",
        {"host": "db.example.com", "port": "postgres"},
        LEDGER,
        "KG460",
        ("db", "port"),
        "the port of `db.example.com` is not known",
    ),
    (
        "no such environment",
        "ledger",
        {},
        interface("dev", "ledger"),
        "KG461",
        ("ledger",),
        "`ledger` has no environment `production` that `checkout` could call",
    ),
    (
        "unknown environment",
        "ledger",
        {"environment": "prodution"},
        LEDGER,
        "KG461",
        ("ledger", "environment"),
        "`ledger` has no environment `prodution`",
    ),
    (
        "another cluster",
        "ledger",
        {},
        ELSEWHERE,
        "KG461",
        ("ledger",),
        "`ledger` in `production` runs in cluster `other`, not in `prod`",
    ),
    (
        "another namespace",
        "ledger",
        {"namespace": "shared"},
        LEDGER,
        "KG461",
        ("ledger", "namespace"),
        "`ledger` in `production` is in namespace `ledger-production`",
    ),
    (
        "unknown workload",
        "ledger",
        {"workload": "apo"},
        LEDGER,
        "KG461",
        ("ledger", "workload"),
        "`ledger` has no workload `apo` in `production`",
    ),
    (
        "unknown port",
        "ledger",
        {"port": "gprc"},
        LEDGER,
        "KG461",
        ("ledger", "port"),
        "`ledger` has no Service port `gprc` in `production`",
    ),
    (
        "no Service",
        "ledger",
        {"workload": "worker"},
        LEDGER,
        "KG461",
        ("ledger",),
        "`ledger-worker` has no Service port in `production`",
    ),
]


@pytest.mark.parametrize(
    ("name", "entry", "neighbour", "code", "path", "message"),
    [row[1:] for row in REFUSED],
    ids=[row[0] for row in REFUSED],
)
def test_refused(
    name: str, entry: "schema.Dependency", neighbour: Interface, code: str, path: Path, message: str
) -> None:
    where = scope({"dependsOn": {name: entry}}, neighbours=(neighbour,))
    assert resolve_dependencies(where, "main") == ()
    assert found(where) == [(code, ("dependsOn", *path), message)]


def test_a_misspelt_project_is_explained() -> None:
    where = scope({"dependsOn": {"ledgr": {}}}, neighbours=(LEDGER,))
    resolve_dependencies(where, "main")
    assert where.problems[0].help == (
        "write `port` (a number) and `namespace`, or `host` and `port` for a host outside the cluster; "
        "did you mean `ledger`?"
    )


CALLERS: list[tuple[str, tuple[str, ...] | None, str, list[str]]] = [
    ("open", None, "declared", []),
    ("let in", ("checkout",), "declared", []),
    ("refused", ("admin",), "declared", ["warning"]),
    ("refused by all", None, "always", ["warning"]),
    ("without policies", ("admin",), "never", []),
]


@pytest.mark.parametrize(
    ("callers", "policy", "severities"), [row[1:] for row in CALLERS], ids=[row[0] for row in CALLERS]
)
def test_a_target_that_does_not_let_the_caller_in(
    callers: tuple[str, ...] | None, policy: str, severities: list[str]
) -> None:
    org = organization()._replace(network_policy=policy)  # type: ignore[arg-type]  # a word of the table above
    where = scope({"dependsOn": {"ledger": {}}}, neighbours=(LEDGER._replace(callers=callers),), org=org)
    assert len(resolve_dependencies(where, "main")) == 1
    assert [problem.severity for problem in where.problems] == severities

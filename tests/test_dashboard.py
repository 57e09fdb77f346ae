"""Checks dashboards: which rows and panels there are, what Grafana reads, and the rules of its linter."""

import json
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgen import names
from kgen.emitters import dashboard as emitter
from kgen.emitters.dashboard import dashboard_json
from kgen.model import Dashboard, Monitoring, Panel, Query, Row, Stage, Threshold, Variable, Workload
from kgen.node import Path
from kgen.panel import place_panels
from kgen.resolve.scope import Scope
from tests import models
from tests.dashboard_lint import lint
from tests.emission import written
from tests.scopes import found, interface
from tests.watched import AVAILABILITY, METRICS, agent, database, limited, migration, monitoring, nightly, watched, web

if TYPE_CHECKING:
    from kgen import schema

OWNED: "schema.Overlay" = {"owner": {"team": "payments"}}
MINE = 'sum(rate(orders_total{namespace=~"$namespace", job=~"$job", instance=~"$instance"}[$__rate_interval]))'
FULL: "schema.Overlay" = {
    "owner": {"team": "payments", "runbook": "https://wiki.example.com/checkout"},
    "repository": "https://git.example.com/checkout",
    "slo": {"availability": {"objective": "99.9"}, "latency": {"objective": "99", "threshold": "300ms"}},
    "dependsOn": {"ledger": {"port": 9090, "namespace": "ledger"}, "stripe": {"host": "api.stripe.com", "port": 443}},
    "dashboard": {"panels": {"orders": {"title": "Orders", "expr": MINE, "unit": "reqps"}}},
}
OPENTELEMETRY: "schema.Overlay" = {**FULL, "metrics": {"convention": "opentelemetry"}}
NATIVE: "schema.Overlay" = {**FULL, "metrics": {"convention": "opentelemetry", "histograms": "native"}}
ALL = (web(), agent(), database(), migration(), nightly(), limited())


def grpc() -> Workload:
    main = web()
    port = models.HTTP._replace(name="grpc", number=9090, app_protocol="grpc")
    container = main.pod.containers[0]
    both = container._replace(ports=(*container.ports, port))
    return main._replace(pod=main.pod._replace(containers=(both,)))


def resolved(scope: Scope, *workloads: Workload) -> Dashboard:
    (dashboard,) = monitoring(scope, *workloads).dashboards
    return dashboard


def shown(scope: Scope, *workloads: Workload) -> dict[str, list[str]]:
    """The titles of panels by row."""
    return {row.title: [panel.title for panel in row.panels] for row in resolved(scope, *workloads).rows}


def panel(scope: Scope, title: str, *workloads: Workload) -> Panel:
    (only,) = (panel for row in resolved(scope, *workloads).rows for panel in row.panels if panel.title == title)
    return only


# Grafana's linter

# Series that no scrape of the project's own pods brings carry no `job` and `instance` of its own: those of
# kube-state-metrics, cAdvisor and the kubelet, recordings, and Prometheus' own.
NOT_SCRAPED = ("kube_", "container_", "kubelet_", "service:", "ALERTS")
SCRAPED_RULES = frozenset({"target-job-rule", "target-instance-rule"})


@pytest.mark.parametrize(
    ("data", "stage", "workloads"),
    [
        (FULL, "production", ALL),
        (FULL, "canary", ALL),
        (FULL, "dev", ALL),
        (OPENTELEMETRY, "production", (web(),)),
        (NATIVE, "production", (web(),)),
        (FULL, "production", (grpc(),)),
        (AVAILABILITY, "production", (web()._replace(autoscaling=None, replicas=2),)),
    ],
    ids=["all kinds", "canary", "dev", "OpenTelemetry", "native histograms", "gRPC", "small"],
)
def test_every_dashboard_passes_the_linter(
    data: "schema.Overlay", stage: Stage, workloads: tuple[Workload, ...]
) -> None:
    found = lint(json.loads(dashboard_json(resolved(watched(data, stage), *workloads))))
    assert [one for one in found if not (one.rule in SCRAPED_RULES and one.text.startswith(NOT_SCRAPED))] == []


def test_without_metrics_there_is_no_job_to_choose() -> None:
    dashboard = resolved(watched(OWNED), web()._replace(metrics=None))
    found = lint(json.loads(dashboard_json(dashboard)))
    assert {one.rule for one in found} == {"template-job-rule", "template-instance-rule", *SCRAPED_RULES}


@pytest.mark.parametrize(
    ("broken", "rule"),
    [
        ({"title": ""}, "panel-title-description-rule"),
        ({"unit": "parsec"}, "panel-units-rule"),
        ({"queries": ()}, "panel-no-targets-rule"),
        ({"queries": (Query("sum(", None),)}, "target-promql-rule"),
        ({"queries": (Query("rate(a_total[5m])", None),)}, "target-rate-interval-rule"),
        ({"queries": (Query('up{job="x", instance=~"$instance"}', None),)}, "target-job-rule"),
        ({"queries": (Query('up{job=~"$job"}', None),)}, "target-instance-rule"),
        ({"queries": (Query('a_total{job=~"$job", instance=~"$instance"}', None),)}, "target-counter-agg-rule"),
    ],
)
def test_the_linter_finds_what_is_wrong(broken: dict[str, Any], rule: str) -> None:
    good = Panel("A", "B", "timeseries", "short", (Query('up{job=~"$job", instance=~"$instance"}', None),))
    base = resolved(watched(OWNED), web())
    dashboard = base._replace(rows=(Row("R", (good._replace(**broken),)),))
    assert rule in {one.rule for one in lint(json.loads(dashboard_json(dashboard)))}


# Rows and panels


def test_rows_of_a_web_service() -> None:
    assert shown(watched(FULL), web()) == {
        "SLO": [
            "availability: error budget left",
            "availability: good over 30d",
            "availability: burn rate",
            "latency: error budget left",
            "latency: good over 30d",
            "latency: burn rate",
            "Firing alerts",
        ],
        "RED": ["Requests (checkout, HTTP)", "Errors (checkout, HTTP)", "Duration (checkout, HTTP)"],
        "Pods": ["Replicas", "Restarts", "Waiting and terminated", "Images"],
        "Saturation": ["CPU", "Memory", "Memory of limit", "Network", "Autoscaling"],
        "Dependencies": ["Ready pods"],
        "Custom": ["Orders"],
    }


@pytest.mark.parametrize(
    ("workload", "rows"),
    [
        (
            models.workload(),
            {
                "Pods": ["Replicas", "Restarts", "Waiting and terminated", "Images"],
                "Saturation": ["CPU", "Memory", "Memory of limit", "Network"],
            },
        ),
        (
            nightly(),
            {
                "Pods": [
                    "Restarts",
                    "Waiting and terminated",
                    "Jobs",
                    "Job duration",
                    "Since last success",
                    "Images",
                ],
                "Saturation": ["CPU", "Memory", "Memory of limit", "Network"],
            },
        ),
        (
            migration(),
            {
                "Pods": ["Restarts", "Waiting and terminated", "Jobs", "Job duration", "Images"],
                "Saturation": ["CPU", "Memory", "Memory of limit", "Network", "Volumes"],
            },
        ),
        (
            database()._replace(metrics=METRICS),
            {
                "Pods": ["Replicas", "Restarts", "Waiting and terminated", "Images"],
                "Saturation": ["CPU", "Memory", "Memory of limit", "Network", "Volumes"],
            },
        ),
        (
            limited(),
            {
                "Pods": ["Replicas", "Restarts", "Waiting and terminated", "Images"],
                "Saturation": ["CPU", "CPU throttling", "Memory", "Memory of limit", "Network"],
            },
        ),
    ],
    ids=["worker", "CronJob", "Job", "StatefulSet", "CPU limit"],
)
def test_a_row_only_where_its_metrics_can_exist(workload: Workload, rows: dict[str, list[str]]) -> None:
    assert shown(watched(OWNED), workload) == rows


def test_each_protocol_has_its_own_requests() -> None:
    assert shown(watched(OWNED), grpc())["RED"] == [
        "Requests (checkout, HTTP)",
        "Errors (checkout, HTTP)",
        "Duration (checkout, HTTP)",
        "Requests (checkout, gRPC)",
        "Errors (checkout, gRPC)",
        "Duration (checkout, gRPC)",
    ]


def test_opentelemetry_counts_calls_to_dependencies() -> None:
    assert shown(watched(OPENTELEMETRY), web())["Dependencies"] == [
        "Ready pods",
        "Calls",
        "Failed calls",
        "Duration of calls (p95)",
    ]


def test_a_project_of_the_workspace_is_found_by_its_namespace() -> None:
    ledger = interface("production", "ledger")
    scope = watched({**OWNED, "dependsOn": {"ledger": {"port": "http"}}})._replace(
        neighbours={"ledger": {"production": ledger}}
    )
    (query,) = panel(scope, "Ready pods", web()).queries
    assert query == Query(
        'sum(kube_pod_status_ready{namespace="ledger-production", pod=~"ledger-.+", condition="true"})', "ledger"
    )
    assert scope.problems == []


def test_limits_and_objectives_draw_lines() -> None:
    scope = watched(FULL)
    lines = {
        title: panel(scope, title, web()).thresholds
        for title in (
            "Errors (checkout, HTTP)",
            "Duration (checkout, HTTP)",
            "Memory of limit",
            "availability: burn rate",
        )
    }
    assert lines == {
        "Errors (checkout, HTTP)": (Threshold(None, "green"), Threshold(0.001, "red")),
        "Duration (checkout, HTTP)": (Threshold(None, "green"), Threshold(0.3, "red")),
        "Memory of limit": (Threshold(None, "green"), Threshold(0.9, "red")),
        "availability: burn rate": (Threshold(None, "green"), Threshold(6.0, "orange"), Threshold(14.4, "red")),
    }


def test_no_objective_no_line() -> None:
    errors = panel(watched(OWNED), "Errors (checkout, HTTP)", web())
    assert (errors.thresholds, errors.description) == ((), "Share of requests that failed.")


def test_a_service_that_never_failed_shows_none_instead_of_no_data() -> None:
    scraped = 'namespace=~"$namespace", job=~"$job", instance=~"$instance", service="checkout"'
    total = f"sum (rate(http_requests_total{{{scraped}}}[$__rate_interval]))"
    failed = f'sum (rate(http_requests_total{{{scraped}, code=~"5.."}}[$__rate_interval]))'
    (query,) = panel(watched(OWNED, "dev"), "Errors (checkout, HTTP)", web()).queries
    assert query.expr == f"({failed} or {total} * 0)\n/\n{total}"


# Canary pairs, variables, marks


@pytest.mark.parametrize("stage", ["canary", "production"])
def test_both_environments_of_a_canary_pair_are_visible(stage: Stage) -> None:
    dashboard = resolved(watched(OWNED, stage), web())
    assert dashboard.variables[0] == Variable(
        name="namespace",
        label="Namespace",
        query='label_values(kube_namespace_created{namespace=~"checkout-canary|checkout-production"}, namespace)',
        multi=True,
        all_value="checkout-canary|checkout-production",
    )
    (query, *_) = panel(watched(OWNED, stage), "Replicas", web()).queries
    assert query == Query(
        "sum by (namespace, deployment) "
        '(kube_deployment_status_replicas_available{namespace=~"$namespace", deployment="checkout"})',
        "{{namespace}} {{deployment}} available",
    )


def test_an_environment_of_its_own_is_alone() -> None:
    dashboard = resolved(watched(OWNED, "dev"), web())
    assert dashboard.variables[0].all_value == "checkout-dev"
    (query, *_) = panel(watched(OWNED, "dev"), "Replicas", web()).queries
    assert query.legend == "{{deployment}} available"


def test_a_canary_in_another_cluster_is_not_visible() -> None:
    scope = watched(OWNED)
    siblings = {**scope.siblings, "canary": scope.siblings["canary"]._replace(cluster="other")}
    assert resolved(scope._replace(siblings=siblings), web()).variables[0].all_value == "checkout-production"


def test_variables_choose_from_what_is_scraped() -> None:
    worker = limited()._replace(metrics=METRICS)
    job, instance = resolved(watched(OWNED), web(), worker).variables[1:]
    up = 'up{namespace=~"$namespace", service=~"checkout|checkout-worker"'
    assert (job.query, instance.query) == (f"label_values({up}}}, job)", f'label_values({up}, job=~"$job"}}, instance)')


def test_deployments_are_marked() -> None:
    marks = {mark.name: mark.expr for mark in resolved(watched(OWNED), web(), database(), nightly()).annotations}
    assert marks == {
        "Deployments": "max by (namespace, replicaset) (kube_replicaset_created"
        '{namespace=~"$namespace", replicaset=~"checkout-[a-z0-9]+"}) * 1000',
        "New pods": "max by (namespace, pod) (kube_pod_created"
        '{namespace=~"$namespace", pod=~"checkout-db-[0-9]+"}) * 1000',
    }


def test_title_tags_and_links() -> None:
    dashboard = resolved(watched(FULL, "canary"), web())
    assert (dashboard.uid, dashboard.title, dashboard.config_map) == (
        "kgen-checkout-canary",
        "checkout / canary",
        "checkout-dashboard",
    )
    assert dashboard.tags == ("kgen", "service:checkout", "team:payments", "env:canary")
    assert dashboard.links == (
        ("Runbook", "https://wiki.example.com/checkout"),
        ("Source code", "https://git.example.com/checkout"),
    )


def test_switched_off() -> None:
    assert monitoring(watched(OWNED, off=frozenset({("dashboard",)})), web()).dashboards == ()


@pytest.mark.parametrize(
    ("project", "environment", "uid"),
    [
        ("checkout", "production", "kgen-checkout-production"),
        ("c" * 24, "production", f"kgen-{'c' * 24}-production"),
        ("c" * 40, "production", f"kgen-{'c' * 26}-b6855d5b"),
    ],
)
def test_uid_has_at_most_40_characters(project: str, environment: str, uid: str) -> None:
    assert names.dashboard_uid(project, environment) == uid
    assert len(uid) <= 40


# Panels of one's own


def with_panel(panel: "schema.Panel") -> Scope:
    return watched({**OWNED, "dashboard": {"panels": {"mine": panel}}})


@pytest.mark.parametrize(
    ("written", "panel"),
    [
        ({"expr": "a\n"}, Panel("mine", "mine.", "timeseries", "short", (Query("a", None),))),
        (
            {"title": "T", "description": "D", "expr": "a", "legend": "{{pod}}", "unit": "s", "width": 12, "height": 4},
            Panel("T", "D", "timeseries", "s", (Query("a", "{{pod}}"),), width=12, height=4),
        ),
        (
            {"exprs": {"out": "b", "in": "a"}, "type": "stat"},
            Panel("mine", "mine.", "stat", "short", (Query("a", "in"), Query("b", "out"))),
        ),
        (
            {"expr": "a", "type": "table"},
            Panel("mine", "mine.", "table", "short", (Query("a", None, instant=True, format="table"),)),
        ),
        (
            {"expr": "a", "type": "heatmap"},
            Panel("mine", "mine.", "heatmap", "short", (Query("a", None, format="heatmap"),)),
        ),
        ({"content": "# Read me"}, Panel("mine", "mine.", "text", "short", (), content="# Read me")),
    ],
    ids=["least", "most", "several", "table", "heatmap", "text"],
)
def test_panels_of_one_s_own(written: "schema.Panel", panel: Panel) -> None:
    scope = with_panel(written)
    assert resolved(scope, web()).rows[-1] == Row("Custom", (panel,))
    assert found(scope) == []


NEEDS_QUERY = "panel `mine` of type `{}` needs either `expr` or `exprs`, and nothing else to show"


@pytest.mark.parametrize(
    ("written", "problem"),
    [
        ({"title": "T"}, ("KG481", (), NEEDS_QUERY.format("timeseries"))),
        ({"expr": "a", "exprs": {"b": "b"}}, ("KG481", (), NEEDS_QUERY.format("timeseries"))),
        ({"content": "a", "type": "stat"}, ("KG481", (), NEEDS_QUERY.format("stat"))),
        (
            {"expr": "a", "type": "text"},
            ("KG481", (), "panel `mine` of type `text` needs `content`, and nothing else to show"),
        ),
        ({"expr": "a b"}, ("KG520", ("expr",), "`expr` is not valid PromQL: not an expression")),
        (
            {"exprs": {"good": "a", "bad": "rate(a[$interval])"}},
            ("KG520", ("exprs", "bad"), "`bad` is not valid PromQL: unknown variable $interval"),
        ),
    ],
)
def test_problems(written: "schema.Panel", problem: tuple[str, Path, str]) -> None:
    scope = with_panel(written)
    monitoring(scope, web())
    code, path, message = problem
    assert found(scope) == [(code, ("dashboard", "panels", "mine", *path), message)]


# JSON


def test_what_grafana_reads() -> None:
    panels = (
        Panel("A", "Of a.", "timeseries", "s", (Query("a", "{{pod}}"), Query("b", None)), minimum=0),
        Panel(
            "B", "Of b.", "stat", "short", (Query("c", None),), (Threshold(None, "green"), Threshold(2, "red")), width=4
        ),
        Panel("C", "Of c.", "text", "short", (), content="text"),
    )
    dashboard = resolved(watched(FULL, "dev"), web())._replace(rows=(Row("R", panels),))
    document = json.loads(dashboard_json(dashboard))
    source = {"type": "prometheus", "uid": "${datasource}"}
    row, first, second, third = document["panels"]
    assert row == {
        "id": 1,
        "type": "row",
        "title": "R",
        "collapsed": False,
        "gridPos": {"x": 0, "y": 0, "w": 24, "h": 1},
        "panels": [],
    }
    assert first == {
        "id": 2,
        "type": "timeseries",
        "title": "A",
        "description": "Of a.",
        "datasource": source,
        "gridPos": {"x": 0, "y": 1, "w": 8, "h": 8},
        "targets": [
            {
                "refId": "A",
                "datasource": source,
                "expr": "a",
                "legendFormat": "{{pod}}",
                "format": "time_series",
                "instant": False,
                "range": True,
            },
            {
                "refId": "B",
                "datasource": source,
                "expr": "b",
                "format": "time_series",
                "instant": False,
                "range": True,
            },
        ],
        "fieldConfig": {
            "defaults": {
                "unit": "s",
                "min": 0,
                "custom": {
                    "drawStyle": "line",
                    "lineWidth": 1,
                    "fillOpacity": 0,
                    "showPoints": "never",
                    "stacking": {"mode": "none"},
                    "thresholdsStyle": {"mode": "off"},
                },
            },
            "overrides": [],
        },
        "options": {
            "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
            "tooltip": {"mode": "multi", "sort": "desc"},
        },
    }
    assert second["fieldConfig"]["defaults"] == {
        "unit": "short",
        "color": {"mode": "thresholds"},
        "thresholds": {
            "mode": "absolute",
            "steps": [{"color": "green", "value": None}, {"color": "red", "value": 2}],
        },
    }
    assert third["options"] == {"mode": "markdown", "content": "text"}
    del document["panels"], document["templating"], document["annotations"]
    dropdown = {"type": "dashboards", "asDropdown": True, "includeVars": False, "keepTime": True, "targetBlank": False}
    assert document == {
        "uid": "kgen-checkout-dev",
        "title": "checkout / dev",
        "description": "Health of checkout in dev.",
        "tags": ["kgen", "service:checkout", "team:payments", "env:dev"],
        "schemaVersion": 42,
        "editable": False,
        "graphTooltip": 1,
        "timezone": "utc",
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "links": [
            {**dropdown, "title": "service: checkout", "tags": ["kgen", "service:checkout"]},
            {**dropdown, "title": "team: payments", "tags": ["kgen", "team:payments"]},
            {"type": "link", "title": "Runbook", "url": "https://wiki.example.com/checkout", "targetBlank": True},
            {"type": "link", "title": "Source code", "url": "https://git.example.com/checkout", "targetBlank": True},
        ],
    }


def test_each_panel_has_a_line() -> None:
    text = dashboard_json(resolved(watched(FULL), *ALL))
    frame, *panels, end = text.splitlines()
    assert (frame[-11:], end) == (',"panels":[', "]}")
    assert [json.loads(line.removesuffix(","))["id"] for line in panels] == list(range(1, len(panels) + 1))
    assert len(text) < 200_000


def test_ref_ids_go_on_after_z() -> None:
    queries = tuple(Query(f"a{index}", None) for index in range(30))
    (_, panel) = place_panels([Row("R", (Panel("A", "B", "timeseries", "short", queries),))])
    ids = [target["refId"] for target in panel["targets"]]  # type: ignore[typeddict-item]  # a panel with queries
    assert (ids[0], ids[25], ids[26], ids[29]) == ("A", "Z", "AA", "AD")


SIZES = st.lists(st.lists(st.tuples(st.integers(1, 24), st.integers(2, 40)), max_size=12), max_size=6)


@given(SIZES)
def test_panels_never_overlap(sizes: list[list[tuple[int, int]]]) -> None:
    rows = [
        Row("R", tuple(Panel("A", "B", "text", "short", (), content="", width=w, height=h) for w, h in row))
        for row in sizes
    ]
    placed = place_panels(rows)
    taken = [cell for panel in placed for cell in _cells(panel["gridPos"])]
    assert len(taken) == len(set(taken))
    assert all(0 <= x < 24 and y >= 0 for x, y in taken)
    assert [panel["id"] for panel in placed] == list(range(1, len(placed) + 1))


def _cells(place: Any) -> Iterator[tuple[int, int]]:
    for x in range(place["x"], place["x"] + place["w"]):
        for y in range(place["y"], place["y"] + place["h"]):
            yield x, y


def test_every_panel_type_has_a_shape() -> None:
    kinds = get_args(Panel.__annotations__["type"])
    panels = tuple(Panel(kind, "B", kind, "short", (Query("a", None),), content="c") for kind in kinds)
    assert [panel["type"] for panel in place_panels([Row("R", panels)])] == ["row", *kinds]


def test_config_map() -> None:
    dashboard = resolved(watched(OWNED), web())
    project = models.project(web())._replace(monitoring=Monitoring(labels=(), groups=(), dashboards=(dashboard,)))
    assert written(emitter.emit, project) == {
        "dashboard.yml": [
            {
                "apiVersion": "v1",
                "kind": "ConfigMap",
                "metadata": {
                    "name": "checkout-dashboard",
                    "namespace": "checkout-production",
                    "labels": {**dict(models.labels()), "grafana_dashboard": "1"},
                    "annotations": {"kgen.dev/language": "v1"},
                },
                "data": {"kgen-checkout-production.json": dashboard_json(dashboard)},
            }
        ]
    }


@pytest.mark.parametrize("watch", [None, Monitoring(labels=(), groups=(), dashboards=())])
def test_no_dashboard_no_object(watch: Monitoring | None) -> None:
    assert list(emitter.emit(models.project(web())._replace(monitoring=watch))) == []

"""Checks progressive delivery: what the controller is told, what it moves, and what it cannot share."""

from collections.abc import Mapping
from typing import Any

import pytest

from kgen.artifact import plain
from kgen.compiler import Compilation, compile_project
from kgen.diff.sums import sums_of
from kgen.promql_check import check
from kgen.validate.objects import survey
from kgen.validate.scale import least_replicas
from tests.memory import workspace

PROMETHEUS = 'apiVersion: kgen.dev/v1\nmonitoring: {prometheusUrl: "http://prometheus:9090"}\n'
STEPS = "steps: [{weight: 5, pause: 10m}, {weight: 50}]"
ROLLOUT = f"rollout: {{{STEPS}}}\n"
ROUTE = "routes: {web: shop.example.com}\n"
MEASURED = "metrics: true\nslo: {availability: {objective: 99.9}, latency: {objective: 99, threshold: 300ms}}\n"


def compiled(lines: str, organization: str = PROMETHEUS, environments: str = "{production: {}}") -> Compilation:
    head = "apiVersion: kgen.dev/v1\nname: shop\nowner: payments\nimage: registry.example.com/shop:1.4.2\nport: 8080\n"
    project = f"{head}resources: {{cpu: 100m, memory: 128Mi}}\n{lines}environments: {environments}\n"
    return compile_project(workspace(project, org=organization), "project.yml")


def objects(compilation: Compilation) -> Mapping[tuple[str, str], dict[str, Any]]:
    """What production becomes, by kind and name."""
    assert [found.message for found in compilation.diagnostics if found.severity == "error"] == []
    artifacts = compilation.environments["production"].artifacts
    return {(one["kind"], one["metadata"]["name"]): plain(one) for each in artifacts for one in each.objects}


def errors(compilation: Compilation) -> list[tuple[str, str]]:
    return [(found.code, found.message) for found in compilation.diagnostics if found.severity == "error"]


def analysis(lines: str, slo: str = MEASURED) -> dict[str, Any]:
    found = objects(compiled(f"{ROUTE}{slo}rollout: {{{STEPS}, analysis: {{{lines}}}}}\n"))
    metric: dict[str, Any] = found["AnalysisTemplate", "shop"]["spec"]["metrics"][0]
    return metric


def test_a_rollout_runs_the_pods_of_the_deployment() -> None:
    found = objects(compiled(f"{ROUTE}{ROLLOUT}replicas: 3\nminReadySeconds: 10\n"))
    spec = found["Rollout", "shop"]["spec"]

    assert spec.pop("strategy") == {
        "canary": {
            "canaryService": "shop-canary",
            "stableService": "shop-stable",
            "trafficRouting": {
                "plugins": {
                    "argoproj-labs/gatewayAPI": {"httpRoutes": [{"name": "shop-web"}], "namespace": "shop-production"}
                }
            },
            "steps": [{"setWeight": 5}, {"pause": {"duration": "10m"}}, {"setWeight": 50}, {"pause": {}}],
        }
    }
    assert spec == {
        "replicas": 3,
        "minReadySeconds": 10,
        "revisionHistoryLimit": 5,
        "selector": found["Deployment", "shop"]["spec"]["selector"],
        "workloadRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "shop", "scaleDown": "onsuccess"},
    }
    assert "replicas" not in found["Deployment", "shop"]["spec"]


def test_the_route_leads_to_both_versions_and_leaves_the_weights_to_the_controller() -> None:
    (rule,) = objects(compiled(ROUTE + ROLLOUT))["HTTPRoute", "shop-web"]["spec"]["rules"]
    assert [(each["name"], each["port"], each["weight"]) for each in rule["backendRefs"]] == [
        ("shop-stable", 8080, 100),
        ("shop-canary", 8080, 0),
    ]


def test_both_versions_have_a_service_that_only_the_cluster_sees() -> None:
    found = objects(compiled(f"{ROUTE}{ROLLOUT}service: {{type: NodePort, annotations: {{a.example.com/b: c}}}}\n"))
    own, canary, stable = (found["Service", name] for name in ("shop", "shop-canary", "shop-stable"))
    assert own["spec"]["type"] == "NodePort"
    assert canary["spec"] == stable["spec"] == {**own["spec"], "type": "ClusterIP"}
    assert "a.example.com/b" not in canary["metadata"]["annotations"]


@pytest.mark.parametrize(
    ("kind", "scaling"),
    [
        pytest.param("HorizontalPodAutoscaler", "cpu: 70", id="HPA"),
        pytest.param("ScaledObject", "triggers: {night: {type: cron, metadata: {timezone: Etc/UTC}}}", id="KEDA"),
    ],
)
def test_an_autoscaler_scales_the_rollout(kind: str, scaling: str) -> None:
    found = objects(compiled(f"{ROUTE}{ROLLOUT}autoscaling: {{maxReplicas: 5, {scaling}}}\n"))
    target = {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "name": "shop"}
    assert found[kind, "shop"]["spec"]["scaleTargetRef"] == target
    assert "replicas" not in found["Rollout", "shop"]["spec"]
    assert ("PodDisruptionBudget", "shop") in found


def test_pods_are_spread_by_the_revision_of_the_rollout() -> None:
    found = objects(compiled(f"{ROUTE}{ROLLOUT}replicas: 2\n"))
    constraints = found["Deployment", "shop"]["spec"]["template"]["spec"]["topologySpreadConstraints"]
    assert {key for each in constraints for key in each["matchLabelKeys"]} == {"rollouts-pod-template-hash"}


def test_a_deployment_without_pods_has_no_alerts_on_them() -> None:
    lines = f"{ROUTE}metrics: true\ndashboard: {{}}\n"
    without, with_rollout = (
        {name for name in text(compiled(lines + more)).split() if name.startswith("kube_deployment")}
        for more in ("", ROLLOUT)
    )
    assert without != set()
    assert with_rollout == set()


def text(compilation: Compilation) -> str:
    """What production is watched by."""
    files = compilation.environments["production"].files
    return f"{files['alerts.yml'].decode()} {files['dashboard.yml'].decode()}".replace("{", " ").replace("(", " ")


def test_the_new_pods_are_measured_against_the_objective() -> None:
    metric = analysis("slo: availability")
    series = 'http_requests_total{namespace="shop-production", service="shop", pod=~"shop-{{args.revision}}-.+"'
    assert metric == {
        "name": "availability",
        "interval": "1m",
        "successCondition": "len(result) == 0 || result[0] <= 0.001",
        "failureLimit": 2,
        "provider": {
            "prometheus": {
                "address": "http://prometheus:9090",
                "query": f'(sum(rate({series}, code=~"5.."}}[5m])) or vector(0))\n/\n(sum(rate({series}}}[5m])) > 0)',
            }
        },
    }


def test_an_analysis_says_how_strict_it_is() -> None:
    metric = analysis("slo: availability, burnRate: 14, interval: 30s, failureLimit: 0")
    assert metric["successCondition"] == "len(result) == 0 || result[0] <= 0.014"
    assert (metric["interval"], metric["failureLimit"]) == ("30s", 0)


COUNTED = "slo: {jobs: {objective: 99, errors: jobs_failed_total, total: jobs_total, minRequests: 50}}\n"


@pytest.mark.parametrize(
    ("slo", "written", "part"),
    [
        pytest.param("latency", MEASURED, 'pod=~"shop-{{args.revision}}-.+", le="0.3"', id="latency of the new pods"),
        pytest.param("jobs", COUNTED, "sum(rate(jobs_total[5m])) * 300 >= 50", id="what the project counts, if enough"),
    ],
)
def test_every_objective_gives_a_query(slo: str, written: str, part: str) -> None:
    query = analysis(f"slo: {slo}", written)["provider"]["prometheus"]["query"]
    assert part in query
    assert check(query.replace("{{args.revision}}", "6b8f9c7d5")) is None


@pytest.mark.parametrize(
    ("lines", "organization", "expected"),
    [
        pytest.param(
            ROLLOUT,
            PROMETHEUS,
            ("KG468", "no route leads to the main workload, so there is no traffic to move"),
            id="no route",
        ),
        pytest.param(
            f"{ROUTE}{ROLLOUT}",
            PROMETHEUS + "routing: {provider: ingress}\n",
            ("KG468", "the traffic of an Ingress cannot be moved step by step"),
            id="Ingress",
        ),
        pytest.param(
            ROLLOUT,
            PROMETHEUS + "routing: null\n",
            ("KG468", "without routes there is no traffic to move"),
            id="no routing",
        ),
        pytest.param(
            f"{ROUTE}{ROLLOUT}strategy: {{type: Recreate}}\n",
            PROMETHEUS,
            ("KG436", "`strategy` and `rollout` both say how pods are replaced"),
            id="strategy",
        ),
        pytest.param(
            f"{ROUTE}rollout: {{steps: [{{weight: 20}}, {{weight: 20}}]}}\n",
            PROMETHEUS,
            ("KG469", "weight 20 is not above 20, the one before"),
            id="same weight twice",
        ),
        pytest.param(
            f"{ROUTE}{MEASURED}rollout: {{{STEPS}, analysis: {{slo: availability}}}}\n",
            "apiVersion: kgen.dev/v1\n",
            ("KG302", "`analysis` does not know where Prometheus is"),
            id="no Prometheus",
        ),
        pytest.param(
            f"{ROUTE}{MEASURED}rollout: {{{STEPS}, analysis: {{slo: latency, burnRate: 100}}}}\n",
            PROMETHEUS,
            ("KG437", "no version can burn 100 times the error budget of `latency`"),
            id="burns everything",
        ),
        pytest.param(
            f"{ROUTE}{ROLLOUT}volumes: {{/data: {{persistentVolumeClaim: {{size: 1Gi}}}}}}\n",
            PROMETHEUS,
            ("KG324", "only one pod at a time can mount the claim `shop-data`, but there may be several"),
            id="claim of one pod",
        ),
        pytest.param(
            f"{ROUTE}{ROLLOUT}kind: StatefulSet\n", PROMETHEUS, ("KG431", "a StatefulSet has no `rollout`"), id="kind"
        ),
        pytest.param(
            f"{ROUTE}{ROLLOUT}services: {{canary: {{ports: {{http: 80}}}}}}\n",
            PROMETHEUS,
            ("KG486", "there are two objects `Service/shop-canary`, both in `service.yml`"),
            id="name taken",
        ),
    ],
)
def test_what_a_rollout_cannot_do(lines: str, organization: str, expected: tuple[str, str]) -> None:
    assert errors(compiled(lines, organization)) == [expected]


@pytest.mark.parametrize("canary", ["", ", rollout: null"], ids=["inherited", "switched off"])
def test_a_canary_environment_and_a_rollout_exclude_each_other(canary: str) -> None:
    environments = f"{{canary: {{extends: production, traffic: 5{canary}}}, production: {{}}}}"
    fight = "`rollout` and canary environments would fight over the weights of the same routes"
    assert errors(compiled(ROUTE + ROLLOUT, environments=environments)) == [("KG468", fight)]


def test_a_further_workload_has_no_rollout() -> None:
    found = errors(compiled(f"workloads: {{worker: {{{ROLLOUT.strip()}}}}}\n"))
    assert [code for code, _ in found] == ["KG201"]


def test_org_defaults_fill_in_a_rollout_and_switch_none_on() -> None:
    organization = f"{PROMETHEUS}defaults: {{{ROLLOUT.strip()}}}\n"
    switched_on = objects(compiled(f"{ROUTE}rollout: {{}}\n", organization))
    assert ("Rollout", "shop") not in objects(compiled(ROUTE, organization))
    assert len(switched_on["Rollout", "shop"]["spec"]["strategy"]["canary"]["steps"]) == 4


@pytest.mark.parametrize(
    ("scaling", "expected"),
    [
        pytest.param("replicas: 3\n", 3, id="replicas of the Rollout"),
        pytest.param("autoscaling: {minReplicas: 4, maxReplicas: 5}\n", 4, id="autoscaler of the Rollout"),
    ],
)
def test_pods_are_counted_where_the_rollout_runs_them(scaling: str, expected: int) -> None:
    found = objects(compiled(ROUTE + ROLLOUT + scaling))
    surveyed = survey(tuple(found.values()))
    deployment = surveyed.named("Deployment", "shop", "shop-production")

    assert sums_of(found.values()).replicas == expected
    assert deployment is not None
    assert least_replicas(surveyed, deployment) == expected

"""Checks ServiceMonitors and PodMonitors: what they select, and that their series are called the same."""

import pytest

from kgen.emitters import podmonitor, servicemonitor
from kgen.model import Metrics, Monitoring, ResolvedProject, Service, Workload
from tests import models
from tests.emission import written
from tests.watched import METRICS

WATCH = Monitoring(labels=(("release", "prometheus"),), groups=(), dashboards=())
LABELS = {**dict(models.labels("main")), "release": "prometheus"}
SELECTOR = {"app.kubernetes.io/name": "checkout", "app.kubernetes.io/component": "main"}
METADATA = {
    "name": "checkout",
    "namespace": "checkout-production",
    "labels": LABELS,
    "annotations": {"kgen.dev/language": "v1"},
}
ENDPOINT = {"port": "http", "path": "/metrics", "interval": "30s"}
BY_POD = METRICS._replace(through_service=False)


def scraped(metrics: Metrics | None, *services: Service, name: str = "checkout") -> Workload:
    return models.workload()._replace(name=name, metrics=metrics, services=services)


def project(workload: Workload, watch: Monitoring | None = WATCH) -> ResolvedProject:
    return models.project(workload)._replace(monitoring=watch)


def test_service_monitor() -> None:
    assert written(servicemonitor.emit, project(scraped(METRICS, models.service()))) == {
        "servicemonitor.yml": [
            {
                "apiVersion": "monitoring.coreos.com/v1",
                "kind": "ServiceMonitor",
                "metadata": METADATA,
                "spec": {"selector": {"matchLabels": SELECTOR}, "endpoints": [ENDPOINT]},
            }
        ]
    }


def test_pod_monitor() -> None:
    relabelings = [
        {"action": "replace", "replacement": "checkout", "targetLabel": "job"},
        {"action": "replace", "replacement": "checkout", "targetLabel": "service"},
    ]
    assert written(podmonitor.emit, project(scraped(BY_POD))) == {
        "podmonitor.yml": [
            {
                "apiVersion": "monitoring.coreos.com/v1",
                "kind": "PodMonitor",
                "metadata": METADATA,
                "spec": {
                    "selector": {"matchLabels": SELECTOR},
                    "podMetricsEndpoints": [{**ENDPOINT, "relabelings": relabelings}],
                },
            }
        ]
    }


def test_an_adopted_selector_selects_pods_but_not_services() -> None:
    adopted = scraped(BY_POD)._replace(selector=(("app", "shop"),))
    (pod_monitor,) = written(podmonitor.emit, project(adopted))["podmonitor.yml"]
    assert pod_monitor["spec"]["selector"] == {"matchLabels": {"app": "shop"}}
    adopted = scraped(METRICS, models.service())._replace(selector=(("app", "shop"),))
    (service_monitor,) = written(servicemonitor.emit, project(adopted))["servicemonitor.yml"]
    assert service_monitor["spec"]["selector"] == {"matchLabels": SELECTOR}


@pytest.mark.parametrize(
    ("services", "relabelings"),
    [
        (("checkout",), None),
        (
            ("checkout", "checkout-headless"),
            [{"action": "keep", "sourceLabels": ["__meta_kubernetes_service_name"], "regex": "checkout"}],
        ),
        (
            ("checkout-external",),
            [{"action": "replace", "replacement": "checkout", "targetLabel": "service"}],
        ),
        (
            ("checkout-external", "checkout-internal"),
            [
                {"action": "keep", "sourceLabels": ["__meta_kubernetes_service_name"], "regex": "checkout-external"},
                {"action": "replace", "replacement": "checkout", "targetLabel": "service"},
            ],
        ),
    ],
    ids=["one", "headless beside it", "another name", "two others"],
)
def test_no_pod_is_scraped_twice(services: tuple[str, ...], relabelings: list[dict[str, object]] | None) -> None:
    workload = scraped(METRICS, *map(models.service, services))
    (monitor,) = written(servicemonitor.emit, project(workload))["servicemonitor.yml"]
    (endpoint,) = monitor["spec"]["endpoints"]
    assert endpoint.get("relabelings") == relabelings


def test_a_service_without_the_port_is_no_choice() -> None:
    (port,) = models.service().ports
    other = models.service("checkout-admin")._replace(ports=(port._replace(name="admin"),))
    (monitor,) = written(servicemonitor.emit, project(scraped(METRICS, other, models.service())))["servicemonitor.yml"]
    assert "relabelings" not in monitor["spec"]["endpoints"][0]


@pytest.mark.parametrize(
    "nothing",
    [
        pytest.param(project(scraped(None, models.service())), id="no metrics"),
        pytest.param(project(scraped(METRICS, models.service()), None), id="no monitoring"),
        pytest.param(project(scraped(BY_POD), None), id="no monitoring by pod"),
    ],
)
def test_nothing(nothing: ResolvedProject) -> None:
    assert written(servicemonitor.emit, nothing) == {}
    assert written(podmonitor.emit, nothing) == {}


def test_each_workload_has_one_monitor() -> None:
    both = models.project(
        scraped(METRICS, models.service()), models.workload("worker")._replace(metrics=BY_POD)
    )._replace(monitoring=WATCH)
    (by_service,) = written(servicemonitor.emit, both)["servicemonitor.yml"]
    (by_pod,) = written(podmonitor.emit, both)["podmonitor.yml"]
    assert (by_service["metadata"]["name"], by_pod["metadata"]["name"]) == ("checkout", "checkout-worker")

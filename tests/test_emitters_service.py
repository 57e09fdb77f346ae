"""Owns the tests of what stands around a workload: its Services, its autoscaler, its disruption budget."""

from typing import Any

import pytest

from kgen.emitters import hpa, pdb, scaledobject, service
from kgen.model import Autoscaling, DisruptionBudget, Service, ServicePort
from tests import models
from tests.emission import written

METADATA = {
    "name": "checkout",
    "namespace": "checkout-production",
    "labels": dict(models.labels("main")),
    "annotations": {"kgen.dev/language": "v1"},
}
SELECTOR = {"app.kubernetes.io/name": "checkout", "app.kubernetes.io/component": "main"}
PORTS = [{"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP", "appProtocol": "http"}]
CPU = {
    "type": "ContainerResource",
    "containerResource": {
        "name": "cpu",
        "container": "checkout",
        "target": {"type": "Utilization", "averageUtilization": 70},
    },
}
TARGET = {"apiVersion": "apps/v1", "kind": "Deployment", "name": "checkout"}


@pytest.mark.parametrize("emit", [service.emit, hpa.emit, scaledobject.emit, pdb.emit])
def test_nothing_around_a_bare_workload(emit: Any) -> None:
    assert written(emit, models.project(models.workload())) == {}


# Services


@pytest.mark.parametrize(
    ("given", "spec"),
    [
        pytest.param(models.service(), {"type": "ClusterIP", "selector": SELECTOR, "ports": PORTS}, id="the least"),
        pytest.param(
            models.service()._replace(headless=True, publish_not_ready=True),
            {
                "type": "ClusterIP",
                "clusterIP": "None",
                "publishNotReadyAddresses": True,
                "selector": SELECTOR,
                "ports": PORTS,
            },
            id="headless",
        ),
        pytest.param(
            models.service()._replace(
                type="LoadBalancer",
                ports=(
                    ServicePort(name="dns", port=53, target="dns", protocol="UDP", app_protocol=None, node_port=30053),
                ),
                settings={"externalTrafficPolicy": "Local", "loadBalancerSourceRanges": ["10.0.0.0/8"]},
            ),
            {
                "type": "LoadBalancer",
                "externalTrafficPolicy": "Local",
                "loadBalancerSourceRanges": ["10.0.0.0/8"],
                "selector": SELECTOR,
                "ports": [{"name": "dns", "port": 53, "targetPort": "dns", "nodePort": 30053, "protocol": "UDP"}],
            },
            id="load balancer",
        ),
        pytest.param(
            models.service()._replace(
                type="ExternalName", selects=False, ports=(), settings={"externalName": "db.example.com"}
            ),
            {"type": "ExternalName", "externalName": "db.example.com"},
            id="external name",
        ),
    ],
)
def test_service(given: Service, spec: dict[str, Any]) -> None:
    project = models.project(models.workload()._replace(services=(given,)))
    expected = {"apiVersion": "v1", "kind": "Service", "metadata": METADATA, "spec": spec}
    assert written(service.emit, project) == {"service.yml": [expected]}


def test_annotations_of_a_service_win_over_those_of_its_workload() -> None:
    workload = models.workload()._replace(
        annotations=(("a", "workload"), ("b", "workload")),
        services=(models.service()._replace(annotations=(("b", "service"), ("c", "service"))),),
    )
    (objects,) = written(service.emit, models.project(workload)).values()
    assert objects[0]["metadata"]["annotations"] == {"a": "workload", "b": "service", "c": "service"}


def test_services_of_all_workloads_share_a_file() -> None:
    main = models.workload()._replace(services=(models.service(), models.service("checkout-external")))
    worker = models.workload("worker")._replace(services=(models.service("checkout-worker"),))
    (objects,) = written(service.emit, models.project(main, worker)).values()
    assert [(found["metadata"]["name"], found["spec"]["selector"]) for found in objects] == [
        ("checkout", SELECTOR),
        ("checkout-external", SELECTOR),
        ("checkout-worker", {**SELECTOR, "app.kubernetes.io/component": "worker"}),
    ]


# Autoscaling

BEHAVIOR: Any = {"scaleDown": {"stabilizationWindowSeconds": 300}}
TRIGGERED = models.autoscaling()._replace(
    metrics=(),
    triggers=(
        {
            "type": "prometheus",
            "name": "backlog",
            "metadata": {"serverAddress": "http://prometheus:9090", "query": "up", "threshold": "100"},
        },
    ),
)


@pytest.mark.parametrize(
    ("given", "spec"),
    [
        pytest.param(
            models.autoscaling(),
            {"scaleTargetRef": TARGET, "minReplicas": 2, "maxReplicas": 10, "metrics": [CPU]},
            id="the least",
        ),
        pytest.param(
            models.autoscaling()._replace(behavior=BEHAVIOR),
            {
                "scaleTargetRef": TARGET,
                "minReplicas": 2,
                "maxReplicas": 10,
                "metrics": [CPU],
                "behavior": {"scaleDown": {"stabilizationWindowSeconds": 300}},
            },
            id="behavior",
        ),
    ],
)
def test_horizontal_pod_autoscaler(given: Autoscaling, spec: dict[str, Any]) -> None:
    project = models.project(models.workload()._replace(autoscaling=given, replicas=None))
    expected = {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": METADATA,
        "spec": spec,
    }
    assert written(hpa.emit, project) == {"hpa.yml": [expected]}


def test_autoscaler_scales_the_kind_of_its_workload() -> None:
    stateful = models.workload()._replace(kind="StatefulSet", autoscaling=models.autoscaling())
    (objects,) = written(hpa.emit, models.project(stateful)).values()
    assert objects[0]["spec"]["scaleTargetRef"] == {**TARGET, "kind": "StatefulSet"}


@pytest.mark.parametrize(
    ("autoscaling", "paths"),
    [
        pytest.param(models.autoscaling(), ["hpa.yml"], id="metrics alone"),
        pytest.param(TRIGGERED, ["scaledobject.yml"], id="triggers"),
    ],
)
def test_a_workload_has_one_autoscaler(autoscaling: Autoscaling, paths: list[str]) -> None:
    project = models.project(models.workload()._replace(autoscaling=autoscaling))
    assert [*written(hpa.emit, project), *written(scaledobject.emit, project)] == paths


def test_scaled_object() -> None:
    autoscaling = TRIGGERED._replace(min_replicas=0, behavior=BEHAVIOR, polling_interval=15, cooldown_period=0)
    project = models.project(models.workload()._replace(autoscaling=autoscaling))
    assert written(scaledobject.emit, project) == {
        "scaledobject.yml": [
            {
                "apiVersion": "keda.sh/v1alpha1",
                "kind": "ScaledObject",
                "metadata": METADATA,
                "spec": {
                    "scaleTargetRef": TARGET,
                    "minReplicaCount": 0,
                    "maxReplicaCount": 10,
                    "pollingInterval": 15,
                    "cooldownPeriod": 0,
                    "advanced": {
                        "horizontalPodAutoscalerConfig": {
                            "behavior": {"scaleDown": {"stabilizationWindowSeconds": 300}}
                        }
                    },
                    "triggers": [
                        {
                            "type": "prometheus",
                            "name": "backlog",
                            "metadata": {"serverAddress": "http://prometheus:9090", "query": "up", "threshold": "100"},
                        },
                    ],
                },
            }
        ]
    }


def test_scaled_object_leaves_out_what_is_not_asked_for() -> None:
    project = models.project(models.workload()._replace(autoscaling=TRIGGERED))
    (objects,) = written(scaledobject.emit, project).values()
    assert objects[0]["spec"] == {
        "scaleTargetRef": TARGET,
        "minReplicaCount": 2,
        "maxReplicaCount": 10,
        "triggers": list(TRIGGERED.triggers),
    }


# Disruption budgets


@pytest.mark.parametrize(
    ("given", "spec"),
    [
        pytest.param(
            models.disruption_budget(), {"maxUnavailable": 1, "unhealthyPodEvictionPolicy": "AlwaysAllow"}, id="at most"
        ),
        pytest.param(
            DisruptionBudget(
                min_available="50%", max_unavailable=None, unhealthy_pod_eviction_policy="IfHealthyBudget"
            ),
            {"minAvailable": "50%", "unhealthyPodEvictionPolicy": "IfHealthyBudget"},
            id="at least",
        ),
        pytest.param(
            models.disruption_budget()._replace(max_unavailable=0),
            {"maxUnavailable": 0, "unhealthyPodEvictionPolicy": "AlwaysAllow"},
            id="none",
        ),
    ],
)
def test_pod_disruption_budget(given: DisruptionBudget, spec: dict[str, Any]) -> None:
    project = models.project(models.workload()._replace(disruption_budget=given))
    expected = {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": METADATA,
        "spec": {**spec, "selector": {"matchLabels": SELECTOR}},
    }
    assert written(pdb.emit, project) == {"pdb.yml": [expected]}

"""Owns the tests of the pod template and of the five controllers that carry it."""

from typing import Any

import pytest

from kgen import pod
from kgen.artifact import plain
from kgen.emitters import cronjob, daemonset, deployment, job, pvc, statefulset
from kgen.model import Container, EnvVar, Mount, Pod, Port, Volume, Workload
from tests import models
from tests.emission import written

LABELS = dict(models.labels("main"))
METADATA = {
    "name": "checkout",
    "namespace": "checkout-production",
    "labels": {**LABELS, "app.kubernetes.io/version": "1.4.2"},
    "annotations": {"kgen.dev/language": "v1"},
}
SELECTOR = {"app.kubernetes.io/name": "checkout", "app.kubernetes.io/component": "main"}
CONTAINER = {
    "name": "checkout",
    "image": "registry.example.com/checkout:1.4.2",
    "ports": [{"name": "http", "containerPort": 8080, "protocol": "TCP"}],
    "resources": {"requests": {"cpu": "250m", "memory": "512Mi"}, "limits": {"memory": "512Mi"}},
    "terminationMessagePolicy": "FallbackToLogsOnError",
}
POD_SPEC = {
    "serviceAccountName": "checkout",
    "automountServiceAccountToken": False,
    "enableServiceLinks": False,
    "terminationGracePeriodSeconds": 30,
    "containers": [CONTAINER],
}
TEMPLATE = {"metadata": {"labels": LABELS}, "spec": POD_SPEC}
EMITTERS = {
    "Deployment": deployment.emit,
    "StatefulSet": statefulset.emit,
    "DaemonSet": daemonset.emit,
    "Job": job.emit,
    "CronJob": cronjob.emit,
}


def of_kind(kind: str) -> Workload:
    """The least workload of a kind."""
    least = models.workload()
    return {
        "Deployment": least,
        "StatefulSet": least._replace(kind="StatefulSet", governing_service="checkout-headless"),
        "DaemonSet": least._replace(kind="DaemonSet", replicas=None),
        "Job": least._replace(kind="Job", replicas=None),
        "CronJob": least._replace(kind="CronJob", replicas=None, schedule=models.schedule()),
    }[kind]


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        (
            "Deployment",
            {
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "metadata": METADATA,
                "spec": {"replicas": 1, "selector": {"matchLabels": SELECTOR}, "template": TEMPLATE},
            },
        ),
        (
            "StatefulSet",
            {
                "apiVersion": "apps/v1",
                "kind": "StatefulSet",
                "metadata": METADATA,
                "spec": {
                    "serviceName": "checkout-headless",
                    "replicas": 1,
                    "selector": {"matchLabels": SELECTOR},
                    "template": TEMPLATE,
                },
            },
        ),
        (
            "DaemonSet",
            {
                "apiVersion": "apps/v1",
                "kind": "DaemonSet",
                "metadata": METADATA,
                "spec": {"selector": {"matchLabels": SELECTOR}, "template": TEMPLATE},
            },
        ),
        (
            "Job",
            {
                "apiVersion": "batch/v1",
                "kind": "Job",
                "metadata": {**METADATA, "name": f"checkout-{pod.digest(TEMPLATE)}"},
                "spec": {"template": TEMPLATE},
            },
        ),
        (
            "CronJob",
            {
                "apiVersion": "batch/v1",
                "kind": "CronJob",
                "metadata": METADATA,
                "spec": {
                    "schedule": "0 3 * * *",
                    "timeZone": "Etc/UTC",
                    "concurrencyPolicy": "Forbid",
                    "startingDeadlineSeconds": 300,
                    "jobTemplate": {
                        "metadata": {"labels": METADATA["labels"], "annotations": METADATA["annotations"]},
                        "spec": {"template": TEMPLATE},
                    },
                },
            },
        ),
    ],
)
def test_least_controller(kind: str, expected: dict[str, Any]) -> None:
    project = models.project(of_kind(kind))
    assert written(EMITTERS[kind], project) == {f"{kind.lower()}.yml": [expected]}


@pytest.mark.parametrize("kind", EMITTERS)
def test_controller_is_of_its_kind_only(kind: str) -> None:
    others = [of_kind(other) for other in EMITTERS if other != kind]
    assert written(EMITTERS[kind], models.project(*others)) == {}


@pytest.mark.parametrize("kind", EMITTERS)
def test_controllers_share_a_file_in_the_order_of_the_model(kind: str) -> None:
    main = of_kind(kind)
    project = models.project(main, main._replace(name="checkout-a"), main._replace(name="checkout-b"))
    (objects,) = written(EMITTERS[kind], project).values()
    assert [found["metadata"]["name"].removesuffix(f"-{pod.digest(TEMPLATE)}") for found in objects] == [
        "checkout",
        "checkout-a",
        "checkout-b",
    ]


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        ("Deployment", {"strategy": {"type": "Recreate"}, "revisionHistoryLimit": 5, "minReadySeconds": 10}),
        (
            "StatefulSet",
            {"podManagementPolicy": "Parallel", "updateStrategy": {"rollingUpdate": {"partition": 0}}},
        ),
        ("DaemonSet", {"updateStrategy": {"rollingUpdate": {"maxUnavailable": "10%"}}}),
        ("Job", {"backoffLimit": 0, "ttlSecondsAfterFinished": 86400}),
    ],
)
def test_settings_of_a_controller_are_written_as_they_are(kind: str, settings: dict[str, object]) -> None:
    (objects,) = written(EMITTERS[kind], models.project(of_kind(kind)._replace(settings=settings))).values()
    assert {key: objects[0]["spec"][key] for key in settings} == settings


def test_settings_of_a_cron_job_belong_to_its_jobs() -> None:
    cron_job = of_kind("CronJob")._replace(settings={"backoffLimit": 2})
    (objects,) = written(cronjob.emit, models.project(cron_job)).values()
    assert objects[0]["spec"]["jobTemplate"]["spec"] == {"backoffLimit": 2, "template": TEMPLATE}


def test_every_field_of_a_schedule() -> None:
    full = models.schedule()._replace(suspend=True, successful_history=3, failed_history=0)
    (objects,) = written(cronjob.emit, models.project(of_kind("CronJob")._replace(schedule=full))).values()
    spec = {key: value for key, value in objects[0]["spec"].items() if key != "jobTemplate"}
    assert spec == {
        "schedule": "0 3 * * *",
        "timeZone": "Etc/UTC",
        "concurrencyPolicy": "Forbid",
        "startingDeadlineSeconds": 300,
        "suspend": True,
        "successfulJobsHistoryLimit": 3,
        "failedJobsHistoryLimit": 0,
    }


def test_autoscaled_deployment_has_no_replicas() -> None:
    (objects,) = written(deployment.emit, models.project(of_kind("Deployment")._replace(replicas=None))).values()
    assert "replicas" not in objects[0]["spec"]


def test_workload_scaled_to_nothing_keeps_its_zero() -> None:
    (objects,) = written(deployment.emit, models.project(of_kind("Deployment")._replace(replicas=0))).values()
    assert objects[0]["spec"]["replicas"] == 0


def test_controller_without_a_version_has_no_version_label() -> None:
    (objects,) = written(deployment.emit, models.project(models.workload()._replace(version=None))).values()
    assert objects[0]["metadata"]["labels"] == LABELS


def test_claim_templates_carry_the_servers_defaults_and_no_changing_label() -> None:
    stateful = of_kind("StatefulSet")._replace(
        claims=(
            models.claim()._replace(storage_class="fast"),
            models.claim("logs")._replace(access_modes=("ReadWriteOncePod",)),
        )
    )
    (objects,) = written(statefulset.emit, models.project(stateful)).values()
    assert objects[0]["spec"]["volumeClaimTemplates"] == [
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": "data", "labels": SELECTOR},
            "spec": {
                "accessModes": ["ReadWriteOnce"],
                "storageClassName": "fast",
                "resources": {"requests": {"storage": "10Gi"}},
                "volumeMode": "Filesystem",
            },
        },
        {
            "apiVersion": "v1",
            "kind": "PersistentVolumeClaim",
            "metadata": {"name": "logs", "labels": SELECTOR},
            "spec": {
                "accessModes": ["ReadWriteOncePod"],
                "resources": {"requests": {"storage": "10Gi"}},
                "volumeMode": "Filesystem",
            },
        },
    ]


def test_claims_of_a_stateful_set_are_no_objects_of_their_own() -> None:
    assert written(pvc.emit, models.project(of_kind("StatefulSet")._replace(claims=(models.claim(),)))) == {}


def test_claim_of_a_workload_whose_pods_share_it() -> None:
    assert written(pvc.emit, models.project(models.workload()._replace(claims=(models.claim("checkout-data"),)))) == {
        "pvc.yml": [
            {
                "apiVersion": "v1",
                "kind": "PersistentVolumeClaim",
                "metadata": {**METADATA, "name": "checkout-data", "labels": LABELS},
                "spec": {
                    "accessModes": ["ReadWriteOnce"],
                    "resources": {"requests": {"storage": "10Gi"}},
                    "volumeMode": "Filesystem",
                },
            }
        ]
    }


# Pods


def test_every_field_of_a_pod() -> None:
    full = models.pod()._replace(
        annotations=(("checksum/config", "0123"),),
        automount_token=True,
        init_containers=(
            models.container("migrate")._replace(ports=()),
            models.container("proxy")._replace(native=True),
        ),
        volumes=(
            Volume(name="tmp", source={"emptyDir": {}}),
            Volume(name="files", source={"configMap": {"name": "checkout-files", "defaultMode": 0o444}}),
        ),
        security_context={"runAsNonRoot": True, "fsGroup": 10001},
        image_pull_secrets=("registry",),
        restart_policy="Always",
        enable_service_links=True,
        topology_spread=(
            {"maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "ScheduleAnyway"},
        ),
        settings={"priorityClassName": "critical", "tolerations": [{"key": "spot", "operator": "Exists"}]},
    )
    (objects,) = written(deployment.emit, models.project(models.workload()._replace(pod=full))).values()
    assert objects[0]["spec"]["template"] == {
        "metadata": {"labels": LABELS, "annotations": {"checksum/config": "0123"}},
        "spec": {
            "priorityClassName": "critical",
            "tolerations": [{"key": "spot", "operator": "Exists"}],
            "serviceAccountName": "checkout",
            "automountServiceAccountToken": True,
            "enableServiceLinks": True,
            "imagePullSecrets": [{"name": "registry"}],
            "restartPolicy": "Always",
            "terminationGracePeriodSeconds": 30,
            "topologySpreadConstraints": [
                {"maxSkew": 1, "topologyKey": "topology.kubernetes.io/zone", "whenUnsatisfiable": "ScheduleAnyway"}
            ],
            "securityContext": {"runAsNonRoot": True, "fsGroup": 10001},
            "initContainers": [
                {key: value for key, value in {**CONTAINER, "name": "migrate"}.items() if key != "ports"},
                {**CONTAINER, "name": "proxy", "restartPolicy": "Always"},
            ],
            "containers": [CONTAINER],
            "volumes": [
                {"name": "tmp", "emptyDir": {}},
                {"name": "files", "configMap": {"name": "checkout-files", "defaultMode": 292}},
            ],
        },
    }


FULL_CONTAINER = Container(
    name="checkout",
    image="registry.example.com/checkout@sha256:" + 64 * "0",
    pull_policy="Always",
    command=("checkout",),
    args=("serve", "--verbose"),
    working_dir="/srv",
    ports=(Port(name="dns", number=53, protocol="UDP", app_protocol=None, service=None, host=5353),),
    env_from=({"prefix": "APP_", "configMapRef": {"name": "shared", "optional": True}},),
    env=(
        EnvVar(name="Z", value="", source=None),
        EnvVar(name="A", value=None, source={"secretKeyRef": {"name": "checkout-db", "key": "password"}}),
    ),
    requests=(("cpu", "1"),),
    limits=(),
    mounts=(
        Mount(path="/tmp", volume="tmp", sub_path=None, read_only=None, propagation=None),
        Mount(path="/etc/motd", volume="files", sub_path="motd", read_only=True, propagation="None"),
    ),
    readiness={"httpGet": {"path": "/ready", "port": "http"}},
    liveness={"tcpSocket": {"port": 8080}},
    startup={"grpc": {"port": 9090}},
    lifecycle={"preStop": {"sleep": {"seconds": 5}}},
    security_context={"readOnlyRootFilesystem": True},
    stdin=True,
    tty=False,
    termination_message_path="/dev/stderr",
    native=False,
)


def test_every_field_of_a_container() -> None:
    template = models.pod()._replace(containers=(FULL_CONTAINER,))
    (objects,) = written(deployment.emit, models.project(models.workload()._replace(pod=template))).values()
    assert objects[0]["spec"]["template"]["spec"]["containers"] == [
        {
            "name": "checkout",
            "image": "registry.example.com/checkout@sha256:" + 64 * "0",
            "imagePullPolicy": "Always",
            "command": ["checkout"],
            "args": ["serve", "--verbose"],
            "workingDir": "/srv",
            "ports": [{"name": "dns", "containerPort": 53, "hostPort": 5353, "protocol": "UDP"}],
            "envFrom": [{"prefix": "APP_", "configMapRef": {"name": "shared", "optional": True}}],
            "env": [
                {"name": "Z", "value": ""},
                {"name": "A", "valueFrom": {"secretKeyRef": {"name": "checkout-db", "key": "password"}}},
            ],
            "resources": {"requests": {"cpu": "1"}},
            "volumeMounts": [
                {"name": "tmp", "mountPath": "/tmp"},
                {
                    "name": "files",
                    "mountPath": "/etc/motd",
                    "subPath": "motd",
                    "readOnly": True,
                    "mountPropagation": "None",
                },
            ],
            "readinessProbe": {"httpGet": {"path": "/ready", "port": "http"}},
            "livenessProbe": {"tcpSocket": {"port": 8080}},
            "startupProbe": {"grpc": {"port": 9090}},
            "lifecycle": {"preStop": {"sleep": {"seconds": 5}}},
            "securityContext": {"readOnlyRootFilesystem": True},
            "terminationMessagePath": "/dev/stderr",
            "terminationMessagePolicy": "FallbackToLogsOnError",
            "stdin": True,
            "tty": False,
        }
    ]


def test_container_without_resources_says_nothing_of_them() -> None:
    bare = models.container()._replace(ports=(), requests=(), limits=())
    assert plain(pod.template(models.pod()._replace(containers=(bare,))))["spec"]["containers"] == [
        {
            "name": "checkout",
            "image": "registry.example.com/checkout:1.4.2",
            "terminationMessagePolicy": "FallbackToLogsOnError",
        }
    ]


# The digest that names Jobs


def test_digest_is_the_same_for_the_same_template() -> None:
    assert pod.digest({"spec": {"a": 1, "b": [2], "c": None}}) == pod.digest({"spec": {"b": (2,), "a": 1}})


@pytest.mark.parametrize(
    "other",
    [
        pytest.param(models.pod()._replace(grace_period=31), id="a setting"),
        pytest.param(models.pod()._replace(annotations=(("a", "b"),)), id="an annotation"),
        pytest.param(models.pod()._replace(containers=(FULL_CONTAINER,)), id="a container"),
    ],
)
def test_digest_changes_with_the_template(other: Pod) -> None:
    assert pod.digest(pod.template(other)) != pod.digest(TEMPLATE)

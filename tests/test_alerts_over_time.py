"""Checks over made-up series that every derived alert fires when it should and stays silent when it should."""

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from kgen.model import Workload
from kgen.resolve.derived_alerts import CATALOGUE
from kgen.resolve.draft import strip_prefix
from tests import models, promtool
from tests.promtool import Firing, Moment
from tests.watched import (
    METRICS,
    agent,
    database,
    limited,
    migration,
    monitoring,
    nightly,
    rules,
    watched,
    web,
)

if TYPE_CHECKING:
    from kgen import schema

OWNED: "schema.Overlay" = {"owner": {"team": "payments"}}

NS = 'namespace="checkout-production"'
DEPLOYMENT = f'{NS},deployment="checkout"'
CONTAINER = f'{NS},pod="checkout-7d9f-abcde",container="checkout"'
WAITING = "kube_pod_container_status_waiting_reason"
HPA = f'{NS},horizontalpodautoscaler="checkout"'
CRON = f'{NS},cronjob="checkout-nightly"'
RUN = f'{NS},job_name="checkout-nightly-29000000"'
STATEFUL = f'{NS},statefulset="checkout-db"'
DAEMON = f'{NS},daemonset="checkout-agent"'
CLAIM = f'{NS},persistentvolumeclaim="data-checkout-db-0"'
TARGET = f'{NS},service="checkout",pod="checkout-7d9f-abcde",instance="10.0.0.1:8080",job="checkout"'
POD_LABELS = {"pod": "checkout-7d9f-abcde", "container": "checkout"}
IN_POD = "Container checkout of pod checkout-production/checkout-7d9f-abcde"


class Case(NamedTuple):
    """Series under which the alert fires at a moment, and some under which it does not, a minute each value.

    `labels` and `description` are what the firing alert shows of its series.
    """

    workload: Workload
    alert: str
    firing: dict[str, str]
    silent: dict[str, str]
    labels: dict[str, str]
    description: str
    at: str = "30m"


CASES = [
    Case(
        web(),
        "CheckoutNoReplicasAvailable",
        {
            f"kube_deployment_status_replicas_available{{{DEPLOYMENT}}}": "0x60",
            f"kube_deployment_spec_replicas{{{DEPLOYMENT}}}": "3x60",
        },
        {
            f"kube_deployment_status_replicas_available{{{DEPLOYMENT}}}": "0x60",
            f"kube_deployment_spec_replicas{{{DEPLOYMENT}}}": "0x60",
        },
        {"deployment": "checkout"},
        "Deployment checkout-production/checkout has no available replica.",
    ),
    Case(
        database(),
        "CheckoutDbNoReplicasAvailable",
        {
            f"kube_statefulset_status_replicas_available{{{STATEFUL}}}": "0x60",
            f"kube_statefulset_replicas{{{STATEFUL}}}": "3x60",
        },
        {
            f"kube_statefulset_status_replicas_available{{{STATEFUL}}}": "1x60",
            f"kube_statefulset_replicas{{{STATEFUL}}}": "3x60",
        },
        {"statefulset": "checkout-db"},
        "StatefulSet checkout-production/checkout-db has no available replica.",
    ),
    Case(
        agent(),
        "CheckoutAgentNoReplicasAvailable",
        {
            f"kube_daemonset_status_number_available{{{DAEMON}}}": "0x60",
            f"kube_daemonset_status_desired_number_scheduled{{{DAEMON}}}": "3x60",
        },
        {
            f"kube_daemonset_status_number_available{{{DAEMON}}}": "0x60",
            f"kube_daemonset_status_desired_number_scheduled{{{DAEMON}}}": "0x60",
        },
        {"daemonset": "checkout-agent"},
        "DaemonSet checkout-production/checkout-agent has no available pod on any node.",
    ),
    Case(
        web(),
        "CheckoutReplicasMismatch",
        {
            f"kube_deployment_status_replicas_available{{{DEPLOYMENT}}}": "2x60",
            f"kube_deployment_spec_replicas{{{DEPLOYMENT}}}": "3x60",
            f"kube_deployment_status_replicas_updated{{{DEPLOYMENT}}}": "3x60",
        },
        {
            f"kube_deployment_status_replicas_available{{{DEPLOYMENT}}}": "2x60",
            f"kube_deployment_spec_replicas{{{DEPLOYMENT}}}": "3x60",
            f"kube_deployment_status_replicas_updated{{{DEPLOYMENT}}}": "0+1x60",
        },
        {"deployment": "checkout"},
        "Deployment checkout-production/checkout wants 3 replicas, has fewer, and no rollout is moving.",
    ),
    Case(
        web(),
        "CheckoutRolloutStuck",
        {f'kube_deployment_status_condition{{{DEPLOYMENT},condition="Progressing",status="false"}}': "1x60"},
        {f'kube_deployment_status_condition{{{DEPLOYMENT},condition="Progressing",status="false"}}': "0x60"},
        {"deployment": "checkout", "condition": "Progressing", "status": "false"},
        "Deployment checkout-production/checkout passed its progress deadline.",
    ),
    Case(
        database(),
        "CheckoutDbRolloutStuck",
        {
            f'kube_statefulset_status_current_revision{{{STATEFUL},revision="1"}}': "1x60",
            f'kube_statefulset_status_update_revision{{{STATEFUL},revision="2"}}': "1x60",
            f"kube_statefulset_replicas{{{STATEFUL}}}": "3x60",
            f"kube_statefulset_status_replicas_updated{{{STATEFUL}}}": "1x60",
        },
        {
            f'kube_statefulset_status_current_revision{{{STATEFUL},revision="1"}}': "1x60",
            f'kube_statefulset_status_update_revision{{{STATEFUL},revision="1"}}': "1x60",
            f"kube_statefulset_replicas{{{STATEFUL}}}": "3x60",
            f"kube_statefulset_status_replicas_updated{{{STATEFUL}}}": "0x60",
        },
        {"statefulset": "checkout-db"},
        "StatefulSet checkout-production/checkout-db has pods of the old revision that are not replaced.",
    ),
    Case(
        agent(),
        "CheckoutAgentRolloutStuck",
        {
            f"kube_daemonset_status_desired_number_scheduled{{{DAEMON}}}": "3x60",
            f"kube_daemonset_status_updated_number_scheduled{{{DAEMON}}}": "1x60",
        },
        {
            f"kube_daemonset_status_desired_number_scheduled{{{DAEMON}}}": "3x60",
            f"kube_daemonset_status_updated_number_scheduled{{{DAEMON}}}": "3x60",
        },
        {"daemonset": "checkout-agent"},
        "DaemonSet checkout-production/checkout-agent has pods of the old revision that are not replaced.",
    ),
    Case(
        web(),
        "CheckoutCrashLooping",
        # It runs for a minute between two crashes.
        {f'{WAITING}{{{CONTAINER},reason="CrashLoopBackOff"}}': "1 1 1 _ 1 1 1 _ 1 1 1 _ 1 1 1 _ 1x30"},
        {f'{WAITING}{{{CONTAINER},reason="CrashLoopBackOff"}}': "1x5 _x60"},
        {**POD_LABELS, "reason": "CrashLoopBackOff"},
        f"{IN_POD} is in CrashLoopBackOff.",
    ),
    Case(
        agent(),
        "CheckoutAgentCrashLooping",
        {
            f'kube_pod_init_container_status_waiting_reason{{{NS},pod="checkout-agent-abcde",container="setup",'
            'reason="CrashLoopBackOff"}': "1x60"
        },
        {
            f'kube_pod_init_container_status_waiting_reason{{{NS},pod="checkout-other-abcde",container="setup",'
            'reason="CrashLoopBackOff"}': "1x60"
        },
        {"pod": "checkout-agent-abcde", "container": "setup", "reason": "CrashLoopBackOff"},
        "Container setup of pod checkout-production/checkout-agent-abcde is in CrashLoopBackOff.",
    ),
    Case(
        web(),
        "CheckoutContainerWaiting",
        {f'{WAITING}{{{CONTAINER},reason="ImagePullBackOff"}}': "1x60"},
        {f'{WAITING}{{{CONTAINER},reason="CrashLoopBackOff"}}': "1x60"},
        {**POD_LABELS, "reason": "ImagePullBackOff"},
        f"{IN_POD} waits: ImagePullBackOff.",
    ),
    Case(
        web(),
        "CheckoutOOMKilled",
        {
            f"kube_pod_container_status_restarts_total{{{CONTAINER}}}": "0x25 1x30",
            f'kube_pod_container_status_last_terminated_reason{{{CONTAINER},reason="OOMKilled"}}': "_x25 1x30",
        },
        {
            f"kube_pod_container_status_restarts_total{{{CONTAINER}}}": "1x60",
            f'kube_pod_container_status_last_terminated_reason{{{CONTAINER},reason="OOMKilled"}}': "1x60",
        },
        POD_LABELS,
        f"{IN_POD} was killed at its memory limit and restarted.",
    ),
    Case(
        web(),
        "CheckoutMemoryNearLimit",
        {
            f"container_memory_working_set_bytes{{{CONTAINER}}}": "95x60",
            f'kube_pod_container_resource_limits{{{CONTAINER},resource="memory"}}': "100x60",
        },
        {
            f"container_memory_working_set_bytes{{{CONTAINER}}}": "80x60",
            f'kube_pod_container_resource_limits{{{CONTAINER},resource="memory"}}': "100x60",
        },
        POD_LABELS,
        f"{IN_POD} uses 95% of its memory limit.",
    ),
    Case(
        limited(),
        "CheckoutWorkerCPUThrottling",
        {
            f'container_cpu_cfs_throttled_periods_total{{{NS},pod="p",container="checkout-worker"}}': "0+30x60",
            f'container_cpu_cfs_periods_total{{{NS},pod="p",container="checkout-worker"}}': "0+100x60",
        },
        {
            f'container_cpu_cfs_throttled_periods_total{{{NS},pod="p",container="checkout-worker"}}': "0+20x60",
            f'container_cpu_cfs_periods_total{{{NS},pod="p",container="checkout-worker"}}': "0+100x60",
        },
        {"pod": "p", "container": "checkout-worker"},
        "Container checkout-worker of pod checkout-production/p is throttled in 30% of its CPU periods.",
    ),
    Case(
        web(),
        "CheckoutHpaMaxedOut",
        {
            f"kube_horizontalpodautoscaler_status_current_replicas{{{HPA}}}": "10x60",
            f"kube_horizontalpodautoscaler_spec_max_replicas{{{HPA}}}": "10x60",
            f"kube_horizontalpodautoscaler_spec_min_replicas{{{HPA}}}": "2x60",
            f'kube_horizontalpodautoscaler_status_condition{{{HPA},condition="ScalingLimited",status="true"}}': "1x60",
        },
        {
            f"kube_horizontalpodautoscaler_status_current_replicas{{{HPA}}}": "10x60",
            f"kube_horizontalpodautoscaler_spec_max_replicas{{{HPA}}}": "10x60",
            f"kube_horizontalpodautoscaler_spec_min_replicas{{{HPA}}}": "2x60",
            f'kube_horizontalpodautoscaler_status_condition{{{HPA},condition="ScalingLimited",status="true"}}': "0x60",
        },
        {"horizontalpodautoscaler": "checkout"},
        "HorizontalPodAutoscaler checkout-production/checkout is at its maximum of 10 replicas and wants more.",
    ),
    Case(
        web(),
        "CheckoutPdbNotEnoughHealthyPods",
        {
            f'kube_poddisruptionbudget_status_desired_healthy{{{NS},poddisruptionbudget="checkout"}}': "3x60",
            f'kube_poddisruptionbudget_status_current_healthy{{{NS},poddisruptionbudget="checkout"}}': "1x60",
        },
        {
            f'kube_poddisruptionbudget_status_desired_healthy{{{NS},poddisruptionbudget="checkout"}}': "3x60",
            f'kube_poddisruptionbudget_status_current_healthy{{{NS},poddisruptionbudget="checkout"}}': "3x60",
        },
        {"poddisruptionbudget": "checkout"},
        "PodDisruptionBudget checkout-production/checkout lacks 2 healthy pods; no node that runs one can be drained.",
    ),
    Case(
        web(),
        "CheckoutTargetUnreachable",
        {f"up{{{TARGET}}}": "0x60"},
        {f"up{{{TARGET}}}": "1x60"},
        {"pod": "checkout-7d9f-abcde", "instance": "10.0.0.1:8080", "job": "checkout"},
        "Pod checkout-7d9f-abcde at 10.0.0.1:8080 does not answer the scrapes of Prometheus.",
    ),
    Case(
        web(),
        "CheckoutDown",
        {},
        {f"up{{{TARGET}}}": "1x60"},
        {},
        "Prometheus finds no pod that answers its scrapes.",
    ),
    Case(
        database(),
        "CheckoutDbVolumeFillingUp",
        {
            f"kubelet_volume_stats_available_bytes{{{CLAIM}}}": "200-0.2x600",
            f"kubelet_volume_stats_capacity_bytes{{{CLAIM}}}": "1000x600",
        },
        # Almost as full, and so for days.
        {
            f"kubelet_volume_stats_available_bytes{{{CLAIM}}}": "100x600",
            f"kubelet_volume_stats_capacity_bytes{{{CLAIM}}}": "1000x600",
        },
        {"persistentvolumeclaim": "data-checkout-db-0"},
        "Claim checkout-production/data-checkout-db-0 has 10% of its space left.",
        "500m",
    ),
    Case(
        database(),
        "CheckoutDbVolumeAlmostFull",
        {
            f"kubelet_volume_stats_available_bytes{{{CLAIM}}}": "20x60",
            f"kubelet_volume_stats_capacity_bytes{{{CLAIM}}}": "1000x60",
        },
        {
            f"kubelet_volume_stats_available_bytes{{{CLAIM}}}": "40x60",
            f"kubelet_volume_stats_capacity_bytes{{{CLAIM}}}": "1000x60",
        },
        {"persistentvolumeclaim": "data-checkout-db-0"},
        "Claim checkout-production/data-checkout-db-0 has 2% of its space left.",
    ),
    Case(
        migration(),
        "CheckoutMigrateJobFailed",
        {f'kube_job_failed{{{NS},job_name="checkout-migrate-0123abcd",condition="true"}}': "1x60"},
        {f'kube_job_failed{{{NS},job_name="checkout-migrate-0123abcd",condition="true"}}': "0x60"},
        {"job_name": "checkout-migrate-0123abcd", "condition": "true"},
        "Job checkout-production/checkout-migrate-0123abcd failed.",
    ),
    Case(
        nightly(),
        "CheckoutNightlyJobFailed",
        {
            f'kube_job_failed{{{RUN},condition="true"}}': "1x60",
            f"kube_job_status_start_time{{{RUN}}}": "600x60",
            f"kube_cronjob_status_last_successful_time{{{CRON}}}": "300x60",
        },
        # A later run succeeded, and the failed one is still in the history.
        {
            f'kube_job_failed{{{RUN},condition="true"}}': "1x60",
            f"kube_job_status_start_time{{{RUN}}}": "600x60",
            f"kube_cronjob_status_last_successful_time{{{CRON}}}": "900x60",
        },
        {"job_name": "checkout-nightly-29000000", "condition": "true"},
        "Job checkout-production/checkout-nightly-29000000 failed.",
    ),
    Case(
        nightly()._replace(schedule=models.schedule()._replace(period=600)),
        "CheckoutNightlyCronJobLate",
        {
            f"kube_cronjob_status_last_successful_time{{{CRON}}}": "300x60",
            f"kube_cronjob_created{{{CRON}}}": "0x60",
            f"kube_cronjob_spec_suspend{{{CRON}}}": "0x60",
        },
        {
            f"kube_cronjob_status_last_successful_time{{{CRON}}}": "900x60",
            f"kube_cronjob_created{{{CRON}}}": "0x60",
            f"kube_cronjob_spec_suspend{{{CRON}}}": "0x60",
        },
        {"cronjob": "checkout-nightly"},
        "CronJob checkout-production/checkout-nightly last succeeded 25m 0s ago, or never since it was created.",
    ),
    Case(
        nightly()._replace(schedule=models.schedule()._replace(period=600)),
        "CheckoutNightlyCronJobLate",
        # It has never succeeded.
        {f"kube_cronjob_created{{{CRON}}}": "0x60"},
        # It is suspended by hand.
        {f"kube_cronjob_created{{{CRON}}}": "0x60", f"kube_cronjob_spec_suspend{{{CRON}}}": "1x60"},
        {"cronjob": "checkout-nightly"},
        "CronJob checkout-production/checkout-nightly last succeeded 30m 0s ago, or never since it was created.",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=[case.alert for case in CASES])
def test_an_alert_fires_when_it_should(case: Case, tmp_path: Path) -> None:
    scope = watched(OWNED)
    firing = Firing(rules(scope, case.workload)[case.alert], case.labels, case.description)
    promtool.run(monitoring(scope, case.workload), tmp_path, case.firing, [Moment(case.at, case.alert, (firing,))])


@pytest.mark.parametrize("case", CASES, ids=[case.alert for case in CASES])
def test_an_alert_stays_silent_when_it_should(case: Case, tmp_path: Path) -> None:
    watch = monitoring(watched(OWNED), case.workload)
    promtool.run(watch, tmp_path, case.silent, [Moment(case.at, case.alert)])


def test_every_alert_of_the_catalogue_is_proved_to_fire() -> None:
    proved = {strip_prefix(case.workload.name, case.alert) for case in CASES}
    assert proved == {entry.name for entry in CATALOGUE}


def test_an_alert_waits(tmp_path: Path) -> None:
    scope = watched(OWNED)
    rule = rules(scope, web())["CheckoutDown"]
    firing = (Firing(rule, {}, "Prometheus finds no pod that answers its scrapes."),)
    moments = [Moment("9m", "CheckoutDown"), Moment("10m", "CheckoutDown", firing)]
    promtool.run(monitoring(scope, web()), tmp_path, {}, moments)


def test_metrics_of_other_namespaces_are_no_concern(tmp_path: Path) -> None:
    other = '{namespace="checkout-canary",deployment="checkout"}'
    series = {
        f"kube_deployment_status_replicas_available{other}": "0x60",
        f"kube_deployment_spec_replicas{other}": "3x60",
    }
    watch = monitoring(watched(OWNED), models.workload()._replace(metrics=METRICS))
    promtool.run(watch, tmp_path, series, [Moment("30m", "CheckoutNoReplicasAvailable")])

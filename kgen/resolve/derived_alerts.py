"""Owns the catalogue of alerts that a workload gets without being asked, each only where its object exists."""

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple, TypeAlias

from kgen import promql
from kgen.model import Kind, Severity, Workload
from kgen.resolve import series
from kgen.resolve.draft import Draft

Need: TypeAlias = Literal[
    "nothing",
    "pods of its own",
    "init containers",
    "rolling update",
    "memory limit",
    "cpu limit",
    "autoscaler",
    "disruption budget",
    "metrics",
    "pods at all times",
    "volume",
    "active schedule",
]


class Entry(NamedTuple):
    """An alert for workloads of some kinds that have what it needs; of entries with one name the first that fits holds.

    `%(name)s` in `expr` stands for what `_placeholders` gives, `{workload}` in `summary` for the workload's name;
    `description` is a template of Prometheus.
    """

    name: str
    kinds: tuple[Kind, ...]
    needs: Need
    expr: str
    wait: str | None
    severity: Severity
    summary: str
    description: str


SERVING: tuple[Kind, ...] = ("Deployment", "StatefulSet", "DaemonSet")
SCALED: tuple[Kind, ...] = ("Deployment", "StatefulSet")
ALL: tuple[Kind, ...] = (*SERVING, "Job", "CronJob")

NEEDS: Mapping[Need, Callable[[Workload], bool]] = {
    "nothing": lambda _: True,
    # A Rollout takes the pods of its Deployment, and kube-state-metrics knows nothing of it.
    "pods of its own": lambda workload: workload.rollout is None,
    "init containers": lambda workload: bool(workload.pod.init_containers),
    "rolling update": lambda workload: workload.settings.get("updateStrategy", {}).get("type") != "OnDelete",
    "memory limit": lambda workload: _has_limit(workload, "memory"),
    "cpu limit": lambda workload: _has_limit(workload, "cpu"),
    "autoscaler": lambda workload: (
        workload.autoscaling is not None and workload.autoscaling.min_replicas < workload.autoscaling.max_replicas
    ),
    "disruption budget": lambda workload: workload.disruption_budget is not None,
    "metrics": lambda workload: workload.metrics is not None,
    "pods at all times": lambda workload: workload.metrics is not None and _fewest_replicas(workload) > 0,
    "volume": lambda workload: bool(series.claim_patterns(workload)),
    "active schedule": lambda workload: workload.schedule is not None and not workload.schedule.suspend,
}

# Pages come from symptoms: burning error budgets, nothing that answers, a full disk. Causes are tickets.
CATALOGUE: tuple[Entry, ...] = (
    Entry(
        name="NoReplicasAvailable",
        kinds=("Deployment",),
        needs="pods of its own",
        expr="kube_deployment_status_replicas_available{%(controller)s} == 0\n"
        "and\n"
        "kube_deployment_spec_replicas{%(controller)s} > 0",
        wait="5m",
        severity="critical",
        summary="No replica of {workload} is available.",
        description="Deployment {{ $labels.namespace }}/{{ $labels.deployment }} has no available replica.",
    ),
    Entry(
        name="NoReplicasAvailable",
        kinds=("StatefulSet",),
        needs="nothing",
        expr="kube_statefulset_status_replicas_available{%(controller)s} == 0\n"
        "and\n"
        "kube_statefulset_replicas{%(controller)s} > 0",
        wait="5m",
        severity="critical",
        summary="No replica of {workload} is available.",
        description="StatefulSet {{ $labels.namespace }}/{{ $labels.statefulset }} has no available replica.",
    ),
    Entry(
        name="NoReplicasAvailable",
        kinds=("DaemonSet",),
        needs="nothing",
        expr="kube_daemonset_status_number_available{%(controller)s} == 0\n"
        "and\n"
        "kube_daemonset_status_desired_number_scheduled{%(controller)s} > 0",
        wait="5m",
        severity="critical",
        summary="No pod of {workload} is available.",
        description="DaemonSet {{ $labels.namespace }}/{{ $labels.daemonset }} has no available pod on any node.",
    ),
    Entry(
        name="ReplicasMismatch",
        kinds=("Deployment",),
        needs="pods of its own",
        expr="kube_deployment_spec_replicas{%(controller)s}\n"
        "> kube_deployment_status_replicas_available{%(controller)s}\n"
        "and\n"
        "changes(kube_deployment_status_replicas_updated{%(controller)s}[10m]) == 0",
        wait="15m",
        severity="warning",
        summary="Replicas of {workload} are missing.",
        description="Deployment {{ $labels.namespace }}/{{ $labels.deployment }} wants {{ $value }} replicas, has "
        "fewer, and no rollout is moving.",
    ),
    Entry(
        name="ReplicasMismatch",
        kinds=("StatefulSet",),
        needs="nothing",
        expr="kube_statefulset_replicas{%(controller)s}\n"
        "> kube_statefulset_status_replicas_ready{%(controller)s}\n"
        "and\n"
        "changes(kube_statefulset_status_replicas_updated{%(controller)s}[10m]) == 0",
        wait="15m",
        severity="warning",
        summary="Replicas of {workload} are missing.",
        description="StatefulSet {{ $labels.namespace }}/{{ $labels.statefulset }} wants {{ $value }} replicas, has "
        "fewer that are ready, and no rollout is moving.",
    ),
    Entry(
        name="ReplicasMismatch",
        kinds=("DaemonSet",),
        needs="nothing",
        expr="kube_daemonset_status_desired_number_scheduled{%(controller)s}\n"
        "> kube_daemonset_status_number_available{%(controller)s}\n"
        "and\n"
        "changes(kube_daemonset_status_updated_number_scheduled{%(controller)s}[10m]) == 0",
        wait="15m",
        severity="warning",
        summary="Pods of {workload} are missing.",
        description="DaemonSet {{ $labels.namespace }}/{{ $labels.daemonset }} wants pods on {{ $value }} nodes, has "
        "fewer, and no rollout is moving.",
    ),
    Entry(
        name="RolloutStuck",
        kinds=("Deployment",),
        needs="pods of its own",
        expr='kube_deployment_status_condition{%(controller)s, condition="Progressing", status="false"} != 0',
        wait="15m",
        severity="warning",
        summary="A rollout of {workload} makes no progress.",
        description="Deployment {{ $labels.namespace }}/{{ $labels.deployment }} passed its progress deadline.",
    ),
    Entry(
        name="RolloutStuck",
        kinds=("StatefulSet",),
        needs="rolling update",
        # A revision that is current and not the one to update to: a rollout is under way.
        expr="max by (namespace, statefulset) (\n"
        "  kube_statefulset_status_current_revision{%(controller)s}\n"
        "  unless\n"
        "  kube_statefulset_status_update_revision{%(controller)s}\n"
        ")\n"
        "* on (namespace, statefulset)\n"
        "(kube_statefulset_replicas{%(controller)s} != kube_statefulset_status_replicas_updated{%(controller)s})\n"
        "and on (namespace, statefulset)\n"
        "changes(kube_statefulset_status_replicas_updated{%(controller)s}[5m]) == 0",
        wait="15m",
        severity="warning",
        summary="A rollout of {workload} makes no progress.",
        description="StatefulSet {{ $labels.namespace }}/{{ $labels.statefulset }} has pods of the old revision that "
        "are not replaced.",
    ),
    Entry(
        name="RolloutStuck",
        kinds=("DaemonSet",),
        needs="rolling update",
        expr="kube_daemonset_status_desired_number_scheduled{%(controller)s}\n"
        "!= kube_daemonset_status_updated_number_scheduled{%(controller)s}\n"
        "and\n"
        "changes(kube_daemonset_status_updated_number_scheduled{%(controller)s}[5m]) == 0",
        wait="15m",
        severity="warning",
        summary="A rollout of {workload} makes no progress.",
        description="DaemonSet {{ $labels.namespace }}/{{ $labels.daemonset }} has pods of the old revision that are "
        "not replaced.",
    ),
    Entry(
        name="CrashLooping",
        kinds=ALL,
        needs="init containers",
        expr="max_over_time(\n"
        '  kube_pod_container_status_waiting_reason{%(containers)s, reason="CrashLoopBackOff"}[5m]\n'
        ") >= 1\n"
        "or\n"
        "max_over_time(\n"
        '  kube_pod_init_container_status_waiting_reason{%(init_containers)s, reason="CrashLoopBackOff"}[5m]\n'
        ") >= 1",
        wait="15m",
        severity="warning",
        summary="A container of {workload} keeps crashing.",
        description="Container {{ $labels.container }} of pod {{ $labels.namespace }}/{{ $labels.pod }} is in "
        "CrashLoopBackOff.",
    ),
    Entry(
        name="CrashLooping",
        kinds=ALL,
        needs="nothing",
        expr="max_over_time(\n"
        '  kube_pod_container_status_waiting_reason{%(containers)s, reason="CrashLoopBackOff"}[5m]\n'
        ") >= 1",
        wait="15m",
        severity="warning",
        summary="A container of {workload} keeps crashing.",
        description="Container {{ $labels.container }} of pod {{ $labels.namespace }}/{{ $labels.pod }} is in "
        "CrashLoopBackOff.",
    ),
    Entry(
        name="ContainerWaiting",
        kinds=ALL,
        needs="nothing",
        expr='kube_pod_container_status_waiting_reason{%(containers)s, reason!="CrashLoopBackOff"} > 0',
        wait="15m",
        severity="warning",
        summary="A container of {workload} does not start.",
        description="Container {{ $labels.container }} of pod {{ $labels.namespace }}/{{ $labels.pod }} waits: "
        "{{ $labels.reason }}.",
    ),
    Entry(
        name="OOMKilled",
        kinds=ALL,
        needs="nothing",
        # The reason stays set until the next termination, so a recent restart has to go with it.
        expr="increase(kube_pod_container_status_restarts_total{%(containers)s}[10m]) > 0\n"
        "and on (namespace, pod, container)\n"
        'kube_pod_container_status_last_terminated_reason{%(containers)s, reason="OOMKilled"} == 1',
        wait=None,
        severity="warning",
        summary="A container of {workload} ran out of memory.",
        description="Container {{ $labels.container }} of pod {{ $labels.namespace }}/{{ $labels.pod }} was killed "
        "at its memory limit and restarted.",
    ),
    Entry(
        name="MemoryNearLimit",
        kinds=ALL,
        needs="memory limit",
        expr="max by (namespace, pod, container) (container_memory_working_set_bytes{%(containers)s})\n"
        "/ on (namespace, pod, container)\n"
        'max by (namespace, pod, container) (kube_pod_container_resource_limits{%(containers)s, resource="memory"})\n'
        "> 0.9",
        wait="15m",
        severity="warning",
        summary="A container of {workload} is close to its memory limit.",
        description="Container {{ $labels.container }} of pod {{ $labels.namespace }}/{{ $labels.pod }} uses "
        "{{ $value | humanizePercentage }} of its memory limit.",
    ),
    Entry(
        name="CPUThrottling",
        kinds=ALL,
        needs="cpu limit",
        expr="sum by (namespace, pod, container) (\n"
        "  increase(container_cpu_cfs_throttled_periods_total{%(containers)s}[5m])\n"
        ")\n"
        "/ on (namespace, pod, container)\n"
        "sum by (namespace, pod, container) (\n"
        "  increase(container_cpu_cfs_periods_total{%(containers)s}[5m])\n"
        ")\n"
        "> 0.25",
        wait="15m",
        severity="info",
        summary="A container of {workload} is held back by its CPU limit.",
        description="Container {{ $labels.container }} of pod {{ $labels.namespace }}/{{ $labels.pod }} is throttled "
        "in {{ $value | humanizePercentage }} of its CPU periods.",
    ),
    Entry(
        name="HpaMaxedOut",
        kinds=SCALED,
        needs="autoscaler",
        # ScalingLimited tells a need for more from a load that just fits the most replicas.
        expr="kube_horizontalpodautoscaler_status_current_replicas{%(autoscaler)s}\n"
        "== kube_horizontalpodautoscaler_spec_max_replicas{%(autoscaler)s}\n"
        "and on (namespace, horizontalpodautoscaler)\n"
        "kube_horizontalpodautoscaler_spec_max_replicas{%(autoscaler)s}\n"
        "!= kube_horizontalpodautoscaler_spec_min_replicas{%(autoscaler)s}\n"
        "and on (namespace, horizontalpodautoscaler)\n"
        "kube_horizontalpodautoscaler_status_condition"
        '{%(autoscaler)s, condition="ScalingLimited", status="true"} == 1',
        wait="15m",
        severity="warning",
        summary="The replicas of {workload} are at their maximum, and more are needed.",
        description="HorizontalPodAutoscaler {{ $labels.namespace }}/{{ $labels.horizontalpodautoscaler }} is at its "
        "maximum of {{ $value }} replicas and wants more.",
    ),
    Entry(
        name="PdbNotEnoughHealthyPods",
        kinds=SCALED,
        needs="disruption budget",
        expr="kube_poddisruptionbudget_status_desired_healthy{%(budget)s}\n"
        "- kube_poddisruptionbudget_status_current_healthy{%(budget)s}\n"
        "> 0",
        wait="15m",
        severity="warning",
        summary="Too few pods of {workload} are healthy for its disruption budget.",
        description="PodDisruptionBudget {{ $labels.namespace }}/{{ $labels.poddisruptionbudget }} lacks {{ $value }} "
        "healthy pods; no node that runs one can be drained.",
    ),
    Entry(
        name="TargetUnreachable",
        kinds=SERVING,
        needs="metrics",
        expr="up{%(scraped)s} == 0",
        wait="15m",
        severity="warning",
        summary="Prometheus cannot scrape a pod of {workload}.",
        description="Pod {{ $labels.pod }} at {{ $labels.instance }} does not answer the scrapes of Prometheus.",
    ),
    Entry(
        name="Down",
        kinds=SERVING,
        needs="pods at all times",
        expr="absent(up{%(scraped)s} == 1)",
        wait="10m",
        severity="critical",
        summary="No pod of {workload} answers.",
        description="Prometheus finds no pod that answers its scrapes.",
    ),
    Entry(
        name="VolumeFillingUp",
        kinds=ALL,
        needs="volume",
        expr="kubelet_volume_stats_available_bytes{%(claims)s}\n"
        "/ kubelet_volume_stats_capacity_bytes{%(claims)s} < 0.15\n"
        "and\n"
        "predict_linear(kubelet_volume_stats_available_bytes{%(claims)s}[6h], 4 * 24 * 3600) < 0",
        wait="1h",
        severity="warning",
        summary="A volume of {workload} will be full within four days.",
        description="Claim {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has "
        "{{ $value | humanizePercentage }} of its space left.",
    ),
    Entry(
        name="VolumeAlmostFull",
        kinds=ALL,
        needs="volume",
        expr="kubelet_volume_stats_available_bytes{%(claims)s}\n"
        "/ kubelet_volume_stats_capacity_bytes{%(claims)s} < 0.03",
        wait="1m",
        severity="critical",
        summary="A volume of {workload} is almost full.",
        description="Claim {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} has "
        "{{ $value | humanizePercentage }} of its space left.",
    ),
    Entry(
        name="JobFailed",
        kinds=("Job",),
        needs="nothing",
        expr="kube_job_failed{%(controller)s} > 0",
        wait="15m",
        severity="warning",
        summary="A job of {workload} failed.",
        description="Job {{ $labels.namespace }}/{{ $labels.job_name }} failed.",
    ),
    Entry(
        name="JobFailed",
        kinds=("CronJob",),
        needs="nothing",
        # A failed Job stays in its history: a later success makes it good.
        expr="kube_job_failed{%(started_jobs)s} > 0\n"
        "unless on (namespace, job_name)\n"
        "(\n"
        "  kube_job_status_start_time{%(started_jobs)s}\n"
        "  < on (namespace) group_left ()\n"
        "  max by (namespace) (kube_cronjob_status_last_successful_time{%(controller)s})\n"
        ")",
        wait="15m",
        severity="warning",
        summary="A job of {workload} failed, and none has succeeded since.",
        description="Job {{ $labels.namespace }}/{{ $labels.job_name }} failed.",
    ),
    Entry(
        name="CronJobLate",
        kinds=("CronJob",),
        needs="active schedule",
        # One that has never succeeded counts from its creation.
        expr="time()\n"
        "- max by (namespace, cronjob) (\n"
        "  kube_cronjob_status_last_successful_time{%(controller)s} or kube_cronjob_created{%(controller)s}\n"
        ")\n"
        "> %(two_periods)s\n"
        "unless on (namespace, cronjob)\n"
        "kube_cronjob_spec_suspend{%(controller)s} == 1",
        wait=None,
        severity="warning",
        summary="No run of {workload} has succeeded for two of its periods.",
        description="CronJob {{ $labels.namespace }}/{{ $labels.cronjob }} last succeeded "
        "{{ $value | humanizeDuration }} ago, or never since it was created.",
    ),
)

CATALOGUE_NAMES = frozenset(entry.name for entry in CATALOGUE)


def derive_alerts(workload: Workload, namespace: str) -> tuple[Draft, ...]:
    """The alerts of one workload, in the order of the catalogue."""
    placeholders = _placeholders(workload, promql.equals("namespace", namespace))
    return tuple(
        Draft(
            workload=workload.name,
            component=workload.component,
            group="kubernetes",
            name=entry.name,
            expr=entry.expr % placeholders,
            wait=entry.wait,
            severity=entry.severity,
            summary=entry.summary.format(workload=workload.name),
            description=entry.description,
        )
        for entry in _fitting(workload)
    )


def derived_names(workload: Workload) -> tuple[str, ...]:
    """The names of a workload's alerts, in the order of the catalogue."""
    return tuple(entry.name for entry in _fitting(workload))


def _fitting(workload: Workload) -> tuple[Entry, ...]:
    first: dict[str, Entry] = {}
    for entry in CATALOGUE:
        if workload.kind in entry.kinds and NEEDS[entry.needs](workload):
            first.setdefault(entry.name, entry)
    return tuple(first.values())


def _placeholders(workload: Workload, namespace: str) -> dict[str, str]:
    """What the catalogue's expressions leave open: matchers of the workload's series, and numbers."""
    one = (workload,)
    values = {
        "controller": series.controllers(workload.kind, one),
        "containers": series.containers(one),
        "init_containers": series.init_containers(one) if workload.pod.init_containers else "",
        "autoscaler": series.autoscalers(one),
        "budget": promql.equals("poddisruptionbudget", workload.name),
        "scraped": promql.equals("service", workload.name),
        "claims": series.claims(one) if series.claim_patterns(workload) else "",
        "started_jobs": series.started_jobs(one),
    }
    two_periods = 2 * workload.schedule.period if workload.schedule else 0
    return {name: f"{namespace}, {matcher}" for name, matcher in values.items()} | {"two_periods": str(two_periods)}


def _has_limit(workload: Workload, resource: str) -> bool:
    return any(resource in dict(container.limits) for container in workload.pod.containers)


def _fewest_replicas(workload: Workload) -> int:
    if workload.autoscaling is not None:
        return workload.autoscaling.min_replicas
    return 1 if workload.replicas is None else workload.replicas

"""Owns the panels of the row Pods: whether they are there and stay up, what they run, how jobs go."""

from kgen.model import Kind, Panel, Query, Threshold, Workload
from kgen.resolve import series
from kgen.resolve.view import NAMESPACE, RATE, View

_REPLICAS: dict[Kind, tuple[str, str]] = {
    "Deployment": ("kube_deployment_status_replicas_available", "kube_deployment_spec_replicas"),
    "StatefulSet": ("kube_statefulset_status_replicas_available", "kube_statefulset_replicas"),
    "DaemonSet": ("kube_daemonset_status_number_available", "kube_daemonset_status_desired_number_scheduled"),
}
"""Metrics of how many pods are there and how many should be."""

Workloads = tuple[Workload, ...]


def pod_panels(workloads: Workloads, view: View) -> tuple[Panel, ...]:
    """Whether the pods are there and stay up, which images they run, and how jobs go."""
    containers = f"{NAMESPACE}, {series.containers(workloads)}"
    restarts = f"increase(kube_pod_container_status_restarts_total{{{containers}}}{RATE})"
    waiting = f"kube_pod_container_status_waiting_reason{{{containers}}}"
    terminated = f"kube_pod_container_status_last_terminated_reason{{{containers}}}"
    started = _of_kinds(workloads, "Job", "CronJob")
    return (
        *_replicas(workloads, view),
        Panel(
            title="Restarts",
            description="Containers that started again. A healthy one does so only with a rollout.",
            type="timeseries",
            unit="short",
            queries=(Query(f"sum{view.by('pod', 'container')} ({restarts})", view.legend("{{pod}} {{container}}")),),
            minimum=0,
        ),
        Panel(
            title="Waiting and terminated",
            description="Containers that wait, and why those that ended did: OOMKilled ran out of memory.",
            type="timeseries",
            unit="short",
            queries=(
                Query(f"sum{view.by('pod', 'reason')} ({waiting}) > 0", view.legend("{{pod}} waits: {{reason}}")),
                Query(f"sum{view.by('pod', 'reason')} ({terminated}) > 0", view.legend("{{pod}} ended: {{reason}}")),
            ),
            minimum=0,
        ),
        *(_jobs(started, view) if started else ()),
        Panel(
            title="Images",
            description="How many containers run each image; two versions at once mean a rollout.",
            type="table",
            unit="short",
            queries=(
                Query(
                    f"count{view.by('container', 'image')} (kube_pod_container_info{{{containers}}})",
                    None,
                    instant=True,
                    format="table",
                ),
            ),
            width=24,
            height=5,
        ),
    )


def _replicas(workloads: Workloads, view: View) -> tuple[Panel, ...]:
    queries: list[Query] = []
    for kind, (available, desired) in _REPLICAS.items():
        # A Rollout takes the pods of its Deployment, and kube-state-metrics knows nothing of it.
        some = tuple(workload for workload in _of_kinds(workloads, kind) if workload.rollout is None)
        if some:
            label = series.CONTROLLER_LABELS[kind]
            matchers = f"{NAMESPACE}, {series.controllers(kind, some)}"
            for metric, word in ((available, "available"), (desired, "desired")):
                expr = f"sum{view.by(label)} ({metric}{{{matchers}}})"
                queries.append(Query(expr, view.legend(f"{{{{{label}}}}} {word}")))
    if not queries:
        return ()
    description = "Pods that are available beside those that are wanted."
    return (
        Panel(
            title="Replicas",
            description=description,
            type="timeseries",
            unit="short",
            queries=tuple(queries),
            minimum=0,
        ),
    )


def _jobs(workloads: Workloads, view: View) -> tuple[Panel, ...]:
    matchers = [
        f"{NAMESPACE}, {series.controllers('Job', (workload,))}"
        if workload.kind == "Job"
        else f"{NAMESPACE}, {series.started_jobs((workload,))}"
        for workload in workloads
    ]
    counted = [
        Query(
            f"sum{view.by()} (kube_job_status_{state}{{{matcher}}})",
            view.legend(f"{workload.name} {state}"),
        )
        for workload, matcher in zip(workloads, matchers, strict=True)
        for state in ("active", "succeeded", "failed")
    ]
    durations = [
        Query(
            f"max{view.by('job_name')} (\n"
            f"  kube_job_status_completion_time{{{matcher}}} - kube_job_status_start_time{{{matcher}}}\n)",
            view.legend("{{job_name}}"),
        )
        for matcher in matchers
    ]
    found = (
        _job_panel("Jobs", "Jobs in the cluster's history by how they went.", "short", counted),
        _job_panel("Job duration", "How long finished jobs took.", "s", durations),
    )
    crons = _of_kinds(workloads, "CronJob")
    return (*found, *(_since_success(crons, view) if crons else ()))


def _job_panel(title: str, description: str, unit: str, queries: list[Query]) -> Panel:
    return Panel(title=title, description=description, type="timeseries", unit=unit, queries=tuple(queries), minimum=0)


def _since_success(crons: Workloads, view: View) -> tuple[Panel, ...]:
    matchers = f"{NAMESPACE}, {series.controllers('CronJob', crons)}"
    late = max((2 * workload.schedule.period for workload in crons if workload.schedule), default=0)
    return (
        Panel(
            title="Since last success",
            description="Age of the last run that succeeded; red from two periods on.",
            type="stat",
            unit="s",
            queries=(
                Query(
                    f"time() - max{view.by('cronjob')} (kube_cronjob_status_last_successful_time{{{matchers}}})",
                    view.legend("{{cronjob}}"),
                ),
            ),
            thresholds=(Threshold(None, "green"), Threshold(late, "red")),
        ),
    )


def _of_kinds(workloads: Workloads, *kinds: Kind) -> Workloads:
    return tuple(workload for workload in workloads if workload.kind in kinds)

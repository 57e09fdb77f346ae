"""Owns the panels of the rows that kube-state-metrics, cAdvisor and the kubelet feed: Pods and Saturation."""

from kgen import promql
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
        some = _of_kinds(workloads, kind)
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


def saturation_panels(workloads: Workloads, view: View) -> tuple[Panel, ...]:
    """How close the pods are to what they may use."""
    return (
        *_cpu(workloads, view),
        *_memory(workloads, view),
        _network(workloads, view),
        *_autoscalers(workloads, view),
        *_volumes(workloads, view),
    )


def _cpu(workloads: Workloads, view: View) -> tuple[Panel, ...]:
    containers = f"{NAMESPACE}, {series.containers(workloads)}"
    each = view.by("pod", "container")
    used = f"sum{each} (rate(container_cpu_usage_seconds_total{{{containers}}}{RATE}))"
    periods = [
        f"sum{each} (rate(container_cpu_cfs_{kind}_total{{{containers}}}{RATE}))"
        for kind in ("throttled_periods", "periods")
    ]
    usage = Panel(
        title="CPU",
        description="Cores that containers use, beside what one of each kind requests and may use at most.",
        type="timeseries",
        unit="short",
        queries=(Query(used, view.legend("{{pod}} {{container}}")), *_allowances(workloads, view, "cpu")),
        minimum=0,
    )
    throttling = Panel(
        title="CPU throttling",
        description="Share of CPU periods in which a container was held back by its limit.",
        type="timeseries",
        unit="percentunit",
        queries=(Query("\n/\n".join(periods), view.legend("{{pod}} {{container}}")),),
        thresholds=(Threshold(None, "green"), Threshold(0.25, "orange")),
        minimum=0,
        maximum=1,
    )
    return (usage, throttling) if _have(workloads, "cpu", "limits") else (usage,)


def _memory(workloads: Workloads, view: View) -> tuple[Panel, ...]:
    containers = f"{NAMESPACE}, {series.containers(workloads)}"
    each = view.by("pod", "container")
    used = f"sum{each} (container_memory_working_set_bytes{{{containers}}})"
    limit = f'sum{each} (kube_pod_container_resource_limits{{{containers}, resource="memory"}})'
    usage = Panel(
        title="Memory",
        description="Working set of containers, beside what one of each kind requests and may use at most.",
        type="timeseries",
        unit="bytes",
        queries=(Query(used, view.legend("{{pod}} {{container}}")), *_allowances(workloads, view, "memory")),
        minimum=0,
    )
    share = Panel(
        title="Memory of limit",
        description="Working set as a share of the limit; at 1 the container is killed.",
        type="timeseries",
        unit="percentunit",
        queries=(Query(f"{used}\n/\n{limit}", view.legend("{{pod}} {{container}}")),),
        thresholds=(Threshold(None, "green"), Threshold(0.9, "red")),
        minimum=0,
        maximum=1,
    )
    return (usage, share) if _have(workloads, "memory", "limits") else (usage,)


def _allowances(workloads: Workloads, view: View, resource: str) -> tuple[Query, ...]:
    """The requests and limits of one resource, where a container has them."""
    containers = f"{NAMESPACE}, {series.containers(workloads)}"
    return tuple(
        Query(
            f"max{view.by('container')} "
            f"(kube_pod_container_resource_{kind}{{{containers}, resource={promql.quote(resource)}}})",
            view.legend(f"{{{{container}}}} {word}"),
        )
        for kind, word in (("requests", "request"), ("limits", "limit"))
        if _have(workloads, resource, kind)
    )


def _network(workloads: Workloads, view: View) -> Panel:
    pods = f"{NAMESPACE}, {series.pods(workloads)}"
    queries = tuple(
        Query(
            f"sum{view.by('pod')} (rate(container_network_{kind}_bytes_total{{{pods}}}{RATE}))",
            view.legend(f"{{{{pod}}}} {word}"),
        )
        for kind, word in (("receive", "in"), ("transmit", "out"))
    )
    return Panel(
        title="Network",
        description="Bytes a second that pods receive and send.",
        type="timeseries",
        unit="Bps",
        queries=queries,
        minimum=0,
    )


def _autoscalers(workloads: Workloads, view: View) -> tuple[Panel, ...]:
    scaled = tuple(workload for workload in workloads if workload.autoscaling is not None)
    if not scaled:
        return ()
    matchers = f"{NAMESPACE}, {series.autoscalers(scaled)}"
    queries = tuple(
        Query(
            f"max{view.by('horizontalpodautoscaler')} (kube_horizontalpodautoscaler_{metric}{{{matchers}}})",
            view.legend(f"{{{{horizontalpodautoscaler}}}} {word}"),
        )
        for metric, word in (
            ("status_current_replicas", "current"),
            ("status_desired_replicas", "desired"),
            ("spec_max_replicas", "maximum"),
        )
    )
    return (
        Panel(
            title="Autoscaling",
            description="Replicas that run and that are wanted, beside the most there may be.",
            type="timeseries",
            unit="short",
            queries=queries,
            minimum=0,
        ),
    )


def _volumes(workloads: Workloads, view: View) -> tuple[Panel, ...]:
    mounting = tuple(workload for workload in workloads if series.claim_patterns(workload))
    if not mounting:
        return ()
    claims = f"{NAMESPACE}, {series.claims(mounting)}"
    each = view.by("persistentvolumeclaim")
    left, size = (f"kubelet_volume_stats_{word}_bytes{{{claims}}}" for word in ("available", "capacity"))
    return (
        Panel(
            title="Volumes",
            description="Share of each volume that is used.",
            type="timeseries",
            unit="percentunit",
            queries=(Query(f"1 - min{each} ({left} / {size})", view.legend("{{persistentvolumeclaim}}")),),
            thresholds=(Threshold(None, "green"), Threshold(0.85, "orange"), Threshold(0.97, "red")),
            minimum=0,
            maximum=1,
        ),
    )


def _of_kinds(workloads: Workloads, *kinds: Kind) -> Workloads:
    return tuple(workload for workload in workloads if workload.kind in kinds)


def _have(workloads: Workloads, resource: str, kind: str) -> bool:
    """Whether a container has a request or a limit of the resource."""
    return any(
        resource in dict(container.requests if kind == "requests" else container.limits)
        for workload in workloads
        for container in workload.pod.containers
    )

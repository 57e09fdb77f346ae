"""Owns the panels of the row Saturation: how close pods, autoscalers and volumes are to what they may use."""

from kgen import promql
from kgen.model import Panel, Query, Threshold, Workload
from kgen.resolve import series
from kgen.resolve.view import NAMESPACE, RATE, View

Workloads = tuple[Workload, ...]


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


def _have(workloads: Workloads, resource: str, kind: str) -> bool:
    """Whether a container has a request or a limit of the resource."""
    return any(
        resource in dict(container.requests if kind == "requests" else container.limits)
        for workload in workloads
        for container in workload.pod.containers
    )

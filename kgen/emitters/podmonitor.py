"""Owns PodMonitors, which tell Prometheus to scrape pods that no Service offers the metrics of."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kgen import names
from kgen.artifact import Artifact
from kgen.model import Metrics, Monitoring, ResolvedProject, Workload

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    if project.monitoring is None:
        return
    monitors = tuple(
        _pod_monitor(project, project.monitoring, workload, workload.metrics)
        for workload in project.workloads
        if workload.metrics is not None and not workload.metrics.through_service
    )
    if monitors:
        yield Artifact("podmonitor.yml", monitors)


def _pod_monitor(
    project: ResolvedProject, monitoring: Monitoring, workload: Workload, metrics: Metrics
) -> "objects.PodMonitor":
    labels = names.text({**dict(workload.labels), **dict(monitoring.labels)})
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PodMonitor",
        "metadata": names.metadata(project, workload.name, labels, workload.annotations),
        "spec": {
            "selector": {"matchLabels": dict(workload.selector)},
            "podMetricsEndpoints": [
                {
                    "port": metrics.port,
                    "path": metrics.path,
                    "interval": metrics.interval,
                    # What a ServiceMonitor's series carry of themselves: rules and dashboards select by it.
                    "relabelings": [
                        {"action": "replace", "replacement": workload.name, "targetLabel": label}
                        for label in ("job", "service")
                    ],
                }
            ],
        },
    }

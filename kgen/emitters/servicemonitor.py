"""Owns ServiceMonitors, which tell Prometheus to scrape the pods behind a Service."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kgen import names
from kgen.artifact import Artifact
from kgen.model import Metrics, Monitoring, ResolvedProject, Service, Workload

if TYPE_CHECKING:
    from kgen import objects
    from kgen.objects.prometheus import RelabelConfig


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    if project.monitoring is None:
        return
    monitors = tuple(
        _service_monitor(project, project.monitoring, workload, workload.metrics)
        for workload in project.workloads
        if workload.metrics is not None and workload.metrics.through_service
    )
    if monitors:
        yield Artifact("servicemonitor.yml", monitors)


def _service_monitor(
    project: ResolvedProject, monitoring: Monitoring, workload: Workload, metrics: Metrics
) -> "objects.ServiceMonitor":
    labels = names.text({**dict(workload.labels), **dict(monitoring.labels)})
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "ServiceMonitor",
        "metadata": names.metadata(project, workload.name, labels, workload.annotations),
        "spec": {
            "selector": {"matchLabels": names.selector(project.name, workload.component)},
            "endpoints": [
                {
                    "port": metrics.port,
                    "path": metrics.path,
                    "interval": metrics.interval,
                    "relabelings": _relabelings(workload, metrics) or None,
                }
            ],
        },
    }


def _relabelings(workload: Workload, metrics: Metrics) -> "list[RelabelConfig]":
    """All Services of a workload carry its labels: one is kept, so that no pod is scraped twice.

    The label `service` is the workload's name, by which rules and dashboards select.
    """
    offering = [service for service in workload.services if any(port.name == metrics.port for port in service.ports)]
    chosen = next((service for service in offering if service.name == workload.name), offering[0])
    found: list[RelabelConfig] = []
    if len(offering) > 1:
        found.append(_keep(chosen))
    if chosen.name != workload.name:
        found.append({"action": "replace", "replacement": workload.name, "targetLabel": "service"})
    return found


def _keep(service: Service) -> "RelabelConfig":
    return {"action": "keep", "sourceLabels": ["__meta_kubernetes_service_name"], "regex": service.name}

"""Owns where a workload serves its metrics, and which of its ports are open outside the cluster."""

from typing import TYPE_CHECKING

from kgen.model import Metrics, Port, Service
from kgen.resolve.port import find_port
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema


def resolve_metrics(
    fields: "schema.Workload", ports: tuple[Port, ...], services: tuple[Service, ...], site: Site
) -> Metrics | None:
    """What `metrics` says, None where the workload serves none."""
    written = fields.get("metrics")
    if written is None:
        return None
    here = site.at("metrics", "port") if "port" in written else site.at("metrics")
    own = ports if "port" in written else ports[: len(fields.get("ports", {}))]
    port = find_port(written.get("port"), own, "`metrics`", here)
    if port is None:
        return None
    through_service = bool(services) and any(offered.name == port.name for offered in services[0].ports)
    return Metrics(port.name, written.get("path", "/metrics"), written.get("interval", "30s"), through_service)


def metrics_port(metrics: Metrics | None, ports: tuple[Port, ...]) -> int | None:
    """The number of the port that serves metrics."""
    if metrics is None:
        return None
    return next((port.number for port in ports if port.name == metrics.port), None)


def external_ports(services: tuple[Service, ...], ports: tuple[Port, ...]) -> tuple[Port, ...]:
    """The ports that Services open outside the cluster."""
    targets = {
        port.target for service in services if service.type in {"LoadBalancer", "NodePort"} for port in service.ports
    }
    return tuple(port for port in ports if port.name in targets)

"""Owns Services, the ones in front of workloads and the ones that govern StatefulSets."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kgen import names
from kgen.artifact import Artifact
from kgen.model import ResolvedProject, Service, ServicePort, Workload

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    found = [(workload, service) for workload in project.workloads for service in workload.services]
    if found:
        yield Artifact("service.yml", tuple(_service(project, workload, service) for workload, service in found))


def _service(project: ResolvedProject, workload: Workload, service: Service) -> "objects.Service":
    annotations = names.text({**dict(workload.annotations), **dict(service.annotations)})
    return {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": names.metadata(project, service.name, workload.labels, annotations),
        "spec": {
            **service.settings,
            "type": service.type,
            "clusterIP": "None" if service.headless else None,
            "publishNotReadyAddresses": service.publish_not_ready or None,
            "selector": dict(workload.selector) if service.selects else None,
            "ports": [_port(port) for port in service.ports] or None,
        },
    }


def _port(port: ServicePort) -> "objects.network.ServicePort":
    return {
        "name": port.name,
        "port": port.port,
        "targetPort": port.target,
        "nodePort": port.node_port,
        "protocol": port.protocol,
        "appProtocol": port.app_protocol,
    }

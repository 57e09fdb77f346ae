"""Owns the Services of a workload: its own, further ones, and the headless one that governs a StatefulSet."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from kgen import names
from kgen.diagnostics import suggest
from kgen.model import Kind, Port, Service, ServicePort
from kgen.resolve.label import written_annotations
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema
    from kgen.objects import ServiceSettings

_OWN_FIELDS = frozenset({"type", "annotations", "labels", "headless", "publishNotReadyAddresses", "ports"})


def has_service(fields: "schema.Workload", kind: Kind, ports: tuple[Port, ...], site: Site) -> bool:
    """Whether a workload gets a Service of its own name."""
    if kind in {"Job", "CronJob"} or site.is_off("service"):
        return False
    return any(port.service is not None for port in ports) or "service" in fields


def resolve_services(
    fields: "schema.Workload", workload: str, kind: Kind, ports: tuple[Port, ...], h2c: bool, site: Site
) -> tuple[Service, ...]:
    """All Services, the workload's own first. `h2c` says that gRPC ports are announced as Gateway API asks."""
    offered = tuple(port for port in ports if port.service is not None)
    services: list[Service] = []
    if has_service(fields, kind, ports, site):
        own = [_service_port(port, cast("int", port.service), None, h2c) for port in offered]
        services.append(_service(workload, fields.get("service", {}), tuple(own), site.at("service")))
        _check_numbers(services[0], ports, site)
    for key, further in sorted(fields.get("services", {}).items()):
        here = site.at("services", key)
        chosen = _further_ports(further, ports, h2c, here)
        services.append(_service(f"{workload}-{key}", further, chosen, here))
        _check_numbers(services[-1], ports, here)
    governing = governing_service(fields, workload, kind)
    if governing is not None and governing not in {service.name for service in services}:
        all_ports = tuple(_service_port(port, port.service or port.number, None, h2c) for port in offered or ports)
        services.append(Service(governing, (), "ClusterIP", True, True, all_ports, True, {}))
    return tuple(services)


def governing_service(fields: "schema.Workload", workload: str, kind: Kind) -> str | None:
    """The headless Service that gives the pods of a StatefulSet their names."""
    if kind != "StatefulSet":
        return None
    return workload if fields.get("service", {}).get("headless") else names.headless_name(workload)


def _service(name: str, fields: "schema.Service", ports: tuple[ServicePort, ...], site: Site) -> Service:
    written = cast("Mapping[str, Any]", fields)
    kind = fields.get("type", "ClusterIP")
    if kind == "ExternalName" and "externalName" not in fields:
        help_text = "write the host that it stands for"
        site.report("KG302", "a Service of type ExternalName needs `externalName`", help_text)
    if not ports and kind != "ExternalName" and not fields.get("headless") and not written.get("ports"):
        site.report("KG415", f"the Service `{name}` has no ports", "declare `ports`, or write `service: null`")
    return Service(
        name=name,
        annotations=names.text(written_annotations(fields.get("annotations", {}), site.at("annotations"))),
        type=kind,
        headless=fields.get("headless", False),
        publish_not_ready=fields.get("publishNotReadyAddresses", False),
        ports=ports,
        selects=kind != "ExternalName",
        settings=cast("ServiceSettings", {key: value for key, value in written.items() if key not in _OWN_FIELDS}),
    )


def _service_port(port: Port, number: int, node_port: int | None, h2c: bool) -> ServicePort:
    protocol = "kubernetes.io/h2c" if h2c and port.app_protocol == "grpc" else port.app_protocol
    return ServicePort(port.name, number, port.name, port.protocol, protocol, node_port)


def _further_ports(
    further: "schema.FurtherService", ports: tuple[Port, ...], h2c: bool, site: Site
) -> tuple[ServicePort, ...]:
    """The ports of a further Service: those it names, else all that the workload's own Service has."""
    by_name = {port.name: port for port in ports}
    if further.get("type") == "ExternalName" and "ports" not in further:
        return ()
    if "ports" not in further:
        return tuple(_service_port(port, port.service, None, h2c) for port in ports if port.service is not None)
    chosen: list[ServicePort] = []
    for name, mapped in sorted(further["ports"].items()):
        port = by_name.get(name)
        if port is None:
            site.at("ports", name).report(
                "KG413", f"there is no port `{name}`", suggest(name, by_name, "ports"), at_key=True
            )
            continue
        chosen.append(_service_port(port, mapped.get("port", port.service or port.number), mapped.get("nodePort"), h2c))
    return tuple(chosen)


def _check_numbers(service: Service, ports: tuple[Port, ...], site: Site) -> None:
    """Reports two ports of a Service with one number, unless the containers listen on one: that is said already."""
    inside = {port.name: port.number for port in ports}
    seen: dict[tuple[int, str], str] = {}
    for port in service.ports:
        other = seen.setdefault((port.port, port.protocol), port.name)
        if other != port.name and inside[other] != inside[port.name]:
            site.at("ports", port.name).report(
                "KG411",
                f"ports `{other}` and `{port.name}` of Service `{service.name}` have the same number {port.port}",
                "give one of them another `servicePort`, or `service: false`",
                at_key=True,
            )

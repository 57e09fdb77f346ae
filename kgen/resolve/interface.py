"""Owns what others see of an environment: namespace, workloads, Services, ports. Decided before anything else."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from kgen import names
from kgen.diagnostics import Problem
from kgen.node import Path
from kgen.resolve.kind import derive_kind
from kgen.resolve.pod import pod_ports
from kgen.resolve.port import main_port
from kgen.resolve.reference import References
from kgen.resolve.scope import Environment, Interface, Offer
from kgen.resolve.service import has_service
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema


class Part(NamedTuple):
    """A workload in the data: its key, its fields, and where they are written."""

    component: str
    fields: "schema.Workload"
    path: Path


def workloads(data: "schema.Overlay") -> Iterator[Part]:
    """The main workload, then the further ones by key."""
    yield Part(names.MAIN, data, ())
    for key, fields in sorted(data.get("workloads", {}).items()):
        yield Part(key, fields, ("workloads", key))


def basic_references(name: str, environment: Environment, owner: "schema.Owner") -> References:
    """What can be referred to before the namespace is known."""
    values = {"name": name, "environment": environment.name, "owner.team": owner.get("team", "")}
    if environment.domain is None:
        return References(values, {"domain": f"give environment `{environment.name}` a `domain` in the org file"})
    return References({**values, "domain": environment.domain}, {})


def namespace_of(name: str, data: "schema.Overlay", environment: Environment, problems: list[Problem]) -> str:
    """The namespace of an environment, its references replaced."""
    references = basic_references(name, environment, data.get("owner", {}))
    site = Site(("namespace", "name"), frozenset(), references, problems)
    return site.replace(data.get("namespace", {}).get("name", names.namespace_name(name, environment.name)))


def with_hosts(
    name: str, data: "schema.Overlay", environment: Environment, namespace: str, problems: list[Problem]
) -> "schema.Overlay":
    """The data with the references in route hosts replaced, by the values of `environment`.

    That is the environment that writes the routes: for a canary the one it extends.
    """
    if "routes" not in data:
        return data
    references = basic_references(name, environment, data.get("owner", {})).also({"namespace": namespace}, {})
    site = Site(("routes",), frozenset(), references, problems)
    routes: dict[str, schema.Route] = {}
    for key, route in data["routes"].items():
        replaced = route.copy()
        if "host" in route:
            replaced["host"] = site.at(key, "host").replace(route["host"])
        if "hostnames" in route:
            here = site.at(key, "hostnames")
            replaced["hostnames"] = [here.at(index).replace(host) for index, host in enumerate(route["hostnames"])]
        routes[key] = replaced
    replaced_data = data.copy()
    replaced_data["routes"] = routes
    return replaced_data


def named_ports(data: "schema.Overlay", part: Part) -> frozenset[int | str]:
    """The ports that routes, metrics or Services of a workload ask for by name or number."""
    named: set[int | str] = {route["port"] for route in data.get("routes", {}).values() if "port" in route}
    if "port" in (metrics := part.fields.get("metrics", {})):
        named.add(metrics["port"])
    for service in part.fields.get("services", {}).values():
        named.update(service.get("ports", {}))
    return frozenset(named)


def resolve_interface(
    name: str, data: "schema.Overlay", off: frozenset[Path], environment: Environment, traffic: int | None
) -> Interface:
    """What others see. What is wrong here is reported when the environment itself is resolved."""
    unheard: list[Problem] = []
    offers: list[Offer] = []
    for part in workloads(data):
        site = Site(part.path, off, References({}, {}), unheard)
        ports = pod_ports(part.fields, named_ports(data, part), site)
        workload = names.workload_name(name, part.component)
        served = has_service(part.fields, derive_kind(part.fields), ports, site)
        main = main_port(ports[: len(part.fields.get("ports", {}))])
        selector = part.fields.get("selector", names.selector(name, part.component))
        offers.append(
            Offer(
                component=part.component,
                name=workload,
                selector=names.text(selector),
                service=workload if served else None,
                ports=ports,
                main_port=main.name if main else None,
            )
        )
    callers = cast("Mapping[str, object] | None", data.get("allowFrom"))
    return Interface(
        project=name,
        environment=environment.name,
        extends=environment.extends,
        cluster=environment.cluster,
        namespace=namespace_of(name, data, environment, unheard),
        traffic=traffic,
        offers=tuple(offers),
        routes=tuple(sorted(data.get("routes", {}))),
        callers=None if callers is None else tuple(sorted(callers)),
    )

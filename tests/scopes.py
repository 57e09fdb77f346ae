"""Owns small scopes for the tests of resolve steps: an environment, its siblings and neighbours, in a few words."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from kgen import names
from kgen.model import Port
from kgen.node import Path
from kgen.resolve.organization import resolve_organization
from kgen.resolve.scope import Environment, Interface, Offer, Organization, Scope

if TYPE_CHECKING:
    from kgen import schema

PROJECT = "checkout"


def port(
    name: str = "http",
    number: int = 8080,
    *,
    service: int | None = 80,
    app_protocol: str | None = None,
    protocol: Literal["TCP", "UDP", "SCTP"] = "TCP",
) -> Port:
    """A container port that the Service offers as `service`."""
    return Port(name, number, protocol, app_protocol, service, None)


HTTP = port()
GRPC = port("grpc", 9090, service=9090, app_protocol="grpc")


def offer(
    project: str = PROJECT,
    component: str = names.MAIN,
    ports: tuple[Port, ...] = (HTTP,),
    *,
    main: str | None = "http",
    served: bool = True,
) -> Offer:
    """A workload with a Service of its name."""
    name = names.workload_name(project, component)
    selector = names.text(names.selector(project, component))
    return Offer(component, name, selector, name if served else None, ports, main)


def interface(
    environment: str = "production",
    project: str = PROJECT,
    *,
    extends: str | None = None,
    traffic: int | None = None,
    cluster: str = "prod",
    offers: tuple[Offer, ...] | None = None,
    routes: tuple[str, ...] = ("web",),
    callers: tuple[str, ...] | None = None,
) -> Interface:
    """An environment in the namespace of its project, with the main workload only."""
    return Interface(
        project=project,
        environment=environment,
        extends=extends,
        cluster=cluster,
        namespace=names.namespace_name(project, environment),
        traffic=traffic,
        offers=(offer(project),) if offers is None else offers,
        routes=routes,
        callers=callers,
    )


def organization(data: "schema.OrgFile | None" = None, off: frozenset[Path] = frozenset()) -> Organization:
    """The organisation that an org file describes; without one all is at its default."""
    return resolve_organization(data or {}, off)


def scope(
    data: "schema.Overlay",
    *,
    here: Interface | None = None,
    siblings: tuple[Interface, ...] = (),
    neighbours: tuple[Interface, ...] = (),
    org: Organization | None = None,
    off: frozenset[Path] = frozenset(),
    domain: str | None = "example.com",
) -> Scope:
    """The scope of environment `here`, whose routes are those of `data` where nothing else is said."""
    here = here or interface(routes=tuple(sorted(data.get("routes", {}))))
    projects: dict[str, dict[str, Interface]] = {}
    for each in neighbours:
        projects.setdefault(each.project, {})[each.environment] = each
    known: Mapping[str, Interface] = {each.environment: each for each in (here, *siblings)}
    return Scope(
        name=here.project,
        data=data,
        off=off,
        environment=Environment(here.environment, here.extends, "production", (1, 33), here.cluster, domain),
        organization=org or organization(),
        siblings=known,
        neighbours=projects,
        problems=[],
    )


def found(scope: Scope) -> list[tuple[str, Path, str]]:
    """The problems of a scope as code, path and message."""
    return [(problem.code, problem.path, problem.message) for problem in scope.problems]

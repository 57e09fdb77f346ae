"""Owns dependencies: what `dependsOn` names, resolved to a host, a port and the pods behind them."""

from typing import TYPE_CHECKING, NamedTuple

from kgen import names
from kgen.diagnostics import Problem, escape, nearest, suggest
from kgen.model import Port, Text
from kgen.node import Path
from kgen.resolve.scope import Interface, Offer, Scope

if TYPE_CHECKING:
    from kgen import schema

NO_URL = "nothing says that its port speaks HTTP: name its `scheme`"
"""How a dependency without a `url` gets one."""

_SPEAKS_HTTP = frozenset(("http", "grpc", "kubernetes.io/h2c"))
_USUAL_PORTS = {"http": 80, "https": 443}


class Dependency(NamedTuple):
    """What a workload calls. `path` is that of its entry in the project's data.

    `host` and `port` are what a client connects to; `url` is None where no scheme is known (`NO_URL` says why).
    `namespace` is None for a host outside the cluster. `selector` and `container_port` say which pods answer and where;
    both are None where the target is none of this workspace.
    """

    name: str
    path: Path
    host: str
    port: int
    url: str | None
    namespace: str | None
    selector: Text | None
    container_port: Port | None


def resolve_dependencies(scope: Scope, component: str) -> tuple[Dependency, ...]:
    """What the workload depends on, by name, without the entries that are reported as wrong."""
    place, workload = workload_data(scope, component)
    found = []
    for name, entry in sorted(workload.get("dependsOn", {}).items()):
        resolved = _resolve(scope, name, entry, (*place, "dependsOn", name))
        if isinstance(resolved, Problem):
            scope.problems.append(resolved)
        else:
            found.append(resolved)
    return tuple(found)


def workload_data(scope: Scope, component: str) -> "tuple[Path, schema.Workload]":
    """Path and data of a workload; a further one holds what it inherits."""
    if component == names.MAIN:
        return (), scope.data
    return ("workloads", component), scope.data["workloads"][component]


def workspace_project(scope: Scope, name: str) -> "dict[str, Interface] | None":
    """The environments of a project of this workspace by name, this project's own too; None for any other."""
    found = scope.siblings if name == scope.name else scope.neighbours.get(name)
    return None if found is None else dict(found)


def _resolve(scope: Scope, name: str, entry: "schema.Dependency", path: Path) -> Dependency | Problem:
    if "host" in entry:
        return _outside_cluster(name, entry, entry["host"], path)
    project = workspace_project(scope, name)
    if project is None:
        return _outside_workspace(scope, name, entry, path)
    if not project:
        message = f"`{name}` is a project of this workspace, but none of its environments can be read"
        return Problem("KG461", path, message, f"build `{name}` alone to see what is wrong with it", at_key=True)
    target = _find_environment(scope, name, entry, project, path)
    return target if isinstance(target, Problem) else _inside(scope, name, entry, target, path)


def _outside_cluster(name: str, entry: "schema.Dependency", host: str, path: Path) -> Dependency | Problem:
    port = entry.get("port")
    if not isinstance(port, int):
        message = f"the port of `{escape(host)}` is not known"
        return Problem("KG460", (*path, "port") if "port" in entry else path, message, "write `port` as a number")
    scheme = entry.get("scheme") or ("https" if port == _USUAL_PORTS["https"] else "http")
    return Dependency(name, path, host, port, _url(scheme, host, port), None, None, None)


def _outside_workspace(scope: Scope, name: str, entry: "schema.Dependency", path: Path) -> Dependency | Problem:
    port, namespace = entry.get("port"), entry.get("namespace")
    if namespace is None or not isinstance(port, int):
        close = nearest(name, (*scope.neighbours, scope.name))
        hint = f"; did you mean `{close}`?" if close else ""
        message = f"`{escape(name)}` is no project of this workspace, and its port and namespace are not both known"
        help_text = (
            f"write `port` (a number) and `namespace`, or `host` and `port` for a host outside the cluster{hint}"
        )
        return Problem("KG460", path, message, help_text, at_key=True)
    service = names.workload_name(name, entry.get("workload", names.MAIN))
    host = _service_host(scope, service, namespace)
    return Dependency(name, path, host, port, _url(entry.get("scheme"), host, port), namespace, None, None)


def _find_environment(
    scope: Scope, name: str, entry: "schema.Dependency", project: dict[str, Interface], path: Path
) -> Interface | Problem:
    """The environment of the target that is called: the named one, that of the same name, or the extended one."""
    here = scope.environment
    if "environment" in entry:
        wanted = entry["environment"]
        if wanted not in project:
            message = f"`{name}` has no environment `{escape(wanted)}`"
            return Problem("KG461", (*path, "environment"), message, suggest(wanted, project, "environments"))
        found = project[wanted]
    else:
        candidates = [project[each] for each in (here.name, here.extends) if each in project]
        if not candidates:
            message = f"`{name}` has no environment `{here.name}` that `{scope.name}` could call"
            help_text = f"{suggest('', project, 'its environments')}: name one with `environment`"
            return Problem("KG461", path, message, help_text, at_key=True)
        found = candidates[0]
    if found.cluster != here.cluster:
        message = f"`{name}` in `{found.environment}` runs in cluster `{found.cluster}`, not in `{here.cluster}`"
        return Problem("KG461", path, message, "a Service is not reached from another cluster: write `host` and `port`")
    if entry.get("namespace", found.namespace) != found.namespace:
        message = f"`{name}` in `{found.environment}` is in namespace `{found.namespace}`"
        help_text = "leave `namespace` out: the project is part of this workspace"
        return Problem("KG461", (*path, "namespace"), message, help_text)
    return found


def _inside(scope: Scope, name: str, entry: "schema.Dependency", target: Interface, path: Path) -> Dependency | Problem:
    component = entry.get("workload", names.MAIN)
    offers = {offer.component: offer for offer in target.offers}
    if component not in offers:
        message = f"`{target.project}` has no workload `{escape(component)}` in `{target.environment}`"
        return Problem("KG461", (*path, "workload"), message, suggest(component, offers, "workloads"))
    offer = offers[component]
    port = find_service_port(offer, entry.get("port", offer.main_port))
    if offer.service is None or port is None or port.service is None:
        offered = [port.name for port in offer.ports if port.service is not None and offer.service is not None]
        place = (*path, "port") if "port" in entry else path
        wanted = f" `{escape(str(entry['port']))}`" if "port" in entry else ""
        message = f"`{offer.name}` has no Service port{wanted} in `{target.environment}`"
        help_text = suggest(str(entry.get("port", "")), offered, f"Service ports of `{offer.name}`")
        return Problem("KG461", place, message, help_text)
    if component == names.MAIN:
        _check_callers(scope, target, path)
    scheme = entry.get("scheme") or ("http" if _speaks_http(offer, port) else None)
    host = _service_host(scope, offer.service, target.namespace)
    url = _url(scheme, host, port.service)
    return Dependency(name, path, host, port.service, url, target.namespace, offer.selector, port)


def find_service_port(offer: Offer, wanted: int | str | None) -> Port | None:
    """The port of that name, Service port number or container port number, in this order of preference."""
    if wanted is None:
        return None
    by_name = {port.name: port for port in offer.ports}
    by_service = {port.service: port for port in reversed(offer.ports)}
    by_number = {port.number: port for port in reversed(offer.ports)}
    if isinstance(wanted, str):
        return by_name.get(wanted)
    return by_service.get(wanted) or by_number.get(wanted)


def _speaks_http(offer: Offer, port: Port) -> bool:
    if port.app_protocol is None:
        return port.name == offer.main_port
    return port.app_protocol in _SPEAKS_HTTP


def _check_callers(scope: Scope, target: Interface, path: Path) -> None:
    """Warns where the target's own policy refuses the call: both files are here, so one of them is wrong."""
    policy = scope.organization.network_policy
    open_to_all = policy == "never" or (policy == "declared" and target.callers is None)
    if open_to_all or scope.name in (target.project, *(target.callers or ())):
        return
    message = f"`{target.project}` does not let `{scope.name}` in: it is not in its `allowFrom`"
    help_text = f"add `{scope.name}` to `allowFrom` of `{target.project}`"
    scope.problems.append(Problem("KG462", path, message, help_text, at_key=True, severity="warning"))


def _service_host(scope: Scope, service: str, namespace: str) -> str:
    return f"{service}.{namespace}.svc.{scope.organization.cluster_domain}"


def _url(scheme: str | None, host: str, port: int) -> str | None:
    """The address as a URL, without the port that the scheme stands for; None without a scheme."""
    if scheme is None:
        return None
    return f"{scheme}://{host}" if _USUAL_PORTS.get(scheme) == port else f"{scheme}://{host}:{port}"

"""Owns callers: whom `allowFrom` lets in, as the pods of namespaces and the ports that are open to them."""

from typing import TYPE_CHECKING

from kgen import names
from kgen.diagnostics import Problem, escape, suggest
from kgen.model import Peer, Port, Text
from kgen.node import Path
from kgen.resolve.dependency import find_service_port, workload_data, workspace_project
from kgen.resolve.peer import open_ports, pods_in
from kgen.resolve.scope import Interface, Offer, Scope

if TYPE_CHECKING:
    from kgen import objects, schema


def resolve_callers(scope: Scope, component: str, offer: Offer) -> tuple[Peer, ...]:
    """Who may call the workload besides those who always may: one rule for each entry of `allowFrom`, by name."""
    place, workload = workload_data(scope, component)
    found = []
    for name, entry in sorted(workload.get("allowFrom", {}).items()):
        path = (*place, "allowFrom", name)
        peers = _caller_peers(scope, name, entry, path)
        ports = _caller_ports(scope, offer, entry, path)
        if peers and ports:
            found.append(Peer(peers, open_ports(ports)))
    return tuple(found)


def _caller_ports(scope: Scope, offer: Offer, entry: "schema.Caller", path: Path) -> tuple[Port, ...]:
    """The ports that an entry opens. A workload that inherits it without having such ports opens none."""
    everywhere = scope.siblings[scope.environment.name].offers
    if "port" not in entry:
        if not any(port.service for each in everywhere for port in each.ports):
            message = f"`{scope.name}` has no Service port that anybody could call"
            scope.problems.append(Problem("KG464", path, message, "name a container port with `port`", at_key=True))
        return tuple(port for port in offer.ports if port.service is not None)
    if not any(find_service_port(each, entry["port"]) for each in everywhere):
        message = f"`{scope.name}` has no port `{escape(str(entry['port']))}` that it could open"
        known = {port.name for each in everywhere for port in each.ports}
        scope.problems.append(Problem("KG464", (*path, "port"), message, suggest(str(entry["port"]), known, "ports")))
    port = find_service_port(offer, entry["port"])
    return () if port is None else (port,)


def _caller_peers(
    scope: Scope, name: str, entry: "schema.Caller", path: Path
) -> "tuple[objects.NetworkPolicyPeer, ...]":
    project = workspace_project(scope, name)
    if not project:
        environment = entry.get("environment", scope.environment.name)
        namespace = entry.get("namespace", names.namespace_name(name, environment))
        # Pods that kgen did not make need not carry its labels; only who names a workload says that they do.
        labels = names.text(names.selector(name, entry["workload"])) if "workload" in entry else None
        return (pods_in(namespace, labels),)
    found = _calling_environments(scope, name, entry, project)
    if isinstance(found, Problem):
        scope.problems.append(found._replace(path=(*path, *found.path)))
        return ()
    return tuple(pods_in(each.namespace, _caller_pods(scope, each, entry, path)) for each in found)


def _calling_environments(
    scope: Scope, name: str, entry: "schema.Caller", project: dict[str, Interface]
) -> tuple[Interface, ...] | Problem:
    """The environments of a project whose `dependsOn` leads here, or those that the entry names.

    That is the one of the same name, else the one that this environment extends, and each that extends this one
    while this project has none of that name: the canary of a caller calls here, too.
    """
    here = scope.environment
    if "environment" in entry and entry["environment"] not in project:
        message = f"`{name}` has no environment `{escape(entry['environment'])}`"
        return Problem("KG464", ("environment",), message, suggest(entry["environment"], project, "environments"))
    if "environment" in entry:
        found = [project[entry["environment"]]]
    else:
        found = [project[each] for each in (here.name, here.extends) if each in project][:1]
        found += [
            each
            for _, each in sorted(project.items())
            if each.extends == here.name and each.environment not in scope.siblings
        ]
    near = tuple(each for each in found if each.cluster == here.cluster)
    if "namespace" in entry:
        near = tuple(each for each in near if each.namespace == entry["namespace"])
        if not near:
            message = f"`{name}` is in this workspace, but not in namespace `{escape(entry['namespace'])}`"
            return Problem("KG464", ("namespace",), message, "leave `namespace` out, or name the `environment`")
    if not near:
        message = f"`{name}` has no environment that could call `{scope.name}` in `{here.name}`"
        help_text = "name one of its environments with `environment` if it is meant to call"
        return Problem("KG465", (), message, help_text, at_key=True, severity="note")
    return near


def _caller_pods(scope: Scope, caller: Interface, entry: "schema.Caller", path: Path) -> Text:
    """The labels of the calling pods: those of one workload, or what all pods of the project carry."""
    if "workload" not in entry:
        return ((names.PART_OF, caller.project),)
    selectors = {offer.component: offer.selector for offer in caller.offers}
    if entry["workload"] not in selectors:
        message = f"`{caller.project}` has no workload `{escape(entry['workload'])}` in `{caller.environment}`"
        help_text = suggest(entry["workload"], selectors, "workloads")
        scope.problems.append(Problem("KG464", (*path, "workload"), message, help_text))
    return selectors.get(entry["workload"], ())

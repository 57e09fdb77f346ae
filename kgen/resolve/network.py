"""Owns NetworkPolicies: what may reach a workload and what it may reach."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kgen import names
from kgen.diagnostics import Problem, escape, suggest
from kgen.model import NetworkRules, Peer, Port, Text
from kgen.node import Path
from kgen.resolve.dependency import (
    Dependency,
    find_service_port,
    resolve_dependencies,
    workload_data,
    workspace_project,
)
from kgen.resolve.scope import Interface, Offer, Scope

if TYPE_CHECKING:
    from kgen import objects, schema

NAMESPACE = "kubernetes.io/metadata.name"
"""The label that the API server puts on every namespace: its name."""

_DNS: "tuple[objects.NetworkPolicyPort, ...]" = tuple(
    {"protocol": protocol, "port": number} for number in (53, 5353) for protocol in ("UDP", "TCP")
)
# Policies see the port of the API server's endpoint, not that of its Service: 443 in some clusters, 6443 in most.
_API_SERVER: "tuple[objects.NetworkPolicyPort, ...]" = tuple({"protocol": "TCP", "port": n} for n in (443, 6443))
_EVERYWHERE: "tuple[objects.NetworkPolicyPeer, ...]" = (
    {"ipBlock": {"cidr": "0.0.0.0/0"}},
    {"ipBlock": {"cidr": "::/0"}},
)


def resolve_network(  # noqa: PLR0913 - each is one more source of rules, and none belongs to another
    scope: Scope,
    component: str,
    offer: Offer,
    *,
    mounts_token: bool,
    metrics_port: int | None,
    routed_ports: tuple[Port, ...],
    external_ports: tuple[Port, ...],
) -> NetworkRules | None:
    """The rules of a workload; None where the policy of the organisation and the project leave both directions open.

    All ports are container ports: `metrics_port` by number, `routed_ports` those that routes lead to, `external_ports`
    those of LoadBalancer and NodePort Services.
    """
    _, workload = workload_data(scope, component)
    policy = scope.organization.network_policy
    if policy == "never":
        return None
    ingress = egress = None
    if policy == "always" or "allowFrom" in workload:
        ingress = (
            _project_pods(scope),
            *_routing(scope, routed_ports),
            *_monitoring(scope, metrics_port),
            *([Peer((), _ports(external_ports))] if external_ports else []),
            *resolve_callers(scope, component, offer),
        )
    if policy == "always" or "dependsOn" in workload:
        egress = (
            _project_pods(scope),
            Peer((), _DNS),
            *([Peer((), _API_SERVER)] if mounts_token else []),
            *(_dependency(scope, dependency) for dependency in resolve_dependencies(scope, component)),
        )
    return None if ingress is None and egress is None else NetworkRules(ingress, egress)


def _project_pods(scope: Scope) -> Peer:
    # Not by `name`: a `selector` of the project may say otherwise.
    return Peer(({"podSelector": {"matchLabels": {names.PART_OF: scope.name}}},), ())


def _routing(scope: Scope, ports: tuple[Port, ...]) -> tuple[Peer, ...]:
    """The data plane of the routes. Where nobody says in which namespace it runs, it may be any source.

    It need not run in the namespace of the Gateway: some implementations keep all proxies in their own, and where the
    cloud's load balancer is the proxy there is no namespace at all.
    """
    routing = scope.organization.routing
    if routing is None or not ports:
        return ()
    return (Peer(() if routing.data_plane is None else (_namespace(routing.data_plane),), _ports(ports)),)


def _monitoring(scope: Scope, port: int | None) -> tuple[Peer, ...]:
    monitoring = scope.organization.monitoring
    if monitoring is None or port is None:
        return ()
    return (Peer((_namespace(monitoring.namespace),), ({"protocol": "TCP", "port": port},)),)


def _dependency(scope: Scope, dependency: Dependency) -> Peer:
    """Pods are known by their container port. Behind a foreign Service that is unknown: there, all ports are open."""
    if dependency.namespace is None:
        message = f"`{dependency.name}` opens port {dependency.port} to every address"
        help_text = f"a NetworkPolicy knows addresses, not host names such as `{escape(dependency.host)}`"
        scope.problems.append(Problem("KG463", dependency.path, message, help_text, at_key=True, severity="note"))
        return Peer(_EVERYWHERE, ({"protocol": "TCP", "port": dependency.port},))
    ports = () if dependency.container_port is None else _ports((dependency.container_port,))
    return Peer((_namespace(dependency.namespace, dependency.selector),), ports)


def resolve_callers(scope: Scope, component: str, offer: Offer) -> tuple[Peer, ...]:
    """Who may call the workload besides those who always may: one rule for each entry of `allowFrom`, by name."""
    place, workload = workload_data(scope, component)
    found = []
    for name, entry in sorted(workload.get("allowFrom", {}).items()):
        path = (*place, "allowFrom", name)
        peers = _caller_peers(scope, name, entry, path)
        ports = _caller_ports(scope, offer, entry, path)
        if peers and ports:
            found.append(Peer(peers, _ports(ports)))
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
        message = f"unknown port `{escape(str(entry['port']))}`"
        known = {port.name for each in everywhere for port in each.ports}
        scope.problems.append(Problem("KG464", (*path, "port"), message, suggest(str(entry["port"]), known, "ports")))
    port = find_service_port(offer, entry["port"])
    return () if port is None else (port,)


def _caller_peers(
    scope: Scope, name: str, entry: "schema.Caller", path: Path
) -> "tuple[objects.NetworkPolicyPeer, ...]":
    project = workspace_project(scope, name)
    if project is None:
        environment = entry.get("environment", scope.environment.name)
        namespace = entry.get("namespace", names.namespace_name(name, environment))
        # Pods that kgen did not make need not carry its labels; only who names a workload says that they do.
        labels = names.text(names.selector(name, entry["workload"])) if "workload" in entry else None
        return (_namespace(namespace, labels),)
    found = _calling_environments(scope, name, entry, project)
    if isinstance(found, Problem):
        scope.problems.append(found._replace(path=(*path, *found.path)))
        return ()
    return tuple(_namespace(each.namespace, _caller_pods(scope, each, entry, path)) for each in found)


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
        return Problem("KG465", (), message, at_key=True, severity="note")
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


def _namespace(namespace: str, labels: Text | None = None) -> "objects.NetworkPolicyPeer":
    """The pods of a namespace, or those of them that carry the labels."""
    return {
        "namespaceSelector": {"matchLabels": {NAMESPACE: namespace}},
        "podSelector": {"matchLabels": dict(labels)} if labels else None,
    }


def _ports(ports: Iterable[Port]) -> "tuple[objects.NetworkPolicyPort, ...]":
    numbers = sorted({(port.number, port.protocol) for port in ports})
    return tuple({"protocol": protocol, "port": number} for number, protocol in numbers)

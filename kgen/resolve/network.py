"""Owns NetworkPolicies: what may reach a workload and what it may reach."""

from typing import TYPE_CHECKING

from kgen import names
from kgen.diagnostics import Problem, escape
from kgen.model import NetworkRules, Peer, Port
from kgen.resolve.caller import resolve_callers
from kgen.resolve.dependency import Dependency, resolve_dependencies, workload_data
from kgen.resolve.peer import open_ports, pods_in
from kgen.resolve.scope import Offer, Scope

if TYPE_CHECKING:
    from kgen import objects

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
            *([Peer((), open_ports(external_ports))] if external_ports else []),
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
    return (Peer(() if routing.data_plane is None else (pods_in(routing.data_plane),), open_ports(ports)),)


def _monitoring(scope: Scope, port: int | None) -> tuple[Peer, ...]:
    monitoring = scope.organization.monitoring
    if monitoring is None or port is None:
        return ()
    return (Peer((pods_in(monitoring.namespace),), ({"protocol": "TCP", "port": port},)),)


def _dependency(scope: Scope, dependency: Dependency) -> Peer:
    """Pods are known by their container port. Behind a foreign Service that is unknown: there, all ports are open."""
    if dependency.namespace is None:
        message = f"`{dependency.name}` opens port {dependency.port} to every address"
        help_text = f"a NetworkPolicy knows addresses, not host names such as `{escape(dependency.host)}`"
        scope.problems.append(Problem("KG463", dependency.path, message, help_text, at_key=True, severity="note"))
        return Peer(_EVERYWHERE, ({"protocol": "TCP", "port": dependency.port},))
    ports = () if dependency.container_port is None else open_ports((dependency.container_port,))
    return Peer((pods_in(dependency.namespace, dependency.selector),), ports)

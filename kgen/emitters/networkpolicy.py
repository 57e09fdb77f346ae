"""Owns NetworkPolicies: one for each workload whose traffic is limited."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

from kgen import names
from kgen.artifact import Artifact
from kgen.model import NetworkRules, Peer, ResolvedProject, Workload

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    found = [(workload, workload.network) for workload in project.workloads if workload.network is not None]
    if found:
        yield Artifact("networkpolicy.yml", tuple(_policy(project, workload, rules) for workload, rules in found))


def _policy(project: ResolvedProject, workload: Workload, rules: NetworkRules) -> "objects.NetworkPolicy":
    types: list[Literal["Ingress", "Egress"]] = []
    if rules.ingress is not None:
        types.append("Ingress")
    if rules.egress is not None:
        types.append("Egress")
    return {
        "apiVersion": "networking.k8s.io/v1",
        "kind": "NetworkPolicy",
        "metadata": names.metadata(project, workload.name, workload.labels, workload.annotations),
        "spec": {
            "podSelector": {"matchLabels": dict(workload.selector)},
            "policyTypes": types,
            "ingress": None if rules.ingress is None else [_incoming(peer) for peer in rules.ingress],
            "egress": None if rules.egress is None else [_outgoing(peer) for peer in rules.egress],
        },
    }


def _incoming(peer: Peer) -> "objects.policy.NetworkPolicyIngressRule":
    return {"from": list(peer.peers) or None, "ports": list(peer.ports) or None}


def _outgoing(peer: Peer) -> "objects.policy.NetworkPolicyEgressRule":
    return {"to": list(peer.peers) or None, "ports": list(peer.ports) or None}

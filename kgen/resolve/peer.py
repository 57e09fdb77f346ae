"""Owns how a NetworkPolicy names pods of a namespace and the ports they listen on."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kgen.model import Port, Text

if TYPE_CHECKING:
    from kgen import objects

NAMESPACE = "kubernetes.io/metadata.name"
"""The label that the API server puts on every namespace: its name."""


def pods_in(namespace: str, labels: Text | None = None) -> "objects.NetworkPolicyPeer":
    """The pods of a namespace, or those of them that carry the labels."""
    return {
        "namespaceSelector": {"matchLabels": {NAMESPACE: namespace}},
        "podSelector": {"matchLabels": dict(labels)} if labels else None,
    }


def open_ports(ports: Iterable[Port]) -> "tuple[objects.NetworkPolicyPort, ...]":
    """Container ports by number: a policy sees packets that the Service has already sent on to a pod."""
    numbers = sorted({(port.number, port.protocol) for port in ports})
    return tuple({"protocol": protocol, "port": number} for number, protocol in numbers)

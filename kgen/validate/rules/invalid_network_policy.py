"""Finds NetworkPolicies that the API server refuses, or that are about no pod."""

from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import Any

from kgen.artifact import Object
from kgen.diagnostics import escape
from kgen.node import Path
from kgen.validate.field import mapping, mappings, number, sequence, text
from kgen.validate.objects import Objects, namespace_of
from kgen.validate.rule import ERROR, Finding, Rule
from kgen.validate.selector import pods_selected

RULE = Rule(
    code="KG566",
    name="invalid-network-policy",
    severity=ERROR,
    summary="A NetworkPolicy has an impossible address or range of ports, or matches no pod.",
    explanation="An `ipBlock` is a network such as `10.0.0.0/8` and stands alone, `endPort` follows `port`. A policy "
    "whose selector is mistyped protects nothing, and nothing says so.",
    help="correct the policy",
    good="podSelector: {matchLabels: {app: checkout}}",
    bad="podSelector: {matchLabels: {app: chekout}}",
    mend="allowFrom",
)

SIDES = (("ingress", "from"), ("egress", "to"))
"""The fields of the rules of both directions, and of the peers in them."""


def check(objects: Objects) -> Iterator[Finding]:
    for policy in objects.of("NetworkPolicy"):
        selector = mapping(policy, "spec", "podSelector")
        if selector and not any(pods_selected(objects, selector, namespace_of(policy))):
            yield Finding(policy, ("spec", "podSelector"), "the selector matches no pod")
        for side, peers in SIDES:
            for rule, _ in mappings(policy, "spec", side):
                for path, peer in mappings(policy, *rule, peers):
                    yield from _peer(policy, path, peer)
                for path, port in mappings(policy, *rule, "ports"):
                    yield from _port(policy, path, port)


def _peer(policy: Object, path: Path, peer: Mapping[str, Any]) -> Iterator[Finding]:
    if not peer:
        yield Finding(policy, path, "a peer is empty", "write a selector or an `ipBlock`; `{}` as selector means all")
    if "ipBlock" not in peer:
        return
    if len(peer) > 1:
        yield Finding(policy, path, "an `ipBlock` stands beside a selector", "write a peer for each")
    blocks = (text(peer, "ipBlock", "cidr"), *sequence(peer, "ipBlock", "except"))
    for block in blocks:
        if not isinstance(block, str) or not _is_network(block):
            yield Finding(
                policy, (*path, "ipBlock"), f"`{escape(str(block))}` is no network", "write one as `10.0.0.0/8`"
            )


def _is_network(block: str) -> bool:
    try:
        ip_network(block, strict=False)
    except ValueError:
        return False
    return "/" in block


def _port(policy: Object, path: Path, port: Mapping[str, Any]) -> Iterator[Finding]:
    if "endPort" in port:
        first, last = number(port, "port"), number(port, "endPort")
        if first is None or (last is not None and last < first):
            yield Finding(policy, (*path, "endPort"), "`endPort` does not follow a `port` that is a number")

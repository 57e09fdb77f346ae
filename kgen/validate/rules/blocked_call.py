"""Finds calls that one NetworkPolicy lets out and every policy at the other end keeps out."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.artifact import Object
from kgen.diagnostics import escape
from kgen.validate.field import mapping, mappings, number, sequence, text, texts, word
from kgen.validate.objects import Objects, Pod, name_of, namespace_of
from kgen.validate.rule import ERROR, Finding, Rule
from kgen.validate.selector import selects

RULE = Rule(
    code="KG570",
    name="blocked-call",
    severity=ERROR,
    summary="One side of a call opens a NetworkPolicy, the other side does not.",
    explanation="A call needs the egress of the caller and the ingress of the callee. Where both are known and every "
    "pod that the caller may call refuses it, the call waits until it times out.",
    help="let the caller in with `allowFrom` of the project that it calls",
    good="ingress: [{from: [{podSelector: {matchLabels: {app: checkout}}}]}]",
    bad="ingress: [{from: [{podSelector: {matchLabels: {app: storefront}}}]}]",
    mend="dependsOn",
)

NAMESPACE_NAME = "kubernetes.io/metadata.name"


def check(objects: Objects) -> Iterator[Finding]:
    for policy in objects.of("NetworkPolicy"):
        callers = [pod for pod in objects.pods if _covers(policy, pod, "Egress")]
        for path, rule in mappings(policy, "spec", "egress"):
            peers = [peer for _, peer in mappings(rule, "to")]
            called = [pod for peer in peers for pod in _pods_of(objects, peer, policy)]
            ports = [port for _, port in mappings(rule, "ports")] or [{}]
            blocked = (
                callers
                and called
                and not any(
                    _admits(objects, pod, caller, port) for pod in called for caller in callers for port in ports
                )
            )
            if blocked:
                names = ", ".join(sorted({f"`{escape(name_of(pod.owner))}`" for pod in called}))
                yield Finding(policy, path, f"{names} lets none of the calls in that this policy lets out")


def _covers(policy: Object, pod: Pod, direction: str) -> bool:
    here = namespace_of(policy) == pod.namespace and selects(mapping(policy, "spec", "podSelector"), pod.labels)
    return here and direction in sequence(policy, "spec", "policyTypes")


def _pods_of(objects: Objects, peer: Mapping[str, Any], policy: Object) -> Iterator[Pod]:
    """The pods that a peer of a policy is about."""
    named = text(peer, "namespaceSelector", "matchLabels", NAMESPACE_NAME)
    wanted = [named] if named is not None else list(objects.around.pods)
    for namespace in wanted if "namespaceSelector" in peer else [namespace_of(policy)]:
        for pod in objects.around.pods.get(namespace, ()):
            if _is_peer(objects, peer, policy, pod):
                yield pod


def _is_peer(objects: Objects, peer: Mapping[str, Any], policy: Object, pod: Pod) -> bool:
    """Whether a peer of a policy is about a pod. An address may be any pod's, so it is about none in particular."""
    if "ipBlock" in peer or not selects(mapping(peer, "podSelector"), pod.labels):
        return False
    if "namespaceSelector" not in peer:
        return pod.namespace == namespace_of(policy)
    return selects(mapping(peer, "namespaceSelector"), _namespace_labels(objects, pod.namespace))


def _namespace_labels(objects: Objects, name: str | None) -> dict[str, str]:
    namespace = objects.around.named("Namespace", name or "", None)
    return {**texts(namespace, "metadata", "labels"), NAMESPACE_NAME: name or ""}


def _admits(objects: Objects, pod: Pod, caller: Pod, port: Mapping[str, Any]) -> bool:
    """Whether a pod takes the caller's connections to a port; without policies for its ingress it takes all."""
    policies = [each for each in objects.around.at("NetworkPolicy", pod.namespace) if _covers(each, pod, "Ingress")]
    rules = [(policy, rule) for policy in policies for _, rule in mappings(policy, "spec", "ingress")]
    return not policies or any(
        _opens(rule, pod, port) and _takes(objects, rule, policy, caller) for policy, rule in rules
    )


def _takes(objects: Objects, rule: Mapping[str, Any], policy: Object, caller: Pod) -> bool:
    peers = [peer for _, peer in mappings(rule, "from")]
    return not peers or any("ipBlock" in peer or _is_peer(objects, peer, policy, caller) for peer in peers)


def _opens(rule: Mapping[str, Any], pod: Pod, wanted: Mapping[str, Any]) -> bool:
    opened = [port for _, port in mappings(rule, "ports")]
    return not opened or not wanted or any(_same_port(port, wanted, pod) for port in opened)


def _same_port(opened: Mapping[str, Any], wanted: Mapping[str, Any], pod: Pod) -> bool:
    if (text(opened, "protocol") or "TCP") != (text(wanted, "protocol") or "TCP"):
        return False
    first, target = _number(word(opened, "port"), pod), _number(word(wanted, "port"), pod)
    last = number(opened, "endPort") or first
    return first is None or target is None or (last is not None and first <= target <= last)


def _number(port: str | int | None, pod: Pod) -> int | None:
    """A port as a number: a name is that of one of the pod's ports."""
    if isinstance(port, int):
        return port
    named = (p for container in pod.containers for _, p in mappings(container.fields, "ports") if p.get("name") == port)
    return next((number(each, "containerPort") for each in named), None)

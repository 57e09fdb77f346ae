"""Owns the shapes of PodDisruptionBudget and NetworkPolicy."""

from typing import Literal, Required, TypeAlias, TypedDict

from kgen.objects.meta import IntOrString, LabelSelector, ObjectMeta, Protocol

UnhealthyPodEvictionPolicy: TypeAlias = Literal["IfHealthyBudget", "AlwaysAllow"]


class PodDisruptionBudgetSpec(TypedDict, total=False):
    """Exactly one of `minAvailable` and `maxUnavailable`."""

    minAvailable: IntOrString | None
    maxUnavailable: IntOrString | None
    selector: Required[LabelSelector]
    unhealthyPodEvictionPolicy: UnhealthyPodEvictionPolicy | None


class PodDisruptionBudget(TypedDict):
    apiVersion: Literal["policy/v1"]
    kind: Literal["PodDisruptionBudget"]
    metadata: ObjectMeta
    spec: PodDisruptionBudgetSpec


# Calls instead of classes where a key is a word of Python (`except`, `from`).
IPBlock = TypedDict("IPBlock", {"cidr": Required[str], "except": list[str] | None}, total=False)


class NetworkPolicyPeer(TypedDict, total=False):
    """`ipBlock` alone, or the pods that both selectors choose; `podSelector` alone means this namespace."""

    ipBlock: IPBlock | None
    namespaceSelector: LabelSelector | None
    podSelector: LabelSelector | None


class NetworkPolicyPort(TypedDict, total=False):
    """Without `port` all ports of the protocol."""

    protocol: Protocol | None
    port: IntOrString | None
    endPort: int | None


NetworkPolicyIngressRule = TypedDict(
    "NetworkPolicyIngressRule",
    {"from": list[NetworkPolicyPeer] | None, "ports": list[NetworkPolicyPort] | None},
    total=False,
)


class NetworkPolicyEgressRule(TypedDict, total=False):
    to: list[NetworkPolicyPeer] | None
    ports: list[NetworkPolicyPort] | None


class NetworkPolicySpec(TypedDict, total=False):
    """`policyTypes` is always written: what is derived without it depends on whether `egress` is there."""

    podSelector: Required[LabelSelector]
    policyTypes: Required[list[Literal["Ingress", "Egress"]]]
    ingress: list[NetworkPolicyIngressRule] | None
    egress: list[NetworkPolicyEgressRule] | None


class NetworkPolicy(TypedDict):
    apiVersion: Literal["networking.k8s.io/v1"]
    kind: Literal["NetworkPolicy"]
    metadata: ObjectMeta
    spec: NetworkPolicySpec

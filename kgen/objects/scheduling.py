"""Owns the shapes that decide on which nodes pods run: affinity, tolerations, topology spread."""

from typing import Literal, Required, TypedDict

from kgen.objects.meta import LabelSelector


class NodeSelectorRequirement(TypedDict, total=False):
    key: Required[str]
    operator: Required[Literal["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"]]
    values: list[str] | None


class NodeSelectorTerm(TypedDict, total=False):
    matchExpressions: list[NodeSelectorRequirement] | None
    matchFields: list[NodeSelectorRequirement] | None


class NodeSelector(TypedDict):
    nodeSelectorTerms: list[NodeSelectorTerm]


class PreferredSchedulingTerm(TypedDict):
    weight: int  # 1 to 100
    preference: NodeSelectorTerm


class NodeAffinity(TypedDict, total=False):
    requiredDuringSchedulingIgnoredDuringExecution: NodeSelector | None
    preferredDuringSchedulingIgnoredDuringExecution: list[PreferredSchedulingTerm] | None


class PodAffinityTerm(TypedDict, total=False):
    topologyKey: Required[str]
    labelSelector: LabelSelector | None
    matchLabelKeys: list[str] | None
    mismatchLabelKeys: list[str] | None
    namespaceSelector: LabelSelector | None
    namespaces: list[str] | None


class WeightedPodAffinityTerm(TypedDict):
    weight: int  # 1 to 100
    podAffinityTerm: PodAffinityTerm


class PodAffinity(TypedDict, total=False):
    """Also the shape of podAntiAffinity."""

    requiredDuringSchedulingIgnoredDuringExecution: list[PodAffinityTerm] | None
    preferredDuringSchedulingIgnoredDuringExecution: list[WeightedPodAffinityTerm] | None


class Affinity(TypedDict, total=False):
    nodeAffinity: NodeAffinity | None
    podAffinity: PodAffinity | None
    podAntiAffinity: PodAffinity | None


class Toleration(TypedDict, total=False):
    key: str | None
    operator: Literal["Exists", "Equal", "Lt", "Gt"] | None
    value: str | None
    effect: Literal["NoSchedule", "PreferNoSchedule", "NoExecute"] | None
    tolerationSeconds: int | None


class TopologySpreadConstraint(TypedDict, total=False):
    maxSkew: Required[int]
    topologyKey: Required[str]
    whenUnsatisfiable: Required[Literal["DoNotSchedule", "ScheduleAnyway"]]
    labelSelector: LabelSelector | None
    matchLabelKeys: list[str] | None
    minDomains: int | None
    nodeAffinityPolicy: Literal["Honor", "Ignore"] | None
    nodeTaintsPolicy: Literal["Honor", "Ignore"] | None

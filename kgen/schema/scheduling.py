"""Owns where pods may run: tolerations, affinity and topology spread, in Kubernetes' shapes."""

from typing import Annotated, Literal, Required

from pydantic import Field

from kgen.schema.record import Record
from kgen.schema.scalar import PositiveCount, Weight
from kgen.schema.selector import LabelSelector


class Toleration(Record, total=False):
    """A taint of nodes that pods put up with."""

    key: Annotated[str, Field(description="Key of the taint. Default: every key, with operator `Exists`.")]
    operator: Annotated[
        Literal["Exists", "Equal", "Lt", "Gt"],
        Field(description="How key and value compare. Default: `Equal`; `Lt` and `Gt` need Kubernetes 1.35."),
    ]
    value: Annotated[str, Field(description="Value of the taint, unless the operator is `Exists`.")]
    effect: Annotated[
        Literal["NoSchedule", "PreferNoSchedule", "NoExecute"],
        Field(description="Effect of the taint that is tolerated. Default: all."),
    ]
    tolerationSeconds: Annotated[
        int, Field(description="Seconds a running pod stays after a `NoExecute` taint appears. Default: for ever.")
    ]


class NodeSelectorRequirement(Record, total=False):
    """One condition on a label or field of nodes."""

    key: Required[Annotated[str, Field(description="Label or field the condition is about.")]]
    operator: Required[
        Annotated[
            Literal["In", "NotIn", "Exists", "DoesNotExist", "Gt", "Lt"],
            Field(description="How key and values compare."),
        ]
    ]
    values: Annotated[list[str], Field(description="Values to compare with; one whole number for `Gt` and `Lt`.")]


class NodeSelectorTerm(Record, total=False):
    """Conditions on a node that must all hold."""

    matchExpressions: Annotated[list[NodeSelectorRequirement], Field(description="Conditions on labels of the node.")]
    matchFields: Annotated[list[NodeSelectorRequirement], Field(description="Conditions on fields of the node.")]


class NodeSelector(Record, total=False):
    """Terms of which one must hold."""

    nodeSelectorTerms: Annotated[
        list[NodeSelectorTerm], Field(min_length=1, description="Terms of which one must hold.")
    ]


class PreferredSchedulingTerm(Record, total=False):
    """A wish for nodes, and how much it counts."""

    weight: Required[Annotated[Weight, Field(description="How much the wish counts, from 1 to 100.")]]
    preference: Required[Annotated[NodeSelectorTerm, Field(description="The nodes wished for.")]]


class NodeAffinity(Record, total=False):
    """Which nodes pods must or should run on."""

    requiredDuringSchedulingIgnoredDuringExecution: Annotated[
        NodeSelector, Field(description="Nodes that pods must be scheduled on.")
    ]
    preferredDuringSchedulingIgnoredDuringExecution: Annotated[
        list[PreferredSchedulingTerm], Field(description="Nodes that pods should be scheduled on.")
    ]


class PodAffinityTerm(Record, total=False):
    """Pods to be near to, or far from, and what counts as one place."""

    topologyKey: Required[
        Annotated[
            str,
            Field(
                min_length=1,
                description="Node label whose value makes a place.",
                examples=["topology.kubernetes.io/zone"],
            ),
        ]
    ]
    labelSelector: Annotated[LabelSelector, Field(description="The pods that are meant.")]
    namespaces: Annotated[list[str], Field(description="Their namespaces. Default: the pod's own.")]
    namespaceSelector: Annotated[LabelSelector, Field(description="Their namespaces, by label.")]
    matchLabelKeys: Annotated[
        list[str], Field(description="Labels whose value must be the same as on the pod that is scheduled.")
    ]
    mismatchLabelKeys: Annotated[
        list[str], Field(description="Labels whose value must differ from that on the pod that is scheduled.")
    ]


class WeightedPodAffinityTerm(Record, total=False):
    """A wish for pods nearby or far away, and how much it counts."""

    weight: Required[Annotated[Weight, Field(description="How much the wish counts, from 1 to 100.")]]
    podAffinityTerm: Required[Annotated[PodAffinityTerm, Field(description="The pods and places that are meant.")]]


class PodAffinity(Record, total=False):
    """Which pods must or should be nearby."""

    requiredDuringSchedulingIgnoredDuringExecution: Annotated[
        list[PodAffinityTerm], Field(description="Pods that must run in the same place.")
    ]
    preferredDuringSchedulingIgnoredDuringExecution: Annotated[
        list[WeightedPodAffinityTerm], Field(description="Pods that should run in the same place.")
    ]


class PodAntiAffinity(Record, total=False):
    """Which pods must or should be elsewhere."""

    requiredDuringSchedulingIgnoredDuringExecution: Annotated[
        list[PodAffinityTerm], Field(description="Pods that must not run in the same place.")
    ]
    preferredDuringSchedulingIgnoredDuringExecution: Annotated[
        list[WeightedPodAffinityTerm], Field(description="Pods that should not run in the same place.")
    ]


class Affinity(Record, total=False):
    """Which nodes and which neighbours pods want."""

    nodeAffinity: Annotated[NodeAffinity, Field(description="Which nodes pods must or should run on.")]
    podAffinity: Annotated[PodAffinity, Field(description="Which pods must or should be nearby.")]
    podAntiAffinity: Annotated[PodAntiAffinity, Field(description="Which pods must or should be elsewhere.")]


class TopologySpreadConstraint(Record, total=False):
    """How evenly pods are spread over places."""

    maxSkew: Required[
        Annotated[PositiveCount, Field(description="How many more pods one place may have than the emptiest.")]
    ]
    topologyKey: Required[
        Annotated[
            str,
            Field(
                min_length=1,
                description="Node label whose value makes a place.",
                examples=["topology.kubernetes.io/zone"],
            ),
        ]
    ]
    whenUnsatisfiable: Required[
        Annotated[
            Literal["DoNotSchedule", "ScheduleAnyway"],
            Field(description="Whether a pod waits or runs anyway when no place keeps the balance."),
        ]
    ]
    labelSelector: Annotated[LabelSelector, Field(description="The pods that are counted.")]
    matchLabelKeys: Annotated[
        list[str],
        Field(description="Labels by whose value the counted pods are told apart.", examples=[["pod-template-hash"]]),
    ]
    minDomains: Annotated[
        PositiveCount, Field(description="Least number of places; needs `DoNotSchedule`. Default: 1.")
    ]
    nodeAffinityPolicy: Annotated[
        Literal["Honor", "Ignore"],
        Field(description="Whether nodes that the pod may not run on are left out of the count. Default: `Honor`."),
    ]
    nodeTaintsPolicy: Annotated[
        Literal["Honor", "Ignore"],
        Field(description="Whether nodes with taints that the pod does not tolerate are left out. Default: `Ignore`."),
    ]

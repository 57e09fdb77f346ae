"""Owns what objects share (metadata, selectors, references), and the two that are little more: Namespace, ConfigMap."""

from typing import Literal, Required, TypeAlias, TypedDict

Quantity: TypeAlias = str
"""An amount as Kubernetes writes it: `250m`, `512Mi`. The API takes numbers too; kgen always writes text."""

IntOrString: TypeAlias = int | str
"""A port by number or name, or a count or a percentage (`25%`)."""

Protocol: TypeAlias = Literal["TCP", "UDP", "SCTP"]


class TemplateMeta(TypedDict, total=False):
    """The metadata of what a controller makes from a template: it gets its name there."""

    labels: dict[str, str] | None
    annotations: dict[str, str] | None


class ObjectMeta(TemplateMeta, total=False):
    """The metadata of a named object; `namespace` is left out of cluster-scoped objects and claim templates."""

    name: Required[str]
    namespace: str | None


class LabelSelectorRequirement(TypedDict, total=False):
    key: Required[str]
    operator: Required[Literal["In", "NotIn", "Exists", "DoesNotExist"]]
    values: list[str] | None


class LabelSelector(TypedDict, total=False):
    """`{}` selects everything."""

    matchLabels: dict[str, str] | None
    matchExpressions: list[LabelSelectorRequirement] | None


class LocalObjectReference(TypedDict):
    name: str


class Namespace(TypedDict):
    apiVersion: Literal["v1"]
    kind: Literal["Namespace"]
    metadata: ObjectMeta


class ConfigMap(TypedDict, total=False):
    apiVersion: Required[Literal["v1"]]
    kind: Required[Literal["ConfigMap"]]
    metadata: Required[ObjectMeta]
    data: dict[str, str] | None
    binaryData: dict[str, str] | None  # base64

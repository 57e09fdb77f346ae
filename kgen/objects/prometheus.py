"""Owns the shapes of Prometheus' rule documents and of the operator's PrometheusRule, ServiceMonitor and PodMonitor.

Group fields that promtool 2.42 refuses (`labels`, `query_offset`) have no place here.
"""

from typing import Literal, Required, TypeAlias, TypedDict

from kgen.objects.meta import LabelSelector, ObjectMeta


class RecordingRule(TypedDict, total=False):
    record: Required[str]
    expr: Required[str]
    labels: dict[str, str] | None


# A call instead of a class, because `for` is a word of Python.
AlertingRule = TypedDict(
    "AlertingRule",
    {
        "alert": Required[str],
        "expr": Required[str],
        "for": str | None,
        "keep_firing_for": str | None,
        "labels": Required[dict[str, str]],
        "annotations": Required[dict[str, str]],
    },
    total=False,
)

Rule: TypeAlias = RecordingRule | AlertingRule


class RuleGroup(TypedDict, total=False):
    """`name` is unique in its document; `limit` is the most series or alerts that one rule may make."""

    name: Required[str]
    interval: str | None
    limit: int | None
    rules: Required[list[Rule]]


class RuleDocument(TypedDict):
    """A rule file as promtool and Prometheus read it, and the `spec` of a PrometheusRule."""

    groups: list[RuleGroup]


class PrometheusRule(TypedDict):
    apiVersion: Literal["monitoring.coreos.com/v1"]
    kind: Literal["PrometheusRule"]
    metadata: ObjectMeta
    spec: RuleDocument


class RelabelConfig(TypedDict, total=False):
    action: Literal["replace", "keep", "drop", "hashmod", "labelmap", "labeldrop", "labelkeep"] | None
    sourceLabels: list[str] | None
    separator: str | None
    regex: str | None
    modulus: int | None
    replacement: str | None
    targetLabel: str | None


class Endpoint(TypedDict, total=False):
    """A port by name: of the Service under a ServiceMonitor, of the container under a PodMonitor."""

    port: Required[str]
    path: str | None
    scheme: Literal["http", "https"] | None
    interval: str | None
    scrapeTimeout: str | None
    honorLabels: bool | None
    relabelings: list[RelabelConfig] | None
    metricRelabelings: list[RelabelConfig] | None


class ServiceMonitorSpec(TypedDict, total=False):
    """Without `jobLabel` the `job` of its series is the Service's name."""

    jobLabel: str | None
    targetLabels: list[str] | None
    podTargetLabels: list[str] | None
    selector: Required[LabelSelector]
    endpoints: Required[list[Endpoint]]


class ServiceMonitor(TypedDict):
    apiVersion: Literal["monitoring.coreos.com/v1"]
    kind: Literal["ServiceMonitor"]
    metadata: ObjectMeta
    spec: ServiceMonitorSpec


class PodMonitorSpec(TypedDict, total=False):
    """Without `jobLabel` the `job` of its series is `<namespace>/<name>` of the PodMonitor."""

    jobLabel: str | None
    podTargetLabels: list[str] | None
    selector: Required[LabelSelector]
    podMetricsEndpoints: Required[list[Endpoint]]


class PodMonitor(TypedDict):
    apiVersion: Literal["monitoring.coreos.com/v1"]
    kind: Literal["PodMonitor"]
    metadata: ObjectMeta
    spec: PodMonitorSpec

"""Owns PrometheusRules, and the plain rule document that each of them holds."""

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from kgen import names
from kgen.artifact import Artifact
from kgen.model import Monitoring, ResolvedProject, Rule, RuleGroup

if TYPE_CHECKING:
    from kgen import objects
    from kgen.objects import prometheus


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    if project.monitoring is not None and project.monitoring.groups:
        yield Artifact("alerts.yml", (_prometheus_rule(project, project.monitoring),))


def rule_document(groups: Iterable[RuleGroup]) -> "objects.RuleDocument":
    """The rules as Prometheus and promtool read them from a file."""
    return {"groups": [{"name": group.name, "rules": [_rule(rule) for rule in group.rules]} for group in groups]}


def _prometheus_rule(project: ResolvedProject, monitoring: Monitoring) -> "objects.PrometheusRule":
    labels = names.text({**dict(project.labels), **dict(monitoring.labels)})
    return {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": names.metadata(project, project.name, labels, project.annotations),
        "spec": rule_document(monitoring.groups),
    }


def _rule(rule: Rule) -> "prometheus.Rule":
    if rule.record is not None:
        return {"record": rule.record, "expr": rule.expr, "labels": dict(rule.labels) or None}
    assert rule.alert is not None, "a rule records or alerts"
    return {
        "alert": rule.alert,
        "expr": rule.expr,
        "for": rule.wait,
        "keep_firing_for": rule.keep_firing,
        "labels": dict(rule.labels),
        "annotations": dict(rule.annotations),
    }

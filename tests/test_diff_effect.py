"""Tests of what is said of a change: every row of the table decides something, and each decides what it should."""

from typing import Any

import pytest

from kgen.diff.change import Change, compare
from kgen.diff.effect import ADDED, KINDS, REMOVED, TABLE, Kind, Row, effect_of, row_of
from kgen.explain.difference import ABSENT
from kgen.fields import Identity, parse

Spec = dict[str, Any]


def change(kind: str, field: str, before: Any, after: Any, was: Spec | None = None, now: Spec | None = None) -> Change:
    """A change of one field of an object, `was` and `now` added to what it is on both sides."""
    name = {"metadata": {"name": "shop"}, "kind": kind}
    old = None if field == ADDED else {**name, **(was or {})}
    new = None if field == REMOVED else {**name, **(now or was or {})}
    path = () if field in {ADDED, REMOVED} else parse(field)
    return Change(Identity(kind, "shop", ""), path, before, after, old, new)


POD = "spec.template.spec.containers[shop].image"
SIZE = "spec.resources.requests.storage"
CLAIM = f"spec.volumeClaimTemplates[data].{SIZE}"
RENAMED: Spec = {"metadata": {"name": "shop-0000000a"}}
MOVED: tuple[Spec, Spec] = (
    {"metadata": {"name": "shop", "namespace": "a"}},
    {"metadata": {"name": "shop", "namespace": "b"}},
)
FIXED: Spec = {"immutable": True}

CASES: tuple[tuple[str, str, Any, Any, Spec | None, Spec | None, Kind], ...] = (
    ("PersistentVolumeClaim", "metadata.namespace", "a", "b", None, None, "data"),
    ("Deployment", "metadata.namespace", "a", "b", None, None, "moves"),
    ("Deployment", "spec.selector.matchLabels.app", "a", "b", MOVED[0], MOVED[1], "moves"),
    ("PersistentVolumeClaim", REMOVED, {}, ABSENT, None, None, "data"),
    (
        "StatefulSet",
        REMOVED,
        {},
        ABSENT,
        {"spec": {"persistentVolumeClaimRetentionPolicy": {"whenDeleted": "Delete"}}},
        None,
        "data",
    ),
    ("Namespace", REMOVED, {}, ABSENT, None, None, "data"),
    ("StatefulSet", REMOVED, {}, ABSENT, None, None, "scales"),
    ("Deployment", ADDED, ABSENT, {}, None, None, "scales"),
    ("HorizontalPodAutoscaler", REMOVED, {}, ABSENT, None, None, "scales"),
    ("ScaledObject", ADDED, ABSENT, {}, None, None, "scales"),
    ("Rollout", ADDED, ABSENT, {}, None, None, "scales"),
    ("Rollout", REMOVED, {}, ABSENT, None, None, "scales"),
    ("Rollout", "spec.replicas", 2, 3, None, None, "scales"),
    ("Rollout", "spec.strategy.canary.steps[0].setWeight", 5, 10, None, None, "none"),
    ("AnalysisTemplate", ADDED, ABSENT, {}, None, None, "none"),
    ("AnalysisTemplate", REMOVED, {}, ABSENT, None, None, "none"),
    ("AnalysisTemplate", "spec.metrics[0].failureLimit", 2, 3, None, None, "none"),
    ("Job", ADDED, ABSENT, {}, None, None, "runs"),
    ("Job", REMOVED, {}, ABSENT, None, None, "none"),
    ("CronJob", ADDED, ABSENT, {}, None, None, "none"),
    ("CronJob", REMOVED, {}, ABSENT, None, None, "none"),
    ("Service", REMOVED, {}, ABSENT, None, None, "traffic"),
    ("HTTPRoute", ADDED, ABSENT, {}, None, None, "traffic"),
    ("ReferenceGrant", REMOVED, {}, ABSENT, None, None, "traffic"),
    ("ReferenceGrant", ADDED, ABSENT, {}, None, None, "traffic"),
    ("NetworkPolicy", REMOVED, {}, ABSENT, None, None, "traffic"),
    ("NetworkPolicy", ADDED, ABSENT, {}, None, None, "traffic"),
    ("ConfigMap", REMOVED, {}, ABSENT, None, None, "none"),
    ("Deployment", "spec.selector.matchLabels.app", "a", "b", None, None, "refused"),
    ("StatefulSet", "spec.volumeClaimTemplates", ABSENT, [], None, None, "refused"),
    ("StatefulSet", "spec.volumeClaimTemplates[data]", {}, ABSENT, None, None, "data"),
    ("StatefulSet", "spec.volumeClaimTemplates[data]", ABSENT, {}, None, None, "refused"),
    ("StatefulSet", CLAIM, "10Gi", "5Gi", None, None, "data"),
    ("StatefulSet", CLAIM, "5Gi", "10Gi", None, None, "refused"),
    ("StatefulSet", "spec.persistentVolumeClaimRetentionPolicy.whenDeleted", "Retain", "Delete", None, None, "data"),
    ("PersistentVolumeClaim", SIZE, "1Gi", "1000Mi", None, None, "data"),
    ("PersistentVolumeClaim", SIZE, "1024Mi", "1Gi", None, None, "none"),
    ("PersistentVolumeClaim", "spec.volumeAttributesClassName", "a", "b", None, None, "none"),
    ("PersistentVolumeClaim", "spec.storageClassName", "a", "b", None, None, "refused"),
    ("Service", "spec.clusterIP", ABSENT, "None", None, None, "refused"),
    ("Service", "spec.loadBalancerClass", "a", "b", None, None, "refused"),
    ("RoleBinding", "roleRef.name", "a", "b", None, None, "refused"),
    ("ConfigMap", "data.a", "a", "b", FIXED, None, "refused"),
    ("ConfigMap", "binaryData.a", "a", "b", FIXED, None, "refused"),
    ("ConfigMap", "immutable", True, ABSENT, FIXED, None, "refused"),
    ("Secret", "type", "a", "b", None, None, "refused"),
    ("PriorityClass", "value", 1, 2, None, None, "refused"),
    ("Job", "spec.parallelism", 1, 2, None, None, "none"),
    ("Job", "spec.activeDeadlineSeconds", 1, 2, None, None, "none"),
    ("Job", "spec.backoffLimit", 1, 2, None, None, "none"),
    ("Job", "spec.suspend", False, True, None, None, "scales"),
    ("Job", "spec.ttlSecondsAfterFinished", 1, 2, None, None, "none"),
    ("Job", "spec.completions", 1, 2, None, None, "refused"),
    ("Job", "metadata.labels.app", "a", "b", None, None, "none"),
    ("Job", "metadata.annotations.app", "a", "b", None, None, "none"),
    ("Job", "metadata.name", "shop-0000000b", "shop-0000000a", None, RENAMED, "runs"),
    ("Job", POD, "a", "b", None, RENAMED, "runs"),
    ("DaemonSet", POD, "a", "b", {"spec": {"updateStrategy": {"type": "OnDelete"}}}, None, "none"),
    ("Deployment", POD, "a", "b", {"spec": {"strategy": {"type": "Recreate"}}}, None, "rolls"),
    ("StatefulSet", POD, "a", "b", {"spec": {"replicas": 1}}, None, "rolls"),
    ("Deployment", POD, "a", "b", None, None, "rolls"),
    ("Deployment", "spec.template.metadata.annotations.app", ABSENT, "b", None, None, "rolls"),
    ("Deployment", "spec.replicas", 2, ABSENT, None, None, "scales"),
    ("StatefulSet", "spec.replicas", 2, 3, None, None, "scales"),
    ("Deployment", "spec.strategy.type", "a", "b", None, None, "none"),
    ("Deployment", "spec.paused", False, True, None, None, "none"),
    ("Deployment", "spec.revisionHistoryLimit", 5, 6, None, None, "none"),
    ("StatefulSet", "spec.updateStrategy.rollingUpdate.partition", 0, 1, None, None, "none"),
    ("StatefulSet", "spec.persistentVolumeClaimRetentionPolicy.whenDeleted", "Delete", "Retain", None, None, "none"),
    ("StatefulSet", "spec.minReadySeconds", 0, 1, None, None, "none"),
    ("StatefulSet", "spec.revisionHistoryLimit", 0, 1, None, None, "none"),
    ("StatefulSet", "spec.ordinals.start", 0, 1, None, None, "scales"),
    ("StatefulSet", "spec.serviceName", "a", "b", None, None, "refused"),
    ("DaemonSet", "spec.paused", "a", "b", None, None, "none"),
    ("CronJob", "spec.suspend", False, True, None, None, "none"),
    ("CronJob", "spec.schedule", "a", "b", None, None, "none"),
    ("HorizontalPodAutoscaler", "spec.maxReplicas", 2, 3, None, None, "scales"),
    ("HTTPRoute", "spec.rules[0].backendRefs[1].weight", 5, 10, None, None, "traffic"),
    ("Service", "spec.type", "ClusterIP", "LoadBalancer", None, None, "traffic"),
    ("Service", 'metadata.annotations["kgen.dev/owner"]', "a", "b", None, None, "none"),
    ("Ingress", 'metadata.annotations["example.com/timeout"]', "a", "b", None, None, "traffic"),
    ("Namespace", 'metadata.labels["pod-security.kubernetes.io/enforce"]', "a", "b", None, None, "none"),
    ("Deployment", "metadata.labels.app", "a", "b", None, None, "none"),
    ("ConfigMap", "data.a", "a", "b", None, None, "none"),
    ("ExternalSecret", "spec.data[a].remoteRef.key", "a", "b", None, None, "none"),
    ("ServiceAccount", "automountServiceAccountToken", False, True, None, None, "none"),
    ("ClusterRole", "rules", [], ABSENT, None, None, "none"),
    ("PodDisruptionBudget", "spec.maxUnavailable", 1, 2, None, None, "none"),
    ("PrometheusRule", "spec.groups[a].rules[b].for", "5m", "10m", None, None, "none"),
    ("ResourceQuota", "spec.hard.pods", 1, 2, None, None, "none"),
    ("ConfigMap", "binaryData.a", "a", "b", None, None, "none"),
    ("Widget", ADDED, ABSENT, {}, None, None, "unknown"),
    ("Widget", REMOVED, {}, ABSENT, None, None, "unknown"),
    ("Widget", "spec.replicas", 1, 2, None, None, "unknown"),
)


def _id(case: tuple[Any, ...]) -> str:
    kind, field, before, after, *_ = case
    return f"{kind} {field} {before}-{after}"


@pytest.mark.parametrize(
    ("kind", "field", "before", "after", "was", "now", "expected"), CASES, ids=[_id(case) for case in CASES]
)
def test_effect(
    kind: str, field: str, before: Any, after: Any, was: Spec | None, now: Spec | None, expected: Kind
) -> None:
    assert effect_of(change(kind, field, before, after, was, now)).kind == expected


def test_every_row_decides_a_case() -> None:
    deciding = {id(row_of(change(*case[:6]))) for case in CASES}
    assert [(row.kinds, row.field) for row in TABLE if id(row) not in deciding] == []


@pytest.mark.parametrize("row", TABLE, ids=lambda row: f"{row.kinds} {row.field}")
def test_reasons_name_what_they_speak_of(row: Row) -> None:
    assert row.effect in KINDS
    assert row.effect != "refused" or row.reason is not None
    told = (row.reason or "").format(kind="K", name="n", before="1", after="2")
    assert "{" not in told
    assert not told.endswith(".")


def test_a_recipe_names_the_object() -> None:
    found = effect_of(change("StatefulSet", CLAIM, "5Gi", "10Gi"))
    assert found.reason == (
        "claim templates never change: grow each claim with `kubectl patch pvc`, run `kubectl delete statefulset shop "
        "--cascade=orphan`, which keeps pods and claims, then apply"
    )


def stateful(*claims: str) -> dict[Identity, dict[str, Any]]:
    templates = [{"metadata": {"name": name}, "spec": {"accessModes": ["ReadWriteOnce"]}} for name in claims]
    found = {"kind": "StatefulSet", "apiVersion": "apps/v1", "metadata": {"name": "shop"}}
    return {Identity("StatefulSet", "shop", "apps"): {**found, "spec": {"volumeClaimTemplates": templates}}}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(("data",), ("store",), [("data", "data"), ("store", "refused")], id="renamed"),
        pytest.param(("data", "logs"), ("logs",), [("data", "data")], id="first of two gone"),
        pytest.param(("data",), ("data", "logs"), [("logs", "refused")], id="one more"),
    ],
)
def test_claim_templates_go_by_name(
    before: tuple[str, ...], after: tuple[str, ...], expected: list[tuple[str, Kind]]
) -> None:
    found = compare(stateful(*before), stateful(*after))
    assert [(one.field[-1].strip("[]"), effect_of(one).kind) for one in found] == expected

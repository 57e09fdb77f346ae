"""Owns what a change of an object does to what is running: one table, whose first row that fits counts."""

from collections.abc import Callable
from fnmatch import fnmatchcase
from typing import Any, Literal, NamedTuple, TypeAlias

from kgen.diff.change import Change
from kgen.explain.difference import ABSENT
from kgen.fields import show
from kgen.resolve.quantity import amount

Kind: TypeAlias = Literal["refused", "data", "moves", "rolls", "runs", "scales", "traffic", "unknown", "none"]
"""What happens, the gravest first. `rolls` restarts pods, `runs` starts a Job, `none` leaves running pods alone."""

KINDS: tuple[Kind, ...] = ("refused", "data", "moves", "rolls", "runs", "scales", "traffic", "unknown", "none")
ADDED, REMOVED = "(added)", "(removed)"


class Effect(NamedTuple):
    """What a change does. `reason` says how, or what to do about it, where the kind alone does not tell."""

    kind: Kind
    reason: str | None = None


class Row(NamedTuple):
    """`kinds` are separated by `|`; `field` is a pattern in which `*` stands for anything, `when` a further condition.

    The reason may hold `{kind}`, `{name}`, and `{before}` and `{after}` for the values.
    """

    kinds: str
    field: str
    effect: Kind
    reason: str | None = None
    when: Callable[[Change], bool] | None = None


def _gone(change: Change) -> bool:
    return change.after is ABSENT


def _new(change: Change) -> bool:
    return change.before is ABSENT


def _is_whole_entry(change: Change) -> bool:
    return len(change.field) <= 3 and (_gone(change) or _new(change))


def _is_lost_entry(change: Change) -> bool:
    return len(change.field) <= 3 and _gone(change)


def _moves(change: Change) -> bool:
    if change.was is None or change.now is None:
        return False
    return bool(change.was["metadata"].get("namespace") != change.now["metadata"].get("namespace"))


def _shrinks(change: Change) -> bool:
    before, after = amount(str(change.before)), amount(str(change.after))
    return before is not None and (after is None or after < before)


def _keeps_name(change: Change) -> bool:
    return bool(change.was and change.now and change.was["metadata"]["name"] == change.now["metadata"]["name"])


def _was_immutable(change: Change) -> bool:
    return bool(change.was and change.was.get("immutable"))


def _deletes_claims(change: Change) -> bool:
    return "Delete" in (change.after.values() if isinstance(change.after, dict) else (change.after,))


def _deleted_claims(change: Change) -> bool:
    policy = (change.was or {}).get("spec", {}).get("persistentVolumeClaimRetentionPolicy", {})
    return bool(policy.get("whenDeleted") == "Delete")


def _strategy(change: Change, field: str) -> Any:
    return (change.now or {}).get("spec", {}).get(field, {}).get("type")


def _is_recreated(change: Change) -> bool:
    return bool(_strategy(change, "strategy") == "Recreate")


def _is_on_delete(change: Change) -> bool:
    return bool(_strategy(change, "updateStrategy") == "OnDelete")


def _is_only_pod(change: Change) -> bool:
    return (change.now or {}).get("spec", {}).get("replicas") in {0, 1}


_STAYS_BEHIND = "the new namespace gets new, empty volumes, and the data stays behind in the old one: copy it first"
_ORPHAN = "run `kubectl delete statefulset {name} --cascade=orphan`, which keeps pods and claims, then apply"
_NEW_CLAIM = "a claim never changes: write a new one under another name, copy the data, then remove this one"
_SELECTOR = (
    "a selector never changes: keep the old labels with `selector` in project.yml, or delete {kind}/{name} before "
    "applying, which stops its pods"
)
_JOB = "a Job never changes: run `kubectl delete job {name}`, then apply"
_BINDING = "a binding keeps its role: run `kubectl delete {kind} {name}`, then apply"
_IMMUTABLE = "it is marked `immutable`: write a new one under another name, and let its readers name that"
_LEFT = "`kubectl apply` leaves the old object in the cluster: delete it, or apply with pruning"

TABLE: tuple[Row, ...] = (
    # Another namespace is another object.
    Row("PersistentVolumeClaim|StatefulSet", "metadata.namespace", "data", _STAYS_BEHIND),
    Row("*", "metadata.namespace", "moves", "it starts anew in {after}; what is in {before} stays there until deleted"),
    Row("*", "*", "moves", None, _moves),
    # Objects that come and go.
    Row("PersistentVolumeClaim", REMOVED, "data", "its volume is deleted with the claim, unless its class retains it"),
    Row("StatefulSet", REMOVED, "data", "its claims go with it (`whenDeleted: Delete`)", _deleted_claims),
    Row("Namespace", REMOVED, "data", "whatever is in the namespace goes with it, volumes too"),
    Row("Deployment|StatefulSet|DaemonSet", REMOVED, "scales", f"its pods stop; {_LEFT}"),
    Row("Deployment|StatefulSet|DaemonSet", ADDED, "scales", "its pods start"),
    Row("Rollout", ADDED, "scales", "its pods start beside those of the Deployment, which it then scales down"),
    Row("Rollout", REMOVED, "scales", f"the pods are the Deployment's again; {_LEFT}"),
    Row("AnalysisTemplate", ADDED, "none", "it counts from the next new version on"),
    Row("AnalysisTemplate", REMOVED, "none", f"new versions are no longer measured; {_LEFT}"),
    Row("HorizontalPodAutoscaler|ScaledObject", REMOVED, "scales", f"the number of pods is fixed again; {_LEFT}"),
    Row("HorizontalPodAutoscaler|ScaledObject", ADDED, "scales", "the number of pods follows the load"),
    Row("Job", ADDED, "runs", "it runs once"),
    Row("Job", REMOVED, "none", f"a finished Job does nothing; {_LEFT}"),
    Row("CronJob", ADDED, "none", "it runs at its times from now on"),
    Row("CronJob", REMOVED, "none", f"it runs no more; {_LEFT}"),
    Row("Service|HTTPRoute|GRPCRoute|Ingress", REMOVED, "traffic", f"nobody gets through here any more; {_LEFT}"),
    Row("Service|HTTPRoute|GRPCRoute|Ingress", ADDED, "traffic", "a new way in"),
    Row("ReferenceGrant", REMOVED, "traffic", f"routes of the other namespace no longer reach it; {_LEFT}"),
    Row("ReferenceGrant", ADDED, "traffic", "routes of another namespace may reach it"),
    Row("NetworkPolicy", REMOVED, "traffic", f"what it restricted is open; {_LEFT}"),
    Row("NetworkPolicy", ADDED, "traffic", "only the connections that it names are allowed"),
    Row("ConfigMap|Secret|ServiceAccount", REMOVED, "none", f"pods that need it do not start again; {_LEFT}"),
    # What the API server refuses, and what holds data.
    Row("Deployment|StatefulSet|DaemonSet", "spec.selector*", "refused", _SELECTOR),
    Row("StatefulSet", "spec.volumeClaimTemplates", "refused", _ORPHAN, _new),
    Row(
        "StatefulSet",
        "spec.volumeClaimTemplates*",
        "data",
        f"the API server refuses it, and then the claims are no longer used: copy their data first, {_ORPHAN}",
        _is_lost_entry,
    ),
    Row(
        "StatefulSet",
        "spec.volumeClaimTemplates*",
        "refused",
        f"claim templates never change: {_ORPHAN}",
        _is_whole_entry,
    ),
    Row(
        "StatefulSet",
        "spec.volumeClaimTemplates*.spec.resources.requests.storage",
        "data",
        f"a volume never shrinks, new claims are smaller and empty: copy the data first, {_ORPHAN}",
        _shrinks,
    ),
    Row(
        "StatefulSet",
        "spec.volumeClaimTemplates*.spec.resources.requests.storage",
        "refused",
        f"claim templates never change: grow each claim with `kubectl patch pvc`, {_ORPHAN}",
    ),
    Row(
        "StatefulSet",
        "spec.persistentVolumeClaimRetentionPolicy*",
        "data",
        "claims go when pods or the StatefulSet go",
        _deletes_claims,
    ),
    Row(
        "PersistentVolumeClaim",
        "spec.resources.requests.storage",
        "data",
        f"a volume never shrinks; {_NEW_CLAIM}",
        _shrinks,
    ),
    Row(
        "PersistentVolumeClaim", "spec.resources.requests.storage", "none", "the volume grows where its class allows it"
    ),
    Row("PersistentVolumeClaim", "spec.volumeAttributesClassName", "none"),
    Row("PersistentVolumeClaim", "spec*", "refused", _NEW_CLAIM),
    Row(
        "Service",
        "spec.clusterIP*",
        "refused",
        "a Service keeps its address: `kubectl delete service {name}`, then apply",
    ),
    Row(
        "Service",
        "spec.loadBalancerClass",
        "refused",
        "a load balancer keeps its class: `kubectl delete service {name}`, then apply",
    ),
    Row("RoleBinding|ClusterRoleBinding", "roleRef*", "refused", _BINDING),
    Row("ConfigMap|Secret", "data*", "refused", _IMMUTABLE, _was_immutable),
    Row("ConfigMap", "binaryData*", "refused", _IMMUTABLE, _was_immutable),
    Row("ConfigMap|Secret", "immutable", "refused", _IMMUTABLE, _was_immutable),
    Row("Secret", "type", "refused", "a Secret keeps its type: `kubectl delete secret {name}`, then apply"),
    Row("PriorityClass", "value", "refused", "a priority never changes: write a new class under another name"),
    # A Job has the digest of its pods in its name.
    Row("Job", "spec.parallelism", "none", None, _keeps_name),
    Row("Job", "spec.activeDeadlineSeconds", "none", None, _keeps_name),
    Row("Job", "spec.backoffLimit", "none", None, _keeps_name),
    Row("Job", "spec.suspend", "scales", None, _keeps_name),
    Row("Job", "spec.ttlSecondsAfterFinished", "none", None, _keeps_name),
    Row("Job", "spec*", "refused", _JOB, _keeps_name),
    Row("Job", "metadata.labels*", "none"),
    Row("Job", "metadata.annotations*", "none"),
    Row("Job", "*", "runs", "its pods differ, so it is a new Job, which runs once"),
    # Pods.
    Row("StatefulSet|DaemonSet", "spec.template*", "none", "each pod gets it when somebody deletes it", _is_on_delete),
    Row("Deployment", "spec.template*", "rolls", "all pods stop before new ones start (`Recreate`)", _is_recreated),
    Row("StatefulSet", "spec.template*", "rolls", "it has one pod, which is away while it restarts", _is_only_pod),
    Row("Deployment|StatefulSet|DaemonSet", "spec.template*", "rolls"),
    Row(
        "Deployment",
        "spec.replicas",
        "scales",
        "client-side apply takes the number away, and there is 1 pod until the autoscaler acts",
        _gone,
    ),
    Row("Deployment|StatefulSet", "spec.replicas", "scales"),
    Row("Deployment", "spec.strategy*", "none", "the next restart goes this way"),
    Row("Deployment", "spec.paused", "none", "no restart happens while it is paused"),
    Row("Deployment", "spec.*", "none"),
    Row("StatefulSet|DaemonSet", "spec.updateStrategy*", "none", "the next restart goes this way"),
    Row("StatefulSet", "spec.persistentVolumeClaimRetentionPolicy*", "none", "claims outlive pods and StatefulSet"),
    Row("StatefulSet|DaemonSet", "spec.minReadySeconds", "none"),
    Row("StatefulSet|DaemonSet", "spec.revisionHistoryLimit", "none"),
    Row("StatefulSet", "spec.ordinals*", "scales"),
    Row("StatefulSet", "spec*", "refused", f"a StatefulSet keeps this field: {_ORPHAN}"),
    Row("DaemonSet", "spec*", "none"),
    Row("CronJob", "spec.suspend", "none", "a suspended CronJob starts nothing"),
    Row("CronJob", "spec*", "none", "from the next start on"),
    Row("HorizontalPodAutoscaler|ScaledObject", "spec*", "scales", "without a restart"),
    Row("Rollout", "spec.replicas", "scales"),
    Row("Rollout|AnalysisTemplate", "spec*", "none", "it counts from the next new version on"),
    # Traffic.
    Row("Service|Ingress|HTTPRoute|GRPCRoute|ReferenceGrant|NetworkPolicy", "spec*", "traffic"),
    Row("*", 'metadata.annotations["kgen.dev/*', "none"),
    Row("Service|Ingress", "metadata.annotations*", "traffic", "controllers of load balancers read annotations"),
    # The rest of what kgen writes.
    Row("Namespace", "metadata.labels*pod-security*", "none", "it counts for pods that are started from now on"),
    Row("*", "metadata.*", "none"),
    Row("ConfigMap", "data*", "none", "its readers restart where it changes their checksum"),
    Row(
        "Secret|ExternalSecret",
        "*",
        "none",
        "environment variables change when pods restart, mounted files by themselves",
    ),
    Row("ServiceAccount", "*", "none", "pods that are started from now on have it"),
    Row("Role|ClusterRole|RoleBinding|ClusterRoleBinding", "*", "none", "rights change at once, without a restart"),
    Row("PodDisruptionBudget", "*", "none", "it counts when nodes are drained"),
    Row("PrometheusRule|ServiceMonitor|PodMonitor", "*", "none", "monitoring only"),
    Row("LimitRange|ResourceQuota", "*", "none", "it counts for pods that are started from now on"),
    Row("ConfigMap|Namespace|PersistentVolumeClaim|PriorityClass|TriggerAuthentication", "*", "none"),
    Row("*", ADDED, "unknown", "kgen does not know this kind"),
    Row("*", REMOVED, "unknown", f"kgen does not know this kind; {_LEFT}"),
    Row("*", "*", "unknown", "kgen does not know this kind"),
)


def effect_of(change: Change) -> Effect:
    """What a change does to what is running."""
    row = row_of(change)
    values = {"before": change.before, "after": change.after, "kind": change.object.kind, "name": _name(change)}
    return Effect(row.effect, None if row.reason is None else row.reason.format(**values))


def row_of(change: Change) -> Row:
    """The row of the table that decides; the last one fits everything."""
    field = _flat(show(change.field) or (ADDED if _new(change) else REMOVED))
    return next(
        row
        for row in TABLE
        if any(fnmatchcase(change.object.kind, kind) for kind in row.kinds.split("|"))
        and fnmatchcase(field, _flat(row.field))
        and (row.when is None or row.when(change))
    )


def _name(change: Change) -> str:
    """How kubectl finds the object that is there before."""
    return str((change.was or change.now or {})["metadata"]["name"])


def _flat(text: str) -> str:
    """Brackets mean something to a pattern, so they are told in another way."""
    return text.replace("[", "<").replace("]", ">")

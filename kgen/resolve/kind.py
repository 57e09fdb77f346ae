"""Owns the kinds of workloads: how a kind is derived, and which fields belong to which kinds."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from kgen.diagnostics import enumerate_names
from kgen.model import Kind
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema

_SCALED: tuple[Kind, ...] = ("Deployment", "StatefulSet")
_SERVING: tuple[Kind, ...] = (*_SCALED, "DaemonSet")
_FINISHING: tuple[Kind, ...] = ("Job", "CronJob")

KINDS_OF: dict[str, tuple[Kind, ...]] = {
    "replicas": _SCALED,
    "autoscaling": _SCALED,
    "podDisruptionBudget": _SCALED,
    "strategy": ("Deployment",),
    "rollout": ("Deployment",),
    "progressDeadlineSeconds": ("Deployment",),
    "minReadySeconds": _SERVING,
    "revisionHistoryLimit": _SERVING,
    "updateStrategy": ("StatefulSet", "DaemonSet"),
    "podManagementPolicy": ("StatefulSet",),
    "persistentVolumeClaimRetentionPolicy": ("StatefulSet",),
    "service": _SERVING,
    "services": _SERVING,
    "backoffLimit": _FINISHING,
    "activeDeadlineSeconds": _FINISHING,
    "parallelism": _FINISHING,
    "completions": _FINISHING,
    "ttlSecondsAfterFinished": _FINISHING,
    "schedule": ("CronJob",),
    "timeZone": ("CronJob",),
    "concurrencyPolicy": ("CronJob",),
    "startingDeadlineSeconds": ("CronJob",),
    "suspend": ("CronJob",),
    "successfulJobsHistoryLimit": ("CronJob",),
    "failedJobsHistoryLimit": ("CronJob",),
}
"""The fields that only some kinds have."""


def derive_kind(fields: Mapping[str, Any]) -> Kind:
    """What `kind` says, else a CronJob where there is a schedule, else a Deployment."""
    written = fields.get("kind")
    if written is not None:
        return cast("Kind", written)
    return "CronJob" if "schedule" in fields else "Deployment"


def foreign_fields(kind: Kind) -> frozenset[str]:
    """The fields that `kind` does not have."""
    return frozenset(field for field, kinds in KINDS_OF.items() if kind not in kinds)


def check_kind(fields: "schema.Workload", kind: Kind, site: Site) -> None:
    """Reports fields that the workload's kind does not have, and a kind that its fields contradict."""
    for field in sorted(foreign_fields(kind) & fields.keys()):
        kinds = enumerate_names(KINDS_OF[field])
        if field == "schedule":
            site.at(field).report("KG431", f"a {kind} has no `schedule`", "remove `kind` or `schedule`", at_key=True)
        else:
            site.at(field).report("KG431", f"a {kind} has no `{field}`", f"it belongs to {kinds}", at_key=True)
    if kind == "CronJob" and "schedule" not in fields:
        site.at("kind").report("KG302", "a CronJob needs a `schedule`", 'for example `schedule: "0 3 * * *"`')
    policy = fields.get("restartPolicy")
    allowed = ("Never", "OnFailure") if kind in _FINISHING else ("Always",)
    if policy is not None and policy not in allowed:
        help_text = f"use {' or '.join(f'`{each}`' for each in allowed)}"
        site.at("restartPolicy").report("KG431", f"a {kind} cannot have `restartPolicy: {policy}`", help_text)

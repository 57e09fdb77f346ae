"""Owns the rest of a controller's spec: what goes through, how it is updated, how its name is bounded."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from kgen.model import Kind
from kgen.resolve.pod import PodResult
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema

_REVISIONS = 5
_CONTROLLER_FIELDS: dict[Kind, dict[str, Any]] = {
    "Deployment": {
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}},
        "minReadySeconds": None,
        "revisionHistoryLimit": _REVISIONS,
        "progressDeadlineSeconds": None,
    },
    "StatefulSet": {
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
        "podManagementPolicy": None,
        "minReadySeconds": None,
        "revisionHistoryLimit": _REVISIONS,
        "persistentVolumeClaimRetentionPolicy": None,
    },
    "DaemonSet": {
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "10%"}},
        "minReadySeconds": None,
        "revisionHistoryLimit": _REVISIONS,
    },
    "Job": {
        "backoffLimit": None,
        "activeDeadlineSeconds": None,
        "parallelism": None,
        "completions": None,
        "ttlSecondsAfterFinished": 86400,
    },
    "CronJob": {
        "backoffLimit": None,
        "activeDeadlineSeconds": None,
        "parallelism": None,
        "completions": None,
        "ttlSecondsAfterFinished": None,
    },
}
"""The fields of each controller's spec that go through, with what they are when nobody writes them."""
_LEFT_TO_KUBERNETES = frozenset({"revisionHistoryLimit", "ttlSecondsAfterFinished"})
"""The fields among them that `null` leaves out: Kubernetes' own default then holds."""
_NAME_LIMITS: dict[Kind, int] = {"CronJob": 52, "StatefulSet": 52, "Job": 54}
"""Kubernetes adds to the names of these kinds, or kgen does; all others have 63 characters."""


def check_name(name: str, kind: Kind, site: Site) -> None:
    limit = _NAME_LIMITS.get(kind, 63)
    if len(name) > limit:
        message = f"the name of the {kind} would be {len(name)} characters long; Kubernetes takes {limit}"
        help_text = "shorten the name of the project or of the workload"
        site.report("KG403", message, help_text, notes=(f"it would be `{name}`",), at_key=True)


def controller_settings(
    fields: "schema.Workload", kind: Kind, pod: PodResult, several: bool, site: Site
) -> Mapping[str, Any]:
    """The rest of the controller's spec. `several` tells whether more than one pod may run."""
    written = cast("Mapping[str, Any]", fields)
    settings = {key: written.get(key, default) for key, default in _CONTROLLER_FIELDS[kind].items()}
    settings.update((key, None) for key in _LEFT_TO_KUBERNETES & settings.keys() if site.is_off(key))
    for key in ("strategy", "updateStrategy"):
        if key in settings and key in written:
            settings[key] = _completed_strategy(written[key], _CONTROLLER_FIELDS[kind][key])
    single = [claim.name for claim in pod.claims if set(claim.access_modes) <= {"ReadWriteOnce", "ReadWriteOncePod"}]
    if kind == "Deployment" and single:
        for name in single if several else ():
            site._replace(path=pod.claim_paths[name]).report(
                "KG324",
                f"only one pod at a time can mount the claim `{name}`, but there may be several",
                "use `kind: StatefulSet`, access mode ReadWriteMany, or one replica",
                at_key=True,
            )
        if "strategy" not in written:
            settings["strategy"] = {"type": "Recreate"}
    return settings


def _completed_strategy(strategy: Mapping[str, Any], default: Mapping[str, Any]) -> Mapping[str, Any]:
    """A strategy that only gives some numbers of a rolling update is a rolling update with kgen's other numbers."""
    if strategy.get("type", "RollingUpdate") != "RollingUpdate":
        return strategy
    numbers = {**default["rollingUpdate"], **strategy.get("rollingUpdate", {})}
    return {"type": "RollingUpdate", "rollingUpdate": numbers}

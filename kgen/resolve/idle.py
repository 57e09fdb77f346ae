"""Owns the question whether a `null` does anything: what kgen derives, so that `null` can switch it off."""

from kgen.node import Path

IN_CONTAINER: tuple[Path, ...] = (
    ("imagePullPolicy",),
    ("lifecycle",),
    ("lifecycle", "preStop"),
    ("probes", "startup"),
    ("securityContext", "allowPrivilegeEscalation"),
    ("securityContext", "capabilities"),
    ("securityContext", "privileged"),
    ("securityContext", "readOnlyRootFilesystem"),
    ("volumes", "/tmp"),
)
IN_WORKLOAD: tuple[Path, ...] = (
    ("podDisruptionBudget",),
    ("podSecurity", "fsGroup"),
    ("podSecurity", "fsGroupChangePolicy"),
    ("podSecurity", "runAsGroup"),
    ("podSecurity", "runAsNonRoot"),
    ("podSecurity", "runAsUser"),
    ("podSecurity", "seccompProfile"),
    ("revisionHistoryLimit",),
    ("service",),
    ("startingDeadlineSeconds",),
    ("topologySpreadConstraints",),
    ("ttlSecondsAfterFinished",),
)
IN_PROJECT: tuple[Path, ...] = (("alerts",), ("dashboard",))


def is_derivable(path: Path, alerts: frozenset[str]) -> bool:
    """Whether kgen derives something at `path` that a `null` there switches off, in this environment or another.

    `alerts` are the names of all derivable alerts, with and without their workload.
    """
    if path in IN_PROJECT or (path[:1] == ("alerts",) and path[1:2] and path[1] in alerts):
        return True
    if path[:1] == ("workloads",):
        path = path[2:]
    if path in IN_WORKLOAD:
        return True
    if path[:1] in {("sidecars",), ("initContainers",)}:
        path = path[2:]
    return path in IN_CONTAINER

"""Finds numbers outside the range of their field; Kubernetes' schemas know no ranges."""

from collections.abc import Iterator

from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule
from kgen.validate.table import Row, index, look_up

RULE = Rule(
    code="KG533",
    name="out-of-range",
    severity=ERROR,
    summary="A number is smaller or larger than its field takes.",
    explanation="Ports go from 1 to 65535, counts and times are not negative, and all of them fit 32 bits. The API "
    "server refuses the rest.",
    help="write a number within the range",
    good="{containerPort: 8080}",
    bad="{containerPort: 70000}",
)

_MOST = 2**31 - 1
_PORT, _COUNT, _SOME = (1, 65535), (0, _MOST), (1, _MOST)
_RANGES: tuple[tuple[tuple[int, int], tuple[str, ...]], ...] = (
    (
        _PORT,
        (
            "ports.*.containerPort",
            "ports.*.hostPort",
            "ports.*.port",
            "ports.*.endPort",
            "ports.*.nodePort",
            "ports.*.targetPort",
            "httpGet.port",
            "tcpSocket.port",
            "grpc.port",
            "service.port.number",
            "backendRefs.*.port",
            "backendRef.port",
        ),
    ),
    (
        _COUNT,
        (
            "spec.replicas",
            "spec.revisionHistoryLimit",
            "spec.minReadySeconds",
            "spec.progressDeadlineSeconds",
            "spec.terminationGracePeriodSeconds",
            "rollingUpdate.partition",
            "spec.parallelism",
            "spec.completions",
            "spec.backoffLimit",
            "spec.ttlSecondsAfterFinished",
            "spec.startingDeadlineSeconds",
            "spec.successfulJobsHistoryLimit",
            "spec.failedJobsHistoryLimit",
            "spec.minReplicas",
            "spec.minReplicaCount",
            "spec.minAvailable",
            "spec.maxUnavailable",
            "rollingUpdate.maxSurge",
            "rollingUpdate.maxUnavailable",
            "securityContext.runAsUser",
            "securityContext.runAsGroup",
            "securityContext.fsGroup",
            "supplementalGroups.*",
            *(f"{probe}.initialDelaySeconds" for probe in ("readinessProbe", "livenessProbe", "startupProbe")),
        ),
    ),
    (
        _SOME,
        (
            "spec.maxReplicas",
            "spec.maxReplicaCount",
            "spec.activeDeadlineSeconds",
            "topologySpreadConstraints.*.maxSkew",
            "topologySpreadConstraints.*.minDomains",
            "target.averageUtilization",
            *(
                f"{probe}.{field}"
                for probe in ("readinessProbe", "livenessProbe", "startupProbe")
                for field in ("periodSeconds", "timeoutSeconds", "failureThreshold", "successThreshold")
            ),
            *(f"{probe}.terminationGracePeriodSeconds" for probe in ("livenessProbe", "startupProbe")),
        ),
    ),
    ((0, 0o777), ("defaultMode", "items.*.mode")),
    ((1, 100), ("preferredDuringSchedulingIgnoredDuringExecution.*.weight",)),
    ((0, 1_000_000), ("backendRefs.*.weight",)),
    ((1, 86_400), ("clientIP.timeoutSeconds",)),
    ((0, 3600), ("scaleUp.stabilizationWindowSeconds", "scaleDown.stabilizationWindowSeconds")),
    ((1, 1800), ("policies.*.periodSeconds",)),
)
_FIELDS = index(Row(end, limits) for limits, ends in _RANGES for end in ends)


def check(objects: Objects) -> Iterator[Finding]:
    for found, path, value, (low, high) in look_up(_FIELDS, objects):
        field = next(step for step in reversed(path) if isinstance(step, str))
        if isinstance(value, float):
            # JSON Schema takes 5.0 for a whole number, the API server does not.
            yield Finding(found, path, f"`{field}` is no whole number", "write it without a point")
        elif isinstance(value, int) and not isinstance(value, bool) and not low <= value <= high:
            yield Finding(found, path, f"`{field}` is {value}, its range is {low} to {high}")

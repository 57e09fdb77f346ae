"""Finds values that are none of those a field takes; Kubernetes' schemas do not list them."""

from collections.abc import Iterator

from kgen.diagnostics import suggest
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule
from kgen.validate.table import Row, index, look_up

RULE = Rule(
    code="KG531",
    name="invalid-value",
    severity=ERROR,
    summary="A field has a value that is none of those it takes.",
    explanation="Such fields take a few words only, upper and lower case as listed; the API server refuses any other.",
    help="write one of the values that the field takes",
    good="imagePullPolicy: Always",
    bad="imagePullPolicy: always",
)

CONTAINERS = ("containers", "initContainers", "ephemeralContainers")
_RUNNING = frozenset({"Deployment", "ReplicaSet", "StatefulSet", "DaemonSet", "ReplicationController"})
_JOBS = frozenset({"Job", "CronJob"})
_PROFILES = ("RuntimeDefault", "Localhost", "Unconfined")
_KEY_OPERATORS = ("In", "NotIn", "Exists", "DoesNotExist")
_PULL = ("Always", "IfNotPresent", "Never")
_PROTOCOLS = ("TCP", "UDP", "SCTP")


def _row(end: str, values: tuple[str, ...], *kinds: str) -> Row[tuple[str, ...]]:
    return Row(end, values, frozenset(kinds))


_VALUES = index(
    (
        *(_row(f"{each}.*.imagePullPolicy", _PULL) for each in CONTAINERS),
        *(_row(f"{each}.*.terminationMessagePolicy", ("File", "FallbackToLogsOnError")) for each in CONTAINERS),
        _row("initContainers.*.restartPolicy", ("Always", "OnFailure", "Never")),
        _row("template.spec.restartPolicy", ("Always",), *_RUNNING),
        _row("template.spec.restartPolicy", ("OnFailure", "Never"), *_JOBS),
        _row("spec.restartPolicy", ("Always", "OnFailure", "Never"), "Pod"),
        _row("spec.dnsPolicy", ("ClusterFirst", "ClusterFirstWithHostNet", "Default", "None")),
        _row("ports.*.protocol", _PROTOCOLS),
        _row("httpGet.scheme", ("HTTP", "HTTPS")),
        _row("volumeMounts.*.mountPropagation", ("None", "HostToContainer", "Bidirectional")),
        _row("seccompProfile.type", _PROFILES),
        _row("appArmorProfile.type", _PROFILES),
        _row("securityContext.procMount", ("Default", "Unmasked")),
        _row("securityContext.fsGroupChangePolicy", ("OnRootMismatch", "Always")),
        _row("securityContext.supplementalGroupsPolicy", ("Merge", "Strict")),
        _row("topologySpreadConstraints.*.whenUnsatisfiable", ("DoNotSchedule", "ScheduleAnyway")),
        _row("topologySpreadConstraints.*.nodeAffinityPolicy", ("Honor", "Ignore")),
        _row("topologySpreadConstraints.*.nodeTaintsPolicy", ("Honor", "Ignore")),
        _row("tolerations.*.operator", ("Exists", "Equal", "Lt", "Gt")),
        _row("tolerations.*.effect", ("NoSchedule", "PreferNoSchedule", "NoExecute")),
        _row("nodeSelectorTerms.*.matchExpressions.*.operator", (*_KEY_OPERATORS, "Gt", "Lt")),
        _row("preference.matchExpressions.*.operator", (*_KEY_OPERATORS, "Gt", "Lt")),
        _row("matchExpressions.*.operator", _KEY_OPERATORS),
        _row("emptyDir.medium", ("", "Memory", "HugePages", "HugePages-2Mi", "HugePages-1Gi")),
        _row(
            "hostPath.type",
            ("", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"),
        ),
        _row("accessModes.*", ("ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod")),
        _row("spec.volumeMode", ("Filesystem", "Block")),
        _row("strategy.type", ("RollingUpdate", "Recreate"), "Deployment"),
        _row("updateStrategy.type", ("RollingUpdate", "OnDelete"), "StatefulSet", "DaemonSet"),
        _row("spec.podManagementPolicy", ("OrderedReady", "Parallel")),
        _row("persistentVolumeClaimRetentionPolicy.*", ("Retain", "Delete")),
        _row("spec.concurrencyPolicy", ("Allow", "Forbid", "Replace")),
        _row("spec.completionMode", ("NonIndexed", "Indexed"), *_JOBS),
        _row("spec.podReplacementPolicy", ("TerminatingOrFailed", "Failed"), *_JOBS),
        _row("spec.type", ("ClusterIP", "NodePort", "LoadBalancer", "ExternalName"), "Service"),
        _row("spec.sessionAffinity", ("None", "ClientIP"), "Service"),
        _row("spec.externalTrafficPolicy", ("Cluster", "Local"), "Service"),
        _row("spec.internalTrafficPolicy", ("Cluster", "Local"), "Service"),
        _row("spec.ipFamilyPolicy", ("SingleStack", "PreferDualStack", "RequireDualStack"), "Service"),
        _row("spec.ipFamilies.*", ("IPv4", "IPv6"), "Service"),
        _row("spec.trafficDistribution", ("PreferClose", "PreferSameZone", "PreferSameNode"), "Service"),
        _row("paths.*.pathType", ("Exact", "Prefix", "ImplementationSpecific"), "Ingress"),
        _row("policyTypes.*", ("Ingress", "Egress"), "NetworkPolicy"),
        _row("spec.unhealthyPodEvictionPolicy", ("IfHealthyBudget", "AlwaysAllow")),
        _row("metrics.*.type", ("Resource", "ContainerResource", "Pods", "Object", "External")),
        _row("target.type", ("Utilization", "Value", "AverageValue"), "HorizontalPodAutoscaler"),
        _row("policies.*.type", ("Pods", "Percent"), "HorizontalPodAutoscaler"),
        _row("scaleUp.selectPolicy", ("Max", "Min", "Disabled")),
        _row("scaleDown.selectPolicy", ("Max", "Min", "Disabled")),
        _row("roleRef.kind", ("Role", "ClusterRole"), "RoleBinding"),
        _row("roleRef.kind", ("ClusterRole",), "ClusterRoleBinding"),
        _row("subjects.*.kind", ("User", "Group", "ServiceAccount")),
        _row("failurePolicy", ("Fail", "Ignore"), "ValidatingAdmissionPolicy"),
        _row("matches.*.path.type", ("Exact", "PathPrefix", "RegularExpression"), "HTTPRoute"),
        _row("matches.*.method.type", ("Exact", "RegularExpression"), "GRPCRoute"),
        _row("matches.*.headers.*.type", ("Exact", "RegularExpression"), "HTTPRoute", "GRPCRoute"),
        _row("matches.*.queryParams.*.type", ("Exact", "RegularExpression"), "HTTPRoute"),
        _row(
            "matches.*.method",
            ("GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"),
            "HTTPRoute",
        ),
    )
)


def check(objects: Objects) -> Iterator[Finding]:
    for found, path, value, allowed in look_up(_VALUES, objects):
        if isinstance(value, str) and value not in allowed:
            field = next(step for step in reversed(path) if isinstance(step, str))
            # What is written is not repeated: nobody knows what a value is that has no business here.
            help_text = suggest(value, (each for each in allowed if each), f"values of `{field}`")
            yield Finding(found, path, f"`{field}` has a value that it does not take", help_text)

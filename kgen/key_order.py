"""Owns the conventional order of the keys of Kubernetes, Gateway API, Prometheus and KEDA objects."""

from collections.abc import Collection

# Maps whose keys somebody chose: they have no convention but the alphabet.
FREE_FORM = frozenset(
    {
        *("annotations", "binaryData", "data", "exp_annotations", "exp_labels", "external_labels", "hard", "labels"),
        *("limits", "matchLabels", "nodeSelector", "parameters", "requests", "selector", "stringData"),
    }
)

# One order for all kinds: wherever two of these keys meet in one mapping, this is how they are usually written. What
# something is comes first, then what it is called, then its settings from short to long.
CONVENTION = (
    # objects and references to them
    *("apiVersion", "apiGroup", "group", "kind"),
    *("alert", "record", "type", "name", "metricType", "generateName", "namespace", "sectionName", "ip", "server"),
    *("expr", "for", "keep_firing_for"),
    *("metadata", "labels", "annotations", "ownerReferences", "finalizers"),
    # keys, and what is said of them
    *("secretKey", "remoteRef", "key", "property", "operator", "value", "values", "valueFrom", "effect"),
    *("containerName", "resource", "divisor"),
    # Role, RoleBinding
    *("apiGroups", "roleRef", "subjects", "nonResourceURLs"),
    # Service
    *("clusterIP", "clusterIPs", "ipFamilyPolicy", "ipFamilies", "externalName", "loadBalancerClass"),
    *("loadBalancerSourceRanges", "externalTrafficPolicy", "internalTrafficPolicy", "trafficDistribution"),
    *("publishNotReadyAddresses", "sessionAffinity"),
    # ExternalSecret
    *("refreshInterval", "secretStoreRef", "creationPolicy"),
    # HorizontalPodAutoscaler, ScaledObject
    *("scaleTargetRef", "pollingInterval", "cooldownPeriod", "initialCooldownPeriod", "idleReplicaCount"),
    *("minReplicas", "maxReplicas", "minReplicaCount", "maxReplicaCount", "fallback", "advanced"),
    *("describedObject", "container", "metric", "target", "metrics", "behavior"),
    *("stabilizationWindowSeconds", "selectPolicy", "policies"),
    # Job, CronJob
    *("schedule", "timeZone", "suspend", "concurrencyPolicy", "startingDeadlineSeconds"),
    *("successfulJobsHistoryLimit", "failedJobsHistoryLimit"),
    *("parallelism", "completions", "completionMode", "backoffLimit", "backoffLimitPerIndex"),
    *("podFailurePolicy", "activeDeadlineSeconds", "ttlSecondsAfterFinished"),
    # Deployment, StatefulSet, DaemonSet, PodDisruptionBudget
    *("serviceName", "replicas", "partition", "minAvailable", "maxSurge", "maxUnavailable"),
    *("unhealthyPodEvictionPolicy", "revisionHistoryLimit", "progressDeadlineSeconds", "minReadySeconds"),
    *("podManagementPolicy", "persistentVolumeClaimRetentionPolicy", "selector", "namespaceSelector", "podSelector"),
    "workloadRef",
    *("strategy", "updateStrategy", "rollingUpdate", "jobTemplate", "template", "volumeClaimTemplates"),
    # Rollout, AnalysisTemplate
    *("canaryService", "stableService", "trafficRouting", "analysis", "steps", "templates", "templateName"),
    *("httpRoutes", "grpcRoutes"),
    # NetworkPolicy
    *("policyTypes", "ingress", "egress", "from", "to", "ipBlock", "cidr", "except"),
    # Ingress, HTTPRoute, GRPCRoute
    *("ingressClassName", "tls", "defaultBackend", "parentRefs", "hostnames", "hosts", "secretName", "host", "http"),
    *("matches", "path", "pathType", "method", "headers", "queryParams", "backend", "filters", "backendRefs"),
    *("timeouts", "request", "backendRequest", "retry", "sessionPersistence"),
    # containers
    *("image", "imagePullPolicy", "command", "args", "workingDir"),
    *("port", "containerPort", "targetPort", "endPort", "hostPort", "nodePort", "protocol", "appProtocol", "weight"),
    *("ports", "prefix", "configMapRef", "secretRef", "envFrom", "env"),
    *("accessModes", "storageClassName", "volumeMode", "resources", "requests", "limits", "resourceNames", "verbs"),
    *("driver", "reference", "pullPolicy"),
    *("mountPath", "subPath", "subPathExpr", "readOnly", "volumeMounts", "volumeDevices"),
    *("startupProbe", "livenessProbe", "readinessProbe", "exec", "grpc", "httpGet", "tcpSocket", "scheme"),
    *("initialDelaySeconds", "periodSeconds", "timeoutSeconds", "successThreshold", "failureThreshold"),
    *("lifecycle", "terminationMessagePath", "terminationMessagePolicy"),
    # pods
    *("serviceAccountName", "automountServiceAccountToken", "enableServiceLinks", "imagePullSecrets"),
    *("hostNetwork", "hostPID", "hostIPC", "hostUsers", "shareProcessNamespace"),
    *("hostAliases", "hostname", "subdomain"),
    *("dnsPolicy", "dnsConfig", "priorityClassName", "runtimeClassName", "schedulerName"),
    *("restartPolicy", "terminationGracePeriodSeconds", "nodeSelector", "affinity", "tolerations"),
    *("preference", "podAffinityTerm", "maxSkew", "topologyKey", "whenUnsatisfiable", "labelSelector"),
    *("topologySpreadConstraints", "securityContext", "initContainers", "containers", "volumes"),
    # security contexts
    *("runAsNonRoot", "runAsUser", "runAsGroup", "fsGroup", "fsGroupChangePolicy", "supplementalGroups"),
    *("privileged", "allowPrivilegeEscalation", "readOnlyRootFilesystem", "capabilities", "drop", "add"),
    "seccompProfile",
    # ServiceMonitor, PodMonitor, PrometheusRule
    *("interval", "scrapeTimeout", "honorLabels", "relabelings", "metricRelabelings"),
    *("sourceLabels", "separator", "regex", "modulus", "targetLabel", "replacement", "action"),
    *("jobLabel", "targetLabels", "podTargetLabels", "endpoints", "podMetricsEndpoints", "limit", "rules", "groups"),
    *("successCondition", "failureLimit", "provider", "address", "query"),
    # promtool tests
    *("rule_files", "evaluation_interval", "group_eval_order", "external_labels", "tests"),
    *("input_series", "series", "eval_time", "alertname", "exp_alerts", "exp_labels", "exp_annotations"),
    *("exp_samples", "alert_rule_test", "promql_expr_test"),
    # the bodies of objects
    *("triggers", "authenticationRef", "immutable", "spec", "data", "binaryData", "stringData"),
)
_RANK = {key: rank for rank, key in enumerate(CONVENTION)}
# A Secret's `type` follows its metadata; the `metadata` of a trigger follows its type.
_RANK_IN_OBJECT = _RANK | {"metadata": _RANK["kind"]}


def order_keys(keys: Collection[str]) -> tuple[str, ...]:
    """Return `keys` in the conventional order, those without one behind the others in alphabetical order."""
    ranks = _RANK_IN_OBJECT if "apiVersion" in keys else _RANK
    return tuple(sorted(keys, key=lambda key: (ranks.get(key, len(ranks)), key)))

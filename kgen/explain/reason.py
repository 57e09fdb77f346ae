"""Owns the reasons for values that nobody wrote: what kgen decides by itself, and why, in a sentence."""

from fnmatch import fnmatchcase

REASONS: tuple[tuple[str, str, str], ...] = (
    ("*", "apiVersion", "the version of the API that is stable in every supported Kubernetes"),
    ("*", "kind", "the kind of object; which objects there are follows from the project"),
    ("*", 'metadata.annotations["kgen.dev/language"]', "the version of the language, so that tools can tell"),
    ("*", '*.labels["kgen.dev/environment"]', "the environment that the object is written for"),
    ("*", '*.labels["app.kubernetes.io/*"]', "a label that Kubernetes recommends, derived for every object"),
    ("Namespace", 'metadata.labels["pod-security.kubernetes.io/*"]', "the strictest level that all workloads keep"),
    ("ServiceAccount", "automountServiceAccountToken", "nothing talks to the API server unless it asks to"),
    ("*", "*.automountServiceAccountToken", "nothing talks to the API server unless it asks to"),
    ("*", "*.enableServiceLinks", "environment variables for every Service of the namespace help nobody"),
    ("*", "*.terminationGracePeriodSeconds", "the time that Kubernetes gives, written out"),
    ("*", "*.terminationMessagePolicy", "the end of the log tells why a container died that left no message"),
    ("*", "*.imagePullPolicy", "a tag that was pushed again is noticed, and credentials are checked every time"),
    ("*", "*.securityContext.*", "the Pod Security level `restricted`: as few rights as a process can have"),
    ("*", "*.volumeMounts[/tmp]*", "a writable folder, because the root is read-only"),
    ("*", "*.volumes[tmp*]*", "a writable folder, because the root is read-only"),
    ("*", "*.lifecycle.preStop.*", "load balancers stop sending before the process is told to stop"),
    ("*", "*.startupProbe.*", "a slow start must not look like a hang: liveness waits for it"),
    ("*", "*.topologySpreadConstraints*", "two and more pods are spread over zones and nodes where that is possible"),
    ("Deployment", "spec.replicas", "one pod, where nothing asks for more"),
    ("StatefulSet", "spec.replicas", "one pod, where nothing asks for more"),
    ("*", "spec.revisionHistoryLimit", "five revisions are enough to go back to"),
    ("Deployment", "spec.strategy.*", "a new pod must be ready before an old one goes"),
    ("*", "spec.updateStrategy.*", "pods are replaced one after the other"),
    ("*", "*.ports[*].protocol", "TCP, written out as the API server would"),
    ("*", "spec.ttlSecondsAfterFinished", "a finished Job can be looked at for a day"),
    ("*", "*restartPolicy", "a Job counts failures by itself; a container of it is not started again"),
    ("CronJob", "spec.*", "starts that overlap or come too late do more harm than a missed one"),
    ("Service", "spec.type", "reachable inside the cluster only, unless asked otherwise"),
    ("PodDisruptionBudget", "spec.*", "a drained node takes one pod at a time, and broken pods never block it"),
    ("HorizontalPodAutoscaler", "spec.*", "CPU at 80 %, and five minutes of calm before pods are taken away"),
    ("ScaledObject", "spec.*", "five minutes of calm before pods are taken away"),
    ("Rollout", "spec.*", "what `rollout` says, and what a Rollout takes over from the Deployment"),
    ("AnalysisTemplate", "spec.*", "what `rollout.analysis` says, and the objective that it names"),
    ("NetworkPolicy", "spec.*", "what every pod needs: its own project, name resolution, and those that watch it"),
    ("HTTPRoute", "spec.*", "a default of the API server, written out so that no tool sees a difference"),
    ("GRPCRoute", "spec.*", "a default of the API server, written out so that no tool sees a difference"),
    ("ReferenceGrant", "spec.*", "without a grant a route to another namespace answers 500"),
    ("Ingress", "spec.*", "what every Ingress needs"),
    ("PrometheusRule", "*", "derived from what the project has; `alerts` changes or removes it"),
    ("ServiceMonitor", "spec.*", "where and how often metrics are read, unless `metrics` says otherwise"),
    ("PodMonitor", "spec.*", "where and how often metrics are read, unless `metrics` says otherwise"),
    ("ConfigMap", "data*", "derived from what the project has; `dashboard` adds to it"),
    ("ConfigMap", "metadata.labels.grafana_dashboard", "the label by which Grafana's sidecar finds dashboards"),
    ("ExternalSecret", "spec.*", "a default of the operator, written out so that no tool sees a difference"),
    ("*", "spec.selector*", "selectors are immutable, so they hold nothing that could ever change"),
    ("*", "*.name", "the name under which it is written, or one that follows from the name of the project"),
    ("*", "metadata.namespace", "every environment has a namespace of its own"),
    ("*", "*.targetPort", "ports are found by name, so that their numbers may change"),
    ("*", "*.volumeMounts*", "where a file or volume of the container appears"),
    ("*", "*.volumes[files]*", "where a file or volume of the container appears"),
    ("*", "*.containers*.resources.*", "a sidecar or init container that does not say gets little, but with a bound"),
    (
        "*",
        "*.initContainers*.resources.*",
        "a sidecar or init container that does not say gets little, but with a bound",
    ),
)
"""Kind, field and reason; `*` stands for anything. The first row that fits counts."""


EMITTED = frozenset(
    {"Namespace", "ServiceAccount", "Role", "RoleBinding", "ClusterRole", "ClusterRoleBinding", "ConfigMap"}
    | {"PersistentVolumeClaim", "Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob", "Service"}
    | {"HorizontalPodAutoscaler", "ScaledObject", "PodDisruptionBudget", "NetworkPolicy", "HTTPRoute", "GRPCRoute"}
    | {"Rollout", "AnalysisTemplate"}
    | {"Ingress", "ReferenceGrant", "ServiceMonitor", "PodMonitor", "PrometheusRule", "ExternalSecret"}
)
"""The kinds that kgen derives itself."""
TAKEN_OVER = "taken over from what `extraObjects` names, as it stands there"


def default_reason(kind: str, field: str) -> str | None:
    """Why kgen writes a field that no leaf of the project's files decides."""
    for kinds, fields, reason in REASONS:
        if fnmatchcase(kind, kinds) and fnmatchcase(_flat(field), _flat(fields)):
            return reason
    return None if kind in EMITTED else TAKEN_OVER


def _flat(text: str) -> str:
    """Brackets mean something to a pattern, so they are told in another way."""
    return text.replace("[", "<").replace("]", ">")

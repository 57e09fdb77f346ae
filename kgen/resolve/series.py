"""Owns which series of kube-state-metrics, cAdvisor and the kubelet belong to a workload."""

from collections.abc import Iterable

from kgen import promql
from kgen.model import Kind, Workload

CONTROLLER_LABELS: dict[Kind, str] = {
    "Deployment": "deployment",
    "StatefulSet": "statefulset",
    "DaemonSet": "daemonset",
    "Job": "job_name",
    "CronJob": "cronjob",
}
"""The label under which kube-state-metrics names a controller."""

_NAME_SUFFIXES: dict[Kind, str] = {
    "Deployment": "-[a-z0-9]+-[a-z0-9]{5}",
    "StatefulSet": "-[0-9]+",
    "DaemonSet": "-[a-z0-9]{5}",
    "Job": "-[0-9a-f]{8}-[a-z0-9]{5}",
    "CronJob": "-[0-9]+-[a-z0-9]{5}",
}
# Kubernetes cuts a generated pod name so that it fits 63 characters: 10 of a ReplicaSet, 5 of the pod, two dashes.
_UNCUT = 46


def controllers(kind: Kind, workloads: Iterable[Workload]) -> str:
    """A matcher of the controllers of one kind; Jobs carry a digest behind their name."""
    label = CONTROLLER_LABELS[kind]
    if kind == "Job":
        return promql.any_of(label, (f"{promql.literal(workload.name)}-[0-9a-f]{{8}}" for workload in workloads))
    return promql.one_of(label, (workload.name for workload in workloads))


def started_jobs(workloads: Iterable[Workload]) -> str:
    """A matcher of the Jobs that CronJobs started."""
    return promql.any_of("job_name", (f"{promql.literal(workload.name)}-[0-9]+" for workload in workloads))


def pods(workloads: Iterable[Workload]) -> str:
    """A matcher of the pods' names."""
    return promql.any_of("pod", map(_pod_pattern, workloads))


def containers(workloads: Iterable[Workload]) -> str:
    """Matchers of the containers that run side by side, those of `initContainers` left out."""
    known = tuple(workloads)
    names = [container.name for workload in known for container in workload.pod.containers]
    return _containers(known, names)


def init_containers(workloads: Iterable[Workload]) -> str:
    """Matchers of the init containers, native sidecars among them; there must be one."""
    known = tuple(workloads)
    return _containers(known, [container.name for workload in known for container in workload.pod.init_containers])


def _containers(workloads: tuple[Workload, ...], names: list[str]) -> str:
    matcher = promql.one_of("container", names)
    # A container named after its workload exists nowhere else in the namespace; any other name may.
    unique = {workload.name for workload in workloads}
    return matcher if unique.issuperset(names) else f"{matcher}, {pods(workloads)}"


def claim_patterns(workload: Workload) -> list[str]:
    """Regular expressions of the names of a workload's persistent volume claims."""
    templates = workload.claims if workload.kind == "StatefulSet" else ()
    own = [f"{promql.literal(claim.name)}-{promql.literal(workload.name)}-[0-9]+" for claim in templates]
    mounted = [volume.source.get("persistentVolumeClaim") for volume in workload.pod.volumes]
    return [*own, *(promql.literal(claim["claimName"]) for claim in mounted if claim)]


def claims(workloads: Iterable[Workload]) -> str:
    """A matcher of the persistent volume claims; there must be one."""
    return promql.any_of("persistentvolumeclaim", (p for workload in workloads for p in claim_patterns(workload)))


def autoscalers(workloads: Iterable[Workload]) -> str:
    """A matcher of the HorizontalPodAutoscalers; KEDA gives its own a prefix."""
    return promql.one_of("horizontalpodautoscaler", map(_autoscaler, workloads))


def _autoscaler(workload: Workload) -> str:
    keda = workload.autoscaling is not None and workload.autoscaling.triggers
    return f"keda-hpa-{workload.name}" if keda else workload.name


def _pod_pattern(workload: Workload) -> str:
    if len(workload.name) > _UNCUT and workload.kind != "StatefulSet":
        return f"{promql.literal(workload.name[:_UNCUT])}.*"
    return promql.literal(workload.name) + _NAME_SUFFIXES[workload.kind]

"""Owns how many pods a workload has at least, and who decides it."""

from collections.abc import Iterator

from kgen.artifact import Object
from kgen.validate.field import mapping, number, text
from kgen.validate.objects import SCALED, Objects, Pod, kind_of, namespace_of

AUTOSCALERS = (
    ("HorizontalPodAutoscaler", "minReplicas", "maxReplicas"),
    ("ScaledObject", "minReplicaCount", "maxReplicaCount"),
)
"""Kinds of autoscalers and the fields of their bounds."""


def autoscalers(objects: Objects) -> Iterator[Object]:
    return objects.of(*(kind for kind, _, _ in AUTOSCALERS))


def target_of(objects: Objects, scaler: Object) -> Object | None:
    """The workload whose pods an autoscaler counts, None where it is not among the objects."""
    reference = mapping(scaler, "spec", "scaleTargetRef")
    # KEDA takes a Deployment where no kind is named.
    pointer = {"apiVersion": reference.get("apiVersion", "apps/v1"), "kind": reference.get("kind", "Deployment")}
    found = objects.named(kind_of(pointer), text(reference, "name") or "", namespace_of(scaler))
    return template_of(objects, found) if found is not None else None


def template_of(objects: Objects, found: Object) -> Object:
    """The Deployment whose pods a Rollout runs from its template; any other object itself."""
    name = text(found, "spec", "workloadRef", "name")
    return (name is not None and objects.named("Deployment", name, namespace_of(found))) or found


def scaler_of(objects: Objects, found: Object) -> tuple[Object, str] | None:
    """The autoscaler of a workload and the field of its lower bound."""
    for kind, low, _ in AUTOSCALERS:
        for scaler in objects.of(kind):
            if target_of(objects, scaler) is found:
                return scaler, low
    return None


def least_replicas(objects: Objects, found: Object) -> int:
    """The number of pods that a workload never falls below; without a word about it that is one."""
    scaler = scaler_of(objects, found)
    counting = next((each for each in objects.of("Rollout.argoproj.io") if template_of(objects, each) is found), found)
    least = number(counting, "spec", "replicas") if scaler is None else number(scaler[0], "spec", scaler[1])
    return 1 if least is None else least


def scaled_pods(objects: Objects) -> Iterator[Pod]:
    """The pods of workloads that keep a number of equal pods running."""
    return (pod for pod in objects.pods if pod.kind in SCALED)

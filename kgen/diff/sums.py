"""Owns the sums of an environment: how many pods run, and what they request and may use at most."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from kgen.artifact import Object
from kgen.resolve.quantity import amount

_CONTROLLERS = frozenset({"Deployment", "StatefulSet"})
_AUTOSCALERS = {"HorizontalPodAutoscaler": ("minReplicas", 1), "ScaledObject": ("minReplicaCount", 0)}
"""Where an autoscaler says how many pods it leaves, and the number when it does not."""


class Sums(NamedTuple):
    """Pods of Deployments and StatefulSets, at least; cores and bytes of all of them. A limit not set counts nothing.

    DaemonSets have a pod per node and Jobs end: neither is counted.
    """

    replicas: int
    cpu_requests: Decimal
    memory_requests: Decimal
    cpu_limits: Decimal
    memory_limits: Decimal


def sums_of(objects: Iterable[Object]) -> Sums:
    """The sums over all objects of an environment."""
    found = tuple(objects)
    scaled = dict(_scaled(found))
    total = Sums(0, Decimal(0), Decimal(0), Decimal(0), Decimal(0))
    for one in found:
        if one["kind"] in _CONTROLLERS:
            spec = one["spec"]
            replicas = scaled.get((one["kind"], one["metadata"]["name"]), spec.get("replicas", 1))
            pod = spec["template"]["spec"]
            each = (_of_pod(pod, part, unit) for part in ("requests", "limits") for unit in ("cpu", "memory"))
            added = (replicas, *(replicas * one for one in each))
            total = Sums(*(so_far + more for so_far, more in zip(total, added, strict=True)))
    return total


def _scaled(objects: Iterable[Object]) -> Iterable[tuple[tuple[str, str], int]]:
    """How many pods run of what another object counts: a Rollout does so for its Deployment, an autoscaler for both."""
    found = tuple(objects)
    behind = {one["metadata"]["name"]: one["spec"].get("workloadRef") for one in found if one["kind"] == "Rollout"}
    for one in found:
        if one["kind"] == "Rollout" and behind[one["metadata"]["name"]] and "replicas" in one["spec"]:
            yield ("Deployment", one["spec"]["workloadRef"]["name"]), one["spec"]["replicas"]
    for one in found:
        if one["kind"] in _AUTOSCALERS:
            field, otherwise = _AUTOSCALERS[one["kind"]]
            target = one["spec"]["scaleTargetRef"]
            scaled = behind.get(target["name"]) if target.get("kind") == "Rollout" else None
            scaled = scaled or {"kind": "Deployment", **target}
            yield (scaled["kind"], scaled["name"]), one["spec"].get(field, otherwise)


def _of_pod(pod: Mapping[str, Any], part: str, unit: str) -> Decimal:
    """What the scheduler reckons with: all containers that stay, or the most that is needed while the pod starts.

    Source: https://kubernetes.io/docs/concepts/workloads/pods/sidecar-containers/#resource-sharing-within-containers
    """
    running = Decimal(0)
    most = Decimal(0)
    for container in pod.get("initContainers", ()):
        needed = _of_container(container, part, unit)
        most = max(most, running + needed)
        if container.get("restartPolicy") == "Always":
            running += needed
    return max(most, running + sum(_of_container(container, part, unit) for container in pod["containers"]))


def _of_container(container: Mapping[str, Any], part: str, unit: str) -> Decimal:
    resources = container.get("resources", {})
    written = resources.get(part, {}).get(unit)
    if written is None and part == "requests":
        # The API server takes the limit for a request that is not written.
        written = resources.get("limits", {}).get(unit)
    return (amount(str(written)) if written is not None else None) or Decimal(0)


def show_cores(cores: Decimal) -> str:
    """Cores, as `2.5`."""
    return _trimmed(cores)


def show_bytes(amount_of_bytes: Decimal) -> str:
    """Bytes in the largest binary unit that leaves at least one, as `1.5Gi`."""
    sign, left, unit = ("-", -amount_of_bytes, "") if amount_of_bytes < 0 else ("", amount_of_bytes, "")
    for larger in ("Ki", "Mi", "Gi", "Ti", "Pi"):
        if left < 1024:
            break
        left, unit = left / 1024, larger
    return f"{sign}{_trimmed(left)}{unit}"


def _trimmed(number: Decimal) -> str:
    """At most three decimals, none that says nothing."""
    return f"{number:.3f}".rstrip("0").rstrip(".")

"""Owns the survey of an environment's objects: by kind, their pods, the containers of these, and every scalar."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Literal, NamedTuple, TypeAlias

from kgen.artifact import Object
from kgen.node import Path
from kgen.validate.field import leaves, mapping, mappings, text, texts

Role: TypeAlias = Literal["main", "sidecar", "init", "ephemeral"]

POD_PATHS: Mapping[str, Path] = {
    "Pod": (),
    "PodTemplate": ("template",),
    "Deployment": ("spec", "template"),
    "ReplicaSet": ("spec", "template"),
    "ReplicationController": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "Rollout.argoproj.io": ("spec", "template"),
}
"""Where each kind has its pod, by the kind's name of `kind_of`."""
SCALED = frozenset({"Deployment", "ReplicaSet", "StatefulSet", "Rollout.argoproj.io"})
"""Kinds that keep a number of equal pods running."""
SELECTING = frozenset({*SCALED, "DaemonSet"})
"""Kinds that must say which pods are theirs; the API server does so for Jobs."""
RUN_TO_END = frozenset({"Job", "CronJob"})
ROUTES = ("HTTPRoute", "GRPCRoute")
BINDINGS = ("RoleBinding", "ClusterRoleBinding")
PROBES = ("readinessProbe", "livenessProbe", "startupProbe")
_LISTS: tuple[tuple[str, Role], ...] = (
    ("initContainers", "init"),
    ("containers", "main"),
    ("ephemeralContainers", "ephemeral"),
)
_KNOWN_GROUPS = frozenset(
    {"gateway.networking.k8s.io", "monitoring.coreos.com", "keda.sh", "external-secrets.io", "apiextensions.k8s.io"}
    | {"admissionregistration.k8s.io", "networking.k8s.io", "rbac.authorization.k8s.io", "storage.k8s.io"}
    | {"scheduling.k8s.io", "coordination.k8s.io", "discovery.k8s.io", "apiregistration.k8s.io", "node.k8s.io"}
    | {"certificates.k8s.io", "authentication.k8s.io", "authorization.k8s.io", "flowcontrol.apiserver.k8s.io"}
)
"""Groups whose kinds no other group's are taken for."""


class Container(NamedTuple):
    """A container of a pod; `path` leads to it from the object. A sidecar is an init container that keeps running."""

    owner: Object
    path: Path
    role: Role
    fields: Mapping[str, Any]

    @property
    def name(self) -> str:
        return text(self.fields, "name") or ""

    @property
    def keeps_running(self) -> bool:
        return self.role in {"main", "sidecar"}


class Pod(NamedTuple):
    """A pod, or the template of one, in the object `owner`; `path` leads to it from there."""

    owner: Object
    kind: str
    path: Path
    metadata: Mapping[str, Any]
    spec: Mapping[str, Any]
    containers: tuple[Container, ...]

    @property
    def labels(self) -> dict[str, str]:
        return texts(self.metadata, "labels")

    @property
    def namespace(self) -> str | None:
        return namespace_of(self.owner)

    @property
    def spec_path(self) -> Path:
        return (*self.path, "spec")


class Cluster(NamedTuple):
    """Objects by kind and namespace, and pods by namespace; of a kind without namespaces, that is None."""

    objects: Mapping[tuple[str, str | None], tuple[Object, ...]]
    pods: Mapping[str | None, tuple[Pod, ...]]

    def at(self, kind: str, namespace: str | None) -> tuple[Object, ...]:
        return self.objects.get((kind, namespace), ())

    def named(self, kind: str, name: str, namespace: str | None) -> Object | None:
        return next((found for found in self.at(kind, namespace) if name_of(found) == name), None)


class Objects(NamedTuple):
    """The objects of one environment as rules look at them.

    `kinds` are named by `kind_of`. `scalars` are those of kinds that are known. `ceilings` are the quantities that
    nothing may pass, by resource; the most replicas are there under `replicas`. `around` is all that is known to be in
    the same cluster, these objects among them.
    """

    items: tuple[Object, ...]
    kinds: Mapping[str, tuple[Object, ...]]
    pods: tuple[Pod, ...]
    scalars: tuple[tuple[Object, Path, object], ...]
    ceilings: Mapping[str, str]
    here: Cluster
    around: Cluster

    def of(self, *kinds: str) -> Iterator[Object]:
        for kind in kinds:
            yield from self.kinds.get(kind, ())

    def named(self, kind: str, name: str, namespace: str | None) -> Object | None:
        """The object of this environment of that kind and name."""
        return self.here.named(kind, name, namespace)

    def containers(self) -> Iterator[Container]:
        """The containers of all pods that a project decides on: not those that a person adds while debugging."""
        for pod in self.pods:
            yield from (container for container in pod.containers if container.role != "ephemeral")


def survey(
    items: Sequence[Object], ceilings: Mapping[str, str] | None = None, around: Cluster | None = None
) -> Objects:
    """The objects, in which None is nowhere written, as rules look at them."""
    here = chart(items)
    kinds: dict[str, list[Object]] = {}
    for found in items:
        kinds.setdefault(kind_of(found), []).append(found)
    known = [found for found in items if is_known(found)]
    return Objects(
        items=tuple(items),
        kinds={kind: tuple(found) for kind, found in kinds.items()},
        pods=tuple(pod for pods in here.pods.values() for pod in pods),
        scalars=tuple((found, path, value) for found in known for path, value in leaves(found)),
        ceilings=ceilings or {},
        here=here,
        around=around or here,
    )


def chart(items: Iterable[Object]) -> Cluster:
    """The objects by where they are."""
    objects: dict[tuple[str, str | None], list[Object]] = {}
    pods: dict[str | None, list[Pod]] = {}
    for found in items:
        kind, namespace = kind_of(found), namespace_of(found)
        objects.setdefault((kind, namespace), []).append(found)
        if kind in POD_PATHS:
            pods.setdefault(namespace, []).extend(_pods(kind, found))
    return Cluster(
        objects={place: tuple(each) for place, each in objects.items()},
        pods={namespace: tuple(each) for namespace, each in pods.items()},
    )


def kind_of(found: Object) -> str:
    """The kind, with its group behind it where another kind of that name is better known: `Service.serving.dev`."""
    kind, group = text(found, "kind") or "", group_of(found)
    return f"{kind}.{group}" if "." in group and group not in _KNOWN_GROUPS else kind


def is_known(found: Object) -> bool:
    """Whether the object is of Kubernetes itself, or of an API whose rules are known here."""
    return "." not in kind_of(found)


def group_of(found: Object) -> str:
    return (text(found, "apiVersion") or "").rpartition("/")[0]


def name_of(found: Object) -> str:
    return text(found, "metadata", "name") or ""


def namespace_of(found: Object) -> str | None:
    return text(found, "metadata", "namespace")


def _pods(kind: str, found: Object) -> Iterator[Pod]:
    path = POD_PATHS[kind]
    template = mapping(found, *path)
    if template:
        spec = mapping(template, "spec")
        yield Pod(found, kind, path, mapping(template, "metadata"), spec, tuple(_containers(found, (*path, "spec"))))


def _containers(found: Object, path: Path) -> Iterator[Container]:
    for key, role in _LISTS:
        for place, fields in mappings(found, *path, key):
            lasting = role == "init" and fields.get("restartPolicy") == "Always"
            yield Container(found, place, "sidecar" if lasting else role, fields)

"""Finds volumes of types that Pod Security does not allow, and processes of Windows nodes."""

from collections.abc import Iterator

from kgen.diagnostics import escape
from kgen.validate.field import get, mappings
from kgen.validate.objects import Objects
from kgen.validate.rule import WARNING, Finding, Rule

RULE = Rule(
    code="KG727",
    name="volume-type",
    severity=WARNING,
    summary="A volume has a type that Pod Security `restricted` forbids.",
    explanation="Volumes that name a server or a disk skip the storage classes of the cluster, and their credentials "
    "may stand in the pod. A claim gets the same through a storage class.",
    help="use a `persistentVolumeClaim`",
    good="volumes: [{name: data, persistentVolumeClaim: {claimName: data}}]",
    bad="volumes: [{name: data, nfs: {server: files.example.com, path: /data}}]",
    mend="volumes",
)

_ALLOWED = frozenset(
    {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected"}
    | {"secret", "hostPath"}
)
"""The types of `restricted`; `hostPath` is another rule's."""


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        for path, volume in mappings(pod.owner, *pod.spec_path, "volumes"):
            for kind in sorted(volume.keys() - _ALLOWED - {"name"}):
                yield Finding(pod.owner, (*path, kind), f"a volume has the type `{escape(kind)}`")
        contexts = [(*pod.spec_path, "securityContext")]
        contexts += [(*container.path, "securityContext") for container in pod.containers]
        for context in contexts:
            if get(pod.owner, *context, "windowsOptions", "hostProcess") is True:
                yield Finding(pod.owner, context, "it is a process of a Windows node")

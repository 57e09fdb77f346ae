"""Finds pods that mount folders of their node."""

from collections.abc import Iterator

from kgen.diagnostics import escape
from kgen.validate.field import mappings, text
from kgen.validate.objects import Objects
from kgen.validate.rule import RELEASED, Finding, Rule

RULE = Rule(
    code="KG726",
    name="host-path",
    severity=RELEASED,
    summary="A pod mounts a path of its node.",
    explanation="What lies there belongs to the node and to other pods; the socket of the container runtime is the "
    "node itself.",
    help="use an `emptyDir`, a claim or a CSI volume",
    good="volumes: [{name: data, emptyDir: {}}]",
    bad="volumes: [{name: data, hostPath: {path: /var/lib/data}}]",
    mend="volumes",
)

_SOCKETS = ("docker.sock", "containerd.sock", "crio.sock", "cri-dockerd.sock")


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        for path, volume in mappings(pod.owner, *pod.spec_path, "volumes"):
            mounted = text(volume, "hostPath", "path")
            if mounted is not None:
                what = "the socket of the container runtime" if mounted.endswith(_SOCKETS) else f"`{escape(mounted)}`"
                yield Finding(pod.owner, (*path, "hostPath"), f"{what} of the node is mounted")

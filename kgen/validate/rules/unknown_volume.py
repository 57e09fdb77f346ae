"""Finds mounts of volumes that their pod does not have."""

from collections.abc import Iterator

from kgen.diagnostics import escape, suggest
from kgen.validate.field import mappings, text
from kgen.validate.objects import Objects, Pod
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG549",
    name="unknown-volume",
    severity=ERROR,
    summary="A container mounts a volume that its pod does not have.",
    explanation="A mount names one of the pod's `volumes`, in a StatefulSet also one of its `volumeClaimTemplates`.",
    help="declare the volume, or correct the name",
    good="volumeMounts: [{name: tmp, mountPath: /tmp}]",
    bad="volumeMounts: [{name: temp, mountPath: /tmp}]",
    mend="volumes",
)

MOUNTS = ("volumeMounts", "volumeDevices")


def volume_names(pod: Pod) -> dict[str, tuple[str | int, ...]]:
    """The volumes of a pod by name, and where each is declared."""
    volumes = mappings(pod.owner, *pod.spec_path, "volumes")
    names = {text(volume, "name") or "": path for path, volume in volumes}
    claims = mappings(pod.owner, "spec", "volumeClaimTemplates")
    return {**names, **{text(claim, "metadata", "name") or "": path for path, claim in claims}}


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        known = volume_names(pod)
        for container in pod.containers:
            for field in MOUNTS:
                for path, mount in mappings(pod.owner, *container.path, field):
                    name = text(mount, "name") or ""
                    if name not in known:
                        help_text = suggest(name, known, "volumes")
                        yield Finding(pod.owner, (*path, "name"), f"unknown volume `{escape(name)}`", help_text)

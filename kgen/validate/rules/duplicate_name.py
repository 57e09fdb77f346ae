"""Finds two containers, volumes or mounts of one pod that have the same name or path."""

from collections.abc import Iterable, Iterator

from kgen.artifact import Object
from kgen.diagnostics import escape
from kgen.node import Path
from kgen.validate.field import mappings
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG539",
    name="duplicate-name",
    severity=ERROR,
    summary="Two containers or volumes of a pod have the same name, or two volumes are mounted at one path.",
    explanation="Containers and volumes are told apart by their names, mounts by their paths; the API server refuses "
    "the second one.",
    help="rename or remove one of them",
    good="volumeMounts: [{name: tmp, mountPath: /tmp}, {name: cache, mountPath: /cache}]",
    bad="volumeMounts: [{name: tmp, mountPath: /tmp}, {name: cache, mountPath: /tmp}]",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        containers = (((*container.path, "name"), container.fields.get("name")) for container in pod.containers)
        yield from _repeated(pod.owner, containers, "container")
        volumes = mappings(pod.owner, *pod.spec_path, "volumes")
        yield from _repeated(pod.owner, (((*path, "name"), volume.get("name")) for path, volume in volumes), "volume")
        for container in pod.containers:
            mounts = mappings(pod.owner, *container.path, "volumeMounts")
            paths = (((*path, "mountPath"), mount.get("mountPath")) for path, mount in mounts)
            yield from _repeated(pod.owner, paths, "mount")


def _repeated(found: Object, named: Iterable[tuple[Path, object]], noun: str) -> Iterator[Finding]:
    seen = set()
    for path, name in named:
        if not isinstance(name, str) or not name:
            continue
        if name in seen:
            yield Finding(found, path, f"there is a second {noun} `{escape(name)}`")
        seen.add(name)

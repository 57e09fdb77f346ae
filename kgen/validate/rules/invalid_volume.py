"""Finds volumes without exactly one source, and mounts at paths that cannot be."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.diagnostics import escape, quote
from kgen.validate.field import mappings, text
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG548",
    name="invalid-volume",
    severity=ERROR,
    summary="A volume does not have exactly one source, or is mounted at an impossible path.",
    explanation="A volume comes from one place. A mount path holds no `:`, and a `subPath` stays inside the volume: it "
    "is relative and has no `..`.",
    help="keep one source, and mount it at an absolute path",
    good="volumes: [{name: cache, emptyDir: {}}]",
    bad="volumes: [{name: cache, emptyDir: {}, configMap: {name: cache}}]",
    mend="volumes",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        for path, volume in mappings(pod.owner, *pod.spec_path, "volumes"):
            sources = volume.keys() - {"name"}
            shown = escape(text(volume, "name") or "")
            if len(sources) > 1:
                yield Finding(pod.owner, path, f"volume `{shown}` has the sources {quote(sources)}")
            elif not sources:
                yield Finding(pod.owner, path, f"volume `{shown}` has no source")
    for container in objects.containers():
        for path, mount in mappings(container.owner, *container.path, "volumeMounts"):
            for message in _wrong_paths(mount):
                yield Finding(container.owner, path, message)


def _wrong_paths(mount: Mapping[str, Any]) -> Iterator[str]:
    path = text(mount, "mountPath")
    if not path:
        yield "a mount has no `mountPath`"
    elif ":" in path:
        yield "`mountPath` holds a `:`"
    elif not path.startswith("/"):
        yield "`mountPath` is not absolute"
    for field in ("subPath", "subPathExpr"):
        below = text(mount, field) or ""
        if below.startswith("/") or ".." in below.split("/"):
            yield f"`{field}` leads out of the volume"
    if "subPath" in mount and "subPathExpr" in mount:
        yield "a mount has both `subPath` and `subPathExpr`"

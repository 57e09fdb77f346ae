"""Owns what must hold of all objects of an environment together: one object for each identity, none too large."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen import names
from kgen.artifact import Artifact, Object
from kgen.diagnostics import Problem
from kgen.node import Path

CLIENT_SIDE_LIMIT = 250_000
"""Bytes of an object that client-side apply can remember in its annotation, with room for the rest of it."""
SERVER_SIDE_LIMIT = 1_000_000
"""Bytes of an object that the API server's store takes."""


def identity_problems(artifacts: tuple[Artifact, ...]) -> Iterator[Problem]:
    """Two objects that the API server would take for one."""
    seen: dict[tuple[Any, ...], tuple[str, Path]] = {}
    for artifact in artifacts:
        for found in artifact.objects:
            metadata = found["metadata"]
            group = found["apiVersion"].rpartition("/")[0]
            identity = (group, found["kind"], metadata.get("namespace"), metadata["name"])
            if identity in seen:
                file, origin = seen[identity]
                where = f"both in `{file}`" if file == artifact.path else f"in `{file}` and in `{artifact.path}`"
                message = f"there are two objects `{_shown(found)}`, {where}"
                help_text = "rename the workload, Service or extra object that one of them comes from"
                yield Problem("KG486", _origin(artifact, found) or origin, message, help_text, at_key=True)
            seen[identity] = artifact.path, _origin(artifact, found)


def size_problems(
    artifacts: tuple[Artifact, ...], files: Mapping[str, bytes], *, server_side: bool
) -> Iterator[Problem]:
    """Objects larger than what can be applied; `files` are the artifacts as they are written."""
    limit = SERVER_SIDE_LIMIT if server_side else CLIENT_SIDE_LIMIT
    for artifact in artifacts:
        for found, data in zip(artifact.objects, files[artifact.path].split(b"\n---\n"), strict=True):
            if len(data) > limit:
                message = f"`{_shown(found)}` has {len(data)} bytes, and {limit} can be applied"
                help_text = "the org file's `apply: server-side` allows 1 MiB"
                if server_side:
                    help_text = "move large content into the image or a volume"
                place = (*_origin(artifact, found), *(("files",) if artifact.path == "configmap.yml" else ()))
                yield Problem("KG501", place, message, help_text, at_key=True)


def _shown(found: Object) -> str:
    return f"{found['kind']}/{found['metadata']['name']}"


def _origin(artifact: Artifact, found: Object) -> Path:
    """Where in the project an object comes from, as far as it shows."""
    if artifact.path == "extra.yml":
        return ("extraObjects",)
    component = (found["metadata"].get("labels") or {}).get(names.COMPONENT, names.MAIN)
    return () if component == names.MAIN else ("workloads", component)

"""Owns what must hold of all objects of an environment together: one object for each identity, none too large."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.artifact import Artifact
from kgen.diagnostics import Problem

CLIENT_SIDE_LIMIT = 250_000
"""Bytes of an object that client-side apply can remember in its annotation, with room for the rest of it."""
SERVER_SIDE_LIMIT = 1_000_000
"""Bytes of an object that the API server's store takes."""


def identity_problems(artifacts: tuple[Artifact, ...]) -> Iterator[Problem]:
    """Two objects that the API server would take for one."""
    seen: dict[tuple[Any, ...], str] = {}
    for artifact in artifacts:
        for found in artifact.objects:
            metadata = found["metadata"]
            group = found["apiVersion"].rpartition("/")[0]
            identity = (group, found["kind"], metadata.get("namespace"), metadata["name"])
            if identity in seen:
                yield Problem(
                    "KG486",
                    (),
                    f"two objects are {found['kind']} `{metadata['name']}`, in {seen[identity]} and {artifact.path}",
                    "rename one of what they come from",
                )
            seen[identity] = artifact.path


def size_problems(files: Mapping[str, bytes], *, server_side: bool) -> Iterator[Problem]:
    """Objects larger than what can be applied."""
    limit = SERVER_SIDE_LIMIT if server_side else CLIENT_SIDE_LIMIT
    for path, data in files.items():
        largest = max(len(part) for part in data.split(b"\n---\n"))
        if largest > limit:
            help_text = None if server_side else "the org file's `apply: server-side` allows 1 MiB"
            yield Problem("KG501", (), f"an object of {path} has {largest} bytes, {limit} can be applied", help_text)

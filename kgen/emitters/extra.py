"""Owns `extraObjects`: what the project writes itself, already in the project's namespace and with its labels."""

from collections.abc import Iterator

from kgen.artifact import Artifact
from kgen.model import ResolvedProject


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    if project.extra_objects:
        yield Artifact("extra.yml", project.extra_objects)

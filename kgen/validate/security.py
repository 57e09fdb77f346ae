"""Owns which security setting holds for a container: its own, else that of its pod."""

from collections.abc import Iterator

from kgen.validate.field import get
from kgen.validate.objects import Container, Objects, Pod


def containers(objects: Objects) -> Iterator[tuple[Pod, Container]]:
    """Every container that a project decides on, with its pod."""
    for pod in objects.pods:
        yield from ((pod, container) for container in pod.containers if container.role != "ephemeral")


def setting(pod: Pod, container: Container, *path: str) -> object:
    own = get(container.fields, "securityContext", *path)
    return own if own is not None else get(pod.spec, "securityContext", *path)

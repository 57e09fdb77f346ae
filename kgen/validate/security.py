"""Owns where a security setting is decided: in a container, or in the pod for all that do not decide themselves."""

from collections.abc import Iterator

from kgen.node import Path
from kgen.validate.field import get
from kgen.validate.objects import Pod


def decisions(pod: Pod, *setting: str) -> Iterator[tuple[Path, object]]:
    """What holds for the containers of a pod and where it is, or belongs: None where nobody has said anything."""
    containers = [container for container in pod.containers if container.role != "ephemeral"]
    own = [(container.path, get(container.fields, "securityContext", *setting)) for container in containers]
    if any(value is None for _, value in own):
        yield (*pod.spec_path, "securityContext", *setting), get(pod.spec, "securityContext", *setting)
    yield from (((*path, "securityContext", *setting), value) for path, value in own if value is not None)

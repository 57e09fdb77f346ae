"""Finds containers that nobody restarts when they hang."""

from collections.abc import Iterator

from kgen.validate.field import sequence
from kgen.validate.objects import RUN_TO_END, Container, Objects, Pod
from kgen.validate.rule import WARNING, Finding, Rule

RULE = Rule(
    code="KG710",
    name="missing-liveness-probe",
    severity=WARNING,
    summary="A container that listens has no liveness probe.",
    explanation="A process that hangs does not end, so nothing restarts it. Containers that listen to no port, and "
    "sidecars, are left alone: they have nothing to ask.",
    help="write a liveness probe; `health` derives all three probes from one path",
    good="livenessProbe: {httpGet: {path: /live, port: http}}",
    bad="readinessProbe: {httpGet: {path: /ready, port: http}}",
    mend="probes.liveness",
)


def listens(pod: Pod, container: Container) -> bool:
    """Whether a container serves: it has a port and belongs to a pod that does not run to its end."""
    return container.role == "main" and pod.kind not in RUN_TO_END and bool(sequence(container.fields, "ports"))


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        for container in pod.containers:
            if listens(pod, container) and "livenessProbe" not in container.fields:
                yield Finding(pod.owner, (*container.path, "livenessProbe"), "there is no liveness probe")

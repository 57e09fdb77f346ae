"""Finds containers that get requests before they can answer."""

from collections.abc import Iterator

from kgen.validate.objects import Objects
from kgen.validate.rule import WARNING, Finding, Rule
from kgen.validate.rules.missing_liveness_probe import listens

RULE = Rule(
    code="KG711",
    name="missing-readiness-probe",
    severity=WARNING,
    summary="A container that listens has no readiness probe.",
    explanation="Its pod then counts as ready as soon as the process runs: requests are lost at each start, and a "
    "rollout replaces working pods by broken ones.",
    help="write a readiness probe; `health` derives all three probes from one path",
    good="readinessProbe: {httpGet: {path: /ready, port: http}}",
    bad="livenessProbe: {httpGet: {path: /live, port: http}}",
    mend="probes.readiness",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        for container in pod.containers:
            if listens(pod, container) and "readinessProbe" not in container.fields:
                yield Finding(pod.owner, (*container.path, "readinessProbe"), "there is no readiness probe")

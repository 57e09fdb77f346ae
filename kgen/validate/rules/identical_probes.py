"""Finds containers that are restarted for what should only keep requests away from them."""

from collections.abc import Iterator

from kgen.validate.field import mapping
from kgen.validate.objects import Objects
from kgen.validate.rule import WARNING, Finding, Rule

RULE = Rule(
    code="KG712",
    name="identical-probes",
    severity=WARNING,
    summary="Readiness and liveness ask the same, with the same patience.",
    explanation="A pod that is busy fails both at once and is restarted instead of left in peace. Liveness has to ask "
    "for less or wait longer. Probes by gRPC and TCP have only one thing to ask.",
    help="let liveness ask for another path, or raise its `failureThreshold`",
    good="livenessProbe: {httpGet: {path: /live, port: http}}",
    bad="livenessProbe: {httpGet: {path: /ready, port: http}}",
    mend="probes.liveness",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        readiness, liveness = (mapping(container.fields, each) for each in ("readinessProbe", "livenessProbe"))
        if readiness and readiness == liveness and readiness.keys() & {"httpGet", "exec"}:
            yield Finding(container.owner, (*container.path, "livenessProbe"), "liveness asks the same as readiness")

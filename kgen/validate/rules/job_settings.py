"""Finds Jobs that pile up: when they overlap, when they are late, when they are done."""

from collections.abc import Iterator

from kgen.validate.field import mapping
from kgen.validate.objects import Objects
from kgen.validate.rule import WARNING, Finding, Rule

RULE = Rule(
    code="KG747",
    name="job-settings",
    severity=WARNING,
    summary="A CronJob may overlap with itself or start late, or a finished Job is never removed.",
    explanation="By default a slow run and the next one run together, and a CronJob that missed 100 starts never "
    "starts again. Finished Jobs and their pods stay until somebody deletes them.",
    help="write `concurrencyPolicy`, `startingDeadlineSeconds`, and `ttlSecondsAfterFinished` for a Job",
    good="{concurrencyPolicy: Forbid, startingDeadlineSeconds: 300}",
    bad="{concurrencyPolicy: Allow, startingDeadlineSeconds: 300}",
    mend="schedule",
)


def check(objects: Objects) -> Iterator[Finding]:
    for found in objects.of("CronJob"):
        spec = mapping(found, "spec")
        if spec.get("concurrencyPolicy", "Allow") == "Allow":
            yield Finding(found, ("spec", "concurrencyPolicy"), "a slow run and the next one run together")
        if spec.get("startingDeadlineSeconds") is None:
            yield Finding(found, ("spec", "startingDeadlineSeconds"), "it may start at any time after its schedule")
    for found in objects.of("Job"):
        if mapping(found, "spec").get("ttlSecondsAfterFinished") is None:
            yield Finding(found, ("spec", "ttlSecondsAfterFinished"), "it is never removed")

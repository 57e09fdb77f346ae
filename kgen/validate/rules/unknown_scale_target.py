"""Finds autoscalers of workloads that are not there."""

from collections.abc import Iterator

from kgen.artifact import Object
from kgen.diagnostics import escape, suggest
from kgen.validate.field import text
from kgen.validate.objects import Objects, name_of, namespace_of
from kgen.validate.rule import ERROR, Finding, Rule
from kgen.validate.scale import autoscalers, target_of

RULE = Rule(
    code="KG558",
    name="unknown-scale-target",
    severity=ERROR,
    summary="An autoscaler names a workload that is not there, or one that has another autoscaler.",
    explanation="Without its target an autoscaler does nothing, and two on one workload undo each other's decisions.",
    help="correct `scaleTargetRef`",
    good="scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: checkout}",
    bad="scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: chekout}",
    mend="autoscaling",
)


def check(objects: Objects) -> Iterator[Finding]:
    scaled: list[Object] = []
    for scaler in autoscalers(objects):
        target = target_of(objects, scaler)
        path = ("spec", "scaleTargetRef", "name")
        name = text(scaler, *path) or ""
        if target is None:
            known = (name_of(pod.owner) for pod in objects.pods if pod.namespace == namespace_of(scaler))
            yield Finding(scaler, path, f"unknown workload `{escape(name)}`", suggest(name, set(known), "workloads"))
        elif any(target is each for each in scaled):
            yield Finding(scaler, path, f"`{escape(name)}` has another autoscaler", "keep one of them")
        else:
            scaled.append(target)

"""Finds controllers whose selector does not match their own pods."""

from collections.abc import Iterator

from kgen.validate.field import mapping
from kgen.validate.objects import SELECTING, Objects
from kgen.validate.rule import ERROR, Finding, Rule
from kgen.validate.selector import selects

RULE = Rule(
    code="KG553",
    name="selector-mismatch",
    severity=ERROR,
    summary="The selector of a controller does not match the labels of its pod template.",
    explanation="A controller owns the pods that its selector matches; one that does not match its own pods is "
    "refused, and an empty selector would own all pods of the namespace.",
    help="write the labels of the selector into the pod template",
    good="selector: {matchLabels: {app: checkout}}",
    bad="selector: {matchLabels: {app: ledger}}",
    mend="selector",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        selector = mapping(pod.owner, "spec", "selector")
        path = ("spec", "selector")
        if pod.kind not in SELECTING:
            continue
        if not selector.get("matchLabels") and not selector.get("matchExpressions"):
            yield Finding(pod.owner, path, "the selector is empty")
        elif not selects(selector, pod.labels):
            yield Finding(pod.owner, path, "the selector does not match the labels of the pod template")

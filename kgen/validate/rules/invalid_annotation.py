"""Finds annotations that Kubernetes refuses: a bad key, or too much text."""

from collections.abc import Iterator, Mapping

from kgen.artifact import Object
from kgen.diagnostics import escape
from kgen.node import Path
from kgen.validate import spelling
from kgen.validate.field import texts
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG536",
    name="invalid-annotation",
    severity=ERROR,
    summary="An annotation has a key that Kubernetes refuses, or all of an object are larger than 256 KiB.",
    explanation="Keys of annotations are spelled like those of labels. Their values are free, but limited in sum, and "
    "`kubectl apply` keeps a copy of the whole object in one of them.",
    help="correct the key, or keep the text in a ConfigMap",
    good="annotations: {example.com/ticket: PAY-123}",
    bad="annotations: {the ticket: PAY-123}",
    mend="annotations",
)

_MOST_BYTES = 256 * 1024


def check(objects: Objects) -> Iterator[Finding]:
    for found in objects.items:
        yield from _annotations(found, ("metadata", "annotations"))
    for pod in objects.pods:
        if pod.path:
            yield from _annotations(pod.owner, (*pod.path, "metadata", "annotations"))


def _annotations(found: Object, path: Path) -> Iterator[Finding]:
    annotations: Mapping[str, str] = texts(found, *path)
    for key in annotations:
        if wrong := spelling.key(key.lower()):
            yield Finding(found, (*path, key), f"the key `{escape(key)}` of an annotation must be {wrong}")
    size = sum(len(key.encode()) + len(value.encode("utf-8", "replace")) for key, value in annotations.items())
    if size > _MOST_BYTES:
        yield Finding(found, path, f"the annotations have {size} bytes together, {_MOST_BYTES} are allowed")

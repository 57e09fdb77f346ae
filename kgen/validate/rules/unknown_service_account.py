"""Finds pods and bindings that misspell the name of a ServiceAccount."""

from collections.abc import Iterator

from kgen.artifact import Object
from kgen.diagnostics import escape, nearest
from kgen.node import Path
from kgen.validate.field import mappings, text
from kgen.validate.objects import BINDINGS, Objects, name_of, namespace_of
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG568",
    name="unknown-service-account",
    severity=ERROR,
    summary="A pod or a binding misspells the name of a ServiceAccount.",
    explanation="No pod is made for a controller whose account does not exist. An account may come from elsewhere, so "
    "one is missed only where another of the same namespace has nearly its name.",
    help="name a ServiceAccount of the same namespace",
    good="serviceAccountName: checkout",
    bad="serviceAccountName: chekout",
    mend="serviceAccount",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        name = text(pod.spec, "serviceAccountName")
        if name is not None:
            yield from _unknown(objects, pod.owner, (*pod.spec_path, "serviceAccountName"), name, pod.namespace)
    for binding in objects.of(*BINDINGS):
        for path, subject in mappings(binding, "subjects"):
            if subject.get("kind") == "ServiceAccount":
                namespace = text(subject, "namespace") or namespace_of(binding)
                yield from _unknown(objects, binding, (*path, "name"), text(subject, "name") or "", namespace)


def _unknown(objects: Objects, found: Object, path: Path, name: str, namespace: str | None) -> Iterator[Finding]:
    known = {name_of(each) for each in objects.of("ServiceAccount") if namespace_of(each) == namespace}
    close = None if name in known else nearest(name, known)
    if close is not None:
        yield Finding(found, path, f"unknown ServiceAccount `{escape(name)}`", f"did you mean `{escape(close)}`?")

"""Finds pods and bindings that name a ServiceAccount which is not there."""

from collections.abc import Iterator

from kgen.artifact import Object
from kgen.diagnostics import escape, suggest
from kgen.node import Path
from kgen.validate.field import mappings, text
from kgen.validate.objects import BINDINGS, Objects, name_of, namespace_of
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG568",
    name="unknown-service-account",
    severity=ERROR,
    summary="A pod or a binding names a ServiceAccount that is not there.",
    explanation="No pod is made for a controller whose account does not exist. Where the output holds no "
    "ServiceAccount of that namespace, all of them are taken to come from elsewhere.",
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
    if known and name not in known and name != "default":
        yield Finding(found, path, f"unknown ServiceAccount `{escape(name)}`", suggest(name, known, "ServiceAccounts"))

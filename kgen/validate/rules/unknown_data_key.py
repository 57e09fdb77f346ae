"""Finds references to a key that a ConfigMap or Secret of the same output does not have."""

from collections.abc import Iterator

from kgen.artifact import Object
from kgen.diagnostics import escape, suggest
from kgen.node import Path
from kgen.validate.field import get, mapping, mappings, text
from kgen.validate.objects import Container, Objects, Pod
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG552",
    name="unknown-data-key",
    severity=ERROR,
    summary="A variable or mount names a key that its ConfigMap or Secret does not have.",
    explanation="The pod does not start: a variable waits in `CreateContainerConfigError`, a volume is never mounted. "
    "Only ConfigMaps and Secrets of the same output can be looked into.",
    help="add the key, correct its name, or make the reference `optional`",
    good="valueFrom: {configMapKeyRef: {name: rates, key: euro}}",
    bad="valueFrom: {configMapKeyRef: {name: rates, key: dollar}}",
    mend="env",
)

_REFERENCES = (("configMapKeyRef", "ConfigMap"), ("secretKeyRef", "Secret"))
_VOLUMES = (("configMap", "ConfigMap", "name"), ("secret", "Secret", "secretName"))


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        for container in pod.containers:
            yield from _variables(objects, pod, container)
        for path, volume in mappings(pod.owner, *pod.spec_path, "volumes"):
            for field, kind, naming in _VOLUMES:
                source, place = mapping(volume, field), (*path, field)
                if get(source, "optional") is not True:
                    known = _keys(objects, pod, kind, text(source, naming))
                    for item, entry in mappings(pod.owner, *place, "items"):
                        yield from _unknown(pod.owner, (*item, "key"), text(entry, "key"), known)


def _variables(objects: Objects, pod: Pod, container: Container) -> Iterator[Finding]:
    for path, variable in mappings(pod.owner, *container.path, "env"):
        for field, kind in _REFERENCES:
            source = mapping(variable, "valueFrom", field)
            if source and source.get("optional") is not True:
                place = (*path, "valueFrom", field, "key")
                yield from _unknown(
                    pod.owner, place, text(source, "key"), _keys(objects, pod, kind, text(source, "name"))
                )


def _keys(objects: Objects, pod: Pod, kind: str, name: str | None) -> frozenset[str] | None:
    """The keys of a ConfigMap or Secret, None where it comes from elsewhere."""
    found = None if name is None else objects.named(kind, name, pod.namespace)
    if found is None:
        return None
    return frozenset(key for part in ("data", "binaryData", "stringData") for key in mapping(found, part))


def _unknown(found: Object, path: Path, key: str | None, known: frozenset[str] | None) -> Iterator[Finding]:
    if key is not None and known is not None and key not in known:
        yield Finding(found, path, f"unknown key `{escape(key)}`", suggest(key, known, "keys"))

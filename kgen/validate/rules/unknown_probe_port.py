"""Finds probes and hooks that ask a port which no container of the pod has."""

from collections.abc import Iterator

from kgen.diagnostics import escape, suggest
from kgen.node import Path
from kgen.validate.field import get, mapping, mappings, number, text, word
from kgen.validate.objects import PROBES, Container, Objects, Pod
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG546",
    name="unknown-probe-port",
    severity=ERROR,
    summary="A probe asks a port that the pod does not declare.",
    explanation="The port of a probe is the name of a port of its container, or the number of one of the pod. A name "
    "that is not there fails each time; a number that is not declared is most often an old one.",
    help="name a port that the container declares",
    good="readinessProbe: {httpGet: {path: /ready, port: http}}",
    bad="readinessProbe: {httpGet: {path: /ready, port: web}}",
    mend="probes",
)

_ASKED = ("httpGet", "tcpSocket", "grpc")


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        for container in pod.containers:
            names = {text(port, "name") for _, port in mappings(container.fields, "ports")}
            for path, port in _asked(container):
                known = port in names if isinstance(port, str) else port in _numbers(pod)
                if not known:
                    help_text = suggest(str(port), (str(name) for name in names if name), "ports")
                    yield Finding(pod.owner, path, f"unknown port `{escape(str(port))}`", help_text)


def _asked(container: Container) -> Iterator[tuple[Path, str | int]]:
    probes: list[Path] = [(name,) for name in PROBES]
    hooks: list[Path] = [("lifecycle", name) for name in mapping(container.fields, "lifecycle")]
    for steps in (*probes, *hooks):
        for handler in _ASKED:
            port = word(container.fields, *steps, handler, "port")
            elsewhere = get(container.fields, *steps, handler, "host")
            if port is not None and not elsewhere:
                yield (*container.path, *steps, handler, "port"), port


def _numbers(pod: Pod) -> set[object]:
    return {
        number(port, "containerPort") for container in pod.containers for _, port in mappings(container.fields, "ports")
    }

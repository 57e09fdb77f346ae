"""Finds probes and hooks that do not say exactly one thing to do, or that cannot work."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.diagnostics import quote
from kgen.validate.field import mapping, number
from kgen.validate.objects import PROBES, Container, Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG545",
    name="invalid-probe",
    severity=ERROR,
    summary="A probe or a lifecycle hook does not have exactly one handler, or cannot work.",
    explanation="A probe does one thing: `httpGet`, `grpc`, `tcpSocket` or `exec`. Liveness and startup probes succeed "
    "with the first success. A container that ends, such as an init container, has no probes.",
    help="keep one handler",
    good="livenessProbe: {httpGet: {path: /live, port: http}}",
    bad="livenessProbe: {httpGet: {path: /live, port: http}, tcpSocket: {port: http}}",
    mend="probes",
)

_PROBE_HANDLERS = frozenset({"exec", "grpc", "httpGet", "tcpSocket"})
_HOOK_HANDLERS = frozenset({"exec", "httpGet", "sleep", "tcpSocket"})


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        yield from _probes(container)
        for name, hook in mapping(container.fields, "lifecycle").items():
            if isinstance(hook, Mapping) and (wrong := _handlers(hook, _HOOK_HANDLERS)):
                yield Finding(container.owner, (*container.path, "lifecycle", name), f"`{name}` {wrong}")


def _probes(container: Container) -> Iterator[Finding]:
    for name in PROBES:
        probe = mapping(container.fields, name)
        path = (*container.path, name)
        if name not in container.fields:
            continue
        if not container.keeps_running:
            message = f"a container that ends has a `{name}`"
            yield Finding(container.owner, path, message, "remove it, or let the container keep running as a sidecar")
        if wrong := _handlers(probe, _PROBE_HANDLERS):
            yield Finding(container.owner, path, f"`{name}` {wrong}")
        if name != "readinessProbe" and (number(probe, "successThreshold") or 1) != 1:
            message = f"`successThreshold` of `{name}` can only be 1"
            yield Finding(container.owner, (*path, "successThreshold"), message, "remove it")


def _handlers(probe: Mapping[str, Any], known: frozenset[str]) -> str | None:
    found = known & probe.keys()
    if len(found) > 1:
        return f"has the handlers {quote(found)}"
    return None if found else f"has no handler, which is one of {quote(known)}"

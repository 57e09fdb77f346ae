"""Owns probes and lifecycle handlers: their ports found, their defaults decided."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from kgen.model import Port
from kgen.node import TAG
from kgen.resolve.port import find_port
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema
    from kgen.objects import Lifecycle, Probe

STARTUP = {"periodSeconds": 5, "timeoutSeconds": 2, "failureThreshold": 60}
"""Five minutes to start before liveness may kill: a slow start must not look like a hang."""


def resolve_probes(
    probes: "schema.Probes", own: tuple[Port, ...], pod: tuple[Port, ...], site: Site
) -> "dict[str, Probe]":
    """Readiness, liveness and startup as far as they exist. `own` are the container's ports, `pod` those of its pod.

    Wherever there is liveness, a startup probe is derived from it unless one is written or switched off.
    """
    resolved: dict[str, Probe] = {}
    for name, probe in _with_port(cast("Mapping[str, dict[str, Any]]", probes), own, site).items():
        handler = _handler(probe, own, pod, f"the {name} probe", site.at(name))
        if handler is not None:
            timing = {key: value for key, value in probe.items() if key not in {TAG, probe[TAG]}}
            resolved[name] = cast("Probe", {**handler, **timing})
            if name != "readiness" and probe.get("successThreshold", 1) != 1:
                site.at(name, "successThreshold").report(
                    "KG421",
                    f"the {name} probe needs a `successThreshold` of 1",
                    "remove it: only readiness waits for several successes",
                )
    if "liveness" in resolved and "startup" not in probes and not site.is_off("startup"):
        liveness = cast("dict[str, Any]", probes["liveness"])
        derived = _handler(liveness, own, pod, "the startup probe", site.at("liveness"))
        if derived is not None:
            resolved["startup"] = cast("Probe", {**derived, **STARTUP})
    return resolved


def _with_port(probes: Mapping[str, dict[str, Any]], own: tuple[Port, ...], site: Site) -> Mapping[str, dict[str, Any]]:
    """The probes whose port can be known. That there is no main port is one mistake, not one of each probe."""
    without = [name for name, probe in probes.items() if probe[TAG] != "exec" and "port" not in probe[probe[TAG]]]
    if not without:
        return probes
    what = "a probe" if len(without) > 1 else f"the {without[0]} probe"
    if find_port(None, own, what, site.at(without[0], probes[without[0]][TAG])) is not None:
        return probes
    return {name: probe for name, probe in probes.items() if name not in without}


def _handler(
    probe: Mapping[str, Any], own: tuple[Port, ...], pod: tuple[Port, ...], what: str, site: Site
) -> dict[str, Any] | None:
    """The action of a probe in Kubernetes' shape; None when it is not complete, which has been reported."""
    kind = probe[TAG]
    action: dict[str, Any] = dict(probe[kind])
    if kind == "exec":
        if not action.get("command"):
            help_text = "write it as a list: `command: [program, argument]`"
            site.at(kind).report("KG302", f"{what} needs a `command`", help_text)
            return None
        return {kind: action}
    here = site.at(kind, "port") if "port" in action else site.at(kind)
    port = find_port(action.get("port"), pod if "port" in action else own, what, here)
    if port is None:
        return None
    # The name of a port is known only inside its own container, and the gRPC handler takes numbers alone.
    action["port"] = port.name if port in own and kind != "grpc" else port.number
    if kind == "httpGet":
        action.setdefault("path", "/")
    return {kind: action}


def resolve_lifecycle(
    lifecycle: "schema.Lifecycle", own: tuple[Port, ...], pod: tuple[Port, ...], site: Site
) -> dict[str, Any]:
    """The hooks that are written, their ports found."""
    resolved: dict[str, Any] = {}
    for name, hook in cast("Mapping[str, dict[str, Any]]", lifecycle).items():
        if hook[TAG] == "sleep":
            resolved[name] = {"sleep": {"seconds": hook["sleep"].get("seconds", 0)}}
            continue
        handler = _handler(hook, own, pod, f"the {name} hook", site.at(name))
        if handler is not None:
            resolved[name] = handler
    return resolved


def stop_delay(grace_period: int) -> "Lifecycle | None":
    """A pause before a served container stops, so that load balancers stop sending to it first."""
    seconds = min(5, grace_period // 3)
    return {"preStop": {"sleep": {"seconds": seconds}}} if seconds >= 1 else None

"""Owns container ports: the main port, numbers and names that are unique, and finding the port a field names."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kgen.diagnostics import enumerate_names, suggest
from kgen.model import Port
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema

MAIN = "http"


def resolve_ports(ports: "Mapping[str, schema.Port]", site: Site, *, offered: bool = True) -> tuple[Port, ...]:
    """The ports of one container, the main port first, then by name.

    `offered` tells whether the Service offers a port that does not say.
    """
    resolved: list[Port] = []
    by_number: dict[tuple[int, str], str] = {}
    for name in sorted(ports, key=lambda name: (name != MAIN, name)):
        port, here = ports[name], site.at(name)
        number, protocol = port.get("containerPort"), port.get("protocol", "TCP")
        if number is None:
            help_text = "write the number that the container listens on"
            here.report("KG302", f"port `{name}` needs `containerPort`", help_text, at_key=True)
            continue
        if other := by_number.get((number, protocol)):
            message = f"ports `{other}` and `{name}` have the same number {number}"
            here.report("KG411", message, "a container listens on a number once: change one of them", at_key=True)
        by_number[number, protocol] = name
        in_service = port.get("service", offered or "servicePort" in port)
        service = port.get("servicePort", number) if in_service else None
        resolved.append(Port(name, number, protocol, port.get("appProtocol"), service, port.get("hostPort")))
    return tuple(resolved)


def main_port(ports: Iterable[Port]) -> Port | None:
    """The port named `http`, else the only one."""
    known = tuple(ports)
    named = next((port for port in known if port.name == MAIN), None)
    return named or (known[0] if len(known) == 1 else None)


def find_port(reference: int | str | None, ports: Iterable[Port], what: str, site: Site) -> Port | None:
    """The port that `reference` names, by name or number, or the main port. Reports where there is none.

    `what` says in words what needs the port.
    """
    known = tuple(ports)
    if reference is None:
        found = main_port(known)
        if found is None:
            reason = f"there are {enumerate_names(port.name for port in known)}" if known else "there are none"
            help_text = "name it with `port`, or call the main one `http`" if known else "declare it in `ports`"
            site.report("KG412", f"{what} does not say which port: {reason}", help_text)
        return found
    for port in known:
        if reference in {port.name, port.number}:
            return port
    names = [port.name for port in known]
    site.report(
        "KG413",
        f"{what} names port `{reference}`, which is not declared",
        suggest(str(reference), names, "ports") if names else "declare it in `ports`",
    )
    return None


def check_pod_ports(containers: Iterable[tuple[str, tuple[Port, ...], Site]]) -> None:
    """Reports names and numbers that two containers of one pod both use. Each comes with its name and its site."""
    names: dict[str, str] = {}
    numbers: dict[tuple[int, str], str] = {}
    for container, ports, site in containers:
        for port in ports:
            here = site.at("ports", port.name)
            if names.get(port.name, container) != container:
                other = names[port.name]
                message = f"containers `{other}` and `{container}` of one pod both have a port named `{port.name}`"
                here.report("KG414", message, f"name it otherwise: `ports: {{admin: {port.number}}}`", at_key=True)
            elif numbers.get((port.number, port.protocol), container) != container:
                other = numbers[port.number, port.protocol]
                message = f"containers `{other}` and `{container}` of one pod both listen on {port.number}"
                here.report("KG411", message, "they share the network of the pod: change one of them", at_key=True)
            names.setdefault(port.name, container)
            numbers.setdefault((port.number, port.protocol), container)

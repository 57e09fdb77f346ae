"""Owns canaries: which environments take a share of another's traffic, what share, and the grant that lets them."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

from kgen.diagnostics import Problem, quote
from kgen.model import Backend, Grant
from kgen.resolve.scope import Interface, Scope
from kgen.resolve.target import Target

if TYPE_CHECKING:
    from kgen import objects

HEADER = "x-canary"
ALWAYS = "always"
"""The header, and its value, with which a request asks for a canary."""


class Split(NamedTuple):
    """Who answers: `ordinary` requests by weight, and those that ask for a canary; none asks where there is none."""

    ordinary: tuple[Backend, ...]
    asking: tuple[Backend, ...]


def is_canary(scope: Scope) -> bool:
    """Whether this environment takes a share of another's traffic instead of writing routes."""
    return scope.environment.extends is not None and scope.siblings[scope.environment.name].traffic is not None


def has_canaries(scope: Scope) -> bool:
    """Whether other environments take a share of this one's traffic."""
    return bool(_canaries(scope, scope.environment.name))


def check_canaries(scope: Scope) -> None:
    """Reports why canaries cannot get their share: those of this environment and, in a canary, it and its siblings.

    Both sides report the same problems at the same places, so that building one of them alone is no way around.
    """
    here = scope.siblings[scope.environment.name]
    if here.traffic is not None and here.extends is None:
        message = f"`{here.environment}` has `traffic` but no `extends`"
        help_text = "a canary takes a share of the traffic of the environment it `extends`"
        scope.problems.append(Problem("KG457", _place(here), message, help_text))
    owner = scope.siblings.get(here.extends) if here.extends and is_canary(scope) else here
    if owner is None:
        message = f"environment `{here.extends}` is not written, so `{here.environment}` gets no traffic"
        scope.problems.append(Problem("KG457", _place(here), message))
        return
    canaries = _canaries(scope, owner.environment)
    scope.problems.extend(problem for found in canaries for problem in _obstacles(scope, owner, found))
    total = sum(found.traffic or 0 for found in canaries)
    if total > 100:
        message = f"the canaries of `{owner.environment}` take {total} of 100: {quote(c.environment for c in canaries)}"
        related = tuple(_place(found) for found in canaries[:-1])
        scope.problems.append(Problem("KG457", _place(canaries[-1]), message, related=related))


def _place(found: Interface) -> tuple[str, ...]:
    return ("environments", found.environment, "traffic")


def _canaries(scope: Scope, owner: str) -> list[Interface]:
    """The canaries of environment `owner`, by name."""
    siblings = sorted(scope.siblings.items())
    return [found for _, found in siblings if found.extends == owner and found.traffic is not None]


def _obstacles(scope: Scope, owner: Interface, found: Interface) -> list[Problem]:
    routing = scope.organization.routing
    if routing is None:
        message, help_text = "the org file has `routing: null`, so no route can share its traffic", None
    elif routing.provider == "ingress":
        message = "an Ingress cannot share traffic with a canary"
        help_text = "set `provider: gateway` under `routing` in the org file, or remove `traffic`"
    elif found.cluster != owner.cluster:
        message = f"`{found.environment}` runs in cluster `{found.cluster}`, `{owner.environment}` in `{owner.cluster}`"
        help_text = "a canary gets its traffic from a route in its own cluster"
    elif not set(owner.routes) & set(found.routes):
        message = f"`{owner.environment}` has no route whose traffic `{found.environment}` could share"
        help_text = "write `routes` in the project, or remove `traffic`"
    elif set(found.routes) - set(owner.routes):
        added = quote(set(found.routes) - set(owner.routes))
        message = f"`{found.environment}` writes no routes of its own, but has {added}"
        help_text = f"a canary shares the routes of `{owner.environment}`; write the route there"
    else:
        return []
    return [Problem("KG457", _place(found), message, help_text)]


def split_traffic(scope: Scope, key: str, target: Target) -> Split:
    """Who answers the requests of route `key`: this environment's Service and those of the canaries that share it."""
    own = Backend(target.service, None, target.number, 1)
    shares = [
        (backend, found.traffic or 0)
        for found in _canaries(scope, scope.environment.name)
        if key in found.routes and not _obstacles(scope, scope.siblings[scope.environment.name], found)
        for backend in _backends(scope, key, target, found)
    ]
    total = sum(share for _, share in shares)
    if total:
        own = own._replace(weight=max(0, 100 - total))
    return Split(
        ordinary=(own, *(backend._replace(weight=share) for backend, share in shares if share)),
        asking=tuple(backend for backend, _ in shares),
    )


def _backends(scope: Scope, key: str, target: Target, canary: Interface) -> list[Backend]:
    """The canary's own Service for the target of route `key`: at most one, none where it has no such port."""
    for offer in canary.offers:
        for port in offer.ports:
            if (offer.component, port.name) == (target.component, target.port.name) and offer.service and port.service:
                return [Backend(offer.service, canary.namespace, port.service, 1)]
    scope.problems.append(missing_port(canary, key))
    return []


def missing_port(canary: Interface, key: str) -> Problem:
    """A route that names a Service or port which is not there answers the canary's share with errors."""
    message = f"`{canary.environment}` offers no Service port for route `{key}`"
    help_text = f"keep the port of the route in the canary, or take the canary out of it with `routes: {{{key}: null}}`"
    return Problem("KG457", _place(canary), message, help_text)


def resolve_grants(scope: Scope, targets: "Iterable[tuple[objects.RouteKind, Target]]") -> tuple[Grant, ...]:
    """The ReferenceGrant of a canary: routes of these kinds in the namespace of its owner may name its Services."""
    found = list(targets)
    owner = scope.siblings.get(scope.environment.extends or "")
    if owner is None or not found:
        return ()
    return (
        Grant(
            name=f"{scope.name}-from-{owner.namespace}",
            kinds=tuple(sorted({kind for kind, _ in found})),
            source=owner.namespace,
            services=tuple(sorted({target.service for _, target in found})),
        ),
    )

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


def check_canary(scope: Scope) -> None:
    """Reports why this environment cannot get the `traffic` it asks for. The owner of the routes then leaves it out."""
    here = scope.siblings[scope.environment.name]
    if here.traffic is None:
        return
    obstacle = _obstacle(scope, here)
    if obstacle is not None:
        message, help_text = obstacle
        scope.problems.append(Problem("KG457", ("traffic",), message, help_text))
        return
    canaries = _canaries(scope, here.extends)
    total = sum(found.traffic or 0 for found in canaries)
    if total > 100 and here == canaries[-1]:
        message = f"the canaries of `{here.extends}` take {total} of 100: {quote(c.environment for c in canaries)}"
        scope.problems.append(Problem("KG457", ("traffic",), message, "lower their `traffic`"))
    _note_replicas(scope, here)


def _note_replicas(scope: Scope, here: Interface) -> None:
    """A canary inherits the replicas too, most often more of them than its share needs."""
    autoscaling = scope.data.get("autoscaling", {}).get("minReplicas")
    path = ("replicas",) if autoscaling is None else ("autoscaling", "minReplicas")
    replicas = scope.data.get("replicas", 1) if autoscaling is None else autoscaling
    if replicas > 2:
        message = f"`{here.environment}` runs {replicas} replicas for {here.traffic} of 100 requests"
        help_text = "a canary inherits the replicas: write fewer there if its share needs fewer"
        scope.problems.append(Problem("KG466", path, message, help_text, severity="note"))


def _canaries(scope: Scope, owner: str | None) -> list[Interface]:
    """The canaries of environment `owner`, by name."""
    siblings = sorted(scope.siblings.items())
    return [found for _, found in siblings if found.extends == owner and found.traffic is not None]


def _obstacle(scope: Scope, found: Interface) -> tuple[str, str] | None:
    """Message and help on what keeps a canary from its share, None where nothing does."""
    routing, owner = scope.organization.routing, scope.siblings.get(found.extends or "")
    if found.extends is None:
        message = f"`{found.environment}` has `traffic` but no `extends`"
        return message, "a canary takes a share of the traffic of the environment that it `extends`"
    if owner is None:
        return f"environment `{found.extends}` is not written, so it has no traffic to share", "remove its `skip`"
    if routing is None:
        return "without routes there is no traffic to share", "the org file has `routing: null`: remove `traffic`"
    if routing.provider == "ingress":
        message = "an Ingress cannot share traffic with a canary"
        return message, "set `provider: gateway` under `routing` in the org file, or remove `traffic`"
    if found.cluster != owner.cluster:
        message = f"`{found.environment}` runs in cluster `{found.cluster}`, `{owner.environment}` in `{owner.cluster}`"
        return message, "a canary gets its traffic from a route in its own cluster"
    added = set(found.routes) - set(owner.routes)
    if added:
        message = f"`{found.environment}` writes no routes of its own, but has {quote(added)}"
        return message, f"a canary shares the routes of `{owner.environment}`: write the route there"
    if not found.routes:
        message = f"`{owner.environment}` has no route whose traffic `{found.environment}` could share"
        return message, "write `routes` in the project, or remove `traffic`"
    return None


def split_traffic(scope: Scope, key: str, target: Target) -> Split:
    """Who answers the requests of route `key`: this environment's Service and those of the canaries that share it."""
    own = Backend(target.service, None, target.number, 1)
    shares = [
        (backend, found.traffic or 0)
        for found in _canaries(scope, scope.environment.name)
        if key in found.routes and _obstacle(scope, found) is None
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
    """The canary's Service for the target of route `key`, one at most.

    A route that named a Service or port which is not there would answer the canary's share with errors.
    """
    for offer in canary.offers:
        for port in offer.ports:
            if (offer.component, port.name) == (target.component, target.port.name) and offer.service and port.service:
                return [Backend(offer.service, canary.namespace, port.service, 1)]
    message = f"`{canary.environment}` shares route `{key}` but offers no Service port `{target.port.name}`"
    help_text = f"keep the port in `{canary.environment}`, or take it out of the route there with `{key}: null`"
    scope.problems.append(Problem("KG457", ("routes", key), message, help_text, at_key=True))
    return []


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

"""Owns what a route asks of requests, in the shapes of Gateway API's matches, and the limits of these."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kgen.diagnostics import Problem, enumerate_names, escape
from kgen.node import Path
from kgen.resolve import canary
from kgen.resolve.scope import Scope

if TYPE_CHECKING:
    from kgen import objects, schema

# What Gateway API takes in a path that is compared literally.
_LITERAL_PATH = re.compile(r"(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})+")


def http_matches(route: "schema.Route") -> "tuple[objects.HTTPRouteMatch, ...]":
    """One match for each method, or one for all of them."""
    return tuple(
        {
            "path": {"type": route.get("pathType", "PathPrefix"), "value": route.get("path", "/")},
            "headers": _exactly(route.get("headers", {})),
            "queryParams": _exactly(route.get("queryParams", {})),
            "method": method,
        }
        for method in sorted(set(route.get("methods", []))) or (None,)
    )


def grpc_matches(route: "schema.Route") -> "tuple[objects.gateway.GRPCRouteMatch, ...]":
    """The service, or one method of it."""
    service, _, method = route["grpc"].partition("/")
    headers = _exactly(route.get("headers", {}))
    return ({"method": {"type": "Exact", "service": service, "method": method or None}, "headers": headers},)


def asking_for_canary(route: "schema.Route") -> "schema.Route":
    """The route for those requests only that carry the canary's header."""
    return {**route, "headers": {**route.get("headers", {}), canary.HEADER: canary.ALWAYS}}


def _exactly(pairs: Mapping[str, str]) -> "list[objects.gateway.HeaderMatch] | None":
    return [{"type": "Exact", "name": name, "value": value} for name, value in sorted(pairs.items())] or None


def check_matches(scope: Scope, key: str) -> None:
    """Reports what Gateway API would refuse in the path, the headers and the query parameters of route `key`."""
    route, place = scope.data["routes"][key], ("routes", key)
    if route.get("pathType") != "RegularExpression":
        check_path(scope, route.get("path", "/"), (*place, "path"))
    _check_values(scope, route.get("headers", {}), 4096, (*place, "headers"))
    _check_values(scope, route.get("queryParams", {}), 1024, (*place, "queryParams"))
    folded: dict[str, list[str]] = {}
    for name in route.get("headers", {}):
        folded.setdefault(name.lower(), []).append(name)
    for same in folded.values():
        if len(same) > 1:
            message = f"{enumerate_names(same)} are one header: their case does not count"
            scope.problems.append(Problem("KG467", (*place, "headers"), message, "keep one of them", at_key=True))
    if canary.has_canaries(scope) and canary.HEADER in folded:
        message = f"header `{canary.HEADER}` chooses the canary, so a route cannot ask for it"
        where = (*place, "headers", folded[canary.HEADER][0])
        scope.problems.append(Problem("KG467", where, message, "choose another header", at_key=True))
    elif canary.has_canaries(scope) and len(folded) == 16:
        message = f"a route takes 16 headers, and `{canary.HEADER}` for the canary is one of them"
        scope.problems.append(Problem("KG454", (*place, "headers"), message))


def _check_values(scope: Scope, pairs: Mapping[str, str], longest: int, place: Path) -> None:
    for name, value in sorted(pairs.items()):
        if not 1 <= len(value) <= longest:
            message = f"`{escape(name)}` must have a value of 1 to {longest} characters"
            scope.problems.append(Problem("KG454", (*place, name), message))


def check_path(scope: Scope, path: str, place: Path) -> bool:
    """Whether a path can be compared literally; reports why not."""
    steps = path.split("/")[1:]
    if "//" in path:
        mistake = "holds `//`"
    elif "." in steps or ".." in steps:
        mistake = "holds a step `.` or `..`"
    elif "%2f" in path.lower():
        mistake = "holds an escaped `/`"
    elif not _LITERAL_PATH.fullmatch(path):
        mistake = "holds a character that no path has"
    else:
        return True
    help_text = "a path is compared as it is written: steps of letters, digits and `-._~!$&'()*+,;=:@`, or `%20`"
    scope.problems.append(Problem("KG451", place, f"path `{escape(path)}` {mistake}", help_text))
    return False

"""Owns what a route does to requests: rewrites, mirrors, redirects, timeouts and retries, and the limits of these."""

import re
from typing import TYPE_CHECKING

from kgen.diagnostics import Problem, escape
from kgen.resolve.match import check_path
from kgen.resolve.scope import Scope

if TYPE_CHECKING:
    from kgen import objects, schema

_DURATION = re.compile(r"([0-9]+)(ms|h|m|s)")
_MILLISECONDS = {"h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}


def http_filters(route: "schema.Route") -> "tuple[objects.HTTPRouteFilter, ...]":
    """What happens to a request on its way to the project."""
    filters: list[objects.HTTPRouteFilter] = []
    if "urlRewrite" in route:
        rewrite = route["urlRewrite"]
        modifier = _path_modifier(rewrite["path"]) if "path" in rewrite else None
        filters.append({"type": "URLRewrite", "urlRewrite": {"hostname": rewrite.get("hostname"), "path": modifier}})
    mirror = _mirror(route)
    if mirror is not None:
        filters.append({"type": "RequestMirror", "requestMirror": mirror})
    return tuple(filters)


def grpc_filters(route: "schema.Route") -> "tuple[objects.gateway.GRPCRouteFilter, ...]":
    """Of all that may happen to a request, gRPC knows its copies."""
    mirror = _mirror(route)
    return () if mirror is None else ({"type": "RequestMirror", "requestMirror": mirror},)


def _mirror(route: "schema.Route") -> "objects.gateway.RequestMirrorFilter | None":
    mirror = route.get("mirror", {})
    backend = mirror.get("backendRef", {})
    if "name" not in backend or "port" not in backend:
        return None
    reference: objects.gateway.BackendObjectReference = {
        "group": "",
        "kind": "Service",
        "name": backend["name"],
        "namespace": backend.get("namespace"),
        "port": backend["port"],
    }
    return {"backendRef": reference, "percent": mirror.get("percent")}


def _path_modifier(path: "schema.HTTPPathModifier") -> "objects.gateway.HTTPPathModifier":
    return {
        "type": path.get("type", "ReplaceFullPath" if "replaceFullPath" in path else "ReplacePrefixMatch"),
        "replaceFullPath": path.get("replaceFullPath"),
        "replacePrefixMatch": path.get("replacePrefixMatch"),
    }


def http_timeouts(route: "schema.Route") -> "objects.HTTPRouteTimeouts | None":
    timeouts = route.get("timeouts", {})
    return {"request": timeouts.get("request"), "backendRequest": timeouts.get("backendRequest")} if timeouts else None


def http_retry(route: "schema.Route") -> "objects.HTTPRouteRetry | None":
    retry = route.get("retry", {})
    codes = sorted(set(retry.get("codes", []))) or None
    return {"codes": codes, "attempts": retry.get("attempts"), "backoff": retry.get("backoff")} if retry else None


def redirects(route: "schema.Route") -> "tuple[tuple[objects.HTTPRouteMatch, objects.HTTPRouteFilter], ...]":
    """For each old path the match and the redirect to the route's path; below a prefix the rest of the path stays."""
    exact = route.get("pathType") == "Exact"
    path = route.get("path", "/")
    modifier: objects.gateway.HTTPPathModifier = (
        {"type": "ReplaceFullPath", "replaceFullPath": path}
        if exact
        else {"type": "ReplacePrefixMatch", "replacePrefixMatch": path}
    )
    return tuple(
        (
            {"path": {"type": "Exact" if exact else "PathPrefix", "value": old}},
            {"type": "RequestRedirect", "requestRedirect": {"path": modifier, "statusCode": 301}},
        )
        for old in sorted(route.get("redirectFrom", []))
    )


HTTPS: "objects.HTTPRouteFilter" = {
    "type": "RequestRedirect",
    "requestRedirect": {"scheme": "https", "statusCode": 301},
}


def check_handling(scope: Scope, key: str) -> None:
    """Reports what Gateway API would refuse in what route `key` does to requests."""
    route = scope.data["routes"][key]
    _check_rewrite(scope, key, route)
    _check_redirects(scope, key, route)
    _check_mirror(scope, key, route)
    timeouts = route.get("timeouts", {})
    whole, once = _milliseconds(timeouts.get("request", "0s")), _milliseconds(timeouts.get("backendRequest", "0s"))
    if 0 < whole < once:
        message = f"`backendRequest` {timeouts['backendRequest']} is longer than `request` {timeouts['request']}"
        help_text = "raise `request` or lower `backendRequest`"
        scope.problems.append(Problem("KG467", ("routes", key, "timeouts", "backendRequest"), message, help_text))
    routing = scope.organization.routing
    if "retry" in route and routing is not None and routing.channel != "experimental":
        message = "the standard channel of Gateway API has no `retry`"
        help_text = (
            "remove it, or set `channel: experimental` under `routing` in the org file if the clusters have that"
        )
        scope.problems.append(Problem("KG453", ("routes", key, "retry"), message, help_text, at_key=True))


def _milliseconds(duration: str) -> int:
    return sum(int(count) * _MILLISECONDS[unit] for count, unit in _DURATION.findall(duration))


def _check_rewrite(scope: Scope, key: str, route: "schema.Route") -> None:
    place = ("routes", key, "urlRewrite")
    rewrite = route.get("urlRewrite")
    if rewrite is None:
        return
    if not rewrite:
        scope.problems.append(Problem("KG467", place, "`urlRewrite` changes nothing", "write `hostname` or `path`"))
    if "path" not in rewrite:
        return
    written = sorted(rewrite["path"].keys() - {"type"})
    kinds = {"replaceFullPath": "ReplaceFullPath", "replacePrefixMatch": "ReplacePrefixMatch"}
    if len(written) != 1 or rewrite["path"].get("type", kinds[written[0]]) != kinds[written[0]]:
        message = "a rewritten path is either `replaceFullPath` or `replacePrefixMatch`, as `type` says"
        scope.problems.append(Problem("KG467", (*place, "path"), message, "write one of them, and leave `type` out"))
    elif written == ["replacePrefixMatch"] and route.get("pathType", "PathPrefix") != "PathPrefix":
        message = f"`replacePrefixMatch` needs a prefix, and the path is `{route['pathType']}`"
        scope.problems.append(
            Problem("KG467", (*place, "path", "replacePrefixMatch"), message, "use `replaceFullPath`")
        )
    elif written == ["replacePrefixMatch"] and len(set(route.get("methods", []))) > 1:
        message = "`replacePrefixMatch` goes with one match only, and each method is one"
        help_text = "write a route for each method, or leave `methods` out"
        scope.problems.append(Problem("KG467", (*place, "path", "replacePrefixMatch"), message, help_text))


def _check_redirects(scope: Scope, key: str, route: "schema.Route") -> None:
    place, path = ("routes", key, "redirectFrom"), route.get("path", "/")
    prefix = route.get("pathType", "PathPrefix") == "PathPrefix"
    if "redirectFrom" in route and route.get("pathType") == "RegularExpression":
        message = "a regular expression is no path that could be redirected to"
        help_text = "leave `redirectFrom` out, or write a plain `path`"
        scope.problems.append(Problem("KG467", place, message, help_text, at_key=True))
        return
    seen: set[str] = set()
    for index, old in enumerate(route.get("redirectFrom", [])):
        if not check_path(scope, old, (*place, index)):
            continue
        same = (old.rstrip("/") or "/") if prefix else old
        here = (path.rstrip("/") or "/") if prefix else path
        conditional = any(field in route for field in ("methods", "headers", "queryParams"))
        if same == here or (prefix and conditional and f"{here}/".startswith(f"{same.rstrip('/')}/")):
            message = f"`{escape(old)}` would be redirected to itself for ever"
            help_text = "remove it: the route answers there itself"
            scope.problems.append(Problem("KG467", (*place, index), message, help_text))
        elif same in seen:
            message = f"`{escape(old)}` is listed twice"
            scope.problems.append(Problem("KG205", (*place, index), message, "remove one of them"))
        seen.add(same)


def _check_mirror(scope: Scope, key: str, route: "schema.Route") -> None:
    if "mirror" not in route:
        return
    place, backend = ("routes", key, "mirror"), route["mirror"].get("backendRef", {})
    if "name" not in backend or "port" not in backend:
        message = "a mirror needs `backendRef` with `name` and `port`"
        help_text = "name the Service that gets the copies, and the number of its port"
        scope.problems.append(Problem("KG302", place, message, help_text, at_key=True))
        return
    own = scope.siblings[scope.environment.name].namespace
    if backend.get("namespace", own) != own:
        message = f"copies go to namespace `{escape(backend['namespace'])}` only if a ReferenceGrant there allows it"
        help_text = "kgen writes into its project's own namespaces only: write the grant there"
        path = (*place, "backendRef", "namespace")
        scope.problems.append(Problem("KG459", path, message, help_text, severity="note"))

"""Owns the rules of Gateway API for routes and grants: what its API server refuses, and what it would add."""

import re
from collections.abc import Iterator
from typing import Any

_HOST = re.compile(r"(\*\.)?[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_NAME = re.compile(r"[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*")
_HEADER = re.compile(r"[A-Za-z0-9!#$%&'*+\-.^_`|~]{1,256}")
_PATH = re.compile(r"(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|[%][0-9a-fA-F]{2})+")
_DURATION = re.compile(r"([0-9]{1,5}(h|m|s|ms)){1,4}")
_MILLISECONDS = {"h": 3_600_000, "m": 60_000, "s": 1000, "ms": 1}
_RULE_FIELDS = {
    "HTTPRoute": {"matches", "filters", "backendRefs", "timeouts"},
    "GRPCRoute": {"matches", "filters", "backendRefs"},
}


def violations(found: dict[str, Any], channel: str = "standard") -> list[str]:
    """What is wrong with a written HTTPRoute, GRPCRoute or ReferenceGrant."""
    if found["kind"] == "ReferenceGrant":
        return list(_grant(found))
    return [
        *_route(found),
        *(error for rule in found["spec"]["rules"] for error in _rule(found["kind"], rule, channel)),
    ]


def _grant(found: dict[str, Any]) -> Iterator[str]:
    if found["apiVersion"] != "gateway.networking.k8s.io/v1beta1":
        yield "only v1beta1 is served everywhere"
    for side in ("from", "to"):
        if not 1 <= len(found["spec"][side]) <= 16:
            yield f"{side}: 1 to 16"
    for source in found["spec"]["from"]:
        if source.keys() != {"group", "kind", "namespace"}:
            yield "from: group, kind and namespace"


def _route(found: dict[str, Any]) -> Iterator[str]:
    spec = found["spec"]
    if found["apiVersion"] != "gateway.networking.k8s.io/v1":
        yield "apiVersion"
    if not _NAME.fullmatch(found["metadata"]["name"]) or len(found["metadata"]["name"]) > 253:
        yield "metadata.name"
    if not 1 <= len(spec["hostnames"]) <= 16 or not all(
        _HOST.fullmatch(h) and len(h) <= 253 for h in spec["hostnames"]
    ):
        yield "hostnames"
    for parent in spec["parentRefs"]:
        if parent.get("group") != "gateway.networking.k8s.io" or parent.get("kind") != "Gateway":
            yield "parentRefs: the API server would add group and kind"
    if not 1 <= len(spec["rules"]) <= 16 or sum(len(rule["matches"]) for rule in spec["rules"]) > 128:
        yield "rules: at most 16 with 128 matches"


def _rule(kind: str, rule: dict[str, Any], channel: str) -> Iterator[str]:
    allowed = _RULE_FIELDS[kind] | ({"retry"} if channel == "experimental" else set())
    if rule.keys() - allowed:
        yield f"unknown in channel {channel}: {sorted(rule.keys() - allowed)}"
    if not 1 <= len(rule["matches"]) <= 64:
        yield "matches: at most 64"
    for match in rule["matches"]:
        yield from _http_match(match) if kind == "HTTPRoute" else _grpc_match(match)
        yield from _pairs(match)
    filters = {each["type"]: each for each in rule.get("filters", [])}
    if len(filters) != len(rule.get("filters", [])):
        yield "filters: repeated"
    if {"RequestRedirect", "URLRewrite"} <= filters.keys():
        yield "filters: redirect and rewrite exclude each other"
    if "RequestRedirect" in filters and rule.get("backendRefs"):
        yield "filters: a redirect stands without backendRefs"
    yield from _path_modifiers(rule, filters)
    for backend in rule.get("backendRefs", []):
        yield from _backend(backend)
    if len(rule.get("backendRefs", [])) > 16:
        yield "backendRefs: at most 16"
    yield from _timeouts(rule.get("timeouts", {}))


def _http_match(match: dict[str, Any]) -> Iterator[str]:
    path = match.get("path", {})
    if path.keys() != {"type", "value"}:
        yield "path: the API server would add type and value"
        return
    value = path["value"]
    literal = path["type"] in {"Exact", "PathPrefix"}
    refused = not value.startswith("/") or any(part in value for part in ("//", "/./", "/../", "%2f", "%2F", "#"))
    if literal and (refused or value.endswith(("/.", "/..")) or not _PATH.fullmatch(value)):
        yield f"path: {value}"
    if len(value) > 1024:
        yield "path: at most 1024 characters"


def _grpc_match(match: dict[str, Any]) -> Iterator[str]:
    method = match.get("method", {})
    if method.get("type") != "Exact" or not ("service" in method or "method" in method):
        yield "method: type, and one of service and method"


def _pairs(match: dict[str, Any]) -> Iterator[str]:
    for field, longest in (("headers", 4096), ("queryParams", 1024)):
        pairs = match.get(field, [])
        if len(pairs) > 16 or len({pair["name"].lower() for pair in pairs}) != len(pairs):
            yield f"{field}: at most 16, each once"
        for pair in pairs:
            if pair.get("type") != "Exact" or not _HEADER.fullmatch(pair["name"]):
                yield f"{field}: type or name of {pair}"
            if not 1 <= len(pair["value"]) <= longest:
                yield f"{field}: value of {pair['name']}"


def _path_modifiers(rule: dict[str, Any], filters: dict[str, Any]) -> Iterator[str]:
    for kind, field in (("RequestRedirect", "requestRedirect"), ("URLRewrite", "urlRewrite")):
        body = filters.get(kind, {}).get(field, {})
        path = body.get("path", {})
        values = path.keys() & {"replaceFullPath", "replacePrefixMatch"}
        named = {"ReplaceFullPath": {"replaceFullPath"}, "ReplacePrefixMatch": {"replacePrefixMatch"}}
        if path and values != named[path["type"]]:
            yield f"{field}: type and value"
        prefix = [match.get("path", {}).get("type") for match in rule["matches"]] == ["PathPrefix"]
        if "replacePrefixMatch" in path and not prefix:
            yield f"{field}: exactly one PathPrefix match"
        if kind in filters and kind == "RequestRedirect" and body.get("statusCode") not in {301, 302, 303, 307, 308}:
            yield "requestRedirect: the API server would add statusCode"


def _backend(backend: dict[str, Any]) -> Iterator[str]:
    if backend.get("group") != "" or backend.get("kind") != "Service" or "weight" not in backend:
        yield "backendRefs: the API server would add group, kind and weight"
    if not 0 <= backend["weight"] <= 1_000_000 or not 1 <= backend.get("port", 0) <= 65535:
        yield "backendRefs: weight and port"


def _timeouts(timeouts: dict[str, str]) -> Iterator[str]:
    if not all(_DURATION.fullmatch(value) for value in timeouts.values()):
        yield "timeouts: durations"
    request, once = (_length(timeouts.get(name, "0s")) for name in ("request", "backendRequest"))
    if 0 < request < once:
        yield "timeouts: backendRequest is longer than request"


def _length(duration: str) -> int:
    return sum(int(n) * _MILLISECONDS[unit] for n, unit in re.findall(r"([0-9]+)(ms|h|m|s)", duration))

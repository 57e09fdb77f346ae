"""Finds routes of Gateway API that its API server refuses."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from kgen.artifact import Object
from kgen.diagnostics import escape
from kgen.validate import spelling
from kgen.validate.field import mapping, mappings, sequence, text
from kgen.validate.objects import ROUTES, Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG564",
    name="invalid-route",
    severity=ERROR,
    summary="A route has a host, a path or a number of parts that Gateway API refuses.",
    explanation="A route has at most 16 hostnames, 16 rules and 128 matches. Hosts are lower case and without port; a "
    "path begins with `/` and holds no `//`, `.` or `..` steps. A redirect leads to no Service.",
    help="correct the route",
    good="hostnames: [shop.example.com]",
    bad='hostnames: ["http://shop.example.com"]',
    mend="/routes",
)

_MOST = {"hostnames": 16, "parentRefs": 32, "rules": 16}
_MOST_MATCHES, _MOST_BACKENDS, _LONGEST_PATH = 128, 16, 1024
_PATH = re.compile(r"/(?:[-A-Za-z0-9/._~!$&'()*+,;=:@]|%[0-9a-fA-F]{2})*")
_FORBIDDEN_IN_PATH = re.compile(r"//|/\.{1,2}(/|$)|%2[fF]|#")


def check(objects: Objects) -> Iterator[Finding]:
    for route in objects.of(*ROUTES):
        for field, most in _MOST.items():
            if len(sequence(route, "spec", field)) > most:
                yield Finding(route, ("spec", field), f"there are more than {most} `{field}`")
        for index, host in enumerate(sequence(route, "spec", "hostnames")):
            if isinstance(host, str) and (wrong := spelling.wildcard_host(host)):
                yield Finding(route, ("spec", "hostnames", index), f"the host `{escape(host)}` must be {wrong}")
        yield from _rules(route)


def _rules(route: Object) -> Iterator[Finding]:
    matches = 0
    for path, rule in mappings(route, "spec", "rules"):
        matches += len(sequence(rule, "matches"))
        if len(sequence(rule, "backendRefs")) > _MOST_BACKENDS:
            yield Finding(route, (*path, "backendRefs"), f"there are more than {_MOST_BACKENDS} `backendRefs`")
        kinds = {text(each, "type") for _, each in mappings(rule, "filters")}
        if "RequestRedirect" in kinds and ("URLRewrite" in kinds or sequence(rule, "backendRefs")):
            yield Finding(route, path, "a redirect stands beside a rewrite or a Service")
        for place, match in mappings(route, *path, "matches"):
            if wrong := _wrong_path(mapping(match, "path")):
                yield Finding(route, (*place, "path"), wrong)
    if matches > _MOST_MATCHES:
        yield Finding(route, ("spec", "rules"), f"there are {matches} matches, {_MOST_MATCHES} are allowed")


def _wrong_path(path: Mapping[str, Any]) -> str | None:
    value = text(path, "value")
    if value is None or path.get("type") == "RegularExpression":
        return None
    if len(value) > _LONGEST_PATH:
        return f"the path is longer than {_LONGEST_PATH} characters"
    if not _PATH.fullmatch(value) or _FORBIDDEN_IN_PATH.search(value):
        return f"the path `{escape(value)}` is none that Gateway API takes"
    return None

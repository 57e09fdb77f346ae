"""Finds two routes or Ingresses that take the same requests."""

from collections.abc import Iterator
from typing import NamedTuple

from kgen.artifact import Object
from kgen.diagnostics import escape
from kgen.node import Path
from kgen.validate.field import get, mapping, mappings, sequence, text
from kgen.validate.objects import ROUTES, Objects, name_of
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG572",
    name="claimed-path",
    severity=ERROR,
    summary="Two routes or Ingresses take the same host and path.",
    explanation="Which of them gets a request depends on their age, or on the controller.",
    help="keep one of them, or give them different hosts, paths or headers",
    good="rules: [{host: shop.example.com}]",
    bad="rules: [{host: store.example.com}]",
    mend="/routes",
)


class _Claim(NamedTuple):
    """What is taken, as comparable text, and where."""

    what: tuple[str, ...]
    owner: Object
    path: Path


def check(objects: Objects) -> Iterator[Finding]:
    owners: dict[tuple[str, ...], Object] = {}
    for claim in (*_of_routes(objects), *_of_ingresses(objects)):
        first = owners.setdefault(claim.what, claim.owner)
        if first is not claim.owner:
            shown = f"`{escape(claim.what[2])}{escape(claim.what[3])}`"
            yield Finding(claim.owner, claim.path, f"{shown} is also taken by `{escape(name_of(first))}`")


def _of_routes(objects: Objects) -> Iterator[_Claim]:
    for route in objects.of(*ROUTES):
        parents = [repr(sorted(parent.items())) for _, parent in mappings(route, "spec", "parentRefs")]
        for rule, _ in mappings(route, "spec", "rules"):
            for path, match in mappings(route, *rule, "matches"):
                # A header, a method or a query parameter tells requests apart that have the same path.
                rest = repr(sorted((key, repr(each)) for key, each in match.items() if key != "path"))
                shown = text(match, "path", "value") or ""
                kind = repr(get(match, "path", "type"))
                for host in sequence(route, "spec", "hostnames"):
                    for parent in parents:
                        yield _Claim((parent, kind + rest, str(host), shown), route, path)


def _of_ingresses(objects: Objects) -> Iterator[_Claim]:
    for ingress in objects.of("Ingress"):
        for rule, fields in mappings(ingress, "spec", "rules"):
            for path, entry in mappings(fields, "http", "paths"):
                what = (
                    repr(mapping(ingress, "spec").get("ingressClassName")),
                    repr(entry.get("pathType")),
                    text(fields, "host") or "*",
                    text(entry, "path") or "",
                )
                yield _Claim(what, ingress, (*rule, *path))

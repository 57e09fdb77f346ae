"""Finds Ingresses that the API server refuses."""

from collections.abc import Iterator

from kgen.diagnostics import escape
from kgen.validate import spelling
from kgen.validate.field import mapping, mappings, sequence, text
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG565",
    name="invalid-ingress",
    severity=ERROR,
    summary="An Ingress has a host, a path or a backend that the API server refuses.",
    explanation="Hosts are lower case and without port. A path that is compared begins with `/`, its type is written, "
    "and it leads to one Service or resource. An Ingress has rules or a default backend.",
    help="correct the Ingress",
    good="{path: /checkout, pathType: Prefix}",
    bad="{path: checkout, pathType: Prefix}",
    mend="/routes",
)


def check(objects: Objects) -> Iterator[Finding]:
    for ingress in objects.of("Ingress"):
        if not sequence(ingress, "spec", "rules") and not mapping(ingress, "spec", "defaultBackend"):
            yield Finding(ingress, ("spec", "rules"), "there is neither a rule nor a default backend")
        for path, rule in mappings(ingress, "spec", "rules"):
            host = text(rule, "host")
            if host is not None and (wrong := spelling.wildcard_host(host)):
                yield Finding(ingress, (*path, "host"), f"the host `{escape(host)}` must be {wrong}")
            for place, entry in mappings(ingress, *path, "http", "paths"):
                value, kind = text(entry, "path"), text(entry, "pathType")
                if kind is None:
                    yield Finding(ingress, place, "a path has no `pathType`", "write `Prefix` or `Exact`")
                elif kind != "ImplementationSpecific" and not (value or "").startswith("/"):
                    yield Finding(
                        ingress, (*place, "path"), f"the path `{escape(value or '')}` does not begin with `/`"
                    )
                if len(mapping(entry, "backend").keys() & {"service", "resource"}) != 1:
                    yield Finding(ingress, (*place, "backend"), "a path does not lead to exactly one backend")

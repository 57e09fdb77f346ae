"""Finds Ingresses that write into the configuration of the proxy."""

from collections.abc import Iterator

from kgen.diagnostics import escape
from kgen.validate.field import texts
from kgen.validate.objects import Objects
from kgen.validate.rule import RELEASED, Finding, Rule

RULE = Rule(
    code="KG742",
    name="snippet-annotation",
    severity=RELEASED,
    summary="An Ingress has an annotation with a snippet of nginx's configuration.",
    explanation="A snippet can read every Secret that the proxy can read; most controllers refuse them since "
    "CVE-2021-25742.",
    help="use the controller's own annotations, or a route",
    good="annotations: {nginx.ingress.kubernetes.io/proxy-body-size: 8m}",
    bad="annotations: {nginx.ingress.kubernetes.io/server-snippet: 'return 200;'}",
    mend="/routes",
)


def check(objects: Objects) -> Iterator[Finding]:
    for ingress in objects.of("Ingress"):
        for key in texts(ingress, "metadata", "annotations"):
            if "ingress.kubernetes.io/" in key and key.endswith(("-snippet", "-snippets")):
                yield Finding(ingress, ("metadata", "annotations", key), f"`{escape(key)}` writes into the proxy")

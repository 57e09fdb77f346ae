"""Finds objects that land in whatever namespace is current, or in `default`."""

from collections.abc import Iterator

from kgen.validate.objects import POD_PATHS, Objects, namespace_of
from kgen.validate.rule import WARNING, Finding, Rule

RULE = Rule(
    code="KG731",
    name="default-namespace",
    severity=WARNING,
    summary="An object names no namespace, or `default`.",
    explanation="Where it lands then depends on who applies it. In `default` nothing keeps services apart: no quota, "
    "no policy, no owner.",
    help="write a namespace of the service's own",
    good="metadata: {namespace: checkout-production}",
    bad="metadata: {namespace: default}",
    mend="/namespace",
)

_KINDS = (*POD_PATHS, "Service", "ConfigMap", "Secret", "ServiceAccount", "Ingress", "HTTPRoute", "NetworkPolicy")


def check(objects: Objects) -> Iterator[Finding]:
    for found in objects.of(*_KINDS):
        if namespace_of(found) in (None, "default"):
            message = "the namespace is `default`" if namespace_of(found) else "there is no namespace"
            yield Finding(found, ("metadata", "namespace"), message)

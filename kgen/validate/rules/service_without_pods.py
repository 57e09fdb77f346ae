"""Finds Services that lead to no pod."""

from collections.abc import Iterator

from kgen.validate.field import mapping, sequence, text
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule
from kgen.validate.selector import pods_served

RULE = Rule(
    code="KG561",
    name="service-without-pods",
    severity=ERROR,
    summary="A Service selects no pod, or has no port.",
    explanation="Every connection to it is refused. A Service without a selector, whose endpoints others write, is "
    "left alone, and so is one of type `ExternalName`.",
    help="write labels of the pods into its selector",
    good="selector: {app: checkout}",
    bad="selector: {app: chekout}",
    mend="service",
)


def check(objects: Objects) -> Iterator[Finding]:
    for service in objects.of("Service"):
        spec = mapping(service, "spec")
        if spec.get("type") == "ExternalName" or not mapping(spec, "selector"):
            continue
        if not any(pods_served(objects, service)):
            yield Finding(service, ("spec", "selector"), "the selector matches no pod")
        if not sequence(spec, "ports") and text(spec, "clusterIP") != "None":
            yield Finding(service, ("spec", "ports"), "the Service has no port")

"""Finds Services that open a port of every node or a load balancer of their own."""

from collections.abc import Iterator

from kgen.validate.field import text
from kgen.validate.objects import Objects
from kgen.validate.rule import OUTSIDE_DEV, Finding, Rule

RULE = Rule(
    code="KG739",
    name="exposed-service",
    severity=OUTSIDE_DEV,
    summary="A Service is of type `NodePort` or `LoadBalancer`.",
    explanation="Requests then come in past the shared gateway: without its TLS, its limits and its logs, and each "
    "load balancer costs money.",
    help="use a route",
    good="{type: ClusterIP}",
    bad="{type: LoadBalancer}",
    mend="service.type",
)


def check(objects: Objects) -> Iterator[Finding]:
    for service in objects.of("Service"):
        kind = text(service, "spec", "type")
        if kind in ("NodePort", "LoadBalancer"):
            yield Finding(service, ("spec", "type"), f"the Service is of type `{kind}`")

"""Finds routes and Ingresses that take the requests of any host."""

from collections.abc import Iterator

from kgen.validate.field import mappings, sequence, text
from kgen.validate.objects import ROUTES, Objects
from kgen.validate.rule import WARNING, Finding, Rule

RULE = Rule(
    code="KG741",
    name="wildcard-host",
    severity=WARNING,
    summary="A route or Ingress names no host, or one with a `*`.",
    explanation="It takes requests that are meant for others, those for hosts that somebody adds tomorrow among them.",
    help="name the hosts",
    good="hostnames: [shop.example.com]",
    bad='hostnames: ["*.example.com"]',
    mend="/routes",
)


def check(objects: Objects) -> Iterator[Finding]:
    for route in objects.of(*ROUTES):
        hosts = sequence(route, "spec", "hostnames")
        if not hosts or any("*" in str(host) for host in hosts):
            yield Finding(route, ("spec", "hostnames"), "it takes the requests of any host")
    for ingress in objects.of("Ingress"):
        for path, rule in mappings(ingress, "spec", "rules"):
            host = text(rule, "host")
            if not host or "*" in host:
                yield Finding(ingress, (*path, "host"), "it takes the requests of any host")

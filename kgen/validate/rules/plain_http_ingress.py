"""Finds Ingresses that serve hosts without TLS."""

from collections.abc import Iterator

from kgen.diagnostics import quote
from kgen.validate.field import mappings, strings, text
from kgen.validate.objects import Objects
from kgen.validate.rule import OUTSIDE_DEV, Finding, Rule

RULE = Rule(
    code="KG740",
    name="plain-http-ingress",
    severity=OUTSIDE_DEV,
    summary="An Ingress serves a host without TLS.",
    explanation="Whoever is on the way reads and changes what users send. Where TLS ends before the Ingress, the "
    "organisation turns this off.",
    help="write `tls` with the hosts and the Secret of their certificate",
    good="{tls: [{hosts: [shop.example.com], secretName: shop-tls}]}",
    bad="{ingressClassName: nginx}",
    mend="/routes",
)


def check(objects: Objects) -> Iterator[Finding]:
    for ingress in objects.of("Ingress"):
        entries = [entry for _, entry in mappings(ingress, "spec", "tls")]
        covered = {host for entry in entries for host in strings(entry, "hosts")}
        hosts = {text(rule, "host") or "*" for _, rule in mappings(ingress, "spec", "rules")}
        bare = {host for host in hosts if host not in covered and f"*.{host.partition('.')[2]}" not in covered}
        if bare:
            yield Finding(ingress, ("spec", "tls"), f"no certificate is named for {quote(bare)}")

"""Finds probes and hooks that make the node ask another host."""

from collections.abc import Iterator

from kgen.validate.field import get, mapping
from kgen.validate.objects import PROBES, Objects
from kgen.validate.rule import RELEASED, Finding, Rule

RULE = Rule(
    code="KG713",
    name="probe-host",
    severity=RELEASED,
    summary="A probe or hook names a host.",
    explanation="The kubelet asks from the network of the node, so that a pod could reach what only nodes may. From "
    "Kubernetes 1.34 on Pod Security forbids it. Without a host the pod itself is asked.",
    help="remove `host`",
    good="httpGet: {path: /live, port: http}",
    bad="httpGet: {path: /live, port: http, host: 169.254.169.254}",
    mend="probes",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        hooks = (("lifecycle", name) for name in mapping(container.fields, "lifecycle"))
        for steps in (*((probe,) for probe in PROBES), *hooks):
            for handler in ("httpGet", "tcpSocket"):
                path = (*steps, handler, "host")
                if get(container.fields, *path):
                    yield Finding(container.owner, (*container.path, *path), f"`{steps[-1]}` names a host")

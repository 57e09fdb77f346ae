"""Finds pods that live in the network, the processes or the memory of their node."""

from collections.abc import Iterator

from kgen.validate.objects import Objects
from kgen.validate.rule import RELEASED, Finding, Rule

RULE = Rule(
    code="KG724",
    name="host-namespace",
    severity=RELEASED,
    summary="A pod shares the network, the processes or the memory of its node.",
    explanation="It can listen to other pods, see their processes and reach what only the node may. NetworkPolicies do "
    "not hold for it.",
    help="remove it",
    good="{hostNetwork: false}",
    bad="{hostNetwork: true}",
    mend="hostNetwork",
)

_FIELDS = ("hostNetwork", "hostPID", "hostIPC")


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        for field in _FIELDS:
            if pod.spec.get(field) is True:
                yield Finding(pod.owner, (*pod.spec_path, field), f"`{field}` is on")

"""Finds services that are away whenever their only pod is."""

from collections.abc import Iterator

from kgen.validate.objects import Objects
from kgen.validate.rule import PRODUCTION, Finding, Rule
from kgen.validate.scale import least_replicas, scaled_pods, scaler_of

RULE = Rule(
    code="KG732",
    name="single-replica",
    severity=PRODUCTION,
    summary="A workload of production has one replica.",
    explanation="Each drain of a node, each crash and each slow start is an outage.",
    help="write `replicas: 2` or more, or `autoscaling`",
    good="{replicas: 2}",
    bad="{replicas: 1}",
    mend="replicas",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in scaled_pods(objects):
        if scaler_of(objects, pod.owner) is None and least_replicas(objects, pod.owner) == 1:
            yield Finding(pod.owner, ("spec", "replicas"), "there is one replica")

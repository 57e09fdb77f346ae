"""Finds autoscalers whose lower bound is above their upper one."""

from collections.abc import Iterator

from kgen.validate.field import number
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule
from kgen.validate.scale import AUTOSCALERS

RULE = Rule(
    code="KG557",
    name="minimum-over-maximum",
    severity=ERROR,
    summary="An autoscaler has a minimum above its maximum.",
    explanation="The API server refuses it, and the number of replicas stays what it was.",
    help="lower the minimum or raise the maximum",
    good="{minReplicas: 2, maxReplicas: 10}",
    bad="{minReplicas: 20, maxReplicas: 10}",
    mend="autoscaling",
)


def check(objects: Objects) -> Iterator[Finding]:
    for kind, low, high in AUTOSCALERS:
        for scaler in objects.of(kind):
            least, most = number(scaler, "spec", low), number(scaler, "spec", high)
            if least is not None and most is not None and least > most:
                yield Finding(scaler, ("spec", low), f"`{low}` {least} is above `{high}` {most}")

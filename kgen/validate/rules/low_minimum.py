"""Finds autoscalers that leave one pod, or that cannot scale."""

from collections.abc import Iterator

from kgen.validate.field import number
from kgen.validate.objects import Objects
from kgen.validate.rule import PRODUCTION, Finding, Rule
from kgen.validate.scale import AUTOSCALERS

RULE = Rule(
    code="KG738",
    name="low-minimum",
    severity=PRODUCTION,
    summary="An autoscaler of production may leave one replica, or has no room between its bounds.",
    explanation="At night one pod is left, and whatever happens to it is an outage. Equal bounds are a fixed number "
    "with more parts.",
    help="write `minReplicas: 2` and a larger `maxReplicas`",
    good="{minReplicas: 2, maxReplicas: 10}",
    bad="{minReplicas: 1, maxReplicas: 10}",
    mend="autoscaling",
)


def check(objects: Objects) -> Iterator[Finding]:
    for kind, low, high in AUTOSCALERS:
        for scaler in objects.of(kind):
            written, most = number(scaler, "spec", low), number(scaler, "spec", high)
            # An HPA without a word keeps one replica, KEDA none.
            least = (1 if low == "minReplicas" else 0) if written is None else written
            if least < 2:
                yield Finding(scaler, ("spec", low), f"`{low}` is {least}")
            elif most == least:
                yield Finding(scaler, ("spec", high), f"`{low}` and `{high}` are both {least}")

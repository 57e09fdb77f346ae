"""Finds disruption budgets that do not say exactly one thing, or that are about no pod."""

from collections.abc import Iterator

from kgen.validate.field import mapping
from kgen.validate.objects import Objects, namespace_of
from kgen.validate.rule import ERROR, Finding, Rule
from kgen.validate.selector import pods_selected

RULE = Rule(
    code="KG560",
    name="invalid-disruption-budget",
    severity=ERROR,
    summary="A PodDisruptionBudget has both bounds or none, or matches no pod.",
    explanation="A budget says how many pods must stay, or how many may go; the API server refuses both. One that "
    "matches no pod protects nothing.",
    help="keep `maxUnavailable`, and select the pods of one workload",
    good="{maxUnavailable: 1}",
    bad="{maxUnavailable: 1, minAvailable: 1}",
    mend="podDisruptionBudget",
)


def check(objects: Objects) -> Iterator[Finding]:
    for budget in objects.of("PodDisruptionBudget"):
        spec = mapping(budget, "spec")
        bounds = [field for field in ("minAvailable", "maxUnavailable") if spec.get(field) is not None]
        if len(bounds) != 1:
            message = "both `minAvailable` and `maxUnavailable` are there" if bounds else "no bound is there"
            yield Finding(budget, ("spec",), message)
        if not any(pods_selected(objects, mapping(spec, "selector"), namespace_of(budget))):
            yield Finding(budget, ("spec", "selector"), "the selector matches no pod")

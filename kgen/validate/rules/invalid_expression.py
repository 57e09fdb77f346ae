"""Finds expressions in CEL that are no expressions."""

from collections.abc import Iterator

from kgen.artifact import Object
from kgen.node import Path
from kgen.validate.cel import CelError, parse
from kgen.validate.field import mappings, text
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG569",
    name="invalid-expression",
    severity=ERROR,
    summary="An expression of an admission policy is no CEL.",
    explanation="The API server compiles the expressions of admission policies and refuses those that it cannot read. "
    "Their grammar is checked here, not the names and types in them.",
    help="correct the expression",
    good="validations: [{expression: 'object.spec.replicas <= 5'}]",
    bad="validations: [{expression: 'object.spec.replicas =< 5'}]",
    mend="/extraObjects",
)

_POLICIES = ("ValidatingAdmissionPolicy", "MutatingAdmissionPolicy")
_WEBHOOKS = ("ValidatingWebhookConfiguration", "MutatingWebhookConfiguration")
_FIELDS = (
    ("matchConditions", "expression"),
    ("variables", "expression"),
    ("validations", "expression"),
    ("validations", "messageExpression"),
    ("auditAnnotations", "valueExpression"),
)


def check(objects: Objects) -> Iterator[Finding]:
    places: list[tuple[Object, Path, str]]
    places = [(policy, ("spec", part), field) for policy in objects.of(*_POLICIES) for part, field in _FIELDS]
    for hooks in objects.of(*_WEBHOOKS):
        places += [(hooks, (*path, "matchConditions"), "expression") for path, _ in mappings(hooks, "webhooks")]
    for found, part, field in places:
        for path, entry in mappings(found, *part):
            expression = text(entry, field)
            if expression is None:
                continue
            try:
                parse(expression)
            except CelError as error:
                yield Finding(found, (*path, field), f"`{field}` is no expression: {error}")

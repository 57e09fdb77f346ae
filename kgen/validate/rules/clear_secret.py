"""Finds credentials that stand in the open, in variables, arguments and ConfigMaps."""

from collections.abc import Iterator

from kgen.credential import find_credentials
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG744",
    name="clear-secret",
    severity=ERROR,
    summary="A value looks like a credential.",
    explanation="Manifests are kept in Git and read by many. A credential belongs into a Secret that is not written "
    "here; a variable or a file then names it.",
    help="keep it in a Secret, and name that; what is no credential says so with `notSecret`",
    good="env: [{name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: checkout-db, key: password}}}]",
    bad="env: [{name: DB_PASSWORD, value: hunter2}]",
    mend="env",
)

_FREE = ("extraObjects",)
"""Where the credentials rule of the language knows objects of Kubernetes."""


def check(objects: Objects) -> Iterator[Finding]:
    for found in objects.items:
        # A Secret is the place for credentials; whether it should be written here at all is another question.
        if found.get("kind") != "Secret":
            for problem in find_credentials(found, _FREE):
                reason = problem.message.partition("` ")[2]
                yield Finding(found, problem.path[len(_FREE) :], f"a value {reason}")

"""Finds credentials that a container gets as variables."""

from collections.abc import Iterator

from kgen.validate.field import get, mappings
from kgen.validate.objects import Objects
from kgen.validate.rule import OFF, Finding, Rule

RULE = Rule(
    code="KG745",
    name="secret-in-environment",
    severity=OFF,
    summary="A container gets a Secret as an environment variable.",
    explanation="Variables show up in crash reports and in every process that the container starts; a file does not, "
    "and it changes without a restart. Off by default, because most programs read variables.",
    help="mount the Secret with `files`",
    good="volumes: [{name: db, secret: {secretName: checkout-db}}]",
    bad="env: [{name: DB_PASSWORD, valueFrom: {secretKeyRef: {name: checkout-db, key: password}}}]",
    mend="env",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        for path, variable in mappings(container.owner, *container.path, "env"):
            if get(variable, "valueFrom", "secretKeyRef"):
                yield Finding(container.owner, path, "a variable comes from a Secret")
        for path, source in mappings(container.owner, *container.path, "envFrom"):
            if source.get("secretRef"):
                yield Finding(container.owner, path, "variables come from a Secret")

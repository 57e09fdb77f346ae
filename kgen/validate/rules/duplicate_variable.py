"""Finds environment variables that a container sets twice."""

from collections.abc import Iterator

from kgen.diagnostics import escape
from kgen.validate.field import mappings, text
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG540",
    name="duplicate-variable",
    severity=ERROR,
    summary="A container sets an environment variable twice.",
    explanation="The last one wins, and tools that merge by name drop one of them. One of the two values is a mistake.",
    help="keep one of them",
    good="env: [{name: LOG_LEVEL, value: info}, {name: REGION, value: eu}]",
    bad="env: [{name: LOG_LEVEL, value: info}, {name: LOG_LEVEL, value: debug}]",
    mend="env",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        seen = set()
        for path, variable in mappings(container.owner, *container.path, "env"):
            name = text(variable, "name")
            if name in seen:
                yield Finding(container.owner, path, f"`{escape(name or '')}` is set twice")
            seen.add(name)

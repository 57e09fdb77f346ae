"""Finds environment variables that are spelled wrong, or that come from nowhere or from two places."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.diagnostics import escape
from kgen.validate import spelling
from kgen.validate.field import mapping, mappings, text
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG541",
    name="invalid-variable",
    severity=ERROR,
    summary="An environment variable has an invalid name, or not exactly one source.",
    explanation="A variable has a `value`, or a `valueFrom` with one reference in it. Shells read no names that hold "
    "blanks or `=`.",
    help="write `name` and either `value` or `valueFrom` with one reference",
    good="env: [{name: LOG_LEVEL, value: info}]",
    bad="env: [{name: LOG LEVEL, value: info}]",
    mend="env",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        for path, variable in mappings(container.owner, *container.path, "env"):
            for message in _wrong(variable):
                yield Finding(container.owner, path, message)
        for path, source in mappings(container.owner, *container.path, "envFrom"):
            if len({"configMapRef", "secretRef"} & source.keys()) != 1:
                yield Finding(
                    container.owner,
                    path,
                    "an entry of `envFrom` names not exactly one source",
                    "write `configMapRef` or `secretRef`",
                )


def _wrong(variable: Mapping[str, Any]) -> Iterator[str]:
    name = text(variable, "name")
    if not name:
        yield "a variable has no name"
    elif wrong := spelling.variable_name(name):
        yield f"the name `{escape(name)}` of a variable must be {wrong}"
    sources = mapping(variable, "valueFrom")
    if sources and variable.get("value"):
        yield f"`{escape(name or '')}` has both `value` and `valueFrom`"
    elif "valueFrom" in variable and len(sources) != 1:
        yield f"`valueFrom` of `{escape(name or '')}` names not exactly one source"

"""Finds two objects that the API server would take for one."""

from collections.abc import Iterator

from kgen.validate.field import text
from kgen.validate.objects import Objects, group_of, name_of, namespace_of
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG530",
    name="duplicate-object",
    severity=ERROR,
    summary="Two objects have the same kind, namespace and name.",
    explanation="The one that is applied last replaces the other, and nothing says so.",
    help="rename one of them",
    good="{kind: ConfigMap, metadata: {name: rates}}",
    bad="{kind: ConfigMap, metadata: {name: checkout}}",
)


def check(objects: Objects) -> Iterator[Finding]:
    seen = set()
    for found in objects.items:
        identity = (group_of(found), text(found, "kind"), namespace_of(found), name_of(found))
        if name_of(found) and identity in seen:
            yield Finding(found, ("metadata", "name"), "there is a second object of this name")
        seen.add(identity)

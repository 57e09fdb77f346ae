"""Finds amounts that are no quantities."""

import re
from collections.abc import Iterator

from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule
from kgen.validate.table import Row, index, look_up

RULE = Rule(
    code="KG532",
    name="invalid-quantity",
    severity=ERROR,
    summary="An amount is not a quantity that Kubernetes can read.",
    explanation="Quantities are a number and a suffix: `m`, nothing, `k M G T P E` for powers of ten, `Ki Mi Gi Ti Pi Ei` "
    "for powers of two. `1Gb`, `128mi` and `1 Gi` are none, and no resource is negative.",
    help="write a quantity such as `250m`, `0.5`, `512Mi` or `2Gi`",
    good="resources: {limits: {memory: 128Mi}}",
    bad="resources: {limits: {memory: 128mi}}",
    mend="resources",
)

_QUANTITY = re.compile(r"\+?(?P<number>[0-9]+\.?[0-9]*|\.[0-9]+)(?P<suffix>[numkMGTPE]|[KMGTPE]i|[eE][-+]?[0-9]{1,2})?")
_ENDS = (
    "resources.requests.*",
    "resources.limits.*",
    "emptyDir.sizeLimit",
    "resourceFieldRef.divisor",
    "target.value",
    "target.averageValue",
    "spec.hard.*",
    "limits.*.max.*",
    "limits.*.min.*",
    "limits.*.default.*",
    "limits.*.defaultRequest.*",
    "spec.capacity.*",
    "overhead.podFixed.*",
)
_FIELDS = index(Row(end, None) for end in _ENDS)


def check(objects: Objects) -> Iterator[Finding]:
    for found, path, value, _ in look_up(_FIELDS, objects):
        shown = str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else "none"
        if not _QUANTITY.fullmatch(shown):
            yield Finding(found, path, f"`{path[-1]}` is not a quantity")

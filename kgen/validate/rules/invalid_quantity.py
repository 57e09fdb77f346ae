"""Finds amounts that are no quantities."""

from collections.abc import Iterator

from kgen.validate.field import quantity
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule
from kgen.validate.table import Row, index, look_up

RULE = Rule(
    code="KG532",
    name="invalid-quantity",
    severity=ERROR,
    summary="An amount is not a quantity that Kubernetes can read.",
    explanation="Quantities are a number and a suffix: `m`, nothing, `k M G T P E` for powers of ten, `Ki Mi Gi Ti Pi "
    "Ei` for powers of two. `1Gb`, `128mi` and `1 Gi` are none, and no resource is negative.",
    help="write a quantity such as `250m`, `0.5`, `512Mi` or `2Gi`",
    good="resources: {limits: {memory: 128Mi}}",
    bad="resources: {limits: {memory: 128mi}}",
    mend="resources",
)

_MOST = 2**63 - 1
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
        worth = quantity(value)
        if worth is None:
            yield Finding(found, path, f"`{path[-1]}` is not a quantity")
        elif worth > _MOST:
            yield Finding(found, path, f"`{path[-1]}` is larger than any quantity may be", "write less than 8Ei")

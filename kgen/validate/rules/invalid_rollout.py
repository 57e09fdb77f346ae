"""Finds strategies by which no rollout could go on, and percentages that are none."""

import re
from collections.abc import Iterator

from kgen.artifact import Object
from kgen.validate.field import get, mapping, number
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule
from kgen.validate.table import Row, index, look_up

RULE = Rule(
    code="KG555",
    name="invalid-rollout",
    severity=ERROR,
    summary="A rollout could not go on, or one of its percentages is none.",
    explanation="With `maxSurge` and `maxUnavailable` both 0 no pod may come and none may go. `Recreate` takes no "
    "`rollingUpdate`. A percentage is a whole number and `%`, and what may be missing is at most `100%`.",
    help="let at least one pod surge or be unavailable",
    good="rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}",
    bad="rollingUpdate: {maxSurge: 0, maxUnavailable: 0}",
    mend="strategy",
)

_PERCENT = re.compile(r"([0-9]{1,9})%")
_SHARES = index(
    (
        Row("rollingUpdate.maxSurge", False),
        Row("rollingUpdate.maxUnavailable", True),
        Row("spec.maxUnavailable", True),
        Row("spec.minAvailable", True),
    )
)
"""Fields that hold a number or a share, and whether the share is one of a whole."""
_NONE = (0, "0%")


def check(objects: Objects) -> Iterator[Finding]:
    for found, path, value, of_whole in look_up(_SHARES, objects):
        match = _PERCENT.fullmatch(value) if isinstance(value, str) else None
        if isinstance(value, str) and (match is None or (of_whole and int(match[1]) > 100)):
            yield Finding(found, path, f"`{path[-1]}` is no percentage", "write a whole number, or one with `%`")
    for found in objects.of("Deployment", "DaemonSet"):
        yield from _stuck(found, "strategy" if found["kind"] == "Deployment" else "updateStrategy")


def _stuck(found: Object, field: str) -> Iterator[Finding]:
    strategy, path = mapping(found, "spec", field), ("spec", field)
    rolling = mapping(strategy, "rollingUpdate")
    if rolling and strategy.get("type") in ("Recreate", "OnDelete"):
        message = f"`{strategy['type']}` has no `rollingUpdate`"
        yield Finding(found, (*path, "rollingUpdate"), message, "remove it, or the type")
    usual = 0 if found["kind"] == "DaemonSet" else "25%"
    if rolling.get("maxSurge", usual) in _NONE and rolling.get("maxUnavailable", 1) in _NONE:
        yield Finding(found, (*path, "rollingUpdate"), "no pod may come and none may go")
    deadline, ready = (number(get(found, "spec"), each) for each in ("progressDeadlineSeconds", "minReadySeconds"))
    if deadline is not None and deadline <= (ready or 0):
        message = "`progressDeadlineSeconds` is not longer than `minReadySeconds`"
        yield Finding(found, ("spec", "progressDeadlineSeconds"), message, "give a pod time to become available")

"""Objects that hold anything at all are judged, never stumbled over, and no value of theirs is repeated."""

from copy import deepcopy
from typing import Any

import pytest

from kgen.node import Path
from kgen.validate.fault import describe, find_faults
from kgen.validate.objects import survey
from kgen.validate.rules import RULES
from tests.test_validate_mistakes import KUBERNETES, good

ANYTHING: list[object] = [None, True, 0, -1, 1.5, "", "a b", [], [[]], [None], [{}], ["x"], {}, {"a": {"b": []}}]
SECRET = "hunter2-correct-horse"


def paths(value: object, path: Path = ()) -> list[Path]:
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(found for step, below in steps for found in paths(below, (*path, step)))]


def with_value(found: dict[str, Any], path: Path, value: object) -> dict[str, Any]:
    changed: Any = deepcopy(found)
    place = changed
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return dict(changed)


@pytest.mark.parametrize("found", good(), ids=lambda found: found["kind"])
def test_anything_may_stand_anywhere(found: dict[str, Any]) -> None:
    for path in paths(found)[1:]:
        for value in ANYTHING:
            objects = survey((with_value(found, path, value),))
            for check in RULES:
                assert all(isinstance(each.message, str) for each in check.check(objects)), (path, value)


@pytest.mark.parametrize("found", good(), ids=lambda found: found["kind"])
def test_no_message_repeats_what_has_no_business_there(found: dict[str, Any]) -> None:
    """What the schemas refuse may be anything, so it is not shown; names and other words are, but escaped."""
    for path in paths(found)[1:]:
        faults = find_faults(survey((with_value(found, path, {"password": SECRET}),)), KUBERNETES)
        assert [fault for fault in faults if SECRET in f"{describe(fault)} {fault.help}"] == [], path

"""Every rule of `kgen validate` finds its bad manifest and nothing else, is silent on its good one, and shows both."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from kgen.artifact import Object, plain
from kgen.codes import CODES
from kgen.document import parse_objects
from kgen.source import Source
from kgen.validate.fault import Fault, find_faults
from kgen.validate.objects import survey
from kgen.validate.project import ALL_RULES
from kgen.validate.rule import OFF
from kgen.validate.rules import RULES
from kgen.validate.workspace import PROJECT_RULES

FOLDER = Path(__file__).parent / "rules"
KUBERNETES = (1, 33)
CEILINGS = {"replicas": "100"}
OBJECT_RULES = {check.RULE.name: check for check in RULES}
every_rule = pytest.mark.parametrize("name", OBJECT_RULES)


def read(name: str, kind: str) -> tuple[Object, ...]:
    path = FOLDER / name / f"{kind}.yml"
    objects, diagnostics = parse_objects(Source(path.name, path.read_bytes()))
    assert diagnostics == (), f"{path} cannot be read"
    return tuple(plain(found) for found in objects if isinstance(found, dict))


def found_in(objects: tuple[Object, ...], name: str) -> list[Fault]:
    """What is found in production, where the rule `name` is on even if others of its kind are off by default."""
    faults = find_faults(survey(objects, CEILINGS), KUBERNETES)
    return [fault for fault in faults if fault.rule is None or fault.rule.severity != OFF or fault.rule.name == name]


def rule_names(faults: list[Fault]) -> set[str]:
    return {fault.rule.name if fault.rule else f"{fault.code}: {fault.message}" for fault in faults}


@every_rule
def test_the_bad_manifest_breaks_this_rule_only(name: str) -> None:
    assert rule_names(found_in(read(name, "bad"), name)) == {name}


@every_rule
def test_the_good_manifest_breaks_no_rule(name: str) -> None:
    assert [(fault.code, fault.path, fault.message) for fault in found_in(read(name, "good"), name)] == []


def test_every_rule_has_its_manifests() -> None:
    assert sorted(path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*.yml")) == sorted(
        f"{name}/{kind}.yml" for name in OBJECT_RULES for kind in ("bad", "good")
    )


@every_rule
@pytest.mark.parametrize("kind", ["good", "bad"])
def test_the_excerpt_stands_in_the_manifest(name: str, kind: str) -> None:
    excerpt = OBJECT_RULES[name].RULE.good if kind == "good" else OBJECT_RULES[name].RULE.bad
    wanted, diagnostics = parse_objects(Source("excerpt", excerpt.encode()))

    assert diagnostics == ()
    assert any(holds(found, wanted[0]) for found in read(name, kind))


def holds(value: object, wanted: object) -> bool:
    """Whether `wanted` stands at or somewhere below `value`."""
    below = value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ()
    return covers(value, wanted) or any(holds(each, wanted) for each in below)


def covers(value: Any, wanted: object) -> bool:
    """Whether `value` has all that `wanted` has."""
    if isinstance(wanted, Mapping):
        return isinstance(value, Mapping) and all(key in value and covers(value[key], wanted[key]) for key in wanted)
    if isinstance(wanted, list):
        return isinstance(value, list) and all(any(covers(each, item) for each in value) for item in wanted)
    return bool(value == wanted)


def test_codes_and_names_are_unique() -> None:
    rules = [*(check.RULE for check in RULES), *PROJECT_RULES]

    assert len({rule.code for rule in rules}) == len({rule.name for rule in rules}) == len(rules) == len(ALL_RULES)
    assert {rule.code for rule in rules} & CODES.keys() == set()
    assert {rule.name for rule in rules} & {code.name for code in CODES.values()} == set()


@pytest.mark.parametrize("check", RULES, ids=OBJECT_RULES)
def test_a_rule_has_its_file(check: Any) -> None:
    assert check.__name__.rpartition(".")[2] == check.RULE.name.replace("-", "_")

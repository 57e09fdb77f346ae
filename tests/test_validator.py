"""Tests that the stored validators say what the types say, of good data, bad data and random data."""

import json
from typing import Any

import pydantic_core
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter

from kgen import schema
from kgen.lowering import lower, stored_text
from kgen.validator import PARTS, STORED, Part, validator
from tests.test_schema import ACCEPTED, REFUSED, REFUSED_BY_ORG

TYPES: dict[Part, TypeAdapter[Any]] = {part: TypeAdapter(getattr(schema, part)) for part in PARTS}
LOWERED = {part: pydantic_core.SchemaValidator(json.loads(json.dumps(lower(part)))) for part in PARTS}


def verdict(checker: Any, data: Any) -> list[tuple[Any, ...]]:
    try:
        checker.validate_python(data)
    except pydantic_core.ValidationError as error:
        return [(found["loc"], found["type"], found["msg"]) for found in error.errors(include_url=False)]
    return []


@pytest.mark.parametrize("part", PARTS)
def test_what_is_stored_is_current(part: Part) -> None:
    text = (STORED / f"{part}.json").read_text(encoding="utf-8")
    version = json.loads(text)["pydantic_core"]
    if version != pydantic_core.__version__:
        pytest.skip(f"stored for pydantic_core {version}, {pydantic_core.__version__} is installed")
    assert text == stored_text(part), "run `python -m kgen.lowering`"


@pytest.mark.parametrize("part", PARTS)
def test_tables_of_the_language(part: Part) -> None:
    inputs = [data for _, data in ACCEPTED] + [data for _, data, _ in REFUSED + REFUSED_BY_ORG]
    assert [verdict(LOWERED[part], data) for data in inputs] == [verdict(TYPES[part], data) for data in inputs]


def _fields(hint: Any) -> st.SearchStrategy[Any]:
    scalars = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8)
    names = st.sampled_from(sorted(hint.__annotations__)) | st.text(max_size=6)
    return st.dictionaries(names, st.recursive(scalars, lambda inner: st.lists(inner) | st.dictionaries(names, inner)))


@pytest.mark.parametrize("part", PARTS)
def test_random_documents(part: Part) -> None:
    @settings(max_examples=40, deadline=None)
    @given(_fields(getattr(schema, part)))
    def same(data: Any) -> None:
        assert verdict(LOWERED[part], data) == verdict(TYPES[part], data)

    same()


def test_a_stored_validator_of_another_version_is_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    validator.cache_clear()
    monkeypatch.setattr(pydantic_core, "__version__", "0.0.0")
    try:
        assert verdict(validator("ProjectFile"), {"replicas": "3"}) == [
            (("replicas",), "int_type", "Input should be a valid integer")
        ]
    finally:
        validator.cache_clear()

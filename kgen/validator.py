"""Owns the validators of the language: loaded from what was stored, or built from the types where that is of no use."""

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

if TYPE_CHECKING:
    from pydantic_core import CoreSchema, SchemaValidator

Part: TypeAlias = Literal["ProjectFile", "Environment", "OrgFile"]
"""The types of the language that a whole document can have."""
PARTS: tuple[Part, ...] = ("ProjectFile", "Environment", "OrgFile")
STORED = Path(__file__).parent / "schema" / "stored"


@cache
def validator(part: Part) -> "SchemaValidator":
    """What checks plain data against a type of the language."""
    import pydantic_core  # noqa: PLC0415 - a run that finds nothing changed checks nothing

    stored = _read(part)
    if stored is not None and stored.get("pydantic_core") == pydantic_core.__version__:
        return pydantic_core.SchemaValidator(cast("CoreSchema", stored["schema"]))
    from pydantic import TypeAdapter  # noqa: PLC0415 - a quarter of a second, and not needed with a stored validator

    from kgen import schema  # noqa: PLC0415 - see above

    return cast("SchemaValidator", TypeAdapter(getattr(schema, part)).validator)


def _read(part: Part) -> "dict[str, object] | None":
    try:
        stored: dict[str, object] = json.loads((STORED / f"{part}.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return stored

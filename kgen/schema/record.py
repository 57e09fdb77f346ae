"""Owns what every record of the language has in common, and JSON that the language does not look into."""

from typing import Annotated

from pydantic import ConfigDict, Field, with_config
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType, TypedDict


@with_config(ConfigDict(extra="forbid", strict=True))
class Record(TypedDict, total=False):
    """A mapping with known keys.

    All are optional, because an overlay writes only what it changes; only items of lists, which replace as a whole,
    require some of theirs.
    """


TAG: FieldInfo = Field(
    description="The alternative that is written; set while short forms are expanded, never by hand."
)
"""The field `alternative`, by which pydantic picks a member of a union of records."""

Json = TypeAliasType(
    "Json",
    "Annotated[dict[str, Json] | list[Json] | str | bool | int | float | None, Field(union_mode='left_to_right')]",
)
"""Any JSON value. `pydantic.JsonValue` would say the same with a callable, which no stored validator can hold."""

"""Owns the ways out of the language: patches of finished objects, and objects of one's own."""

from typing import Annotated, Literal, Required

from pydantic import Field
from typing_extensions import TypedDict

from kgen.schema.record import TAG, Json, Record
from kgen.schema.scalar import Date, JsonPointer, PositiveCount

OperationSource = TypedDict(
    "OperationSource",
    {"from": Annotated[JsonPointer, Field(description="Place to take the value from, for `move` and `copy`.")]},
    total=False,
)


class Operation(Record, OperationSource, total=False):
    """One step of a JSON patch (RFC 6902)."""

    op: Required[
        Annotated[Literal["add", "remove", "replace", "move", "copy", "test"], Field(description="What is done.")]
    ]
    path: Required[
        Annotated[
            JsonPointer,
            Field(description="Place in the object, with `~1` for a `/` inside a key.", examples=["/spec/replicas"]),
        ]
    ]
    value: Annotated[Json, Field(description="Value to write or compare, for `add`, `replace` and `test`.")]


class PatchTarget(Record, total=False):
    """Which objects a patch is for."""

    kind: Annotated[str, Field(min_length=1, description="Kind of the objects.", examples=["Deployment"])]
    name: Annotated[str, Field(min_length=1, description="Name of the object. Default: all of the kind.")]


class PatchTerms(Record, total=False):
    """What every patch says besides the change itself."""

    target: Annotated[PatchTarget, Field(description="Which objects are changed. Required.")]
    reason: Annotated[str, Field(min_length=1, description="Why the patch is there: a ticket, or a sentence.")]
    expires: Annotated[
        Date, Field(description="Day after which `kgen validate` warns of the patch.", examples=["2027-01-31"])
    ]
    count: Annotated[
        PositiveCount, Field(description="Number of objects the target must match, no more and no less. Default: 1.")
    ]


class MergePatch(PatchTerms, total=False):
    """A patch by merging (RFC 7396): mappings merge, lists and scalars replace, `null` removes."""

    alternative: Required[Annotated[Literal["merge"], TAG]]
    merge: Annotated[dict[str, Json], Field(description="What is merged into the object; `null` removes a field.")]


class Json6902Patch(PatchTerms, total=False):
    """A patch by single steps (RFC 6902)."""

    alternative: Required[Annotated[Literal["json6902"], TAG]]
    json6902: Annotated[list[Operation], Field(min_length=1, description="Steps, applied in order.")]


Patch = Annotated[MergePatch | Json6902Patch, Field(discriminator="alternative")]


class SourceObject(Record, total=False):
    """Objects from a file beside the project."""

    alternative: Required[Annotated[Literal["source"], TAG]]
    source: Annotated[
        str,
        Field(
            min_length=1,
            description="Path of a YAML file, relative to the file that names it and inside its folder.",
            examples=["extra/quota.yaml"],
        ),
    ]


class InlineObject(Record, total=False):
    """An object written out in the project."""

    alternative: Required[Annotated[Literal["object"], TAG]]
    object: Annotated[dict[str, Json], Field(description="The object: `apiVersion`, `kind`, `metadata` and the rest.")]


ExtraObject = Annotated[SourceObject | InlineObject, Field(discriminator="alternative")]

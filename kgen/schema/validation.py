"""Owns what `kgen validate` is told: how severe a rule is, and which findings a project accepts."""

from typing import Annotated, Literal

from pydantic import Field

from kgen.schema.record import Record
from kgen.schema.scalar import Date, Identifier, RuleName


class RuleSeverity(Record, total=False):
    """How severe a rule is by stage; a word alone is for all stages."""

    dev: Annotated[
        Literal["error", "warning", "off"], Field(description="In environments of stage dev. Default: the rule's own.")
    ]
    canary: Annotated[
        Literal["error", "warning", "off"],
        Field(description="In environments of stage canary. Default: the rule's own."),
    ]
    production: Annotated[
        Literal["error", "warning", "off"],
        Field(description="In environments of stage production. Default: the rule's own."),
    ]


class OrgValidation(Record, total=False):
    """What the organisation makes of the rules of `kgen validate`."""

    rules: Annotated[
        dict[RuleName, RuleSeverity],
        Field(
            description="Severity by rule: `error`, `warning` or `off`, for all stages or by stage. With an error "
            "`kgen validate` fails.",
            examples=[{"exposed-service": "error", "single-replica": {"production": "error"}}],
        ),
    ]


class AcceptedFinding(Record, total=False):
    """A finding of `kgen validate` that the project lives with for a time."""

    rule: Annotated[
        RuleName, Field(description="Rule that finds it, as the finding names it. Required.", examples=["host-path"])
    ]
    kind: Annotated[str, Field(min_length=1, description="Kind of the objects. Default: all kinds.")]
    name: Annotated[str, Field(min_length=1, description="Name of the object. Default: all objects of the kind.")]
    reason: Annotated[str, Field(min_length=1, description="Why it is accepted: a ticket, or a sentence. Required.")]
    expires: Annotated[
        Date,
        Field(
            description="Last day of the exception; `kgen validate` fails after it. Required.", examples=["2027-01-31"]
        ),
    ]


class Validation(Record, total=False):
    """What a project says to `kgen validate`."""

    exceptions: Annotated[
        dict[Identifier, AcceptedFinding],
        Field(
            description="Findings that are accepted, by name. One that accepts nothing any more is an error.",
            examples=[
                {"nodeLogs": {"rule": "host-path", "kind": "DaemonSet", "reason": "OPS-7", "expires": "2027-01-31"}}
            ],
        ),
    ]

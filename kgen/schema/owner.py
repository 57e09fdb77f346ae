"""Owns who answers for a project, and how to reach them."""

from typing import Annotated

from pydantic import Field

from kgen.schema.record import Record
from kgen.schema.scalar import Url


class Team(Record, total=False):
    """How to reach a team."""

    oncall: Annotated[str, Field(min_length=1, description="Rota or schedule that is paged.")]
    slack: Annotated[
        str, Field(min_length=1, description="Channel, in quotes because of the `#`.", examples=["#payments"])
    ]
    email: Annotated[str, Field(min_length=1, description="Mail address.")]
    runbook: Annotated[Url, Field(description="Where the team keeps its runbooks.")]


class Owner(Team, total=False):
    """Who answers for the project; the name of the team is the short form."""

    team: Annotated[
        str,
        Field(
            min_length=1,
            description="Name of the team; alerts carry it as their label `team`. The rest defaults to what the org "
            "file says of that team.",
            examples=["payments"],
        ),
    ]

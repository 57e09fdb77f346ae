"""Owns how Kubernetes selects objects by their labels."""

from typing import Annotated, Literal, Required

from pydantic import Field

from kgen.schema.record import Record
from kgen.schema.scalar import TextMap


class LabelSelectorRequirement(Record, total=False):
    """One condition on a label."""

    key: Required[Annotated[str, Field(description="Label the condition is about.")]]
    operator: Required[
        Annotated[Literal["In", "NotIn", "Exists", "DoesNotExist"], Field(description="How label and values compare.")]
    ]
    values: Annotated[list[str], Field(description="Values to compare with; none for `Exists` and `DoesNotExist`.")]


class LabelSelector(Record, total=False):
    """Conditions on labels that must all hold; an empty one selects everything."""

    matchLabels: Annotated[TextMap, Field(description="Labels and the values they must have.")]
    matchExpressions: Annotated[list[LabelSelectorRequirement], Field(description="Further conditions.")]

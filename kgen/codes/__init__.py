"""Owns the table of diagnostic codes: for each what it means, why it is refused, and an input that yields it."""

from kgen.codes.change import CHANGES
from kgen.codes.code import Code
from kgen.codes.files import FILES
from kgen.codes.language import LANGUAGE
from kgen.codes.layer import LAYERS
from kgen.codes.monitoring import MONITORING
from kgen.codes.reading import READING
from kgen.codes.traffic import TRAFFIC
from kgen.codes.validation import VALIDATION
from kgen.codes.workload import WORKLOADS

CODES: dict[str, Code] = dict(
    sorted(
        {
            **READING,
            **LANGUAGE,
            **LAYERS,
            **WORKLOADS,
            **TRAFFIC,
            **MONITORING,
            **CHANGES,
            **VALIDATION,
            **FILES,
        }.items()
    )
)
"""Every code by its number, sorted."""

__all__ = ["CODES", "Code"]

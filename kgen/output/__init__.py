"""Owns the output folder on disk: refuses what is not kgen's, compares it with new files, replaces it whole."""

from kgen.output.commit import Guarantee, Written, write
from kgen.output.error import OutputError, Reason
from kgen.output.folder import HEADER_PREFIX, check_target
from kgen.output.plan import Change, Drift, compare

__all__ = [
    "HEADER_PREFIX",
    "Change",
    "Drift",
    "Guarantee",
    "OutputError",
    "Reason",
    "Written",
    "check_target",
    "compare",
    "write",
]

"""Owns JSON inside the output: dashboards and other values whose format is JSON."""

import json
from collections.abc import Mapping, Sequence

# The data of dashboards is a tree of literals: looking for cycles would only cost time.
_ENCODER = json.JSONEncoder(
    ensure_ascii=False, check_circular=False, allow_nan=False, sort_keys=True, separators=(",", ":")
)


def compact_json(value: Mapping[str, object] | Sequence[object]) -> str:
    """Return `value` as JSON on one line, keys sorted, so that the order in which it was built leaves no trace.

    None is written as `null`: unlike in a Kubernetes object it has a meaning there. Raises ValueError for infinity and
    NaN, TypeError for anything that is not a dict, list, tuple, str, bool, int, float or None.
    """
    return _ENCODER.encode(value)

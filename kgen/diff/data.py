"""Owns a comparison as plain data, for programs."""

from typing import Any

from kgen.diff.cause import Cause
from kgen.diff.compare import Difference, EnvironmentDiff, ProjectDiff
from kgen.diff.matrix import Matrix
from kgen.diff.sums import Sums
from kgen.diff.words import Value
from kgen.explain.difference import ABSENT
from kgen.fields import show
from kgen.source import Span


def project_data(diff: ProjectDiff) -> dict[str, Any]:
    """What changes in a project. A side that is not there has no key; so `null` is a value."""
    return {
        "project": diff.name,
        "path": diff.path,
        "against": diff.against,
        "fields": [
            {
                "fields": list(word.fields),
                "environments": list(word.environments),
                **({} if word.before is None else {"before": _value(word.before)}),
                **({} if word.after is None else {"after": _value(word.after)}),
            }
            for word in diff.words or ()
        ],
        "environments": [_environment(one) for one in diff.environments],
    }


def _environment(found: EnvironmentDiff) -> dict[str, Any]:
    return {
        "environment": found.name,
        "changes": [_difference(one) for one in found.differences],
        "order": list(found.advice),
        "sums": {"before": _sums(found.before), "after": _sums(found.after)},
    }


def _difference(found: Difference) -> dict[str, Any]:
    what = "changed" if found.field else "added" if found.before is ABSENT else "removed"
    return {
        "object": str(found.object),
        "change": what,
        **({"field": show(found.field)} if found.field else {}),
        **({} if found.before is ABSENT or not found.field else {"before": found.before}),
        **({} if found.after is ABSENT or not found.field else {"after": found.after}),
        "effect": found.effect.kind,
        **({} if found.effect.reason is None else {"reason": found.effect.reason}),
        **({} if found.cause is None else {"decidedBy": _cause(found.cause)}),
    }


def matrix_data(matrix: Matrix) -> dict[str, Any]:
    """What differs between environments; one in which a field is not there has no cell."""
    return {
        "project": matrix.name,
        "path": matrix.path,
        "environments": list(matrix.environments),
        "fields": [
            {
                "fields": list(row.fields),
                "values": {name: _value(cell) for name, cell in row.cells.items() if cell is not None},
            }
            for row in matrix.words
        ],
        "objects": [
            {
                "object": str(row.object),
                **({"field": show(row.field)} if row.field else {}),
                "values": {name: cell for name, cell in row.cells.items() if cell is not ABSENT},
                "decidedBy": {name: _cause(cause) for name, cause in row.causes.items()},
            }
            for row in matrix.objects
        ],
        "sums": {name: _sums(found) for name, found in matrix.sums.items()},
    }


def _value(found: Value) -> dict[str, Any]:
    return {"value": found.value, "layer": found.layer, **_place(found.place)}


def _cause(cause: Cause) -> dict[str, Any]:
    return {"field": cause.field, "layer": cause.layer, **_place(cause.place)}


def _place(span: Span) -> dict[str, Any]:
    return {"file": span.file, "line": span.line, "column": span.column}


def _sums(sums: Sums) -> dict[str, Any]:
    """Cores and bytes exactly, as text, because a number of JSON need not be exact."""
    return {
        "pods": sums.replicas,
        "cpuRequests": f"{sums.cpu_requests:f}",
        "memoryRequests": f"{sums.memory_requests:f}",
        "cpuLimits": f"{sums.cpu_limits:f}",
        "memoryLimits": f"{sums.memory_limits:f}",
    }

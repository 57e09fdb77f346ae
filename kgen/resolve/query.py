"""Owns the judgement on PromQL that a project writes: each expression is parsed, and a mistake is reported in place."""

from collections.abc import Mapping

from kgen import promql_check
from kgen.diagnostics import Problem, escape
from kgen.node import Path
from kgen.promql_check import Stand
from kgen.resolve.scope import Scope


def check_query(scope: Scope, path: Path, expr: str, variables: Mapping[str, Stand] | None = None) -> bool:
    """Whether Prometheus takes the expression at `path`; reports where it does not."""
    error = promql_check.check(expr, variables)
    if error is None:
        return True
    notes: tuple[str, ...] = ()
    if error.offset is not None:
        line = expr.count("\n", 0, error.offset) + 1
        column = error.offset - expr.rfind("\n", 0, error.offset)
        place = f"line {line}, character {column}" if "\n" in expr.strip() else f"character {column}"
        around = expr[error.offset : error.offset + 40].partition("\n")[0]
        notes = (f"at {place} of the expression: `{escape(around)}`" if around else f"at {place}, its end",)
    message = f"`{escape(str(path[-1]))}` is not valid PromQL: {escape(error.message)}"
    scope.problems.append(Problem("KG520", path, message, "correct the expression", notes))
    return False


def note_foreign_series(scope: Scope, path: Path, expr: str) -> None:
    """Notes an expression that also reads what other environments of the cluster count."""
    here = scope.environment
    others = sorted(
        name for name, other in scope.siblings.items() if other.cluster == here.cluster and name != here.name
    )
    if others and not promql_check.is_scoped(expr, "namespace"):
        message = f"`{escape(str(path[-1]))}` reads the series of all environments in cluster `{here.cluster}`"
        help_text = 'add `namespace="$namespace"` to its selectors'
        scope.problems.append(Problem("KG479", path, message, help_text, severity="note"))

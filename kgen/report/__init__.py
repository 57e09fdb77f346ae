"""Owns the reports of a build or a check for machines: JSON, annotations of GitHub Actions, SARIF."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

from kgen.diagnostics import Diagnostic, sort
from kgen.report.github import write_annotations
from kgen.report.result import write_json
from kgen.report.sarif import write_sarif
from kgen.source import Span

if TYPE_CHECKING:
    from kgen.output import Drift
    from kgen.result import BuildResult, CheckResult

Format: TypeAlias = Literal["json", "github", "sarif"]

_DRIFT = {
    "stale": ("KG621", "is not what kgen builds now"),
    "missing": ("KG622", "is not there"),
    "orphaned": ("KG623", "is no longer built"),
}


def write(form: Format, results: "Sequence[BuildResult | CheckResult]", mend: str) -> str:
    """The results as text in the given format, ending in a line feed. `mend` is the command that ends all drift."""
    diagnostics = sort(diagnostic for result in results for diagnostic in result.diagnostics)
    if form == "json":
        return write_json(results, diagnostics, mend)
    found = (*diagnostics, *_drifts(results, mend))
    return write_annotations(found) if form == "github" else write_sarif(found)


def _drifts(results: "Sequence[BuildResult | CheckResult]", mend: str) -> Iterator[Diagnostic]:
    """Files of the output that are not current, as findings at their first line."""
    for result in results:
        drifts: tuple[Drift, ...] = getattr(result, "drifts", ())
        for drift in drifts:
            code, words = _DRIFT[drift.kind]
            path = f"{result.output}/{drift.path}"
            yield Diagnostic(code, f"`{path}` {words}", Span(path, 1, 1), f"run `{mend}`")

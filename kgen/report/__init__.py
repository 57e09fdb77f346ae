"""Owns the reports of a build or a check for machines: JSON, annotations of GitHub Actions, SARIF."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

from kgen.codes import CODES, Code
from kgen.diagnostics import Diagnostic
from kgen.report.github import write_annotations
from kgen.report.result import File, Project, State, write_json
from kgen.report.sarif import write_sarif
from kgen.source import Span

__all__ = ["File", "Format", "Project", "State", "write"]

Format: TypeAlias = Literal["json", "github", "sarif"]

_DRIFT = {
    "stale": ("KG621", "is not what kgen builds"),
    "missing": ("KG622", "is missing"),
    "orphaned": ("KG623", "is no longer built"),
}


def write(
    form: Format,
    projects: Sequence[Project],
    diagnostics: Sequence[Diagnostic],
    mend: str,
    codes: Mapping[str, Code] = CODES,
) -> str:
    """The projects and what was found in them as text of the format, ending in a line feed where it is not empty.

    `mend` is the command that makes drifted files current, `codes` are those that may have been found.
    """
    if form == "json":
        return write_json(projects, diagnostics, mend, codes)
    found = (*diagnostics, *_drifts(projects, mend))
    return write_annotations(found, codes) if form == "github" else write_sarif(found, codes)


def _drifts(projects: Sequence[Project], mend: str) -> Iterator[Diagnostic]:
    """Files of the output that are not current, as findings at their first line."""
    for project in projects:
        for file in project.files:
            if file.state in _DRIFT:
                code, words = _DRIFT[file.state]
                path = f"{project.output}/{file.path}"
                yield Diagnostic(code, f"`{path}` {words}", Span(path, 1, 1), f"run `{mend}`")

"""Owns the report in JSON: what happened to each project and its files, and what was found."""

from collections.abc import Mapping, Sequence
from typing import Literal, TypeAlias

import attrs

from kgen import __version__
from kgen.codes import Code
from kgen.diagnostics import Diagnostic, Severity
from kgen.report.json_form import write

State: TypeAlias = Literal["new", "changed", "removed", "unchanged", "stale", "missing", "orphaned", "current"]
"""What a build did to a file (the first four), or how a check found it."""


@attrs.frozen
class File:
    """A file below a project's output folder. `diff` leads from what is on disk to what a build would write."""

    path: str
    state: State
    diff: str | None = None


@attrs.frozen
class Project:
    """What happened to one project. `path` is empty for one that a tree no longer holds."""

    path: str
    name: str
    output: str
    failed: bool
    environments: tuple[str, ...]
    files: tuple[File, ...]
    guarantee: str | None = None


@attrs.frozen
class Finding:
    """A diagnostic. `line` and `column` count from 1, `length` counts characters."""

    code: str
    name: str | None
    severity: Severity
    message: str
    file: str
    line: int
    column: int
    length: int
    help: str | None
    notes: tuple[str, ...]


@attrs.frozen
class Report:
    """`kgen` is the version that wrote the report, `mend` the command that makes drifted files current."""

    kgen: str
    mend: str
    projects: tuple[Project, ...]
    diagnostics: tuple[Finding, ...]


def write_json(
    projects: Sequence[Project], diagnostics: Sequence[Diagnostic], mend: str, codes: Mapping[str, Code]
) -> str:
    """The report as JSON; `codes` names what was found."""
    findings = tuple(_finding(diagnostic, codes) for diagnostic in diagnostics)
    return write(Report(__version__, mend, tuple(projects), findings))


def _finding(diagnostic: Diagnostic, codes: Mapping[str, Code]) -> Finding:
    code, message, span, help_text, notes, severity = diagnostic
    name = codes[code].name if code in codes else None
    return Finding(code, name, severity, message, span.file, span.line, span.column, span.length, help_text, notes)

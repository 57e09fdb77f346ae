"""Owns the report in JSON: what happened to each project and its files, and what was found."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Literal, TypeAlias

import attrs

from kgen import __version__
from kgen.codes import CODES
from kgen.diagnostics import Diagnostic, Severity
from kgen.report.json_form import write

if TYPE_CHECKING:
    from kgen.result import BuildResult, CheckResult

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
    """What happened to one project. `path` is empty for one that a tree no longer holds, whose files go."""

    path: str
    name: str
    output: str
    failed: bool
    environments: tuple[str, ...]
    files: tuple[File, ...]
    guarantee: str | None = None


@attrs.frozen
class Finding:
    """A diagnostic. `line` and `column` count from 1, `length` counts characters of the line."""

    code: str
    severity: Severity
    message: str
    file: str
    line: int
    column: int
    length: int
    name: str | None = None
    help: str | None = None
    notes: tuple[str, ...] = ()


@attrs.frozen
class Report:
    """`kgen` is the version that wrote the report, `mend` the command that makes drifted files current."""

    kgen: str
    projects: tuple[Project, ...]
    diagnostics: tuple[Finding, ...]
    mend: str | None = None


def write_json(
    results: "Sequence[BuildResult | CheckResult]", diagnostics: Sequence[Diagnostic], mend: str
) -> str:
    """The report as JSON; fields that are None or have nothing to say are left out."""
    projects = tuple(map(_project, results))
    drifted = any(file.diff is not None for project in projects for file in project.files)
    return write(Report(__version__, projects, tuple(map(_finding, diagnostics)), mend if drifted else None))


def _project(result: "BuildResult | CheckResult") -> Project:
    return Project(
        path=result.path,
        name=result.name,
        output=result.output,
        failed=result.failed,
        environments=result.environments,
        files=tuple(_files(result)),
        guarantee=getattr(result, "guarantee", None),
    )

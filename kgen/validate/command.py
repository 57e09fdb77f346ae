"""Owns `kgen validate`: what is read, on which day, and what is told of it."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, cast

from kgen import excerpt, terminal
from kgen.codes import CODES
from kgen.diagnostics import Diagnostic, KgenError, escape, sort, suggest
from kgen.document import parse
from kgen.frontend import Documents, merge_documents
from kgen.projects import select
from kgen.resolve.organization import NEWEST_KUBERNETES
from kgen.source import Source, SourceError, Workspace
from kgen.validate import validate
from kgen.validate.codes import rule_codes
from kgen.validate.gather import Gathering
from kgen.validate.manifests import Purpose, judge_manifests
from kgen.validate.policy import Policy
from kgen.validate.workspace import Subject
from kgen.workspace import DiskWorkspace

if TYPE_CHECKING:
    from argparse import Namespace

    from kgen.model import Stage
    from kgen.report import Format

_VERSION = re.compile(r"1\.[0-9]{1,2}")
_SUFFIXES = frozenset({".yml", ".yaml", ".json"})


class _Told(NamedTuple):
    """What was looked at, in words and as projects, and what was found."""

    size: str
    subjects: tuple[Subject, ...]
    diagnostics: tuple[Diagnostic, ...]


def run(options: "Namespace") -> bool:
    """Validates projects, or manifests, and tells what is wrong; whether there is no error.

    Raises KgenError where something cannot be read, or the extra `validate` is not installed.
    """
    if options.manifests:
        workspace = DiskWorkspace(Path())
        told = _of_manifests(workspace, options)
    else:
        paths = select(options.projects or ["."]).paths
        workspace = DiskWorkspace(Path(), paths)
        told = _of_projects(workspace, paths, options)
    _tell(told, workspace, options)
    return not any(each.severity == "error" for each in told.diagnostics)


def _of_projects(workspace: Workspace, paths: Sequence[str], options: "Namespace") -> _Told:
    gathering = Gathering(workspace, options.image_tag)
    subjects = tuple(gathering.read(path, options.environments) for path in paths)
    _require_environments(subjects, options.environments or ())
    around = gathering.around(subjects)
    # The only place that asks what day it is: all else is told.
    today = date.today()  # noqa: DTZ011 - an `expires` is a day of the user's own calendar
    found = validate(subjects, today, around, complete=options.environments is None)
    environments = sum(len(subject.compilation.environments) for subject in subjects)
    size = f"{_count(len(subjects), 'project')}, {_count(environments, 'environment')}"
    return _Told(size, subjects, found)


def _require_environments(subjects: Sequence[Subject], chosen: Iterable[str]) -> None:
    """Of several projects some may lack a chosen environment; one that none has is a slip of the pen."""
    known = {name for subject in subjects for name in subject.compilation.known}
    for name in chosen:
        if name not in known and not any(subject.compilation.failed for subject in subjects):
            help_text = suggest(name, known, "environments")
            raise KgenError(f"no project has an environment `{escape(name)}`", help_text)


def _of_manifests(workspace: Workspace, options: "Namespace") -> _Told:
    if options.projects:
        raise KgenError("kgen validate: projects and `--manifests` exclude each other", "run it twice")
    if not _VERSION.fullmatch(options.kubernetes or NEWEST_KUBERNETES):
        raise KgenError(f"`{escape(options.kubernetes)}` is no version of Kubernetes", "write one such as `1.33`")
    major, minor = (options.kubernetes or NEWEST_KUBERNETES).split(".")
    sources = tuple(_read(workspace, path.as_posix()) for folder in options.manifests for path in _files(Path(folder)))
    policy, diagnostics = _policy(workspace, options.manifests[0])
    purpose = Purpose((int(major), int(minor)), cast("Stage", options.stage or "production"), policy)
    judged = judge_manifests(sources, purpose)
    size = f"{_count(len(sources), 'file')}, {_count(judged.objects, 'object')}"
    return _Told(size, (), sort((*diagnostics, *judged.diagnostics)))


def _files(given: Path) -> Iterator[Path]:
    """The manifests at and below a path, sorted; what is hidden is left out."""
    if given.is_file():
        yield given
        return
    found = sorted(path for path in given.rglob("*") if path.suffix in _SUFFIXES and path.is_file())
    shown = [path for path in found if not any(part.startswith(".") for part in path.relative_to(given).parts)]
    if not shown:
        raise KgenError(f"there are no manifests in `{escape(str(given))}`", "name a folder with files of YAML")
    yield from shown


def _read(workspace: Workspace, path: str) -> Source:
    try:
        source = workspace.read(path)
    except SourceError as error:
        raise KgenError(str(error)) from error
    if source is None:
        raise KgenError(f"there is no `{escape(path)}`")
    return source


def _policy(workspace: Workspace, folder: str) -> tuple[Policy, tuple[Diagnostic, ...]]:
    """What the org file above a folder says of rules, and what is wrong with it."""
    path = workspace.organization(folder)
    if path is None:
        return Policy({}, frozenset()), ()
    nothing = parse(Source("", b"{}"))
    read = merge_documents(Documents(nothing, parse(_read(workspace, path)), {}))
    # What is said of the project that is not there is of no interest.
    mistakes = tuple(each for each in read.diagnostics if each.span.file == path)
    return Policy(read.organization, read.organization_off), mistakes


def _tell(told: _Told, workspace: Workspace, options: "Namespace") -> None:
    shown = [each for each in told.diagnostics if each.severity == "error" or not options.quiet]
    if options.format == "text":
        files = sorted({each.span.file for each in shown})
        sources = [source for source in map(workspace.read, files) if source is not None]
        for text in excerpt.render(shown, sources, terminal.is_coloured_message()):
            terminal.say(text)
    else:
        from kgen import report  # noqa: PLC0415 - attrs and cattrs take a tenth of a second to import

        projects = [
            report.Project(
                path=subject.compilation.path,
                name=subject.compilation.name,
                output="",
                failed=subject.compilation.failed,
                environments=tuple(sorted(subject.compilation.environments)),
                files=(),
            )
            for subject in told.subjects
        ]
        codes = {**CODES, **rule_codes()}
        terminal.emit(report.write(cast("Format", options.format), projects, told.diagnostics, "", codes))
    if not options.quiet:
        terminal.say(f"{told.size}: {_findings(told.diagnostics)}")


def _findings(diagnostics: Sequence[Diagnostic]) -> str:
    counts = {noun: sum(each.severity == noun for each in diagnostics) for noun in ("error", "warning")}
    return ", ".join(_count(number, noun) for noun, number in counts.items() if number) or "nothing found"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

"""Owns what the command says of a build and of a check: findings, diffs, a line for each project, how to mend."""

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING

from kgen import terminal
from kgen.diagnostics import Diagnostic, Severity, escape, sort

if TYPE_CHECKING:
    from argparse import Namespace

    from kgen import BuildResult, CheckResult, Guarantee
    from kgen.report import File, Project, State

GUARANTEES: Mapping["Guarantee", str] = {
    "folder": "the folder is wholly old or wholly new at every moment",
    "environment": "each environment is wholly old or wholly new at every moment; the file system lets no more be done",
    "file": "each file is wholly old or wholly new at every moment; the file system lets no more be done",
}


def tell_build(results: "Sequence[BuildResult]", options: "Namespace") -> None:
    """Says what a build found and did."""
    diagnostics = sort(diagnostic for result in results for diagnostic in result.diagnostics)
    if options.format == "text":
        _say_findings(diagnostics, results, options)
    else:
        from kgen import report  # noqa: PLC0415 - attrs and cattrs take a tenth of a second to import

        projects = [_project(one, [report.File(*change) for change in one.changes], one.guarantee) for one in results]
        terminal.emit(report.write(options.format, projects, diagnostics, mending(options)))
    terminal.flush()
    for result in () if options.quiet else results:
        terminal.say(_build_line(result))
        if options.verbose and result.guarantee is not None:
            for change in result.changes:
                if change.kind != "unchanged":
                    _say_file(change.kind, result.output, change.path)
            terminal.say(f"  guarantee: {GUARANTEES[result.guarantee]}")


def tell_check(results: "Sequence[CheckResult]", options: "Namespace") -> None:
    """Says what a check found: the diffs are data, and the last line says how to end them all."""
    diagnostics = sort(diagnostic for result in results for diagnostic in result.diagnostics)
    if options.format == "text":
        _say_findings(diagnostics, results, options)
        _emit_diffs(() if options.quiet else results)
    else:
        from kgen import report  # noqa: PLC0415 - see above

        projects = [
            _project(one, [report.File(path, *state) for path, state in _states(one).items()]) for one in results
        ]
        terminal.emit(report.write(options.format, projects, diagnostics, mending(options)))
    terminal.flush()
    for result in results:
        if not options.quiet or not result.current:
            terminal.say(_check_line(result))
        if options.verbose:
            for path, (state, _) in _states(result).items():
                _say_file(state, result.output, path)
    if any(result.drifts for result in results):
        terminal.say(f"run: {mending(options)}")


def _states(result: "CheckResult") -> "Mapping[str, tuple[State, str | None]]":
    """How each file was found, and the diff of one that has drifted; by path, sorted."""
    current: dict[str, tuple[State, str | None]] = dict.fromkeys(result.files, ("current", None))
    drifted = {drift.path: (drift.kind, drift.diff) for drift in result.drifts}
    return dict(sorted({**current, **drifted}.items()))


def _project(
    result: "BuildResult | CheckResult", files: "Iterable[File]", guarantee: "Guarantee | None" = None
) -> "Project":
    from kgen.report import Project  # noqa: PLC0415 - see above

    return Project(
        path=result.path,
        name=result.name,
        output=result.output,
        failed=result.failed,
        environments=result.environments,
        files=tuple(files),
        guarantee=guarantee,
    )


def _emit_diffs(results: "Iterable[CheckResult]") -> None:
    for result in results:
        for drift in result.drifts:
            terminal.emit_diff(f"{drift.kind}: {escape(result.output, 1000)}/{drift.path}", drift.diff)


def _say_findings(
    diagnostics: Sequence[Diagnostic], results: "Sequence[BuildResult | CheckResult]", options: "Namespace"
) -> None:
    shown = [one for one in diagnostics if one.severity == "error" or not options.quiet]
    if shown:
        from kgen import excerpt  # noqa: PLC0415 - most runs find nothing

        sources = [source for result in results for source in result.sources]
        for text in excerpt.render(shown, sources, terminal.is_coloured_message()):
            terminal.say(text)


def _say_file(state: str, output: str, path: str) -> None:
    terminal.say(f"  {state:<9}{escape(output, 1000)}/{path}")


def mending(options: "Namespace") -> str:
    """The command that makes current what a check with these options looked at."""
    words = ["kgen", "build", *options.projects]
    if options.output is not None:
        words += [f"--output={options.output}"] if options.output.startswith("-") else ["-o", options.output]
    if options.image_tag is not None:
        words += ["--image-tag", options.image_tag]
    for environment in options.environments or ():
        words += ["-e", environment]
    return " ".join(map(_shell_word, words))


def _shell_word(word: str) -> str:
    """A word as a shell reads it back; one with characters that a terminal would obey in the way of bash and zsh."""
    import shlex  # noqa: PLC0415 - only drift has to be mended

    if word.isprintable():
        return shlex.quote(word)
    shown = (chr(byte) if 32 <= byte < 127 and byte not in b"'\\" else f"\\x{byte:02x}" for byte in os.fsencode(word))
    return f"$'{''.join(shown)}'"


def _build_line(result: "BuildResult") -> str:
    if result.failed:
        return f"{escape(result.path)}: not written: {_count_findings(result.diagnostics)}"
    counts = {kind: sum(change.kind == kind for change in result.changes) for kind in ("new", "changed", "removed")}
    if not result.path:
        return f"{escape(result.name)}: no longer a project: {_count(counts['removed'], 'file')} removed"
    present = len(result.changes) - counts["removed"]
    counts["unchanged"] = present - counts["new"] - counts["changed"]
    told = ", ".join(f"{number} {kind}" for kind, number in counts.items())
    return f"{escape(result.name)}: {_size(result.environments, present)}: {told}"


def _check_line(result: "CheckResult") -> str:
    if result.failed:
        return f"{escape(result.path)}: not compared: {_count_findings(result.diagnostics)}"
    counts = {kind: sum(drift.kind == kind for drift in result.drifts) for kind in ("stale", "missing", "orphaned")}
    told = ", ".join(f"{number} {kind}" for kind, number in counts.items()) if result.drifts else "all current"
    size = _size(result.environments, len(result.files)) if result.path else "no longer a project"
    return f"{escape(result.name)}: {size}: {told}"


def _size(environments: Sequence[str], files: int) -> str:
    return f"{_count(len(environments), 'environment')}, {_count(files, 'file')}"


def _count_findings(diagnostics: Iterable[Diagnostic]) -> str:
    found = [diagnostic.severity for diagnostic in diagnostics]
    severities: tuple[Severity, ...] = ("error", "warning")
    return ", ".join(_count(found.count(severity), severity) for severity in severities if severity in found)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"

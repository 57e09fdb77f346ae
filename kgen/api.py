"""Owns what kgen offers to programs, the command among them: build, check and compile, and what they answer.

Paths are those of the file system, relative ones from the current folder. A PROJECT is the path of a project.yml or of
a folder that holds one; where several are taken, also of a folder tree that holds many. `out` is the folder to write:
as `out/<environment>/` for one project, `out/<project>/<environment>/` for several; without it each project is written
beside its project.yml, to the folder that the org file names as `output`, by default `out`. `environments` chooses some
by name and leaves the folders of the others as they are. `image_tag` takes the place of the main image's tag.

KgenError says what keeps a run from taking place: a path that leads to no project, an environment that does not exist,
an output folder that is refused or cannot be written. What is wrong in the files is no exception: it is in
`diagnostics`, and a project that has an error there is not written.
"""

import os
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from kgen.batch import require_environments
from kgen.diagnostics import Diagnostic, KgenError
from kgen.output import Change, Drift, Guarantee
from kgen.projects import Selection, StrPath, select, select_one
from kgen.result import BuildResult, CheckResult
from kgen.run import Manner, Run
from kgen.source import Source, Span
from kgen.workspace import DiskWorkspace

if TYPE_CHECKING:
    from concurrent.futures import Executor

    from kgen.compiler import Compilation, CompiledEnvironment

else:

    def __getattr__(name: str) -> object:
        """What compiling in memory gives; a check that finds nothing changed does not even import it."""
        if name not in {"Compilation", "CompiledEnvironment"}:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        from kgen import compiler  # noqa: PLC0415 - see above

        return getattr(compiler, name)


__all__ = [
    "BuildResult",
    "Change",
    "CheckResult",
    "Compilation",
    "CompiledEnvironment",
    "Diagnostic",
    "Drift",
    "Guarantee",
    "KgenError",
    "Source",
    "Span",
    "build",
    "build_many",
    "check",
    "check_many",
    "compile",
]


def compile(
    project: StrPath, environments: Collection[str] | None = None, *, image_tag: str | None = None
) -> "Compilation":
    """Compile one project in memory: the resolved model, the objects and the files of each environment.

    >>> compilation = kgen.compile("services/checkout", ["production"])
    >>> compilation.environments["production"].files["deployment.yml"]
    """
    from kgen.compile_order import compile_one  # noqa: PLC0415 - see above

    path, chosen = select_one(project), _names(environments)
    compilation = compile_one(DiskWorkspace(Path(), (path,)), path, chosen, image_tag)
    if not compilation.failed:
        require_environments(chosen or (), compilation.known, path)
    return compilation


def build(
    project: StrPath,
    out: StrPath | None = None,
    environments: Collection[str] | None = None,
    *,
    image_tag: str | None = None,
) -> BuildResult:
    """Compile one project and write what changed; remove what is stale.

    >>> result = kgen.build("services/checkout", "out")
    >>> [change.path for change in result.changes if change.kind == "changed"]
    """
    [result] = Run(_one(project), out, _names(environments), image_tag).build()
    return result


def build_many(
    projects: StrPath | Iterable[StrPath],
    out: StrPath | None = None,
    environments: Collection[str] | None = None,
    *,
    image_tag: str | None = None,
    jobs: int = 1,
    executor: "Executor | None" = None,
    cache: bool = False,
) -> tuple[BuildResult, ...]:
    """Compile and write several projects, and what only together they can be checked for: names and hosts.

    Nothing is written before all are compiled. Up to `jobs` processes, or an `executor` of `concurrent.futures`, share
    the work; with `cache` what has not changed since an earlier run is not compiled again. The bytes are the same.
    Results come in the order of `projects`, those of a tree sorted by path. When `projects` is one tree
    and `out` is given, folders in `out` of projects that are gone are removed; their results come last.
    """
    return Run(select(_paths(projects)), out, _names(environments), image_tag, Manner(jobs, executor, cache)).build()


def check(
    project: StrPath,
    out: StrPath | None = None,
    environments: Collection[str] | None = None,
    *,
    image_tag: str | None = None,
) -> CheckResult:
    """Compare the output folder of one project with what `build` with the same arguments would write; write nothing."""
    [result] = Run(_one(project), out, _names(environments), image_tag).check()
    return result


def check_many(
    projects: StrPath | Iterable[StrPath],
    out: StrPath | None = None,
    environments: Collection[str] | None = None,
    *,
    image_tag: str | None = None,
    jobs: int = 1,
    executor: "Executor | None" = None,
    cache: bool = False,
) -> tuple[CheckResult, ...]:
    """Compare the output folders of several projects with what `build_many` would write; write nothing."""
    return Run(select(_paths(projects)), out, _names(environments), image_tag, Manner(jobs, executor, cache)).check()


def _one(project: StrPath) -> Selection:
    path = select_one(project)
    return Selection((path,), None, (path,))


def _paths(given: StrPath | Iterable[StrPath]) -> tuple[StrPath, ...]:
    return (given,) if isinstance(given, str | os.PathLike) else tuple(given)


def _names(environments: Collection[str] | None) -> tuple[str, ...] | None:
    if isinstance(environments, str):
        return (environments,)
    return None if environments is None else tuple(environments)

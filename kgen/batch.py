"""Owns the compiling of all projects of one run, here or through an executor, and what no two of them may share."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kgen import document
from kgen.compiler import Compilation, PlacedClaim, clash_diagnostics, compile_project
from kgen.diagnostics import Diagnostic, KgenError, escape, sort, suggest
from kgen.layers import IMAGE_TAG
from kgen.neighbourhood import Neighbourhood
from kgen.node import locate
from kgen.resolve.hosts import find_clashes
from kgen.source import SourceError, Span, Workspace
from kgen.workspace import DiskWorkspace

if TYPE_CHECKING:
    from concurrent.futures import Executor

# Enough projects that one reading of the workspace pays, few enough that all workers of an executor get some.
CHUNK = 16


class Order(NamedTuple):
    """Which of the `given` projects of a run to compile, and how; plain values, which any executor can send."""

    root: str
    given: tuple[str, ...]
    paths: tuple[str, ...]
    environments: tuple[str, ...] | None
    image_tag: str | None


class Compiled(NamedTuple):
    """One project of a run: its files by path in its output folder, none where `diagnostics` hold an error."""

    path: str
    name: str
    known: tuple[str, ...]
    environments: tuple[str, ...]
    files: Mapping[str, bytes]
    claims: tuple[PlacedClaim, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def failed(self) -> bool:
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)


def compile_all(order: Order, executor: "Executor | None" = None) -> tuple[Compiled, ...]:
    """Every project of the order with its findings, those that only several projects together have included.

    Raises KgenError for files that cannot be read, an image tag that is none, an environment that no project has.
    """
    if executor is None:
        compiled = compile_in_turn(order)
    else:
        chunks = (order.paths[start : start + CHUNK] for start in range(0, len(order.paths), CHUNK))
        orders = [order._replace(paths=chunk) for chunk in chunks]
        compiled = tuple(one for found in executor.map(compile_in_turn, orders) for one in found)
    if not any(one.failed for one in compiled):
        known = {name for one in compiled for name in one.known}
        # Of several projects some may lack a chosen environment; one that none has is a slip of the pen.
        require_environments(order.environments or (), known, compiled[0].path if len(compiled) == 1 else None)
    findings: dict[str, list[Diagnostic]] = {}
    for paths, diagnostic in (*_same_names(compiled, order.root), *_clashes(compiled)):
        for path in paths:
            findings.setdefault(path, []).append(diagnostic)
    return tuple(_add(one, findings[one.path]) if one.path in findings else one for one in compiled)


def compile_in_turn(order: Order) -> tuple[Compiled, ...]:
    """The projects of the order one after the other; a worker process of an executor does the same."""
    workspace = DiskWorkspace(Path(order.root), order.given)
    neighbourhood = Neighbourhood(workspace)
    return tuple(
        _slim(compile_one(workspace, path, order.environments, order.image_tag, neighbourhood)) for path in order.paths
    )


def _slim(compilation: Compilation) -> Compiled:
    """A compilation without its objects: a run of a thousand projects keeps all of them until the last is compiled."""
    return Compiled(
        path=compilation.path,
        name=compilation.name,
        known=compilation.known,
        environments=tuple(sorted(compilation.environments)),
        files={
            f"{name}/{file}": data
            for name, environment in sorted(compilation.environments.items())
            for file, data in environment.files.items()
        },
        claims=compilation.claims,
        diagnostics=compilation.diagnostics,
    )


def compile_one(
    workspace: Workspace,
    path: str,
    environments: Collection[str] | None,
    image_tag: str | None,
    neighbourhood: Neighbourhood | None = None,
) -> Compilation:
    """The project at `path`. Raises KgenError for a file that cannot be read and an image tag that is none."""
    try:
        compilation = compile_project(workspace, path, environments, image_tag, neighbourhood)
    except SourceError as error:
        raise KgenError(str(error)) from error
    except Exception as error:
        error.add_note(f"while compiling {path}")
        raise
    for diagnostic in compilation.diagnostics:
        if diagnostic.span == IMAGE_TAG:
            raise KgenError(f"`{IMAGE_TAG.file}`: {diagnostic.message}", diagnostic.help)
    return compilation


def require_environments(chosen: Iterable[str], known: Iterable[str], path: str | None) -> None:
    """Raise KgenError for an environment that is not known, to the project at `path` or to all of a run."""
    names = frozenset(known)
    for name in chosen:
        if name not in names:
            whose = "none of the projects has an" if path is None else f"{escape(path)} has no"
            raise KgenError(f"{whose} environment `{escape(name)}`", suggest(name, names, "environments"))


def _add(compiled: Compiled, findings: Iterable[Diagnostic]) -> Compiled:
    return compiled._replace(diagnostics=sort((*compiled.diagnostics, *findings)), files={}, environments=())


def _same_names(compiled: Iterable[Compiled], root: str) -> Iterator[tuple[Sequence[str], Diagnostic]]:
    """For each project with the name of an earlier one: the paths of both, and the finding at the later one."""
    first: dict[str, str] = {}
    for one in sorted(compiled, key=lambda one: one.path):
        earlier = first.setdefault(one.name, one.path)
        if one.name and earlier != one.path:
            message = f"two projects have the name `{escape(one.name)}`"
            note = f"the other one is at {_name_span(earlier, root)}"
            span = _name_span(one.path, root)
            yield (earlier, one.path), Diagnostic("KG603", message, span, "rename one of them", (note,))


def _name_span(path: str, root: str) -> Span:
    source = DiskWorkspace(Path(root)).read(path)
    parsed = None if source is None else document.parse(source).root
    return Span(path, 1, 1) if parsed is None else locate(parsed, ("name",))


def _clashes(compiled: Iterable[Compiled]) -> Iterator[tuple[Sequence[str], Diagnostic]]:
    """For each clash of two projects: their paths, and the finding. Clashes within one project are found before."""
    paths = {placed.claim: (one.path, placed) for one in compiled for placed in one.claims}
    for clash in find_clashes(paths):
        (first, first_placed), (second, second_placed) = paths[clash.first], paths[clash.second]
        if first != second:
            for diagnostic in clash_diagnostics((first_placed, second_placed)):
                yield (first, second), diagnostic

"""Owns the compiling of all projects of one run, here or through an executor, and what no two of them may share."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path

from kgen.compiled import Compiled, Order
from kgen.diagnostics import Diagnostic, KgenError, escape, sort, suggest
from kgen.pool import Pool
from kgen.recall import Memory
from kgen.source import Span, Workspace
from kgen.workspace import DiskWorkspace


def compile_all(
    order: Order, paths: Sequence[str], pool: Pool, workspace: Workspace, step: Callable[[int], None]
) -> tuple[Compiled, ...]:
    """The projects at `paths` with their findings, those that only several projects together have included.

    Raises KgenError for files that cannot be read, an image tag that is none, an environment that no project has.
    """
    found = dict(_recall(order, paths, Memory(order, workspace)))
    step(len(found))
    missing = tuple(path for path in paths if path not in found)
    if missing:
        from kgen.compile_order import compile_in_turn  # noqa: PLC0415 - a run that finds nothing changed needs it not

        for compiled in pool.share_out(partial(compile_in_turn, order), missing):
            found[compiled.path] = compiled
            step(1)
    return _check_together(order, tuple(found[path] for path in paths))


def _recall(order: Order, paths: Sequence[str], memory: Memory) -> Iterator[tuple[str, Compiled]]:
    for path in paths:
        known = memory.find(path)
        if known is not None:
            yield path, known if order.keep else known._replace(files={})


def _check_together(order: Order, compiled: tuple[Compiled, ...]) -> tuple[Compiled, ...]:
    if compiled and not any(one.failed for one in compiled):
        known = {name for one in compiled for name in one.known}
        # Of several projects some may lack a chosen environment; one that none has is a slip of the pen.
        require_environments(order.environments or (), known, compiled[0].path if len(compiled) == 1 else None)
    if len(compiled) < 2:
        return compiled
    findings: dict[str, list[Diagnostic]] = {}
    for paths, diagnostic in (*_same_names(compiled, order.root), *_clashes(compiled)):
        for path in paths:
            findings.setdefault(path, []).append(diagnostic)
    return tuple(_add(one, findings[one.path]) if one.path in findings else one for one in compiled)


def require_environments(chosen: Iterable[str], known: Iterable[str], path: str | None) -> None:
    """Raise KgenError for an environment that is not known, to the project at `path` or to all of a run."""
    names = frozenset(known)
    for name in chosen:
        if name not in names:
            whose = "none of the projects has an" if path is None else f"{escape(path)} has no"
            raise KgenError(f"{whose} environment `{escape(name)}`", suggest(name, names, "environments"))


def _add(compiled: Compiled, findings: Iterable[Diagnostic]) -> Compiled:
    return compiled._replace(diagnostics=sort((*compiled.diagnostics, *findings)), files={}, environments=(), key=None)


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
    from kgen import document  # noqa: PLC0415 - most runs find nothing
    from kgen.node import locate  # noqa: PLC0415

    source = DiskWorkspace(Path(root)).read(path)
    parsed = None if source is None else document.parse(source).root
    return Span(path, 1, 1) if parsed is None else locate(parsed, ("name",))


def _clashes(compiled: Iterable[Compiled]) -> Iterator[tuple[Sequence[str], Diagnostic]]:
    """For each clash of two projects: their paths, and the finding. Clashes within one project are found before."""
    paths = {placed.claim: (one.path, placed) for one in compiled for placed in one.claims}
    if not paths:
        return
    from kgen.clash import clash_diagnostics  # noqa: PLC0415 - imported by whatever has made the claims
    from kgen.resolve.hosts import find_clashes  # noqa: PLC0415

    for clash in find_clashes(paths):
        (first, first_placed), (second, second_placed) = paths[clash.first], paths[clash.second]
        if first != second:
            for diagnostic in clash_diagnostics((first_placed, second_placed)):
                yield (first, second), diagnostic

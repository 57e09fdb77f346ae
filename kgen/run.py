"""Owns the order of a run: refuse, compile all, cross-check, then write or compare each project."""

import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from kgen import output
from kgen.batch import Compiled, Order, compile_all
from kgen.destination import Destinations, abandoned, explain_refusals, kept
from kgen.diagnostics import Diagnostic, KgenError
from kgen.output import Drift
from kgen.projects import Selection, StrPath
from kgen.result import BuildResult, CheckResult
from kgen.source import Source, SourceError
from kgen.workspace import DiskWorkspace

if TYPE_CHECKING:
    from concurrent.futures import Executor


class Run:
    """One call of the API: which projects, where to, how."""

    def __init__(
        self,
        selection: Selection,
        out: StrPath | None,
        environments: Collection[str] | None,
        image_tag: str | None,
        executor: "Executor | None" = None,
    ) -> None:
        self.selection = selection
        self.out = None if out is None else os.fspath(out)
        self.executor = executor
        chosen = None if environments is None else tuple(environments)
        self.order = Order(_current_folder(), selection.paths, selection.paths, chosen, image_tag)
        # One workspace, because what was read once is not read again.
        self.workspace = DiskWorkspace(Path(), selection.paths)
        self.destinations = Destinations(selection, self.out, self.workspace)

    def build(self) -> tuple[BuildResult, ...]:
        self.destinations.refuse(self.selection.paths)
        compiled = compile_all(self.order, self.executor)
        return (*map(self._build_one, compiled), *map(self._remove, self._abandoned(compiled)))

    def check(self) -> tuple[CheckResult, ...]:
        compiled = compile_all(self.order, self.executor)
        return (*map(self._check_one, compiled), *map(self._check_abandoned, self._abandoned(compiled)))

    def _build_one(self, compiled: Compiled) -> BuildResult:
        folder = self.destinations.folder(compiled.path, compiled.name)
        written = None
        if not compiled.failed:
            with explain_refusals():
                keep = kept(folder, self.order.environments)
                written = output.write(folder, compiled.files, keep, self.destinations.inputs(compiled.path))
        return BuildResult(
            path=compiled.path,
            name=compiled.name,
            output=folder,
            environments=compiled.environments,
            changes=written.changes if written else (),
            guarantee=written.guarantee if written else None,
            diagnostics=compiled.diagnostics,
            sources=self._sources(compiled.diagnostics),
        )

    def _check_one(self, compiled: Compiled) -> CheckResult:
        folder = self.destinations.folder(compiled.path, compiled.name)
        drifts: tuple[Drift, ...] = ()
        if not compiled.failed:
            with explain_refusals():
                drifts = output.compare(folder, compiled.files, kept(folder, self.order.environments))
        return CheckResult(
            path=compiled.path,
            name=compiled.name,
            output=folder,
            environments=compiled.environments,
            files=tuple(sorted(compiled.files)),
            drifts=drifts,
            diagnostics=compiled.diagnostics,
            sources=self._sources(compiled.diagnostics),
        )

    def _abandoned(self, compiled: Collection[Compiled]) -> tuple[str, ...]:
        """The names of projects that the tree no longer holds; unknown while one that it holds has no sure name."""
        whole = self.selection.whole is not None and self.destinations.several and self.order.environments is None
        if self.out is None or not whole or any(one.failed for one in compiled):
            return ()
        return abandoned(self.out, {one.name for one in compiled})

    def _remove(self, name: str) -> BuildResult:
        folder = self.destinations.folder("", name)
        with explain_refusals():
            written = output.write(folder, {})
        with suppress(OSError):
            Path(folder).rmdir()
        return BuildResult("", name, folder, (), written.changes, written.guarantee, (), ())

    def _check_abandoned(self, name: str) -> CheckResult:
        folder = self.destinations.folder("", name)
        with explain_refusals():
            return CheckResult("", name, folder, (), (), output.compare(folder, {}), (), ())

    def _sources(self, diagnostics: Iterable[Diagnostic]) -> tuple[Source, ...]:
        found: list[Source | None] = []
        for name in sorted({diagnostic.span.file for diagnostic in diagnostics}):
            with suppress(SourceError):
                found.append(self.workspace.read(name))
        return tuple(source for source in found if source is not None)


def _current_folder() -> str:
    try:
        return str(Path.cwd())
    except FileNotFoundError as error:
        raise KgenError("the current folder does not exist any more", "change to one that does") from error

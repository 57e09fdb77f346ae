"""Owns the order of a run: refuse, compile all, cross-check, then write or compare each project."""

import os
from collections.abc import Collection, Iterable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from kgen import output
from kgen.batch import compile_all
from kgen.cache import Cache, code_state, default_folder
from kgen.compiled import Compiled, Order
from kgen.deliver import Compared, Delivery, compare_each, write_each
from kgen.destination import Destinations, abandoned, explain_refusals, kept
from kgen.diagnostics import Diagnostic, KgenError
from kgen.output import Written
from kgen.pool import ENOUGH, Pool
from kgen.progress import Steps, no_steps
from kgen.projects import Selection, StrPath
from kgen.result import BuildResult, CheckResult
from kgen.source import Source, SourceError
from kgen.workspace import DiskWorkspace

if TYPE_CHECKING:
    from concurrent.futures import Executor

# Of the time that compiling a project takes, writing its files takes a third, and comparing them a tenth.
_ENOUGH_TO_WRITE = 3 * ENOUGH
_ENOUGH_TO_COMPARE = 10 * ENOUGH


class Manner(NamedTuple):
    """How a run goes about its work, which decides no byte of it: processes, an executor, the cache, what is shown."""

    jobs: int = 1
    executor: "Executor | None" = None
    cache: bool = False
    steps: Steps = no_steps


class Run:
    """One call of the API: which projects, where to, how."""

    def __init__(
        self,
        selection: Selection,
        out: StrPath | None,
        environments: Collection[str] | None,
        image_tag: str | None,
        manner: Manner = Manner(),  # noqa: B008 - a tuple
    ) -> None:
        self.selection = selection
        self.out = None if out is None else os.fspath(out)
        self.manner = manner
        self.order = Order(
            root=_current_folder(),
            given=selection.given,
            environments=None if environments is None else tuple(environments),
            image_tag=image_tag,
            cache=default_folder() if manner.cache else None,
            code=code_state() if manner.cache else "",
            keep=len(selection.paths) < ENOUGH,
        )
        # One workspace, because what was read once is not read again.
        self.workspace = DiskWorkspace(Path(), selection.given)
        self.destinations = Destinations(selection, self.out, self.workspace)

    def build(self) -> tuple[BuildResult, ...]:
        self.destinations.refuse(self.selection.paths)
        with Pool(self.manner.jobs, self.manner.executor) as pool:
            deliveries = self._compile(pool)
            written = pool.share_out(partial(write_each, self.order), deliveries, _ENOUGH_TO_WRITE)
            results = []
            with self.manner.steps("writing", len(deliveries)) as step:
                for delivery, one in zip(deliveries, written, strict=True):
                    results.append(self._built(delivery, one))
                    step(1)
        self._evict()
        return (*results, *map(self._remove, self._abandoned([one.compiled for one in deliveries])))

    def check(self) -> tuple[CheckResult, ...]:
        with Pool(self.manner.jobs, self.manner.executor) as pool:
            deliveries = self._compile(pool)
            compared = pool.share_out(partial(compare_each, self.order), deliveries, _ENOUGH_TO_COMPARE)
            results = [self._checked(one, found) for one, found in zip(deliveries, compared, strict=True)]
        self._evict()
        return (*results, *map(self._check_abandoned, self._abandoned([one.compiled for one in deliveries])))

    def _compile(self, pool: Pool) -> list[Delivery]:
        with self.manner.steps("compiling", len(self.selection.paths)) as step:
            compiled = compile_all(self.order, self.selection.paths, pool, self.workspace, step)
        return list(map(self._deliver, compiled))

    def _evict(self) -> None:
        """At the end alone: files that are not written yet wait in the cache."""
        if self.order.cache is not None:
            Cache(self.order.cache).evict()

    def _deliver(self, compiled: Compiled) -> Delivery:
        folder = self.destinations.folder(compiled.path, compiled.name)
        return Delivery(
            compiled, folder, kept(folder, self.order.environments), self.destinations.inputs(compiled.path)
        )

    def _built(self, delivery: Delivery, written: Written | None) -> BuildResult:
        return BuildResult(
            path=delivery.compiled.path,
            name=delivery.compiled.name,
            output=delivery.folder,
            environments=delivery.compiled.environments,
            changes=written.changes if written else (),
            guarantee=written.guarantee if written else None,
            diagnostics=delivery.compiled.diagnostics,
            sources=self._sources(delivery.compiled.diagnostics),
        )

    def _checked(self, delivery: Delivery, compared: Compared) -> CheckResult:
        return CheckResult(
            path=delivery.compiled.path,
            name=delivery.compiled.name,
            output=delivery.folder,
            environments=delivery.compiled.environments,
            files=compared.files,
            drifts=compared.drifts,
            diagnostics=delivery.compiled.diagnostics,
            sources=self._sources(delivery.compiled.diagnostics),
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

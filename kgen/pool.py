"""Owns how the projects of a run are shared out: in turn, over processes of this machine, or over an executor."""

import os
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from types import TracebackType
from typing import TYPE_CHECKING, Self, TypeVar

from kgen.diagnostics import KgenError

if TYPE_CHECKING:
    from concurrent.futures import Executor

ENOUGH = 8
"""Projects below which starting processes takes longer than they save."""
_CHUNKS_PER_JOB = 4
"""Enough that no process waits long for the last one, few enough that each reads the workspace seldom."""
_CHUNK = 16
"""For an executor that does not say how many workers it has."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def processors() -> int:
    """How many processors this process may use; a container may have fewer than its machine."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


class Pool:
    """The workers of one run: those of `executor`, else up to `jobs` processes, which start when they are of use."""

    def __init__(self, jobs: int = 1, executor: "Executor | None" = None) -> None:
        self._jobs = jobs
        self._given = executor
        self._own: Executor | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._own is not None:
            self._own.shutdown(cancel_futures=True)

    def share_out(
        self, work: Callable[[Sequence[Item]], Iterable[Result]], items: Sequence[Item], enough: int = ENOUGH
    ) -> Iterator[Result]:
        """The results of `work` for all items, in their order; `work` is handed some of them at a time.

        Below `enough` items processes are not started.
        """
        if self._given is not None:
            return self._map(self._given, work, items, _CHUNK)
        jobs = min(self._jobs, len(items))
        if jobs < 2 or (len(items) < enough and self._own is None):
            return iter(work(items))
        self._own = self._own or _start(jobs)
        return self._map(self._own, work, items, -(-len(items) // (_CHUNKS_PER_JOB * jobs)))

    def _map(
        self, executor: "Executor", work: Callable[[Sequence[Item]], Iterable[Result]], items: Sequence[Item], size: int
    ) -> Iterator[Result]:
        from concurrent.futures import BrokenExecutor  # noqa: PLC0415 - a run of one project has no executor

        chunks = [items[start : start + size] for start in range(0, len(items), size)]
        try:
            for found in executor.map(partial(_collect, work), chunks):
                yield from found
        except BrokenExecutor as error:
            help_text = "if memory ran out, `-j 1` needs the least"
            raise KgenError("a process that compiles was ended from outside", help_text) from error


def _collect(work: Callable[[Sequence[Item]], Iterable[Result]], items: Sequence[Item]) -> tuple[Result, ...]:
    return tuple(work(items))


def _start(jobs: int) -> "Executor":
    """Processes for the rest of the run. Forked ones have everything imported, but only Linux forks without harm."""
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - 30 ms
    from multiprocessing import get_context  # noqa: PLC0415

    context = get_context("fork" if sys.platform == "linux" else "spawn")
    return ProcessPoolExecutor(jobs, context, _ignore_interrupts)


def _ignore_interrupts() -> None:
    """An interrupt at the keyboard reaches all processes of the terminal; the first one ends the others."""
    import signal  # noqa: PLC0415

    signal.signal(signal.SIGINT, signal.SIG_IGN)

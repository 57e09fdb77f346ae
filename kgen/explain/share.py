"""Owns the sharing of an experiment's work over the processors of this machine."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from kgen.pool import processors

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

ENOUGH = 16
"""Items for each process, below which starting it takes longer than it saves."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def share(work: Callable[[Sequence[Item]], list[Result]], items: Sequence[Item]) -> list[Result]:
    """The results of `work` for all items, in no order; processes that are forked for it know all that this one knows.

    What a process does not deliver is done here, so that an error is raised where it can be told. Only Linux forks
    without harm.
    """
    jobs = min(processors(), len(items) // ENOUGH) if sys.platform == "linux" else 1
    if jobs < 2:
        return work(items)
    from multiprocessing import get_context  # noqa: PLC0415 - 20 ms

    context = get_context("fork")
    others = []
    for part in (items[start::jobs] for start in range(1, jobs)):
        receiving, sending = context.Pipe(duplex=False)
        context.Process(target=_deliver, args=(sending, work, part), daemon=True).start()
        sending.close()
        others.append((receiving, part))
    results = work(items[::jobs])
    for receiving, part in others:
        try:
            results += receiving.recv()
        except EOFError:
            results += work(part)
    return results


def _deliver(
    sending: "Connection[list[Result], None]", work: Callable[[Sequence[Item]], list[Result]], part: Sequence[Item]
) -> None:
    """Sends the results, or nothing where there is an error or an interrupt."""
    try:
        sending.send(work(part))
    except BaseException:
        # The process that waits meets the same error, and tells it.
        sending.close()

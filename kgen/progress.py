"""Owns the progress of a long run: a bar on a terminal, nothing elsewhere."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias

Steps: TypeAlias = Callable[[str, int], AbstractContextManager[Callable[[int], None]]]
"""Announces so many steps of a kind, and gives what is called with the number of those that have been made."""

_WORTH_SHOWING = 20


@contextmanager
def no_steps(_kind: str, _total: int) -> Iterator[Callable[[int], None]]:
    """Shows nothing."""
    yield lambda _made: None


@contextmanager
def bar(kind: str, total: int) -> Iterator[Callable[[int], None]]:
    """A bar on stderr that goes away at the end; nothing for few steps, or where `rich` is not installed."""
    if total < _WORTH_SHOWING:
        yield lambda _made: None
        return
    try:
        from rich.console import Console  # noqa: PLC0415 - 70 ms, for a person who waits longer
        from rich.progress import Progress  # noqa: PLC0415
    except ImportError:
        yield lambda _made: None
        return
    # Without a thread of its own that refreshes it: processes are forked while it is shown.
    with Progress(console=Console(stderr=True), transient=True, auto_refresh=False) as progress:
        task = progress.add_task(kind, total=total)
        made = 0

        def step(more: int) -> None:
            nonlocal made
            # A refresh takes a millisecond: one for each hundredth, not for each project.
            refresh = (made + more) * 100 // total > made * 100 // total
            made += more
            progress.update(task, completed=made, refresh=refresh)

        yield step

"""Owns how the projects of a run are shared out: in turn, over processes of this machine, or over an executor."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol, Self, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Executor

ENOUGH = 8
"""Projects below which starting processes takes longer than they save."""
_CHUNKS_PER_JOB = 4
"""Enough that no process waits long for the last one, few enough that each reads the workspace seldom."""


class _Ordered(Protocol):
    """An order: projects by path, of which a part can be taken."""

    def _replace(self, *, paths: tuple[str, ...]) -> Self: ...


O = TypeVar("O", bound=_Ordered)  # noqa: E741
R = TypeVar("R")


def processors() -> int:
    """How many processors this process may use; a container may have fewer than its machine."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1

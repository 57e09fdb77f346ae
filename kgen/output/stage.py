"""Owns the stage `.kgen-<pid>/out`, where files wait to take their place, and what killed builds leave of it."""

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress

from kgen.output.files import create, make_folder, make_folders, read, remove
from kgen.output.lock import hold

_PREFIX = ".kgen-"
_GITIGNORE = b"*\n"  # hides the stage from git, this file included


@contextmanager
def open_stage(folder: str) -> Iterator[str]:
    """Yield the path of an empty folder `.kgen-<pid>/out` in `folder`; what is in it at the end is removed."""
    make_folders(folder)
    with _claim(f"{folder}/{_PREFIX}{os.getpid()}") as home:
        try:
            create(f"{home}/.gitignore", _GITIGNORE)
            make_folder(f"{home}/out")
            yield f"{home}/out"
        finally:
            # By now the outcome is decided: what cannot be removed is left to the next build's sweep.
            with suppress(OSError):
                remove(home)


def sweep(folder: str) -> None:
    """Remove the stages in `folder` that no living build holds; what cannot be examined or removed stays."""
    with suppress(OSError):
        for name in sorted(filter(_is_stage_name, os.listdir(folder))):
            home = f"{folder}/{name}"
            with suppress(OSError), hold(home, wait=False) as exists:
                if exists and is_stage(home):
                    remove(home)


def is_stage(path: str) -> bool:
    """Whether `path` looks, by its name and all that is in it, like a stage, finished or not."""
    if not _is_stage_name(os.path.basename(path)) or os.path.islink(path) or not os.path.isdir(path):
        return False
    with os.scandir(path) as entries:
        return all(
            (entry.name == "out" and entry.is_dir(follow_symlinks=False))
            or (entry.name == ".gitignore" and _GITIGNORE.startswith(_content(entry)))
            for entry in entries
        )


def _content(entry: os.DirEntry[str]) -> bytes:
    return read(entry.path, len(_GITIGNORE) + 1) if entry.is_file(follow_symlinks=False) else b"not a file"


def _is_stage_name(name: str) -> bool:
    number = name.removeprefix(_PREFIX)
    return number != name and number.isascii() and number.isdecimal()


@contextmanager
def _claim(home: str) -> Iterator[str]:
    """Hold the folder `home`, new and empty.

    The lock, not the number of the process, tells a stage in use from one left behind: numbers repeat, soonest in
    containers. Threads of one process share the number, so they take turns.
    """
    while True:
        try:
            os.mkdir(home, 0o700)
        except FileExistsError:
            _clear(home)
            continue
        with hold(home) as exists:
            if exists:  # else another build's sweep came between the two calls
                yield home
                return


def _clear(home: str) -> None:
    with hold(home) as exists:
        if exists and not is_stage(home):
            raise FileExistsError(errno.EEXIST, "in the way, and no stage of kgen's", home)
        if exists:
            remove(home)

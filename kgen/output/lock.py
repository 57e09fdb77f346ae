"""Owns the lock that serialises builds: flock on the folder itself.

There is no lock file that could be committed, applied or left behind, the lock means the same to every user, container
and path that reaches the folder, and the kernel frees it when its holder dies.
"""

import errno
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

if sys.platform != "win32":
    import fcntl

# A build holds a folder for milliseconds, so waiting is quiet; a holder that has been stopped must not hang a pipeline.
PAUSE_SECONDS = 0.02
PAUSES = 3000


@contextmanager
def hold(folder: str, *, wait: bool = True) -> Iterator[bool]:
    """Yield whether `folder` is there; if so, no other process or thread holds it meanwhile.

    Raises BlockingIOError after a minute; without `wait`, at once unless the folder is certainly free.
    Where no locks on folders are lent (NFS, Windows), builds are not serialised: the last one wins, and each still
    replaces the folder as a whole.
    """
    if sys.platform == "win32":
        if not wait:
            raise BlockingIOError(errno.EWOULDBLOCK, os.strerror(errno.EWOULDBLOCK), folder)
        yield os.path.isdir(folder)
        return
    descriptor = _acquire(folder, wait)
    try:
        yield descriptor is not None
    finally:
        if descriptor is not None:
            os.close(descriptor)


def _acquire(folder: str, wait: bool) -> int | None:
    for attempt in range(PAUSES if wait else 1):
        if attempt:
            time.sleep(PAUSE_SECONDS)
        try:
            descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
        except FileNotFoundError:
            return None
        held = False
        try:
            # The holder before may have put another folder into this one's place: then the lock guards nothing.
            held = _lock(descriptor, wait) and _is_at(descriptor, folder)
        finally:
            if not held:
                os.close(descriptor)
        if held:
            return descriptor
    raise BlockingIOError(errno.EWOULDBLOCK, os.strerror(errno.EWOULDBLOCK), folder)


def _is_at(descriptor: int, folder: str) -> bool:
    try:
        return os.path.samestat(os.fstat(descriptor), os.stat(folder, follow_symlinks=False))
    except FileNotFoundError:
        return False


def _lock(descriptor: int, wait: bool) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return wait  # no lock is to be had here
    return True

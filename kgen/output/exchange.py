"""Owns the system call that lets two paths trade places in one step."""

import errno
import os
import sys

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2  # Linux, renameat2(2)
_RENAME_SWAP = 2  # macOS, renamex_np(2)
# The number of renameat2 by machine, for C libraries that have no function for it (musl, so Alpine's Python images).
_RENAMEAT2 = {"aarch64": 276, "x86_64": 316}


def exchange(first: str, second: str) -> None:
    """Let two existing paths of one file system trade places, at once for every onlooker.

    Raises OSError: EXDEV or EBUSY when the paths are mounts or lie on two, EINVAL or ENOTSUP when the file system
    cannot do it, ENOSYS when the platform cannot.
    """
    status = _call(os.fsencode(first), os.fsencode(second))
    if status != 0:
        raise OSError(status, os.strerror(status), first, None, second)


def _call(first: bytes, second: bytes) -> int:
    """The error number, 0 when it is done."""
    if sys.platform == "win32":
        return errno.ENOSYS
    try:
        import ctypes  # noqa: PLC0415 - 4 ms, which only a build that changes something has to pay
    except ImportError:  # a Python built without it
        return errno.ENOSYS
    library = ctypes.CDLL(None, use_errno=True)
    if sys.platform == "darwin":
        status = library.renamex_np(first, second, _RENAME_SWAP)
    elif hasattr(library, "renameat2"):
        status = library.renameat2(_AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE)
    elif sys.maxsize > 2**32 and os.uname().machine in _RENAMEAT2:
        number = ctypes.c_long(_RENAMEAT2[os.uname().machine])
        status = library.syscall(number, _AT_FDCWD, first, _AT_FDCWD, second, _RENAME_EXCHANGE)
    else:
        return errno.ENOSYS
    return ctypes.get_errno() if status != 0 else 0

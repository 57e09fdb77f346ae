"""Owns the cache folder: bytes under a key, given back only whole, and never more of them than the limit.

Every entry stands alone. It is written beside its place and renamed, so concurrent runs see all of it or nothing; what
cannot be written is not remembered, and what is damaged counts as missing.
"""

import os
import sys
from collections.abc import Iterator
from contextlib import suppress
from hashlib import blake2b

LIMIT = 512 * 1024 * 1024
"""Bytes that all entries together may take: about four thousand services."""
_DIGEST_SIZE = 20
_WRITING = ".writing-"


def default_folder() -> str:
    """Where the platform keeps what can be made again (XDG Base Directory; Apple's File System Basics)."""
    home = os.path.expanduser("~")
    if sys.platform == "darwin":
        return os.path.join(home, "Library", "Caches", "kgen")
    named = os.environ.get("XDG_CACHE_HOME", "")
    # The specification has relative paths ignored.
    return os.path.join(named if os.path.isabs(named) else os.path.join(home, ".cache"), "kgen")


def digest(data: bytes) -> str:
    """A name for `data` that no other bytes have."""
    return blake2b(data, digest_size=_DIGEST_SIZE).hexdigest()


class Cache:
    """The entries in one folder, which need not exist yet. Keys come from `digest`."""

    def __init__(self, folder: str, limit: int = LIMIT) -> None:
        self.folder = folder
        self._limit = limit

    def load(self, key: str) -> bytes | None:
        """What was stored under `key`; None where nothing was, or where it is not what was stored."""
        try:
            with open(self._path(key), "rb", buffering=0) as file:
                stored = file.read()
        except OSError:
            return None
        data = stored[_DIGEST_SIZE:]
        return data if stored[:_DIGEST_SIZE] == _checksum(key, data) else None

    def store(self, key: str, data: bytes) -> bool:
        """Remember `data`; whether that could be done."""
        path = self._path(key)
        written = f"{os.path.dirname(path)}/{_WRITING}{key}-{os.getpid()}"
        try:
            os.makedirs(os.path.dirname(path), 0o700, exist_ok=True)
            # Only the user may read it, whatever the umask: not every project is for every user of a machine.
            descriptor = os.open(written, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except OSError:
            return False
        try:
            with open(descriptor, "wb") as file:
                file.write(_checksum(key, data))
                file.write(data)
            os.replace(written, path)
        except OSError:
            with suppress(OSError):
                os.unlink(written)
            return False
        return True

    def evict(self) -> None:
        """Remove the entries that were written longest ago, until the rest is within the limit."""
        entries = sorted(self._entries())
        excess = sum(size for _, size, _ in entries) - self._limit
        for _, size, path in entries:
            if excess <= 0:
                return
            with suppress(OSError):
                os.unlink(path)
                excess -= size

    def _entries(self) -> Iterator[tuple[int, int, str]]:
        """The time, size and path of every entry, those that a dead process left half written among them."""
        with suppress(OSError):
            for shard in os.scandir(self.folder):
                with suppress(OSError):
                    for entry in os.scandir(shard.path):
                        status = entry.stat(follow_symlinks=False)
                        yield status.st_mtime_ns, status.st_size, entry.path

    def _path(self, key: str) -> str:
        return f"{self.folder}/{key[:2]}/{key}"


def _checksum(key: str, data: bytes) -> bytes:
    """Bound to the key, so that an entry under the name of another is no entry."""
    return blake2b(data, digest_size=_DIGEST_SIZE, key=key.encode()).digest()


def code_state() -> str:
    """What the version of a checkout does not say: which state its code is in. Nothing for an installed kgen."""
    package = os.path.dirname(__file__)
    if not os.path.isfile(f"{os.path.dirname(package)}/pyproject.toml"):
        return ""
    states = [
        f"{entry.path} {entry.stat().st_size} {entry.stat().st_mtime_ns}"
        for folder, _, _ in os.walk(package)
        for entry in os.scandir(folder)
        if entry.name.endswith((".py", ".json"))
    ]
    return digest("\n".join(sorted(states)).encode())

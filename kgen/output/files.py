"""Owns the operations on files and folders; none of them writes into an existing file or follows a link."""

import os
from collections.abc import Iterator
from contextlib import suppress


def walk(folder: str) -> Iterator[os.DirEntry[str]]:
    """Everything below `folder`, sorted within each folder, a folder before what it holds."""
    pending = [folder]
    while pending:
        with os.scandir(pending.pop()) as entries:
            found = sorted(entries, key=lambda entry: entry.name)
        for entry in found:
            yield entry
            if entry.is_dir(follow_symlinks=False):
                pending.append(entry.path)


def read(path: str, size: int = -1) -> bytes:
    """The first `size` bytes of a file, or all of it."""
    with open(path, "rb", buffering=0) as file:
        return file.read(size)


def create(path: str, data: bytes) -> None:
    """Write a file that does not exist yet, with mode 0644 whatever the umask."""
    with open(path, "xb") as file:
        file.write(data)
    os.chmod(path, 0o644)


def carry(source: str, target: str) -> None:
    """Let the file `source` appear as `target` too, with its bytes and its time."""
    try:
        os.link(source, target)
    except OSError:
        # Refused between mounts, by file systems without links, for files of other users, at the limit of links.
        # Whatever else is wrong (a full disk) is met again, and raised, by the copy.
        create(target, read(source))
        status = os.stat(source)
        os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))


def make_folder(path: str) -> None:
    """Create one folder with mode 0755 whatever the umask; raises FileExistsError."""
    os.mkdir(path, 0o755)
    # The umask only takes bits away; giving them back leaves an inherited set-group-ID bit alone.
    os.chmod(path, os.stat(path).st_mode | 0o755)


def make_folders(path: str) -> None:
    """Create a folder and those above it, where they are missing."""
    if not os.path.isdir(path):
        make_folders(os.path.dirname(path))
        with suppress(FileExistsError):
            make_folder(path)


def remove(folder: str) -> None:
    """Remove a folder and everything below it."""
    for entry in reversed(list(walk(folder))):
        if entry.is_dir(follow_symlinks=False):
            os.rmdir(entry.path)
        else:
            os.unlink(entry.path)
    os.rmdir(folder)

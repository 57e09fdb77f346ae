"""Owns which of the projects that the user named a run is about: all, a share of them, those that have changed."""

from collections.abc import Iterable
from hashlib import blake2b
from pathlib import PurePath

from kgen.projects import Selection, StrPath, select


def choose(given: Iterable[StrPath], changed_since: str | None, shard: tuple[int, int] | None) -> Selection:
    """The projects that `given` means, less those that did not change or are in another part."""
    selection = select(given)
    if changed_since is not None:
        from kgen.changed import changed_projects  # noqa: PLC0415 - processes

        selection = selection.only(changed_projects(selection.paths, changed_since))
    if shard is not None:
        part, parts = shard
        selection = selection.only(path for path in selection.paths if part_of(path, parts) == part)
    return selection


def part_of(path: str, parts: int) -> int:
    """The part, from 1, that the project at `path` belongs to, whichever other projects there are."""
    name = PurePath(path).as_posix().encode("utf-8", "surrogateescape")
    return int.from_bytes(blake2b(name, digest_size=8).digest(), "big") % parts + 1

"""Owns the comparison of an output folder with the files that it should hold."""

import os
from collections.abc import Collection, Iterator, Mapping
from typing import Literal, NamedTuple

from kgen.output.error import escape, explain_os_errors
from kgen.output.files import read
from kgen.output.folder import HEADER_PREFIX, StrPath, Target, first_part, folders_of, require_ours, resolve, scan
from kgen.output.lock import hold

ChangeKind = Literal["new", "changed", "removed", "unchanged"]
DriftKind = Literal["stale", "missing", "orphaned"]


class Change(NamedTuple):
    """What a build does to one file, named by its path in the output folder (`production/deployment.yml`)."""

    path: str
    kind: ChangeKind


class Drift(NamedTuple):
    """One file of the output folder that a build would write anew, add or remove.

    `diff` is a unified diff from the file on disk to the file as it would be built, ending in a line feed; characters
    that a terminal would obey are shown escaped.
    """

    path: str
    kind: DriftKind
    diff: str


class Plan(NamedTuple):
    """All that separates a folder from the files it should hold, each tuple sorted by path.

    `changes` leaves out `kept`, the files of environments that are not built; `empty` are folders that hold no file.
    """

    changes: tuple[Change, ...]
    kept: tuple[str, ...]
    empty: tuple[str, ...]

    def paths(self, *kinds: ChangeKind) -> tuple[str, ...]:
        """The files whose change is of one of these kinds, sorted."""
        return tuple(change.path for change in self.changes if change.kind in kinds)

    @property
    def written(self) -> tuple[str, ...]:
        """The files whose bytes are put on disk."""
        return self.paths("new", "changed")

    @property
    def removed(self) -> tuple[str, ...]:
        """The files that go."""
        return self.paths("removed")

    @property
    def carried(self) -> tuple[str, ...]:
        """The files that stay as they are."""
        return self.kept + self.paths("unchanged")


def make_plan(target: Target, files: Mapping[str, bytes], keep: Collection[str]) -> Plan:
    """Compare the folder with `files`; raises OutputError when a kept file, or one no longer built, is not kgen's."""
    _require_valid(files, keep)
    tree = scan(target)
    kept = tuple(path for path in tree.files if first_part(path) in keep)
    present = set(tree.files).difference(kept)
    changes = tuple(Change(path, _judge(target, path, files, present)) for path in sorted(present.union(files)))
    plan = Plan(changes, kept, tree.empty)
    require_ours(target, kept + plan.removed)
    return plan


def compare(out: StrPath, files: Mapping[str, bytes], keep: Collection[str] = ()) -> tuple[Drift, ...]:
    """What `write` with the same arguments would change, sorted by path; writes nothing.

    A file at a path of `files` is compared whatever it holds, so that one edited by hand is shown and not refused.
    """
    with explain_os_errors("read", os.fspath(out)):
        target = resolve(out, ())
        with hold(target.folder):
            return tuple(_drifts(target, files, make_plan(target, files, keep)))


def _require_valid(files: Mapping[str, bytes], keep: Collection[str]) -> None:
    """Raise ValueError for what only a bug can ask for: a path that leaves the folder, a file without the header."""
    if not folders_of(files).isdisjoint(files):
        raise ValueError(f"a path is both a file and a folder: {sorted(folders_of(files).intersection(files))}")
    for path, data in files.items():
        if not path.isascii() or not path.isprintable() or any(p in ("", ".", "..") for p in path.split("/")):
            raise ValueError(f"not a relative path: {path!r}")
        if not data.startswith(HEADER_PREFIX):
            raise ValueError(f"without the header, the next build would refuse {path!r}")
        if first_part(path) in keep:
            raise ValueError(f"both built and kept: {path!r}")


def _judge(target: Target, path: str, files: Mapping[str, bytes], present: Collection[str]) -> ChangeKind:
    if path not in present:
        return "new"
    if path not in files:
        return "removed"
    return "unchanged" if read(f"{target.folder}/{path}") == files[path] else "changed"


def _drifts(target: Target, files: Mapping[str, bytes], plan: Plan) -> Iterator[Drift]:
    for path, kind in plan.changes:
        if kind == "new":
            yield Drift(path, "missing", _diff(path, None, files[path]))
        elif kind == "removed":
            yield Drift(path, "orphaned", _diff(path, read(f"{target.folder}/{path}"), None))
        elif kind == "changed":
            yield Drift(path, "stale", _diff(path, read(f"{target.folder}/{path}"), files[path]))


def _diff(path: str, old: bytes | None, new: bytes | None) -> str:
    import difflib  # noqa: PLC0415 - only drift has to be explained

    names = ("/dev/null" if old is None else path, "/dev/null" if new is None else path)
    lines = "\n".join(difflib.unified_diff(_lines(old), _lines(new), *names, lineterm="")).split("\n")
    return "".join(f"{escape(line)}\n" for line in lines)


def _lines(data: bytes | None) -> list[str]:
    """The lines without their line feeds; a last line that has none is followed by the marker that diff gives it."""
    if not data:
        return []
    lines = data.decode("utf-8", "surrogateescape").split("\n")
    if lines[-1] == "":
        return lines[:-1]
    return [*lines[:-1], f"{lines[-1]}\n\\ No newline at end of file"]

"""Reads a workspace as it was at a git revision, from git's objects: the work tree is neither read nor touched."""

import os
import posixpath
import subprocess
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import cache
from typing import NamedTuple

from kgen.diagnostics import KgenError, escape
from kgen.source import Content, Source, SourceError
from kgen.workspace import CONTENT_LIMIT, ORGANIZATION, OVERLAYS, PROJECT, written_name

_LINK, _FILES = "120000", frozenset({"100644", "100755"})
_MOST_LINKS = 40
_MOST_FILES = 1000


class Revision(NamedTuple):
    """A commit of the repository whose work tree is at `top`, an absolute path. `name` is what the user called it."""

    top: str
    commit: str
    name: str

    @property
    def title(self) -> str:
        return self.name if self.commit.startswith(self.name) else f"{self.name} ({self.commit[:10]})"


class _Entry(NamedTuple):
    mode: str
    object: str


def find_revision(folder: str, name: str) -> Revision:
    """The commit that `name` means in the repository of `folder`. Raises KgenError where there is none."""
    where = folder or "."
    top = _git(where, "rev-parse", "--show-toplevel")
    if top is None:
        raise KgenError(f"`{escape(where)}` is in no git repository", "compare with the files on disk: no `--against`")
    root = os.fsdecode(top).removesuffix("\n")
    commit = _git(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if commit is None:
        raise KgenError(f"`{escape(name)}` is no revision of this repository", "name a branch, a tag or a commit")
    return Revision(root, commit.decode("ascii").strip(), name)


class GitWorkspace:
    """The files of a revision, by the same paths as on disk: relative to the current folder, with `/`, or absolute."""

    def __init__(self, revision: Revision, here: str, given: Sequence[str] = ()) -> None:
        self.revision = revision
        self._here = os.path.realpath(here)
        self._given = tuple(given)
        self._entries = dict(_tree(revision))
        self._folders = {"", *(folder for path in self._entries for folder in _parents(path))}
        self._blob = cache(self._read_blob)
        self._projects = cache(self._find_projects)

    def read(self, path: str) -> Source | None:
        """The file at `path`, None where there is none. Raises SourceError where it cannot be read."""
        found = self._follow(self._key(path))
        if found in self._folders and found:
            raise SourceError(f"{path}: is a directory")
        entry = self._entries.get(found or "")
        return None if entry is None or entry.mode not in _FILES else Source(path, self._blob(entry.object))

    def overlays(self, folder: str) -> Sequence[str]:
        """The paths of the files `environments/*.yml` in a project's folder, sorted."""
        below = self._follow(posixpath.join(self._key(folder), OVERLAYS))
        names = () if below is None else self._names(below)
        kept = (name for name in names if name.endswith(".yml") and not name.startswith("."))
        return ["/".join(part for part in (folder, OVERLAYS, name) if part not in {"", "."}) for name in kept]

    def organization(self, folder: str) -> str | None:
        """The nearest `kgen.yml` from the project's folder up to the root of the repository."""
        here = self._follow(self._key(folder)) or ""
        for candidate in (here, *_parents(here)) if here else ("",):
            path = posixpath.join(candidate, ORGANIZATION)
            found = self._entries.get(self._follow(path) or "")
            if found is not None and found.mode in _FILES:
                return self._name(path)
        return None

    def projects(self, organization: str | None) -> Mapping[str, str]:
        """Every project below the org file's folder, without one those given: paths by the name each says it has."""
        return self._projects(organization)

    def content(self, base: str, path: str) -> Content:
        """A source that the file `base` names, inside its folder. Raises SourceError."""
        folder = posixpath.dirname(self._follow(self._key(base)) or "")
        target = None if path.startswith("/") or "\x00" in path else self._follow(_normal(folder, path))
        if target is None or not _is_inside(target, folder):
            raise SourceError("`source` leads out of the folder of the file that names it")
        if target in self._folders:
            return Content(True, dict(self._files(target, folder)))
        return Content(False, {"": self._file(target)})

    def _files(self, folder: str, base: str) -> Iterator[tuple[str, bytes]]:
        """The files at and below a source folder; hidden ones, and links to folders, are left out."""
        start = f"{folder}/" if folder else ""
        names = sorted(path[len(start) :] for path in self._entries if path.startswith(start))
        shown = [name for name in names if not name.startswith(".") and "/." not in name]
        if len(shown) > _MOST_FILES:
            raise SourceError(f"`source` cannot be read: holds more than {_MOST_FILES} files")
        for name in shown:
            found = self._follow(start + name)
            if found is None or not _is_inside(found, base):
                raise SourceError("a file in the folder of `source` leads out of the folder of the file that names it")
            if found not in self._folders:
                yield name, self._file(found)

    def _file(self, path: str) -> bytes:
        entry = self._entries.get(path)
        if entry is None or entry.mode not in _FILES:
            raise SourceError("what `source` names does not exist")
        return self._blob(entry.object)

    def _names(self, folder: str) -> list[str]:
        """What lies directly in a folder, sorted."""
        start = f"{folder}/" if folder else ""
        below = (path[len(start) :] for path in (*self._entries, *self._folders) if path.startswith(start))
        return sorted({path.partition("/")[0] for path in below if path})

    def _find_projects(self, organization: str | None) -> Mapping[str, str]:
        if organization is not None:
            return self.projects_below(posixpath.dirname(organization))
        return self._named({path: self._follow(self._key(path)) or "" for path in self._given})

    def projects_below(self, folder: str) -> dict[str, str]:
        """Every project at and below a folder, those in hidden folders left out: paths by the name each says it has."""
        start = self._key(folder)
        found = (path for path in self._entries if posixpath.basename(path) == PROJECT and _is_inside(path, start))
        return self._named({self._name(path): path for path in found if not _is_hidden(path[len(start) :])})

    def _named(self, paths: Mapping[str, str]) -> dict[str, str]:
        entries = {name: self._entries[path] for name, path in paths.items() if path in self._entries}
        data = _blobs(self.revision, {entry.object for entry in entries.values()})
        named: dict[str, str] = {}
        for path in sorted(entries):
            name = written_name(data.get(entries[path].object, b""))
            if name is not None:
                named.setdefault(name, path)
        return named

    def _key(self, path: str) -> str:
        """Where in the repository a path of the user's points to. Raises SourceError for one outside of it."""
        absolute = os.path.normpath(posixpath.join(self._here, path))
        for candidate in (absolute, os.path.realpath(absolute)):
            relative = os.path.relpath(candidate, self.revision.top)
            if relative != ".." and not relative.startswith("../"):
                return "" if relative == "." else relative
        raise SourceError(f"{path}: lies outside of the repository of revision {self.revision.name}")

    def _name(self, key: str) -> str:
        """How the user would name what lies at a place of the repository."""
        return os.path.relpath(posixpath.join(self.revision.top, key), self._here)

    def _follow(self, key: str) -> str | None:
        """The place with all symbolic links of the revision followed; None where they lead out of it, or in circles."""
        done: list[str] = []
        waiting = [step for step in key.split("/") if step]
        links = 0
        while waiting:
            done.append(waiting.pop(0))
            here = "/".join(done)
            if here in self._entries and self._entries[here].mode == _LINK:
                target = os.fsdecode(self._blob(self._entries[here].object))
                links += 1
                if target.startswith("/") or links > _MOST_LINKS:
                    return None
                led = _normal("/".join(done[:-1]), target)
                if led.startswith(".."):
                    return None
                done, waiting = [], [step for step in led.split("/") if step] + waiting
        return "/".join(done)

    def _read_blob(self, name: str) -> bytes:
        found = _blobs(self.revision, {name})
        if name not in found:
            raise SourceError(f"the object {name} is missing from the repository: fetch all of it")
        return found[name][: CONTENT_LIMIT + 1]


def _parents(path: str) -> Iterator[str]:
    while path:
        path = posixpath.dirname(path)
        yield path


def _normal(folder: str, path: str) -> str:
    found = posixpath.normpath(posixpath.join(folder, path))
    return "" if found == "." else found


def _is_inside(path: str, folder: str) -> bool:
    return not folder or path == folder or path.startswith(f"{folder}/")


def _is_hidden(path: str) -> bool:
    return any(step.startswith(".") for step in posixpath.dirname(path).split("/"))


def _tree(revision: Revision) -> Iterator[tuple[str, _Entry]]:
    """Every file and link of the revision by its path."""
    listed = _git(revision.top, "ls-tree", "-r", "-z", "--full-tree", revision.commit) or b""
    for line in listed.split(b"\x00"):
        if line:
            facts, _, path = line.partition(b"\t")
            mode, _, name = facts.decode("ascii").split(" ")
            yield os.fsdecode(path), _Entry(mode, name)


def _blobs(revision: Revision, names: Collection[str]) -> dict[str, bytes]:
    """The contents of objects by name, in one call; those that the repository does not have are left out."""
    asked = "".join(f"{name}\n" for name in sorted(names)).encode("ascii")
    answer = _git(revision.top, "cat-file", "--batch", given=asked) or b""
    found: dict[str, bytes] = {}
    place = 0
    while place < len(answer):
        end = answer.index(b"\n", place)
        name, *facts = answer[place:end].decode("ascii").split(" ")
        place = end + 1
        if len(facts) == 2:
            size = int(facts[1])
            found[name] = answer[place : place + size]
            place += size + 1
    return found


def _git(folder: str, *words: str, given: bytes = b"") -> bytes | None:
    """What git prints, None where it fails. Nothing is fetched, and no lock is taken."""
    quiet = {"GIT_NO_LAZY_FETCH": "1", "GIT_OPTIONAL_LOCKS": "0"}
    try:
        done = subprocess.run(
            ["git", "-C", folder, *words], input=given, capture_output=True, env={**os.environ, **quiet}, check=False
        )
    except FileNotFoundError as error:
        raise KgenError("there is no command `git`", "install git, or leave out `--against`") from error
    return done.stdout if done.returncode == 0 else None

"""Owns `--changed-since`: which projects have an input that differs from a revision of git.

It may name a project too many, never one too few: a folder's files count as inputs of the project in it, and a name
that occurs in a project's files counts as that of a neighbour.
"""

import os
import subprocess
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path

from kgen import document
from kgen.diagnostics import KgenError, escape
from kgen.node import ScalarNode, walk
from kgen.workspace import ORGANIZATION, PROJECT, DiskWorkspace, written_name


def changed_projects(paths: Sequence[str], revision: str) -> Iterator[str]:
    """Those of the projects at `paths` that may compile to something else than at `revision`.

    Raises KgenError where git does not know the revision, or a project is in no repository.
    """
    workspace = DiskWorkspace(Path(), paths)
    repository = cache(lambda root: _Repository(root, revision))
    organization_changed = cache(lambda root, path: _organization_changed(repository(root), workspace, path))
    for path in paths:
        home = os.path.dirname(os.path.realpath(path))
        root = _root(home)
        changes = repository(root)
        if (
            home in changes.homes
            or organization_changed(root, workspace.organization(os.path.dirname(path)))
            or any(os.path.basename(file) == ORGANIZATION and _is_below(home, file) for file in changes.files)
            or any(name in data for data in _documents(workspace, path) for name in changes.names)
        ):
            yield path


class _Repository:
    """What differs between the files below the root of a git repository and a revision of it."""

    def __init__(self, root: str, revision: str) -> None:
        listed = (
            _git(root, "diff", "--name-only", "--no-renames", "-z", "--end-of-options", revision, "--"),
            _git(root, "ls-files", "--others", "--exclude-standard", "-z"),
        )
        names = [os.fsdecode(name) for one in listed for name in one.split(b"\x00") if name]
        self.files = frozenset(os.path.join(root, name) for name in names)
        owners = (self._owner(file, root) for file in self.files)
        self.homes = frozenset(home for home in owners if home is not None)
        # The name that a project has, and the one that it had: other projects may name either.
        self.names = frozenset(name for home in self.homes for name in _names(home, root, revision) if name)

    def _owner(self, file: str, root: str) -> str | None:
        """The folder of the project that a file belongs to, or belonged to."""
        folder = os.path.dirname(file)
        while not (os.path.lexists(f"{folder}/{PROJECT}") or f"{folder}/{PROJECT}" in self.files):
            if folder == root:
                return None
            folder = os.path.dirname(folder)
        return folder


def _organization_changed(repository: _Repository, workspace: DiskWorkspace, path: str | None) -> bool:
    """Whether a file has changed that the org file names; the org file itself is looked at like any other above."""
    source = None if path is None else workspace.read(path)
    root = None if source is None else document.parse(source).root
    if path is None or root is None:
        return False
    folder = os.path.dirname(os.path.realpath(path))
    named = (node.text for where, node in walk(root) if where[-1:] == ("source",) and isinstance(node, ScalarNode))
    places = [os.path.normpath(os.path.join(folder, name)) for name in named]
    return any(file == place or file.startswith(f"{place}/") for file in repository.files for place in places)


def _names(home: str, root: str, revision: str) -> Iterator[bytes]:
    try:
        now = Path(home, PROJECT).read_bytes()
    except OSError:
        now = b""
    before = _run(root, "show", f"{revision}:{os.path.relpath(home, root)}/{PROJECT}".replace(":./", ":"))
    for data in (now, before.stdout):
        yield (written_name(data) or "").encode()


def _documents(workspace: DiskWorkspace, path: str) -> Iterator[bytes]:
    folder = os.path.dirname(path)
    organization = workspace.organization(folder)
    for name in (path, *workspace.overlays(folder), *([] if organization is None else [organization])):
        source = workspace.read(name)
        yield b"" if source is None else source.data


def _is_below(home: str, organization: str) -> bool:
    """Whether the folder is, or is below, that of an org file."""
    return f"{home}/".startswith(f"{os.path.dirname(organization)}/")


def _root(folder: str) -> str:
    above = folder
    while not os.path.exists(f"{above}/.git"):
        if above == os.path.dirname(above):
            raise KgenError(f"`{escape(folder)}` is in no git repository", "`--changed-since` compares with one")
        above = os.path.dirname(above)
    return above


def _git(folder: str, *words: str) -> bytes:
    done = _run(folder, *words)
    if done.returncode != 0:
        told = done.stderr.decode("utf-8", "replace").partition("\n")[0] or f"ended with {done.returncode}"
        raise KgenError(f"git: {escape(told.removeprefix('fatal: '))}", "name a commit, a branch or a tag")
    return done.stdout


def _run(folder: str, *words: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(["git", *words], cwd=folder, capture_output=True, check=False)
    except FileNotFoundError as error:
        raise KgenError("`--changed-since` needs git, which is not installed") from error

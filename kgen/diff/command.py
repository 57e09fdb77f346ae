"""Owns `kgen diff`: what is compared with what, and what is printed."""

import json
import os
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from kgen import terminal
from kgen.batch import require_environments
from kgen.destination import Destinations, abandoned
from kgen.diagnostics import KgenError, escape
from kgen.diff.compare import ProjectDiff, Subject, compare_sides
from kgen.diff.git import GitWorkspace, Revision, find_revision
from kgen.diff.matrix import Matrix, compare_environments
from kgen.diff.side import NOTHING, Side, compiled, on_disk
from kgen.neighbourhood import Neighbourhood
from kgen.projects import Selection, select
from kgen.source import SourceError
from kgen.workspace import DiskWorkspace

if TYPE_CHECKING:
    from argparse import Namespace

SAME = 0
DIFFERENT = 1


class Comparison:
    """One call of the command: the projects as they are now, and what they are compared with."""

    def __init__(self, options: "Namespace") -> None:
        self.selection: Selection = select(options.projects or ["."])
        self.chosen: Collection[str] | None = options.environments
        self.image_tag: str | None = options.image_tag
        self.out: str | None = options.output
        self.workspace = DiskWorkspace(Path(), self.selection.paths)
        self._neighbourhood = Neighbourhood(self.workspace)

    def now(self) -> Iterator[tuple[Subject, Side]]:
        """Every project as it compiles now."""
        for path in self.selection.paths:
            side, name = compiled(self.workspace, path, self.image_tag, self._neighbourhood, "the files on disk")
            yield Subject(name, path, self.workspace), side

    def matrices(self) -> list[Matrix]:
        """The chosen environments of every project that has them, side by side."""
        found = list(self.now())
        self._require_environments(name for _, side in found for name in side.environments)
        chosen = tuple(dict.fromkeys(self.chosen or ()))
        having = [(one, side, [name for name in chosen if name in side.environments]) for one, side in found]
        return [
            compare_environments(one.name, self.workspace, side, names) for one, side, names in having if len(names) > 1
        ]

    def with_manifests(self) -> list[ProjectDiff]:
        """What a build would change in the output folders."""
        destinations = Destinations(self.selection, self.out, self.workspace)
        found = [(one, on_disk(destinations.folder(one.path, one.name)), side) for one, side in self.now()]
        if self.out is not None and self.selection.whole is not None and destinations.several:
            for name in abandoned(self.out, {one.name for one, _, _ in found}):
                folder = destinations.folder("", name)
                found.append((Subject(name, folder, self.workspace), on_disk(folder), NOTHING))
        return self._compare(found)

    def with_revision(self, name: str) -> list[ProjectDiff]:
        """What has changed since a git revision."""
        found: list[tuple[Subject, Side, Side]] = []
        past = _Past(name, self.selection, self.image_tag)
        for one, side in self.now():
            found.append((one, past.side_of(one), side))
        for path, side, old in past.gone():
            found.append((Subject(old, path, self.workspace), side, NOTHING))
        return self._compare(found)

    def _compare(self, found: Sequence[tuple[Subject, Side, Side]]) -> list[ProjectDiff]:
        self._require_environments(
            name for _, before, after in found for name in (*before.environments, *after.environments)
        )
        return [compare_sides(one, before, after, self.chosen) for one, before, after in found]

    def _require_environments(self, known: Iterator[str]) -> None:
        paths = self.selection.paths
        require_environments(self.chosen or (), known, paths[0] if len(paths) == 1 else None)


class _Past:
    """Projects as they were at a revision; each repository is read once."""

    def __init__(self, name: str, selection: Selection, image_tag: str | None) -> None:
        self._name = name
        self._selection = selection
        self._image_tag = image_tag
        self._workspaces: dict[str, tuple[GitWorkspace, Neighbourhood]] = {}
        self._seen: set[str] = set()

    def side_of(self, subject: Subject) -> Side:
        """The project as it was, also where it lay elsewhere in the tree under the same name."""
        workspace, neighbourhood = self._workspace(str(Path(subject.path).parent))
        path = subject.path if workspace.read(subject.path) is not None else self._moved(workspace, subject.name)
        if path is None:
            return NOTHING._replace(title=workspace.revision.title)
        self._seen.add(os.path.realpath(path))
        return compiled(workspace, path, self._image_tag, neighbourhood, workspace.revision.title)[0]

    def _moved(self, workspace: GitWorkspace, name: str) -> str | None:
        path = self._projects(workspace).get(name)
        current = {os.path.realpath(one) for one in self._selection.paths}
        return None if path is None or os.path.realpath(path) in current else path

    def gone(self) -> Iterator[tuple[str, Side, str]]:
        """The projects of a folder tree that are no longer there: path, state, name."""
        if self._selection.whole is None:
            return
        workspace, neighbourhood = self._workspace(self._selection.whole)
        for path in sorted(self._projects(workspace).values()):
            if os.path.realpath(path) in self._seen:
                continue
            side, name = compiled(workspace, path, self._image_tag, neighbourhood, workspace.revision.title)
            yield path, side, name

    def _projects(self, workspace: GitWorkspace) -> dict[str, str]:
        """The projects that the folder tree held, paths by name."""
        return {} if self._selection.whole is None else workspace.projects_below(self._selection.whole)

    def _workspace(self, folder: str) -> tuple[GitWorkspace, Neighbourhood]:
        revision: Revision = find_revision(folder, self._name)
        if revision.top not in self._workspaces:
            workspace = GitWorkspace(revision, ".", self._selection.paths)
            self._workspaces[revision.top] = workspace, Neighbourhood(workspace)
        return self._workspaces[revision.top]


def run(options: "Namespace") -> int:
    """Compares and prints; 1 where anything differs. Raises KgenError for what cannot be compared."""
    comparison = Comparison(options)
    several = len(dict.fromkeys(options.environments or ())) > 1
    try:
        if several and options.against is None:
            matrices = comparison.matrices()
            if not matrices:
                raise KgenError("no project has two of the environments", "name two that one project has")
            _print_matrices(matrices, options.format)
            return DIFFERENT if any(one.differs for one in matrices) else SAME
        diffs = comparison.with_manifests() if options.against is None else comparison.with_revision(options.against)
    except SourceError as error:
        raise KgenError(escape(str(error), 1000)) from error
    _print_projects(diffs, options.format)
    return DIFFERENT if any(one.differs for one in diffs) else SAME


def _print_projects(diffs: Sequence[ProjectDiff], form: str) -> None:
    if form == "json":
        from kgen.diff.data import project_data  # noqa: PLC0415 - one of three forms

        terminal.emit(_json([project_data(diff) for diff in diffs]))
    elif form == "markdown":
        from kgen.diff.markdown import write_projects  # noqa: PLC0415

        terminal.emit(write_projects(diffs))
    else:
        from kgen.diff.tell import tell  # noqa: PLC0415

        terminal.emit("\n".join("".join(f"{line}\n" for line in tell(diff)) for diff in diffs))


def _print_matrices(matrices: Sequence[Matrix], form: str) -> None:
    if form == "json":
        from kgen.diff.data import matrix_data  # noqa: PLC0415 - one of three forms

        terminal.emit(_json([matrix_data(one) for one in matrices]))
    elif form == "markdown":
        from kgen.diff.markdown import write_matrices  # noqa: PLC0415

        terminal.emit(write_matrices(matrices))
    else:
        from kgen.diff.tell import tell_matrix  # noqa: PLC0415

        terminal.emit("\n".join("".join(f"{line}\n" for line in tell_matrix(one)) for one in matrices))


def _json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False) + "\n"

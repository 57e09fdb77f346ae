"""Owns which project files the user means: a project.yml, a folder that holds one, a folder tree that holds many."""

import os
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple, NoReturn

from kgen.diagnostics import KgenError, escape, nearest
from kgen.workspace import PROJECT, find_projects

StrPath = str | os.PathLike[str]


class Selection(NamedTuple):
    """The project files of one run, each once, named as the user named them, with `/`.

    `whole` is the folder tree that they are all projects of, None when they were named in another way. `given` are all
    that the user named, where only some of them are to be built: they decide the folders, and who knows whom.
    """

    paths: tuple[str, ...]
    whole: str | None
    given: tuple[str, ...]

    def only(self, paths: Iterable[str]) -> "Selection":
        """Some of the projects; what is not among them is not gone."""
        chosen = frozenset(paths)
        return self._replace(paths=tuple(path for path in self.paths if path in chosen), whole=None)


def select(given: Iterable[StrPath]) -> Selection:
    """The project files that `given` means, in its order. Raises KgenError for what is none and holds none."""
    names = [os.fspath(path) for path in given]
    found: dict[str, str] = {}
    for name in names:
        for path in _paths(Path(name)):
            found.setdefault(os.path.realpath(path), path.as_posix())
    whole = names[0] if len(names) == 1 and not _is_project(Path(names[0])) else None
    return Selection(tuple(found.values()), whole, tuple(found.values()))


def select_one(given: StrPath) -> str:
    """The project file that `given` means. Raises KgenError where there is none, or more than one."""
    paths = select((given,)).paths
    if len(paths) > 1:
        raise KgenError(f"`{escape(os.fspath(given))}` holds {len(paths)} projects", "name one of them")
    return paths[0]


def _paths(given: Path) -> tuple[Path, ...]:
    shown = escape(str(given))
    if _is_folder(given):
        # A project.yml that is a folder or a broken link is named when it is read, not passed over.
        if os.path.lexists(given / PROJECT):
            return (given / PROJECT,)
        return tuple(find_projects(given, _refuse)) or _refuse_empty(given)
    if given.name == PROJECT and os.path.lexists(given):
        return (given,)
    if os.path.lexists(given):
        raise KgenError(f"`{shown}` is no project", f"name a {PROJECT}, or a folder that holds one")
    raise KgenError(f"there is no file or folder `{shown}`", _near(given))


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:
        _refuse(error)


def _is_project(given: Path) -> bool:
    return given.name == PROJECT or os.path.lexists(given / PROJECT)


def _refuse(error: OSError) -> NoReturn:
    reason = (error.strerror or type(error).__name__).lower()
    raise KgenError(f"cannot read `{escape(str(error.filename))}`: {reason}") from error


def _refuse_empty(folder: Path) -> NoReturn:
    where = "the current folder" if folder == Path() else f"`{escape(str(folder))}`"
    similar = nearest(PROJECT, (entry.name for entry in folder.iterdir() if entry.suffix.lower() in {".yaml", ".yml"}))
    if similar is not None:
        path = escape(str(folder / similar))
        raise KgenError(f"there is no {PROJECT} in {where} or below it", f"rename `{path}` to {PROJECT}")
    raise KgenError(f"there is no {PROJECT} in {where} or below it", "`kgen init` writes one")


def _near(path: Path) -> str | None:
    """A help text for a path that does not exist: the first step of it that does not, and what is there instead."""
    missing = path
    while not _is_folder(missing.parent):
        missing = missing.parent
    try:
        close = nearest(missing.name, (entry.name for entry in missing.parent.iterdir()))
    except OSError:
        return None
    if close is None:
        return None if missing == path else f"`{escape(str(missing))}` does not exist"
    return f"did you mean `{escape(str(missing.parent / close / path.relative_to(missing)))}`?"

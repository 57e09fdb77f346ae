"""Owns the files on disk that a compilation may look at: found, guarded, read. The only reader of input files."""

import os
import stat
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from kgen.source import Content, Source, SourceError

PROJECT = "project.yml"
ORGANIZATION = "kgen.yml"
OVERLAYS = "environments"
CONTENT_LIMIT = 1024 * 1024
_FILES_LIMIT = 1000
_HEAD = 4096


class DiskWorkspace:
    """Files below a root folder, by paths relative to it, with `/`; absolute paths stay absolute."""

    def __init__(self, root: Path, given: Sequence[str] = ()) -> None:
        self.root = root
        self._given = tuple(given)
        # One run sees one state of the disk: what was read once is not read again.
        self._read = cache(self._read_file)
        self._projects = cache(self._find_projects)
        self._content = cache(self._read_content)
        self._organization = cache(self._find_organization)
        self._organization_above = cache(self._find_organization_above)

    def read(self, path: str) -> Source | None:
        """The file at `path`, None where there is none. Raises SourceError where it cannot be read."""
        data = self._read(path)
        return None if data is None else Source(path, data)

    def _read_file(self, path: str) -> bytes | None:
        try:
            return _read_regular(self.root / path)
        except (FileNotFoundError, NotADirectoryError):
            return None
        except OSError as error:
            raise SourceError(f"{path}: {_reason(error)}") from error

    def overlays(self, folder: str) -> Sequence[str]:
        """The paths of the files `environments/*.yml` in a project's folder, sorted."""
        names = _names(self.root / folder / OVERLAYS)
        return [_join(folder, OVERLAYS, name) for name in names if name.endswith(".yml") and not name.startswith(".")]

    def organization(self, folder: str) -> str | None:
        """The nearest `kgen.yml` from the project's folder up to the root of its repository."""
        return self._organization(folder)

    def _find_organization(self, folder: str) -> str | None:
        return self._organization_above(os.path.realpath(self.root / folder))

    def _find_organization_above(self, folder: str) -> str | None:
        if os.path.isfile(f"{folder}/{ORGANIZATION}"):
            return self.name(Path(folder, ORGANIZATION))
        above = os.path.dirname(folder)
        return None if above == folder or os.path.exists(f"{folder}/.git") else self._organization_above(above)

    def projects(self, organization: str | None) -> Mapping[str, str]:
        """Every project below the org file's folder, without one those given: paths by the name each says it has."""
        return self._projects(organization)

    def _find_projects(self, organization: str | None) -> Mapping[str, str]:
        if organization is None:
            paths: list[str] = list(self._given)
        else:
            folder = (self.root / organization).resolve().parent
            paths = [self.name(path) for path in find_projects(folder)]
        found: dict[str, str] = {}
        for path in sorted(paths):
            name = _name_of_project(self.root / path)
            if name is not None:
                found.setdefault(name, path)
        return found

    def content(self, base: str, path: str) -> Content:
        """A source that the file `base` names, inside its folder. Raises SourceError."""
        return self._content(base, path)

    def _read_content(self, base: str, path: str) -> Content:
        """A source that the file `base` names. What lies outside that file's folder is never read, nor told of."""
        folder = (self.root / base).resolve().parent
        try:
            target = (folder / path).resolve()
            inside = target.is_relative_to(folder) and "\x00" not in path and not Path(path).is_absolute()
        except (OSError, ValueError, RuntimeError) as error:
            raise SourceError(f"`source` cannot be followed: {type(error).__name__}") from error
        if not inside:
            raise SourceError("`source` leads out of the folder of the file that names it")
        try:
            if target.is_dir():
                return Content(True, dict(_folder(target, folder)))
            return Content(False, {"": _read_regular(target)})
        except FileNotFoundError as error:
            raise SourceError("what `source` names does not exist") from error
        except OSError as error:
            raise SourceError(f"`source` cannot be read: {_reason(error)}") from error

    def name(self, path: Path) -> str:
        """How a path is named in diagnostics: relative to the root where it lies below it."""
        return Path(os.path.relpath(path, self.root.resolve())).as_posix() if self._near(path) else path.as_posix()

    def _near(self, path: Path) -> bool:
        return path.anchor == self.root.resolve().anchor


def find_projects(folder: Path, onerror: Callable[[OSError], object] | None = None) -> Iterator[Path]:
    """Every project.yml at and below `folder`, sorted; hidden folders and links to folders are left out.

    A folder that cannot be read is left out too, unless `onerror` raises.
    """
    for here, folders, files in os.walk(folder, onerror=onerror):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if PROJECT in files:
            yield Path(here) / PROJECT


def _read_regular(path: Path) -> bytes:
    # A device or a pipe could be read for ever; what is not a file is refused before it is opened.
    mode = path.stat().st_mode
    if stat.S_ISDIR(mode):
        raise IsADirectoryError(21, "is a directory")
    if not stat.S_ISREG(mode):
        raise OSError(22, "is not a regular file")
    with path.open("rb") as file:
        return file.read(CONTENT_LIMIT + 1)


def _folder(target: Path, base: Path) -> Iterator[tuple[str, bytes]]:
    """The files at and below a source folder, by path relative to it; hidden files and folders are left out."""
    found = 0
    for here, folders, names in os.walk(target):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        for name in sorted(name for name in names if not name.startswith(".")):
            file = (Path(here) / name).resolve()
            if not file.is_relative_to(base):
                raise SourceError("a file in the folder of `source` leads out of the folder of the file that names it")
            found += 1
            if found > _FILES_LIMIT:
                raise OSError(7, f"holds more than {_FILES_LIMIT} files")
            yield (Path(here) / name).relative_to(target).as_posix(), _read_regular(file)


def _names(folder: Path) -> list[str]:
    try:
        return sorted(entry.name for entry in folder.iterdir())
    except (FileNotFoundError, NotADirectoryError):
        return []


def _name_of_project(path: Path) -> str | None:
    try:
        with path.open("rb") as file:
            return written_name(file.read(_HEAD))
    except OSError:
        return None


def written_name(head: bytes) -> str | None:
    """What a project.yml says its name is, from its first lines: enough to find it, it is read properly later."""
    for line in head[:_HEAD].decode("utf-8", errors="replace").splitlines():
        if line.startswith("name:"):
            return line.removeprefix("name:").partition(" #")[0].strip().strip("\"'")
    return None


def _join(*parts: str) -> str:
    return "/".join(part for part in parts if part not in {"", "."})


def _reason(error: OSError) -> str:
    return (error.strerror or type(error).__name__).lower()

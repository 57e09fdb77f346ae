"""Owns what every other room points at: the text of an input file, a place in it, and where files come from."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Protocol


class Source(NamedTuple):
    """One input file as it was read.

    `path` is how the user names the file, relative and with `/`; it appears in diagnostics and never decides output.
    `data` holds the bytes unchanged.
    """

    path: str
    data: bytes


class Span(NamedTuple):
    """A stretch of one line: `line` and `column` count from 1, `length` counts characters and is at least 1."""

    file: str
    line: int
    column: int
    length: int = 1

    def __str__(self) -> str:
        return f"{self.file}:{self.line}:{self.column}"


class SourceError(Exception):
    """A file that cannot be read; the text says why, in the words of a diagnostic."""


class Content(NamedTuple):
    """What a project names as a source: one file under the empty name, or a folder's files by relative path."""

    is_folder: bool
    files: Mapping[str, bytes]


class Workspace(Protocol):
    """The files that a compilation may look at. Paths are relative to one root, with `/`."""

    def read(self, path: str) -> Source | None:
        """The file at `path`, None where there is none. Raises SourceError where it cannot be read."""

    def overlays(self, folder: str) -> Sequence[str]:
        """The paths of the files `environments/*.yml` in a project's folder, sorted."""

    def organization(self, folder: str) -> str | None:
        """The path of the org file that a project in `folder` belongs to."""

    def projects(self, organization: str | None) -> Mapping[str, str]:
        """The projects of the workspace: paths by name."""

    def content(self, base: str, path: str) -> Content:
        """A source that the file `base` names, inside its folder. Raises SourceError."""

"""Owns what a build and a check of one project answer."""

from typing import NamedTuple

from kgen.diagnostics import Diagnostic
from kgen.output import Change, Drift, Guarantee
from kgen.source import Source


class BuildResult(NamedTuple):
    """What a build did for one project.

    `path` is its project.yml; it is empty for a project that a tree no longer holds, of which files were removed.
    `environments` were built into folders of `output`. `changes` say what became of each file of these, sorted by
    path, and `guarantee` how whole the change was; there are none, and None, where `failed`. `sources` are the files
    that `diagnostics` point into.
    """

    path: str
    name: str
    output: str
    environments: tuple[str, ...]
    changes: tuple[Change, ...]
    guarantee: Guarantee | None
    diagnostics: tuple[Diagnostic, ...]
    sources: tuple[Source, ...]

    @property
    def failed(self) -> bool:
        """Whether there is an error, so that nothing was written."""
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)


class CheckResult(NamedTuple):
    """How the output folder of one project differs from what a build would write; fields as those of BuildResult.

    `files` are the paths of what the folder should hold of the environments checked, sorted; they and `drifts` are
    empty where `failed`.
    """

    path: str
    name: str
    output: str
    environments: tuple[str, ...]
    files: tuple[str, ...]
    drifts: tuple[Drift, ...]
    diagnostics: tuple[Diagnostic, ...]
    sources: tuple[Source, ...]

    @property
    def failed(self) -> bool:
        """Whether there is an error, so that nothing could be compared."""
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)

    @property
    def current(self) -> bool:
        """Whether the project has no error and its output is what a build would write."""
        return not (self.failed or self.drifts)

"""Owns which projects a validation looks at: those that are asked about, and those around them that matter."""

from collections.abc import Collection, Iterable

from kgen.compiler import compile_project
from kgen.diagnostics import KgenError
from kgen.frontend import merge_documents, read_documents
from kgen.layers import IMAGE_TAG
from kgen.neighbourhood import Neighbourhood
from kgen.source import SourceError, Workspace
from kgen.validate.field import mapping
from kgen.validate.workspace import Subject


class Gathering:
    """The projects of one run, each read and compiled once."""

    def __init__(self, workspace: Workspace, image_tag: str | None = None) -> None:
        self._workspace = workspace
        self._neighbourhood = Neighbourhood(workspace)
        self._image_tag = image_tag

    def read(self, path: str, environments: Collection[str] | None = None) -> Subject:
        """The project at `path`. Raises KgenError for a file that cannot be read and an image tag that is none."""
        try:
            documents = read_documents(self._workspace, path)
            frontend = merge_documents(documents, self._image_tag)
            compilation = compile_project(self._workspace, path, environments, self._image_tag, self._neighbourhood)
        except SourceError as error:
            raise KgenError(str(error)) from error
        for diagnostic in compilation.diagnostics:
            if diagnostic.span == IMAGE_TAG:
                raise KgenError(f"`{IMAGE_TAG.file}`: {diagnostic.message}", diagnostic.help)
        return Subject(documents, frontend, compilation)

    def around(self, subjects: Iterable[Subject]) -> tuple[Subject, ...]:
        """The other projects of the workspace that the subjects call, or, where they take hosts, all of them."""
        asked = {subject.frontend.path for subject in subjects}
        wanted: set[str] = set()
        for subject in subjects:
            projects = self._workspace.projects(subject.frontend.organization_path)
            called = _called(subject)
            wanted.update(path for name, path in projects.items() if subject.compilation.claims or name in called)
        # Errors in a project that nobody asked about are told to those who do.
        return tuple(self.read(path) for path in sorted(wanted - asked))


def _called(subject: Subject) -> set[str]:
    """The names that the environments of a project depend on."""
    named: set[str] = set()
    for environment in subject.frontend.environments.values():
        for fields in (environment.data, *mapping(environment.data, "workloads").values()):
            named.update(mapping(fields, "dependsOn"))
    return named

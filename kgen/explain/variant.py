"""Owns variants of a project: what its files become when one of them says something else, at the price of what differs.

The compiler is pure, so a step whose arguments are those that it had for the project as it is written is not taken
again.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import cache, partial
from typing import Generic, ParamSpec, TypeAlias, TypeVar

from kgen.artifact import Object
from kgen.compiler import EmittedEnvironment, check_together, emit_environment, scopes
from kgen.diagnostics import Diagnostic
from kgen.fields import Identity, objects_by_identity
from kgen.frontend import (
    Documents,
    Frontend,
    MergedEnvironment,
    Steps,
    load_document,
    merge_documents,
    merge_environment,
    read_documents,
)
from kgen.inputs import sources_named
from kgen.neighbourhood import Neighbourhood
from kgen.resolve.scope import Scope
from kgen.source import Workspace

Objects: TypeAlias = Mapping[Identity, Object]
P = ParamSpec("P")
R = TypeVar("R")


class First(Generic[P, R]):
    """A pure function that remembers its first result under each `key`, and gives it again for equal arguments."""

    def __init__(self, function: Callable[P, R], key: Callable[P, Hashable]) -> None:
        self._function = function
        self._key = key
        self._known: dict[Hashable, tuple[object, R]] = {}

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R:
        key = self._key(*args, **kwargs)
        known = self._known.get(key)
        if known is not None and known[0] == (args, kwargs):
            return known[1]
        result = self._function(*args, **kwargs)
        self._known.setdefault(key, ((args, kwargs), result))
        return result


class Compiler:
    """The steps of the compiler for one project and the variants of its `documents`."""

    def __init__(self, workspace: Workspace, documents: Documents) -> None:
        self._workspace = workspace
        self._documents = documents
        self._read = cache(partial(read_documents, workspace))
        self._steps = Steps(
            First(load_document, lambda parsed, part: parsed and parsed.source.path),
            First(merge_environment, lambda project, name, *_: (project.span.file, name)),
        )
        self._neighbourhood = self._around(documents)
        self._emitted: dict[str, tuple[Scope, MergedEnvironment, EmittedEnvironment]] = {}

    def merge(self, documents: Documents) -> Frontend:
        return merge_documents(documents, steps=self._steps)

    def scopes(self, documents: Documents, frontend: Frontend) -> Mapping[str, Scope]:
        """What decides each environment. The org file speaks to the neighbours too."""
        same = documents.organization is self._documents.organization
        around = self._neighbourhood if same else self._around(documents)
        return {one.environment.name: one for one in scopes(frontend, frontend.environments, around)}

    def emit(self, merged: MergedEnvironment, scope: Scope) -> EmittedEnvironment:
        """The environment; the one that is remembered where all that decides it is the same."""
        known = self._emitted.get(merged.name)
        if known is not None and known[0] == scope and _same_files(known[1], merged):
            return known[2]
        # Problems are added while the environment is resolved; what decides it are those that were there before.
        before = scope._replace(problems=list(scope.problems))
        emitted = emit_environment(self._workspace, merged, scope)
        self._emitted.setdefault(merged.name, (before, merged, emitted))
        return emitted

    def _around(self, documents: Documents) -> Neighbourhood:
        """The neighbours, which hear what the org file says in `documents`."""
        ours = documents.organization

        def read(path: str) -> Frontend:
            found = self._read(path)
            theirs = found.organization
            if theirs is not None and ours is not None and theirs.source.path == ours.source.path:
                found = found._replace(organization=ours)
            return self.merge(found)

        return Neighbourhood(self._workspace, read)


def _same_files(one: MergedEnvironment, other: MergedEnvironment) -> bool:
    """Whether two merged environments name the same files from the same folders."""
    return one is other or list(sources_named(one.root)) == list(sources_named(other.root))


class Variant:
    """A project whose documents may say something else than its files; an environment is emitted when asked for."""

    def __init__(self, compiler: Compiler, documents: Documents) -> None:
        self.frontend = compiler.merge(documents)
        self.frontend_errors = _errors_among(self.frontend.diagnostics)
        self._scopes = cache(partial(compiler.scopes, documents, self.frontend))
        self._compiler = compiler
        self.emitted = cache(self._emit)
        self.objects = cache(self._identify)
        self.errors = cache(self._find_errors)

    def _emit(self, environment: str) -> EmittedEnvironment:
        return self._compiler.emit(self.frontend.environments[environment], self._scopes()[environment])

    def fails(self, environment: str, ignored: str | None = None) -> bool:
        """Whether files are wrong by themselves, or the environment is but for errors with the code `ignored`."""
        if self.frontend_errors or environment not in self.frontend.environments:
            return bool(self.frontend_errors)
        return any(found.code != ignored for found in _errors_among(self.emitted(environment).diagnostics))

    def _identify(self, environment: str) -> Objects:
        known = environment in self.frontend.environments
        return objects_by_identity(self.emitted(environment).artifacts) if known else {}

    def _find_errors(self) -> tuple[Diagnostic, ...]:
        """What keeps the project from being compiled; `objects` mean nothing then."""
        if self.frontend_errors:
            return self.frontend_errors
        emitted = tuple(map(self.emitted, self.frontend.environments))
        findings = [found for one in emitted for found in one.diagnostics]
        return _errors_among([*findings, *check_together(self.frontend, emitted)])


def _errors_among(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    return tuple(found for found in diagnostics if found.severity == "error")

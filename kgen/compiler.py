"""Owns the order of the steps: the files of a project become the files of its environments, in memory."""

from collections.abc import Collection, Iterator, Mapping
from types import MappingProxyType
from typing import NamedTuple

from kgen.artifact import Artifact
from kgen.clash import PlacedClaim, clash_diagnostics
from kgen.diagnostics import Diagnostic, Problem, sort
from kgen.emitters import EMITTERS
from kgen.frontend import (
    Frontend,
    MergedEnvironment,
    merge_documents,
    note_environments,
    read_documents,
    to_diagnostic,
)
from kgen.inputs import read_named_files
from kgen.layers import ENVIRONMENT_ONLY
from kgen.model import ResolvedProject
from kgen.neighbourhood import Neighbourhood, interfaces
from kgen.node import locate
from kgen.patch import apply_patches
from kgen.render import render
from kgen.resolve.hosts import host_claims
from kgen.resolve.interface import with_hosts
from kgen.resolve.monitoring import derivable_alerts
from kgen.resolve.organization import resolve_environment, resolve_organization
from kgen.resolve.project import resolve
from kgen.resolve.scope import Scope
from kgen.source import Source, Workspace
from kgen.tombstone import Tombstones
from kgen.whole import identity_problems, size_problems


class EmittedEnvironment(NamedTuple):
    """One environment: what was decided, and its objects by file; with an error among `problems` perhaps none."""

    name: str
    scope: Scope
    project: ResolvedProject
    artifacts: tuple[Artifact, ...]
    diagnostics: tuple[Diagnostic, ...]

    @property
    def failed(self) -> bool:
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)


class CompiledEnvironment(NamedTuple):
    """One environment: what was decided, its objects, and its files as bytes by path below its folder.

    `rule_tests` are the files by which promtool tests its rules, by path below a folder of their own.
    """

    name: str
    project: ResolvedProject
    artifacts: tuple[Artifact, ...]
    files: Mapping[str, bytes]
    rule_tests: Mapping[str, bytes] = MappingProxyType({})


class Compilation(NamedTuple):
    """Everything that compiling one project gives. With an error among `diagnostics` there are no environments.

    `known` names all environments of the project, chosen or not, as far as it could be read. `neighbours` are the paths
    of the projects that it names, None for one that the workspace does not have.
    """

    path: str
    name: str
    environments: Mapping[str, CompiledEnvironment]
    diagnostics: tuple[Diagnostic, ...]
    sources: tuple[Source, ...]
    claims: tuple[PlacedClaim, ...] = ()
    known: tuple[str, ...] = ()
    neighbours: Mapping[str, str | None] = MappingProxyType({})

    @property
    def failed(self) -> bool:
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)


def compile_project(
    workspace: Workspace,
    path: str,
    environments: Collection[str] | None = None,
    image_tag: str | None = None,
    neighbourhood: Neighbourhood | None = None,
    *,
    tests: bool = False,
) -> Compilation:
    """Compiles the project at `path`: all environments, or those of the chosen that it has.

    With `tests`, also what proves their rules. A `neighbourhood` shared by several compilations reads a project once.
    Raises SourceError for a file that cannot be read.
    """
    frontend = merge_documents(read_documents(workspace, path), image_tag)
    if any(diagnostic.severity == "error" for diagnostic in frontend.diagnostics):
        return Compilation(path, frontend.name, {}, sort(frontend.diagnostics), frontend.sources)
    neighbourhood = neighbourhood or Neighbourhood(workspace)
    compiled = tuple(emit_environments(workspace, frontend, frontend.environments, neighbourhood))
    files = {one.name: _render(one, frontend.path) for one in compiled if not one.failed}
    claims = tuple(_claims(frontend, compiled))
    findings = {one.name: [*one.diagnostics, *_too_large(one, files, frontend)] for one in compiled}
    diagnostics = sort([*frontend.diagnostics, *note_environments(findings), *check_together(frontend, compiled)])
    failed = any(diagnostic.severity == "error" for diagnostic in diagnostics)
    chosen = [one for one in compiled if not failed and (environments is None or one.name in environments)]
    return Compilation(
        path=frontend.path,
        name=frontend.name,
        environments={
            one.name: CompiledEnvironment(
                name=one.name,
                project=one.project,
                artifacts=one.artifacts,
                files=files[one.name],
                rule_tests=_rule_tests(one, frontend.path) if tests else {},
            )
            for one in chosen
        },
        diagnostics=diagnostics,
        sources=(*frontend.sources, *neighbourhood.sources(frontend)),
        claims=claims,
        known=tuple(frontend.environments),
        neighbours=neighbourhood.paths(frontend),
    )


def emit_environments(
    workspace: Workspace, frontend: Frontend, environments: Collection[str], neighbourhood: Neighbourhood
) -> Iterator[EmittedEnvironment]:
    """Resolves and emits some environments of a project that has no errors so far."""
    for scope in scopes(frontend, environments, neighbourhood):
        yield emit_environment(workspace, frontend.environments[scope.environment.name], scope)


def scopes(frontend: Frontend, environments: Collection[str], neighbourhood: Neighbourhood) -> Iterator[Scope]:
    """All that decides each of some environments, beside the files that it names."""
    siblings = interfaces(frontend)
    neighbours = neighbourhood.of(frontend)
    organization = resolve_organization(frontend.organization, frontend.organization_off)
    for name, merged in frontend.environments.items():
        if name not in environments:
            continue
        # The routes of a canary are those of the environment it extends, if that is written at all.
        extended = merged.extends if merged.traffic is not None else None
        routing = name if extended is None or extended not in frontend.environments else extended
        written = frontend.environments[routing]
        router = resolve_environment(routing, written.extends, frontend.organization)
        problems: list[Problem] = []
        yield Scope(
            name=frontend.name,
            data=with_hosts(frontend.name, merged.data, router, siblings[routing].namespace, problems),
            off=merged.off,
            environment=resolve_environment(name, merged.extends, frontend.organization),
            organization=organization,
            siblings=siblings,
            neighbours=neighbours,
            problems=problems,
        )


def check_together(frontend: Frontend, compiled: Collection[EmittedEnvironment]) -> Iterator[Diagnostic]:
    """What only all environments of a project together show: nulls that do nothing anywhere, hosts claimed twice."""
    yield from _idle_tombstones(frontend, compiled)
    yield from clash_diagnostics(tuple(_claims(frontend, compiled)))


def emit_environment(workspace: Workspace, merged: MergedEnvironment, scope: Scope) -> EmittedEnvironment:
    """One environment. Objects are emitted only when nothing is wrong, and patched last."""
    read = read_named_files(workspace, merged.root)
    resolved = resolve(scope, read.inputs)
    artifacts: tuple[Artifact, ...] = ()
    unreadable = any(diagnostic.severity == "error" for diagnostic in read.diagnostics)
    if not unreadable and not any(problem.severity == "error" for problem in scope.problems):
        emitted = tuple(artifact for emit in EMITTERS for artifact in emit(resolved))
        artifacts, unapplied = apply_patches(emitted, resolved.patches)
        scope.problems.extend(unapplied)
        scope.problems.extend(identity_problems(artifacts))
    placed = (_placed(problem, merged) for problem in scope.problems)
    return EmittedEnvironment(merged.name, scope, resolved, artifacts, (*read.diagnostics, *placed))


def _placed(problem: Problem, environment: MergedEnvironment) -> Diagnostic:
    """What an environment says of itself (`traffic`, `extends`) stands in its overlay, not in the merged tree."""
    own = problem.path[:1] and problem.path[0] in ENVIRONMENT_ONLY
    return to_diagnostic(problem, environment.overlay if own else environment.root)


def _rule_tests(environment: EmittedEnvironment, path: str) -> Mapping[str, bytes]:
    # Imported here: few runs ask for them, and they take an interpreter of PromQL.
    from kgen.rule_tests import rule_test_files  # noqa: PLC0415

    source = path.rpartition("/")[2]
    return rule_test_files(environment.scope, environment.project, environment.artifacts, source)


def _render(environment: EmittedEnvironment, path: str) -> dict[str, bytes]:
    source = path.rpartition("/")[2]
    return {artifact.path: render(artifact, source) for artifact in environment.artifacts}


def _too_large(
    environment: EmittedEnvironment, files: Mapping[str, Mapping[str, bytes]], frontend: Frontend
) -> Iterator[Diagnostic]:
    server_side = environment.scope.organization.server_side_apply
    if environment.name not in files:
        return
    for problem in size_problems(environment.artifacts, files[environment.name], server_side=server_side):
        yield to_diagnostic(problem, frontend.environments[environment.name].root)


def _idle_tombstones(frontend: Frontend, compiled: Collection[EmittedEnvironment]) -> Iterator[Diagnostic]:
    tombstones = Tombstones()
    for one in compiled:
        alerts = derivable_alerts(one.project.workloads, one.scope.data.get("slo", {}))
        tombstones.add(frontend.environments[one.name].root, alerts, frontend.organization_path)
    return tombstones.idle()


def _claims(frontend: Frontend, compiled: Collection[EmittedEnvironment]) -> Iterator[PlacedClaim]:
    for one in compiled:
        root = frontend.environments[one.name].root
        for claim in host_claims(one.scope):
            yield PlacedClaim(claim, locate(root, ("routes", claim.key)))

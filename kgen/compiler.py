"""Owns the order of the steps: the files of a project become the files of its environments, in memory."""

from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple

from kgen.artifact import Artifact
from kgen.diagnostics import Diagnostic, Problem, sort
from kgen.document import parse_objects
from kgen.emitters import EMITTERS
from kgen.frontend import (
    Documents,
    Frontend,
    MergedEnvironment,
    merge_documents,
    note_environments,
    read_documents,
    to_diagnostic,
)
from kgen.model import ResolvedProject
from kgen.node import MappingNode, NullNode, Path, ScalarNode, find, locate, walk
from kgen.patch import apply_patches
from kgen.render import render
from kgen.resolve.hosts import Claim, find_clashes, host_claims
from kgen.resolve.idle import is_derivable
from kgen.resolve.interface import resolve_interface
from kgen.resolve.monitoring import derivable_alerts
from kgen.resolve.organization import resolve_environment, resolve_organization
from kgen.resolve.project import Inputs, resolve
from kgen.resolve.scope import Environment, Interface, Organization, Scope
from kgen.source import Content, Source, SourceError, Span, Workspace

CLIENT_SIDE_LIMIT = 250_000
"""Bytes of an object that client-side apply can remember in its annotation, with room for the rest of it."""
SERVER_SIDE_LIMIT = 1_000_000
_PROJECT_INPUTS_LIMIT = 10 * 1024 * 1024


class CompiledEnvironment(NamedTuple):
    """One environment: what was decided, and its files as bytes by path below the environment's folder."""

    name: str
    project: ResolvedProject
    artifacts: tuple[Artifact, ...]
    files: Mapping[str, bytes]


class PlacedClaim(NamedTuple):
    """A host and path that a route takes, and where that is written."""

    claim: Claim
    span: Span


class Compilation(NamedTuple):
    """Everything that compiling one project gives. With an error among `diagnostics` there are no environments.

    `known` names all environments of the project, chosen or not, as far as it could be read.
    """

    path: str
    name: str
    environments: Mapping[str, CompiledEnvironment]
    diagnostics: tuple[Diagnostic, ...]
    sources: tuple[Source, ...]
    claims: tuple[PlacedClaim, ...] = ()
    known: tuple[str, ...] = ()

    @property
    def failed(self) -> bool:
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)


def compile_project(
    workspace: Workspace, path: str, environments: Collection[str] | None = None, image_tag: str | None = None
) -> Compilation:
    """Compiles the project at `path`: all environments, or those of the chosen that it has.

    Raises SourceError for a file that cannot be read.
    """
    return compile_documents(workspace, read_documents(workspace, path), environments, image_tag)


def compile_documents(
    workspace: Workspace,
    documents: Documents,
    environments: Collection[str] | None = None,
    image_tag: str | None = None,
) -> Compilation:
    """Compiles a project whose documents are parsed already, or changed since. Raises what `compile_project` does."""
    frontend = merge_documents(documents, image_tag)
    path = frontend.path
    if any(diagnostic.severity == "error" for diagnostic in frontend.diagnostics):
        return Compilation(path, frontend.name, {}, sort(frontend.diagnostics), frontend.sources)
    chosen = _choose(frontend, environments)
    return _Backend(workspace, frontend, image_tag).compile(chosen)


def _choose(frontend: Frontend, environments: Collection[str] | None) -> tuple[str, ...]:
    return tuple(name for name in frontend.environments if environments is None or name in environments)


class _Backend:
    """One project between its merged environments and its files; findings gather by environment."""

    def __init__(self, workspace: Workspace, frontend: Frontend, image_tag: str | None) -> None:
        self.workspace = workspace
        self.frontend = frontend
        self.image_tag = image_tag
        self.organization = resolve_organization(frontend.organization, frontend.organization_off)
        self.findings: dict[str, list[Diagnostic]] = {}
        self.sources = list(frontend.sources)

    def compile(self, chosen: Collection[str]) -> Compilation:
        front = self.frontend
        siblings = interfaces(front)
        neighbours = self._neighbours()
        compiled: dict[str, CompiledEnvironment] = {}
        claims: list[Claim] = []
        nulls = _Nulls()
        for name, environment in front.environments.items():
            problems: list[Problem] = []
            scope = Scope(
                name=front.name,
                data=environment.data,
                off=environment.off,
                environment=resolve_environment(name, environment.extends, front.organization),
                organization=self.organization,
                siblings=siblings,
                neighbours=neighbours,
                problems=problems,
            )
            self.findings[name] = []
            resolved = resolve(scope, self._inputs(environment))
            claims.extend(host_claims(scope))
            alerts = derivable_alerts(resolved.workloads, environment.data.get("slo", {}))
            nulls.add(environment, alerts, front.organization_path)
            if name in chosen:
                compiled[name] = self._emit(name, resolved, problems)
            self.findings[name].extend(to_diagnostic(problem, environment.root) for problem in problems)
        roots = {name: environment.root for name, environment in front.environments.items()}
        placed = tuple(PlacedClaim(claim, locate(roots[claim.environment], ("routes", claim.key))) for claim in claims)
        diagnostics = sort(
            [*front.diagnostics, *note_environments(self.findings), *nulls.findings(), *clash_diagnostics(placed)]
        )
        failed = any(diagnostic.severity == "error" for diagnostic in diagnostics)
        return Compilation(
            path=front.path,
            name=front.name,
            environments={} if failed else compiled,
            diagnostics=diagnostics,
            sources=tuple(self.sources),
            claims=placed,
            known=tuple(front.environments),
        )

    def _neighbours(self) -> Mapping[str, Mapping[str, Interface]]:
        """The environments of the projects that this one names, as far as the workspace has them without errors."""
        named: set[str] = set()
        for environment in self.frontend.environments.values():
            for fields in (environment.data, *environment.data.get("workloads", {}).values()):
                named.update(fields.get("dependsOn", {}), fields.get("allowFrom", {}))
        named.discard(self.frontend.name)
        if not named:
            return {}
        paths = self.workspace.projects(self.frontend.organization_path)
        found: dict[str, Mapping[str, Interface]] = {}
        for name in sorted(named & paths.keys()):
            other = merge_documents(read_documents(self.workspace, paths[name]))
            self.sources.extend(source for source in other.sources if source not in self.sources)
            if other.environments:
                found[name] = interfaces(other)
        return found

    def _inputs(self, environment: MergedEnvironment) -> Inputs:
        """The files that an environment names, read inside the folder of the file that names them."""
        contents: dict[Path, Content] = {}
        objects: dict[Path, tuple[Mapping[str, Any], ...]] = {}
        total = 0
        for path, base, named in _sources_named(environment.root):
            try:
                content = self.workspace.content(base.file, named)
            except SourceError as error:
                self._report(environment.name, "KG601", str(error), base)
                continue
            total += sum(map(len, content.files.values()))
            if path[0] != "extraObjects":
                contents[path] = content
            elif content.is_folder:
                self._report(environment.name, "KG601", f"`{named}` is a folder, not a file", base)
            else:
                folder = "".join(base.file.rpartition("/")[:2])
                read, diagnostics = parse_objects(Source(folder + named, content.files[""]))
                self.findings[environment.name].extend(diagnostics)
                objects[path] = tuple(item for item in read if isinstance(item, dict))
        if total > _PROJECT_INPUTS_LIMIT:
            self._report(
                environment.name, "KG602", "the files of the project are over 10 MiB together", environment.root.span
            )
        return Inputs(contents, objects)

    def _report(self, environment: str, code: str, message: str, span: Span) -> None:
        self.findings[environment].append(Diagnostic(code, message, span))

    def _emit(self, name: str, resolved: ResolvedProject, problems: list[Problem]) -> CompiledEnvironment:
        """The objects and files of an environment. Where something is wrong already, there are none."""
        if any(problem.severity == "error" for problem in problems):
            return CompiledEnvironment(name, resolved, (), {})
        emitted = tuple(artifact for emit in EMITTERS for artifact in emit(resolved))
        artifacts, unapplied = apply_patches(emitted, resolved.patches)
        problems.extend(unapplied)
        problems.extend(_identity_problems(artifacts))
        if any(problem.severity == "error" for problem in problems):
            return CompiledEnvironment(name, resolved, artifacts, {})
        source = self.frontend.path.rpartition("/")[2]
        files = {artifact.path: render(artifact, source) for artifact in artifacts}
        problems.extend(_size_problems(files, self.organization))
        return CompiledEnvironment(name, resolved, artifacts, files)


def interfaces(frontend: Frontend) -> Mapping[str, Interface]:
    """What others see of each environment of a project."""
    found: dict[str, Interface] = {}
    for name, environment in frontend.environments.items():
        facts: Environment = resolve_environment(name, environment.extends, frontend.organization)
        found[name] = resolve_interface(frontend.name, environment.data, environment.off, facts, environment.traffic)
    return found


def _sources_named(root: MappingNode) -> Iterator[tuple[Path, Span, str]]:
    """Every `source` of files and extra objects: the path of its entry, its place, the path it names."""
    for path, node in walk(root):
        named = find(node, ("source",)) if isinstance(node, MappingNode) else None
        if isinstance(named, ScalarNode) and len(path) >= 2 and path[-2] in {"files", "extraObjects"}:
            yield path, named.span, named.text


def clash_diagnostics(claims: Collection[PlacedClaim]) -> Iterator[Diagnostic]:
    """Every host and path that two routes take, at the later of the two places."""
    spans = {placed.claim: placed.span for placed in claims}
    for clash in find_clashes(spans):
        earlier, later = sorted((spans[clash.first], spans[clash.second]))
        yield Diagnostic(clash.code, clash.message, later, clash.help, (f"the other one is at {earlier}",))


class _Nulls:
    """Every `null` of a project that erases nothing, until it is known whether it does anything anywhere."""

    def __init__(self) -> None:
        self._idle: dict[Span, tuple[Path, bool]] = {}

    def add(self, environment: MergedEnvironment, alerts: frozenset[str], organization: str | None) -> None:
        for path, node in walk(environment.root):
            if isinstance(node, NullNode) and node.span.file != organization:
                works = node.erased or is_derivable(path, alerts)
                earlier = self._idle.get(node.span, (path, False))[1]
                self._idle[node.span] = (path, works or earlier)

    def findings(self) -> Iterator[Diagnostic]:
        for span, (path, works) in self._idle.items():
            if not works:
                name = ".".join(map(str, path))
                yield Diagnostic(
                    "KG309",
                    f"`null` at `{name}` switches nothing off",
                    span,
                    "no lower layer writes it and nothing is derived there; remove it",
                )


def _identity_problems(artifacts: tuple[Artifact, ...]) -> Iterator[Problem]:
    """Two objects that the API server would take for one."""
    seen: dict[tuple[Any, ...], str] = {}
    for artifact in artifacts:
        for found in artifact.objects:
            metadata = found["metadata"]
            group = found["apiVersion"].rpartition("/")[0]
            identity = (group, found["kind"], metadata.get("namespace"), metadata["name"])
            if identity in seen:
                yield Problem(
                    "KG486",
                    (),
                    f"two objects are {found['kind']} `{metadata['name']}`, in {seen[identity]} and {artifact.path}",
                    "rename one of what they come from",
                )
            seen[identity] = artifact.path


def _size_problems(files: Mapping[str, bytes], organization: Organization) -> Iterator[Problem]:
    limit = SERVER_SIDE_LIMIT if organization.server_side_apply else CLIENT_SIDE_LIMIT
    for path, data in files.items():
        largest = max(len(part) for part in data.split(b"\n---\n"))
        if largest > limit:
            help_text = None if organization.server_side_apply else "the org file's `apply: server-side` allows 1 MiB"
            yield Problem("KG501", (), f"an object of {path} has {largest} bytes, {limit} can be applied", help_text)

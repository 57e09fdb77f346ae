"""Owns the way from the files of one project to its merged and checked environments."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from kgen import document, load
from kgen.credential import find_credentials
from kgen.diagnostics import Diagnostic, Problem, escape, quote, suggest
from kgen.layers import Layer, layers_of, merge_layers, names_at, text_at
from kgen.load import Part, Plain
from kgen.node import MappingNode, Node, Path, locate
from kgen.shapes import BY_PART
from kgen.shorthand import normalise
from kgen.source import Source, SourceError, Span, Workspace

if TYPE_CHECKING:
    from kgen import schema

LANGUAGE = "kgen.dev/v1"


class Layered(NamedTuple):
    """A normalised document. `data` is what it says as plain data, by itself."""

    source: Source
    part: Part
    root: MappingNode
    plain: Plain


class MergedEnvironment(NamedTuple):
    """One environment with all layers merged: its tree, its data, and the layers from low to high."""

    name: str
    extends: str | None
    traffic: int | None
    root: MappingNode
    layers: tuple[Layer, ...]
    data: "schema.Overlay"
    off: frozenset[Path]


class Frontend(NamedTuple):
    """A project as read and merged. Where `diagnostics` hold an error, `environments` is empty."""

    path: str
    name: str
    sources: tuple[Source, ...]
    organization: "schema.OrgFile"
    organization_off: frozenset[Path]
    organization_path: str | None
    environments: Mapping[str, MergedEnvironment]
    diagnostics: tuple[Diagnostic, ...]


def read_project(workspace: Workspace, path: str, image_tag: str | None) -> Frontend:
    """Reads, normalises, checks and merges the project at `path`. Raises SourceError where it cannot be read."""
    return _Reading(workspace, path, image_tag).frontend()


class _Reading:
    """The documents of one project while they are being read; findings gather in `diagnostics`."""

    def __init__(self, workspace: Workspace, path: str, image_tag: str | None) -> None:
        self.workspace = workspace
        self.path = path
        self.folder = path.rpartition("/")[0]
        self.image_tag = image_tag
        self.sources: list[Source] = []
        self.diagnostics: list[Diagnostic] = []

    def frontend(self) -> Frontend:
        project, organization, overlays = self._documents()
        environments: Mapping[str, MergedEnvironment] = {}
        if project is not None:
            # Short forms that could not be read were reported and left as they are, so types can still be checked.
            self._check_types(project, organization, *overlays.values())
        if project is not None and not self._failed:
            roots = self._overlay_roots(project, overlays)
            self._check_project(project, organization, roots)
            if not self._failed:
                environments = self._merge(project, organization, roots)
        return Frontend(
            path=self.path,
            name=text_at(project.root, ("name",)) or "" if project else "",
            sources=tuple(self.sources),
            organization=organization.plain.data if organization else {},
            organization_off=organization.plain.off if organization else frozenset(),
            organization_path=organization.source.path if organization else None,
            environments={} if self._failed else environments,
            diagnostics=tuple(self.diagnostics),
        )

    @property
    def _failed(self) -> bool:
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)

    def _documents(self) -> tuple[Layered | None, Layered | None, dict[str, Layered]]:
        project = self._read(self.path, "ProjectFile")
        organization_path = self.workspace.organization(self.folder)
        organization = self._read(organization_path, "OrgFile") if organization_path is not None else None
        overlays: dict[str, Layered] = {}
        for overlay_path in self.workspace.overlays(self.folder):
            overlay = self._read(overlay_path, "Environment")
            if overlay is not None:
                overlays[overlay_path.rpartition("/")[2].rpartition(".")[0]] = overlay
        return project, organization, overlays

    def _read(self, path: str, part: Part) -> Layered | None:
        source = self.workspace.read(path)
        if source is None:
            raise SourceError(f"{path}: no such file")
        self.sources.append(source)
        parsed = document.parse(source)
        self.diagnostics.extend(parsed.diagnostics)
        if parsed.root is None:
            return None
        root = cast("MappingNode", normalise(parsed.root, BY_PART[part], self.diagnostics))
        return Layered(source, part, root, load.to_plain(root))

    def _check_types(self, *documents: Layered | None) -> None:
        for layered in documents:
            if layered is None:
                continue
            mistakes = load.check(layered.plain.data, layered.part, partial=True)
            # One text may stand for several fields, as a short form does: it is wrong once.
            once = {(found.code, found.span): found for found in _diagnostics(reversed(mistakes), layered.root)}
            self.diagnostics.extend(once.values())
            self.diagnostics.extend(_diagnostics(find_credentials(layered.plain.data), layered.root))

    def _overlay_roots(self, project: Layered, overlays: Mapping[str, Layered]) -> dict[str, MappingNode]:
        """The project's overlay of each environment, written in the project or in a file of its own."""
        roots: dict[str, MappingNode] = {}
        written = project.root.entries.get("environments")
        inline = written.value.entries if written is not None and isinstance(written.value, MappingNode) else {}
        for name, entry in inline.items():
            if isinstance(entry.value, MappingNode):
                roots[name] = entry.value
            if name in overlays:
                self._report(
                    "KG313",
                    f"environment `{name}` is written here and in {overlays[name].source.path}",
                    entry.key,
                    "keep one of them",
                )
        return {**roots, **{name: overlay.root for name, overlay in overlays.items()}}

    def _report(self, code: str, message: str, span: Span, help_text: str | None = None) -> None:
        self.diagnostics.append(Diagnostic(code, message, span, help_text))

    def _check_project(
        self, project: Layered, organization: Layered | None, overlays: Mapping[str, MappingNode]
    ) -> None:
        """What only the whole project can say: required fields, and names that other files must know."""
        root = project.root
        required = {
            "apiVersion": f"write `apiVersion: {LANGUAGE}`",
            "name": "write `name:` and a name of at most 40 characters",
        }
        for field, help_text in required.items():
            if field not in root.entries:
                self._report("KG401", f"there is no `{field}`", root.span, help_text)
        if not overlays:
            self._report(
                "KG401",
                "there is no environment",
                root.span,
                "write `environments: {dev: {}, production: {}}` with what differs in each",
            )
        for name, overlay in overlays.items():
            self._check_extends(name, overlay, overlays)
        org = organization.plain.data if organization else {}
        self._check_known(root, "tier", org.get("tiers", {}), "tiers")
        self._check_known(root, "use", org.get("components", {}), "components")

    def _check_extends(self, name: str, overlay: MappingNode, overlays: Mapping[str, MappingNode]) -> None:
        extended = text_at(overlay, ("extends",))
        if extended is None:
            return
        span = locate(overlay, ("extends",))
        if extended not in overlays:
            known = suggest(extended, set(overlays) - {name}, "environments")
            self._report(
                "KG314", f"environment `{name}` extends `{escape(extended)}`, which does not exist", span, known
            )
        elif extended == name:
            self._report("KG315", f"environment `{name}` extends itself", span, "name another environment")
        elif "extends" in overlays[extended].entries:
            self._report(
                "KG315",
                f"environment `{name}` extends `{extended}`, which extends another one itself",
                span,
                "an environment extends at most one other, and that one none",
            )

    def _check_known(self, root: MappingNode, field: str, known: Mapping[str, Any], noun: str) -> None:
        written = names_at(root, field) if field == "use" else (text_at(root, (field,)),)
        for index, name in enumerate(written):
            if name is not None and name not in known:
                span = locate(root, (field, index) if field == "use" else (field,))
                help_text = suggest(name, known, noun) if known else f"the org file has no `{noun}`"
                self._report("KG316", f"the org file has no {noun[:-1]} `{escape(name)}`", span, help_text)

    def _merge(
        self, project: Layered, organization: Layered | None, overlays: Mapping[str, MappingNode]
    ) -> dict[str, MergedEnvironment]:
        merged: dict[str, MergedEnvironment] = {}
        findings: dict[str, list[Diagnostic]] = {}
        for name in sorted(overlays):
            overlay = load.to_plain(overlays[name]).data
            if overlay.get("skip"):
                continue
            layers = layers_of(project.root, organization.root if organization else None, overlays, name)
            root = merge_layers(layers, self.image_tag)
            data, off = load.to_plain(root)
            findings[name] = [to_diagnostic(problem, root) for problem in load.check(data, "Overlay")]
            merged[name] = MergedEnvironment(
                name, overlay.get("extends"), overlay.get("traffic"), root, layers, data, off
            )
        self.diagnostics.extend(note_environments(findings))
        return merged


def _diagnostics(problems: Iterable[Problem], root: Node) -> Iterator[Diagnostic]:
    return (to_diagnostic(problem, root) for problem in problems)


def to_diagnostic(problem: Problem, root: Node) -> Diagnostic:
    """A problem with its place looked up, and the other layers that wrote there as notes."""
    span = locate(root, problem.path, key=problem.at_key)
    notes = [
        *problem.notes,
        *(f"`{'.'.join(map(str, path))}` is written at {locate(root, path)}" for path in problem.related),
    ]
    return Diagnostic(problem.code, problem.message, span, problem.help, tuple(notes), problem.severity)


def note_environments(findings: Mapping[str, list[Diagnostic]]) -> Iterator[Diagnostic]:
    """Findings of several environments, each once; a note tells in which, unless it is in all of them."""
    where: dict[Diagnostic, list[str]] = {}
    for environment, found in findings.items():
        for diagnostic in dict.fromkeys(found):
            where.setdefault(diagnostic, []).append(environment)
    for diagnostic, environments in where.items():
        if len(environments) == len(findings) and len(findings) > 1:
            yield diagnostic
        else:
            noun = "environment" if len(environments) == 1 else "environments"
            yield diagnostic._replace(notes=(*diagnostic.notes, f"merged into {noun} {quote(environments)}"))

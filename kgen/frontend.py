"""Owns the way from the documents of one project to its merged and checked environments."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from kgen import document, load
from kgen.credential import find_credentials
from kgen.diagnostics import Diagnostic, Problem, escape, quote, suggest
from kgen.document import Document
from kgen.layers import Layer, layers_of, merge_layers, names_at, text_at
from kgen.node import MappingNode, Node, Path, dotted, locate
from kgen.shapes import BY_PART
from kgen.shorthand import normalise
from kgen.source import Source, SourceError, Span, Workspace
from kgen.validator import Part

if TYPE_CHECKING:
    from kgen import schema

LANGUAGE = "kgen.dev/v1"


class Documents(NamedTuple):
    """The parsed files that speak about one project: its own, the org file, and overlay files by environment."""

    project: Document
    organization: Document | None
    overlays: Mapping[str, Document]

    @property
    def path(self) -> str:
        return self.project.source.path

    @property
    def sources(self) -> tuple[Source, ...]:
        organization = (self.organization.source,) if self.organization else ()
        return (self.project.source, *organization, *(overlay.source for overlay in self.overlays.values()))


class MergedEnvironment(NamedTuple):
    """One environment with all layers merged: its tree, its own overlay as written, the layers from low to high."""

    name: str
    extends: str | None
    traffic: int | None
    root: MappingNode
    overlay: MappingNode
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


def read_documents(workspace: Workspace, path: str) -> Documents:
    """Reads and parses the files of the project at `path`. Raises SourceError where one cannot be read."""
    folder = path.rpartition("/")[0]
    organization = workspace.organization(folder)
    return Documents(
        project=_parse(workspace, path),
        organization=None if organization is None else _parse_shared(_read(workspace, organization)),
        overlays={
            overlay.rpartition("/")[2].rpartition(".")[0]: _parse(workspace, overlay)
            for overlay in workspace.overlays(folder)
        },
    )


def _read(workspace: Workspace, path: str) -> Source:
    source = workspace.read(path)
    if source is None:
        raise SourceError(f"{path}: no such file")
    return source


def _parse(workspace: Workspace, path: str) -> Document:
    return document.parse(_read(workspace, path))


# All projects of a run have one org file, or a few: it is parsed, and below checked, once for all of them.
_parse_shared = lru_cache(maxsize=8)(document.parse)


class Loaded(NamedTuple):
    """A document in long forms, as a tree and as plain data, and what is wrong with it by itself."""

    root: MappingNode
    data: Any
    off: frozenset[Path]
    diagnostics: tuple[Diagnostic, ...]


class _Identity:
    """A document as a key that is equal to itself alone: trees are too large to be compared."""

    def __init__(self, document: Document | None) -> None:
        self.document = document

    def __hash__(self) -> int:
        return id(self.document)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Identity) and other.document is self.document


def load_document(parsed: Document | None, part: Part) -> Loaded:
    """A document normalised and checked by itself; an absent or unreadable one says nothing."""
    return _load_shared(_Identity(parsed)) if part == "OrgFile" else _load(parsed, part)


@lru_cache(maxsize=8)
def _load_shared(organization: _Identity) -> Loaded:
    return _load(organization.document, "OrgFile")


def _load(parsed: Document | None, part: Part) -> Loaded:
    if parsed is None or parsed.root is None:
        nothing = MappingNode({}, Span(parsed.source.path if parsed else "", 1, 1))
        return Loaded(nothing, {}, frozenset(), parsed.diagnostics if parsed else ())
    # Short forms that could not be read are reported and left as they are, so types can still be checked.
    diagnostics: list[Diagnostic] = []
    root = cast("MappingNode", normalise(parsed.root, BY_PART[part], diagnostics))
    data, off = load.to_plain(root)
    mistakes = load.check(data, part, partial=True)
    # One text may stand for several fields, as a short form does: it is wrong once.
    once = {(found.code, found.span): found for found in _diagnostics(reversed(mistakes), root)}
    credentials = _diagnostics(find_credentials(data), root)
    return Loaded(root, data, off, (*diagnostics, *once.values(), *credentials))


def merge_environment(
    project: MappingNode, name: str, overlay: MappingNode, layers: tuple[Layer, ...], image_tag: str | None
) -> tuple[MergedEnvironment, tuple[Diagnostic, ...]]:
    """One environment of `project` from its `layers`, and what is wrong with it; `overlay` is its own as written."""
    # What nobody wrote is missing from the project, not from the overlay that was laid over it last.
    root = merge_layers(layers, image_tag)._replace(span=project.span)
    data, off = load.to_plain(root)
    own = load.to_plain(overlay).data
    findings = tuple(_diagnostics(load.check(data, "ProjectFile"), root))
    merged = MergedEnvironment(name, own.get("extends"), own.get("traffic"), root, overlay, layers, data, off)
    return merged, findings


class Steps(NamedTuple):
    """The dear steps of `merge_documents`. Whoever merges much that is alike may put a memory before them."""

    load: Callable[[Document | None, Part], Loaded] = load_document
    merge: Callable[..., tuple[MergedEnvironment, tuple[Diagnostic, ...]]] = merge_environment


STEPS = Steps()


def merge_documents(documents: Documents, image_tag: str | None = None, steps: Steps = STEPS) -> Frontend:
    """Brings the documents into long forms, checks them, and merges every environment.

    Findings of a step are reported together; merging waits until there are no errors.
    """
    project = steps.load(documents.project, "ProjectFile")
    organization = steps.load(documents.organization, "OrgFile")
    overlays = {name: steps.load(overlay, "Environment") for name, overlay in documents.overlays.items()}
    loaded = (project, organization, *overlays.values())
    diagnostics = [diagnostic for one in loaded for diagnostic in one.diagnostics]
    for name, overlay in documents.overlays.items():
        diagnostics.extend(_name_mistakes(name, overlay.source.path))
    environments: Mapping[str, MergedEnvironment] = {}
    if not _failed(diagnostics):
        roots = _overlay_roots(project.root, {name: overlay.root for name, overlay in overlays.items()}, diagnostics)
        _check_project(project.root, organization.data, roots, diagnostics)
        if not _failed(diagnostics):
            org_root = None if documents.organization is None else organization.root
            environments = _merge(project.root, org_root, roots, image_tag, diagnostics, steps)
    return Frontend(
        path=documents.path,
        name=text_at(project.root, ("name",)) or "",
        sources=documents.sources,
        organization=organization.data,
        organization_off=organization.off,
        organization_path=documents.organization.source.path if documents.organization else None,
        environments={} if _failed(diagnostics) else environments,
        diagnostics=tuple(diagnostics),
    )


def _name_mistakes(environment: str, path: str) -> Iterator[Diagnostic]:
    """What is wrong with the name of an overlay's file, which is that of its environment."""
    for problem in load.check({"environments": {environment: {}}}, "ProjectFile", partial=True):
        message = f"`{escape(environment)}` is no valid name of an environment"
        yield Diagnostic(problem.code, message, Span(path, 1, 1), f"rename the file: {problem.help}")


def _failed(diagnostics: Iterable[Diagnostic]) -> bool:
    return any(diagnostic.severity == "error" for diagnostic in diagnostics)


def _overlay_roots(
    project: MappingNode, files: Mapping[str, MappingNode], diagnostics: list[Diagnostic]
) -> dict[str, MappingNode]:
    """The project's overlay of each environment, written in the project or in a file of its own."""
    roots: dict[str, MappingNode] = {}
    written = project.entries.get("environments")
    inline = written.value.entries if written is not None and isinstance(written.value, MappingNode) else {}
    for name, entry in inline.items():
        if isinstance(entry.value, MappingNode):
            roots[name] = entry.value
        if name in files:
            message = f"environment `{name}` is written here and in `{escape(files[name].span.file)}`"
            diagnostics.append(Diagnostic("KG313", message, entry.key, "keep one of them"))
    return {**roots, **files}


def _check_project(
    root: MappingNode, organization: Any, overlays: Mapping[str, MappingNode], diagnostics: list[Diagnostic]
) -> None:
    """What only the whole project can say: required fields, and names that other files must know."""
    required = {
        "apiVersion": f"write `apiVersion: {LANGUAGE}`",
        "name": "write `name:` and a name of at most 40 characters",
    }
    for field, help_text in required.items():
        if field not in root.entries:
            diagnostics.append(Diagnostic("KG401", f"there is no `{field}`", root.span, help_text))
    if not overlays:
        help_text = "write `environments: {dev: {}, production: {}}` with what differs in each"
        diagnostics.append(Diagnostic("KG401", "there is no environment", root.span, help_text))
    known = organization.get("environments", {})
    for name, overlay in overlays.items():
        diagnostics.extend(_extends_mistakes(name, overlays))
        if known and name not in known:
            written = locate(root, ("environments", name), key=True)
            span = written if overlay.span.file == written.file else overlay.span
            message = f"the org file does not know environment `{escape(name)}`"
            help_text = f"{suggest(name, known, 'environments')}; a new one belongs into the org file"
            diagnostics.append(Diagnostic("KG317", message, span, help_text, severity="warning"))
    diagnostics.extend(_unknown_names(root, "tier", organization.get("tiers", {}), "tiers"))
    diagnostics.extend(_unknown_names(root, "use", organization.get("components", {}), "components"))


def _extends_mistakes(name: str, overlays: Mapping[str, MappingNode]) -> Iterator[Diagnostic]:
    extended = text_at(overlays[name], ("extends",))
    span = locate(overlays[name], ("extends",))
    if extended is None:
        return
    if extended not in overlays:
        message = f"environment `{name}` extends `{escape(extended)}`, which does not exist"
        yield Diagnostic("KG314", message, span, suggest(extended, set(overlays) - {name}, "environments"))
    elif extended == name:
        yield Diagnostic("KG315", f"environment `{name}` extends itself", span, "name another environment")
    elif text_at(overlays[extended], ("extends",)) == name:
        if name > extended:
            message = f"environments `{extended}` and `{name}` extend each other"
            yield Diagnostic("KG315", message, span, "one of the two must stand alone")
    elif "extends" in overlays[extended].entries:
        message = f"environment `{name}` extends `{extended}`, which extends another one itself"
        yield Diagnostic("KG315", message, span, "an environment extends at most one other, and that one none")


def _unknown_names(root: MappingNode, field: str, known: Mapping[str, Any], noun: str) -> Iterator[Diagnostic]:
    written = names_at(root, field) if field == "use" else (text_at(root, (field,)),)
    for index, name in enumerate(written):
        if name is not None and name not in known:
            span = locate(root, (field, index) if field == "use" else (field,))
            help_text = suggest(name, known, noun) if known else f"write it under `{noun}` in the org file, `kgen.yml`"
            yield Diagnostic("KG316", f"there is no {noun[:-1]} `{escape(name)}`", span, help_text)


def _merge(
    project: MappingNode,
    organization: MappingNode | None,
    overlays: Mapping[str, MappingNode],
    image_tag: str | None,
    diagnostics: list[Diagnostic],
    steps: Steps,
) -> dict[str, MergedEnvironment]:
    merged: dict[str, MergedEnvironment] = {}
    findings: dict[str, list[Diagnostic]] = {}
    for name in sorted(overlays):
        if load.to_plain(overlays[name]).data.get("skip"):
            continue
        layers = layers_of(project, organization, overlays, name)
        merged[name], found = steps.merge(project, name, overlays[name], layers, image_tag)
        findings[name] = list(found)
    diagnostics.extend(note_environments(findings))
    return merged


def _diagnostics(problems: Iterable[Problem], root: Node) -> Iterator[Diagnostic]:
    return (to_diagnostic(problem, root) for problem in problems)


def to_diagnostic(problem: Problem, root: Node) -> Diagnostic:
    """A problem with its place looked up; the places of related paths become notes."""
    span = locate(root, problem.path, key=problem.at_key)
    related = (f"`{dotted(path)}` is written at {locate(root, path)}" for path in problem.related)
    return Diagnostic(problem.code, problem.message, span, problem.help, (*problem.notes, *related), problem.severity)


def note_environments(findings: Mapping[str, list[Diagnostic]]) -> Iterator[Diagnostic]:
    """Findings of several environments, each once; a note tells in which, unless it is in all of them."""
    first: dict[tuple[str, str, Span], Diagnostic] = {}
    where: dict[Diagnostic, list[str]] = {}
    for environment, found in findings.items():
        # What several workloads inherit is wrong once, whatever the help for each of them would be.
        once = (first.setdefault((one.code, one.message, one.span), one) for one in found)
        for diagnostic in dict.fromkeys(once):
            where.setdefault(diagnostic, []).append(environment)
    for diagnostic, environments in where.items():
        if len(environments) == len(findings):
            yield diagnostic
        else:
            noun = "environment" if len(environments) == 1 else "environments"
            yield diagnostic._replace(notes=(*diagnostic.notes, f"merged into {noun} {quote(environments)}"))

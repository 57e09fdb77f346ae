"""Owns the two sides of a comparison: a project as it compiles, now or at a revision, and its manifests on disk."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from kgen import terminal
from kgen.artifact import Object
from kgen.compile_order import compile_one
from kgen.compiler import Compilation
from kgen.diagnostics import KgenError, escape
from kgen.diff.change import Objects, by_identity
from kgen.document import parse_objects
from kgen.frontend import Documents, Frontend, merge_documents, read_documents
from kgen.neighbourhood import Neighbourhood
from kgen.output.folder import HEADER_PREFIX
from kgen.source import Source, Workspace


class Side(NamedTuple):
    """One side: what it is called, and its objects by environment. Manifests on disk have no documents."""

    title: str
    environments: Mapping[str, Objects]
    documents: Documents | None = None
    frontend: Frontend | None = None


NOTHING = Side("nothing", {})


def compiled(
    workspace: Workspace, path: str, image_tag: str | None, neighbourhood: Neighbourhood, title: str
) -> tuple[Side, str]:
    """The project at `path` as it compiles, and its name. Raises KgenError where it has errors, once they are told."""
    compilation = compile_one(workspace, path, None, image_tag, neighbourhood)
    if compilation.failed:
        _tell(compilation)
        raise KgenError(f"{escape(path)} has errors in {title}", "they stand above; only what compiles can be compared")
    documents = read_documents(workspace, path)
    environments = {
        name: by_identity(one for artifact in found.artifacts for one in artifact.objects)
        for name, found in compilation.environments.items()
    }
    return Side(title, environments, documents, merge_documents(documents, image_tag)), compilation.name


def _tell(compilation: Compilation) -> None:
    from kgen import excerpt  # noqa: PLC0415 - most runs find nothing

    errors = [found for found in compilation.diagnostics if found.severity == "error"]
    for text in excerpt.render(errors, compilation.sources, terminal.is_coloured_message()):
        terminal.say(text)


def on_disk(folder: str) -> Side:
    """The manifests that kgen has written to a folder. Raises KgenError for one that cannot be read any more."""
    title = f"{folder.rstrip('/')}/"
    objects: dict[str, list[Object]] = {}
    for path, data in _files(Path(folder)):
        objects.setdefault(path.partition("/")[0], []).extend(_objects(Source(title + path, data)))
    return Side(title, {environment: by_identity(found) for environment, found in objects.items()})


def _objects(source: Source) -> Iterator[Object]:
    found, diagnostics = parse_objects(source)
    if diagnostics:
        first = diagnostics[0]
        raise KgenError(f"{escape(str(first.span))}: {first.message}", "run `kgen build`, which writes it anew")
    return (_object(one, source.path) for one in found)


def _object(found: Any, file: str) -> Object:
    if isinstance(found, dict) and all(isinstance(found.get(key), str) for key in ("apiVersion", "kind")):
        metadata = found.get("metadata")
        name = metadata.get("name") if isinstance(metadata, dict) else None
        if isinstance(name, str):
            return found
    raise KgenError(f"`{escape(file)}` holds what is no Kubernetes object", "run `kgen build`, which writes it anew")


def _files(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of kgen's in the folders of the environments; what is not kgen's counts in no comparison."""
    if folder.is_dir():
        for path in sorted(folder.glob("[!.]*/*.yml")):
            data = path.read_bytes()
            if data.startswith(HEADER_PREFIX):
                yield path.relative_to(folder).as_posix(), data

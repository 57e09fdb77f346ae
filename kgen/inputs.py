"""Owns the files that an environment names: found in its tree, read through the workspace, ready for resolving."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any, NamedTuple

from kgen.credential import recognise
from kgen.diagnostics import Diagnostic
from kgen.document import parse_objects
from kgen.node import MappingNode, Path, ScalarNode, find, walk
from kgen.resolve.project import Inputs
from kgen.source import Content, Source, SourceError, Span, Workspace

_LIMIT = 10 * 1024 * 1024


class NamedFiles(NamedTuple):
    """What was read, and what could not be."""

    inputs: Inputs
    diagnostics: tuple[Diagnostic, ...]


def read_named_files(workspace: Workspace, root: MappingNode) -> NamedFiles:
    """Reads every `source` of a merged environment, inside the folder of the file that names it."""
    contents: dict[Path, Content] = {}
    objects: dict[Path, tuple[Mapping[str, Any], ...]] = {}
    diagnostics: list[Diagnostic] = []
    total = 0
    for path, place, named in sources_named(root):
        try:
            content = workspace.content(place.file, named)
        except SourceError as error:
            help_text = "the path starts at the folder of the file that names it, and stays inside that"
            diagnostics.append(Diagnostic("KG601", str(error), place, help_text))
            continue
        total += sum(map(len, content.files.values()))
        if kind := next((found for data in content.files.values() if (found := _recognise(data))), None):
            help_text = "keep it in a Secret, and name that with `{secret: <name>}`"
            diagnostics.append(Diagnostic("KG209", f"what `source` names holds {kind}", place, help_text))
        if path[0] != "extraObjects":
            contents[path] = content
        elif content.is_folder:
            diagnostics.append(Diagnostic("KG601", "`source` of an extra object is a folder", place, "name one file"))
        else:
            folder = "".join(place.file.rpartition("/")[:2])
            read, findings = parse_objects(Source(folder + named, content.files[""]))
            diagnostics.extend(findings)
            objects[path] = tuple(item for item in read if isinstance(item, dict))
    if total > _LIMIT:
        message = "the files of the project are over 10 MiB together"
        diagnostics.append(Diagnostic("KG602", message, root.span, "put large files into the image or a volume"))
    return NamedFiles(Inputs(contents, objects), tuple(diagnostics))


def sources_named(root: MappingNode) -> Iterator[tuple[Path, Span, str]]:
    """Every `source` of files and extra objects: the path of its entry, its place, the path it names."""
    for path, node in walk(root):
        named = find(node, ("source",)) if isinstance(node, MappingNode) else None
        if isinstance(named, ScalarNode) and len(path) >= 2 and path[-2] in {"files", "extraObjects"}:
            yield path, named.span, named.text


@lru_cache(maxsize=256)
def _recognise(data: bytes) -> str | None:
    """What kind of credential a file holds, if any; every environment reads the same files."""
    return recognise(data.decode("utf-8", errors="replace"))

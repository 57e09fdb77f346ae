"""Owns the page that shows files and manifests side by side: a click on either side lights up the other."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from kgen.artifact import Artifact
from kgen.document import parse_nodes, to_plain
from kgen.explain.answer import errors_of
from kgen.explain.difference import Change
from kgen.explain.effect import Effect, Experiment
from kgen.fields import Field, Identity, entry_names, identity
from kgen.node import MappingNode, Node, SequenceNode
from kgen.render import render
from kgen.source import Source

_TEMPLATE = Path(__file__).with_name("page.html")


def write_page(experiment: Experiment, chosen: str) -> str:
    """One self-contained HTML page for all environments; `chosen` is shown first."""
    data = {
        "project": experiment.frontend.name,
        "chosen": chosen,
        "files": [[source.path, source.data.decode("utf-8", "replace")] for source in experiment.documents.sources],
        "environments": {name: _environment(experiment, name) for name in experiment.frontend.environments},
    }
    # `<` never ends the script element, and U+2028 is no line break inside JSON.
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":")).replace("<", "\\u003c")
    return _TEMPLATE.read_text(encoding="utf-8").replace("@DATA@", text)


def _environment(experiment: Experiment, name: str) -> dict[str, Any]:
    artifacts = experiment.artifacts(name)
    files = [[artifact.path, render(artifact).decode("utf-8")] for artifact in artifacts]
    lines = dict(_field_lines(artifacts))
    links: set[tuple[str, str]] = set()
    notes: dict[str, str] = {}
    for effect in experiment.effects(name):
        line = f"{effect.leaf.file}:{effect.leaf.value.line}"
        for change in effect.changes:
            place = _line_of(lines, change)
            if place is not None:
                links.add((line, place))
        note = _note(effect)
        if note is not None:
            notes.setdefault(line, note)
    linked = {line for line, _ in links}
    return {
        "files": files,
        "links": sorted(links),
        "notes": {line: note for line, note in notes.items() if line not in linked},
    }


def _line_of(lines: Mapping[tuple[Identity, Field], str], change: Change) -> str | None:
    """The line of a field; of one inside an embedded document the line where that document begins."""
    for length in range(len(change.field), 0, -1):
        place = lines.get((change.object, change.field[:length]))
        if place is not None:
            return place
    return None


def _note(effect: Effect) -> str | None:
    if effect.hidden_by is not None:
        return f"decides nothing: {effect.hidden_by} says it in a higher layer"
    errors = errors_of(effect)
    return f"cannot be left out: {errors[0].message}" if errors else None


def _field_lines(artifacts: tuple[Artifact, ...]) -> Iterator[tuple[tuple[Identity, Field], str]]:
    """The line of its file that every field stands on."""
    for artifact in artifacts:
        roots = parse_nodes(Source(artifact.path, render(artifact)))
        for found, root in zip(artifact.objects, roots, strict=True):
            for field, line in _lines(root, ()):
                yield (identity(found), field), f"{artifact.path}:{line}"


def _lines(node: Node, field: Field) -> Iterator[tuple[Field, int]]:
    if isinstance(node, MappingNode) and node.entries:
        for key, entry in node.entries.items():
            if isinstance(entry.value, MappingNode | SequenceNode):
                yield from _lines(entry.value, (*field, key))
            else:
                yield (*field, key), entry.key.line
    elif isinstance(node, SequenceNode) and node.items:
        for name, item in zip(entry_names([to_plain(item) for item in node.items]), node.items, strict=True):
            yield from _lines(item, (*field, f"[{name}]"))
    else:
        yield field, node.span.line


def page_links(page: str) -> Mapping[str, list[list[str]]]:
    """The links of a written page by environment, for whoever wants to check them."""
    start = page.index('id="data">') + len('id="data">')
    data = json.loads(page[start : page.index("</script>", start)])
    return {name: environment["links"] for name, environment in data["environments"].items()}

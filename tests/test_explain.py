"""Tests that explanations are true: what a leaf is said to decide is what its deletion from the file really changes."""

import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML

from kgen.compiler import compile_project
from kgen.explain.answer import explain_field, explain_line
from kgen.explain.effect import Effect, Experiment
from kgen.explain.page import page_links, write_page
from kgen.explain.reason import REASONS
from kgen.explain.tell import fields_data, lines_data, tell_fields, tell_lines
from kgen.fields import Field, Identity, fields_of, identity, parse, show
from kgen.frontend import read_documents
from kgen.source import Content, Source
from kgen.workspace import DiskWorkspace, find_projects

ROOT = Path(__file__).parent.parent
PROJECTS = [path.relative_to(ROOT).as_posix() for path in find_projects(ROOT / "examples")]
State = Mapping[tuple[str, Identity, Field], Any]


class Edited:
    """A workspace on disk, one of whose files has another content."""

    def __init__(self, disk: DiskWorkspace, path: str, data: bytes) -> None:
        self.disk, self.path, self.data = disk, path, data

    def read(self, path: str) -> Source | None:
        return Source(path, self.data) if path == self.path else self.disk.read(path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self.disk, name)

    def content(self, base: str, path: str) -> Content:
        return self.disk.content(base, path)


def state(workspace: Any, project: str) -> State | None:
    """Every field of every manifest of every environment, read back from the bytes; None where there are errors."""
    compilation = compile_project(workspace, project)
    if compilation.failed:
        return None
    return {
        (name, identity(found), field): value
        for name, environment in compilation.environments.items()
        for data in environment.files.values()
        for found in yaml.load_all(data, Loader=yaml.CSafeLoader)
        for field, value in fields_of(found).items()
    }


def edited(text: bytes, path: tuple[str | int, ...]) -> bytes:
    """A file without what stands at `path`, by an editor that knows nothing of kgen."""
    editor = YAML()
    editor.preserve_quotes = True
    editor.width = 10_000
    editor.representer.add_representer(
        type(None), lambda representer, _: representer.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    root = editor.load(text)
    below = root
    for step in path[:-1]:
        below = below[step]
    del below[path[-1]]
    written = io.BytesIO()
    editor.dump(root, written)
    return written.getvalue()


def differences(before: State, after: State) -> dict[tuple[str, Identity, Field], tuple[Any, Any]]:
    keys = {key for key in before.keys() | after.keys() if before.get(key, "absent") != after.get(key, "absent")}
    return {key: (before.get(key, "absent"), after.get(key, "absent")) for key in keys}


def said(effects: Mapping[str, Effect]) -> dict[tuple[str, Identity, Field], tuple[Any, Any]]:
    return {
        (environment, change.object, change.field): (
            "absent" if change.value == () else change.value,
            "absent" if change.otherwise == () else change.otherwise,
        )
        for environment, effect in effects.items()
        for change in effect.changes
    }


@pytest.mark.parametrize("project", PROJECTS)
def test_what_is_said_is_what_deletion_changes(project: str) -> None:
    disk = DiskWorkspace(ROOT)
    before = state(disk, project)
    assert before is not None
    experiment = Experiment(disk, read_documents(disk, project))
    sources = {source.path: source.data for source in experiment.documents.sources}
    for leaf in experiment.leaves:
        effects = {name: experiment.effect(leaf, name) for name in experiment.frontend.environments}
        if any(effect.also for effect in effects.values()):
            continue  # what several layers hold together is proved below
        seen = [effect for effect in effects.values() if effect.hidden_by is None]
        entry = seen[0].entry if seen else leaf.path
        after = state(Edited(disk, leaf.file, edited(sources[leaf.file], entry)), project)
        if after is None:
            assert {effect.how for effect in seen} <= {"replaced", "refused"}, leaf
        else:
            assert said(effects) == differences(before, after), leaf


@pytest.mark.parametrize("project", PROJECTS)
def test_every_field_has_a_reason(project: str) -> None:
    disk = DiskWorkspace(ROOT)
    experiment = Experiment(disk, read_documents(disk, project))
    for environment in experiment.frontend.environments:
        decided = {
            (change.object, change.field)
            for effect in experiment.effects(environment)
            for change in effect.changes
            if not change.existence
        }
        for found, fields in experiment.state(environment).items():
            for field in fields:
                if (found, field) not in decided:
                    from kgen.explain.reason import default_reason

                    assert default_reason(found.kind, show(field)) is not None, (environment, str(found), show(field))

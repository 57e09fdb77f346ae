"""Tests that explanations are true: what a leaf is said to decide is what its deletion from the file really changes."""

import io
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest
import yaml
from ruamel.yaml import YAML

from kgen.compiler import compile_project
from kgen.diagnostics import KgenError
from kgen.explain.answer import explain_field, explain_line
from kgen.explain.difference import ABSENT
from kgen.explain.effect import Effect, Experiment
from kgen.explain.page import page_links, write_page
from kgen.explain.reason import REASONS, default_reason
from kgen.explain.share import share
from kgen.explain.tell import fields_data, lines_data, tell_fields, tell_lines
from kgen.fields import Field, Identity, fields_of, identity, parse, show
from kgen.frontend import read_documents
from kgen.source import Content, Source
from kgen.workspace import DiskWorkspace, find_projects
from tests.memory import workspace

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
                    assert default_reason(found.kind, show(field)) is not None, (environment, str(found), show(field))


def test_the_quick_way_to_one_field_leads_to_the_same_answer() -> None:
    disk = DiskWorkspace(ROOT)
    experiment = Experiment(disk, read_documents(disk, "examples/bonk/project.yml"))
    quick = Experiment(disk, experiment.documents)
    for environment in experiment.frontend.environments:
        for found, fields in experiment.state(environment).items():
            effects = [
                effect
                for effect in experiment.effects(environment)
                if any(change.object == found and change.field in fields for change in effect.changes)
            ]
            deciding = quick.deciding(environment, found, fields)
            assert [one for one in deciding if one in effects] == effects, (environment, str(found))


def test_work_that_another_process_cannot_do_is_done_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kgen.explain.share.processors", lambda: 3)
    here = os.getpid()

    def double(numbers: Sequence[int]) -> list[int]:
        if 1 in numbers and os.getpid() != here:
            raise ValueError
        return [2 * number for number in numbers]

    assert sorted(share(double, range(60))) == [2 * number for number in range(60)]


class TestAnswers:
    """The cases of the definition, one by one, on a project that is small enough to read."""

    PROJECT = """\
        apiVersion: kgen.dev/v1
        name: shop
        owner: payments
        image: registry.example.com/shop:1.0.0
        port: 8080
        resources: {cpu: 100m, memory: 128Mi}
        replicas: 2
        env:
          LEVEL: info
          OLD: gone
        command: [serve, --fast]
        labels: {a: one}
        environments:
          dev: {replicas: 1, env: {OLD: null}, labels: {a: one}}
          production: {env: {LEVEL: warn}}
        """

    def experiment(self) -> Experiment:
        return Experiment(found := workspace(dedent(self.PROJECT)), read_documents(found, "project.yml"))

    def effect(self, environment: str, *path: str) -> Effect:
        experiment = self.experiment()
        leaf = next(leaf for leaf in experiment.leaves if leaf.path == path)
        return experiment.effect(leaf, environment)

    def test_a_value_and_every_layer_that_spoke(self) -> None:
        (answer,) = explain_field(self.experiment(), "dev", "Deployment/shop", "spec.replicas")
        assert answer.value == 1
        assert [[(w.layer, str(w.place), w.text, w.wins) for w in one.writes] for one in answer.decisions] == [
            [("environment `dev`", "project.yml:14:19", "1", True), ("project", "project.yml:7:11", "2", False)]
        ]
        assert answer.decisions[0].otherwise == 2

    def test_a_value_that_nobody_wrote_has_its_reason(self) -> None:
        (answer,) = explain_field(self.experiment(), "dev", "deployment", "spec.revisionHistoryLimit")
        assert (answer.value, answer.decisions, answer.default) == (5, (), "five revisions are enough to go back to")

    def test_a_required_leaf_is_replaced(self) -> None:
        effect = self.effect("production", "image")
        assert effect.how == "replaced"
        assert {show(change.field) for change in effect.changes} >= {"spec.template.spec.containers[shop].image"}

    def test_the_name_matches_objects_by_what_they_are(self) -> None:
        effect = self.effect("production", "name")
        assert effect.how == "replaced"
        changed = {(change.object.kind, show(change.field)): change.otherwise for change in effect.changes}
        assert changed["Deployment", "metadata.name"] == "shopx"
        assert not any(change.existence for change in effect.changes)

    def test_what_cannot_be_left_out_says_why(self) -> None:
        effect = self.effect("production", "apiVersion")
        assert (effect.how, [found.code for found in effect.diagnostics]) == ("refused", ["KG401"])

    def test_a_null_decides_what_it_deletes(self) -> None:
        changes = self.effect("dev", "environments", "dev", "env", "OLD").changes
        assert {(show(change.field)[-9:], change.value, change.otherwise) for change in changes} == {
            ("OLD].name", ABSENT, "OLD"),
            ("LD].value", ABSENT, "gone"),
        }

    def test_an_overwritten_leaf_says_which_layer_hides_it(self) -> None:
        effect = self.effect("production", "env", "LEVEL")
        assert (effect.changes, str(effect.hidden_by)) == ((), "project.yml:15:29")

    def test_either_of_two_leaves_suffices(self) -> None:
        effect = self.effect("dev", "environments", "dev", "labels", "a")
        assert [str(span) for span in effect.also] == ["project.yml:12:13"]
        assert {change.value for change in effect.changes} == {"one"}

    def test_a_list_is_one_leaf(self) -> None:
        assert [leaf.path for leaf in self.experiment().leaves if leaf.path[0] == "command"] == [("command",)]

    def test_a_line_may_hold_several_leaves(self) -> None:
        answers = explain_line(self.experiment(), "project.yml", 14)
        assert [".".join(map(str, answer.leaf.path)) for answer in answers] == [
            "environments.dev.replicas",
            "environments.dev.env.OLD",
            "environments.dev.labels.a",
        ]

    def test_text_and_data_tell_the_same(self) -> None:
        experiment = self.experiment()
        fields = explain_field(experiment, "dev", "Deployment/shop", "spec.replicas")
        lines = explain_line(experiment, "project.yml", 7)
        assert list(tell_fields(fields)) == [
            "Deployment/shop spec.replicas in dev: 1",
            "  → environment `dev`            project.yml:14:19  1",
            "    project                      project.yml:7:11  2",
            "    otherwise 2",
        ]
        assert fields_data(fields)[0]["decisions"][0]["otherwise"] == 2
        assert list(tell_lines(lines))[:3] == [
            "project.yml:7:11 `replicas`: 2  (project)",
            "  in dev:",
            "    decides nothing: project.yml:14:19 says it in a higher layer",
        ]
        assert lines_data(lines)[0]["environments"]["dev"]["hiddenBy"] == {
            "file": "project.yml",
            "line": 14,
            "column": 19,
        }

    @pytest.mark.parametrize(
        ("wanted", "field", "message"),
        [
            ("Deployment/shp", "spec.replicas", "environment `dev` has no object `Deployment/shp`"),
            ("Deployment/shop", "spec.replcas", "Deployment/shop has no field `spec.replcas` in environment `dev`"),
        ],
    )
    def test_what_does_not_exist_is_said_with_the_nearest_name(self, wanted: str, field: str, message: str) -> None:
        with pytest.raises(KgenError) as raised:
            explain_field(self.experiment(), "dev", wanted, field)
        assert (raised.value.message, raised.value.help is not None) == (message, True)


def replicas_line() -> str:
    """Where the manifest of the small project says how many pods there are."""
    compilation = compile_project(workspace(dedent(TestAnswers.PROJECT)), "project.yml")
    lines = compilation.environments["production"].files["deployment.yml"].decode().splitlines()
    return f"deployment.yml:{lines.index('  replicas: 2') + 1}"


def test_the_page_links_lines_to_lines() -> None:
    found = workspace(dedent(TestAnswers.PROJECT))
    page = write_page(Experiment(found, read_documents(found, "project.yml")), "production")
    links = page_links(page)
    assert ["project.yml:7", replicas_line()] in links["production"]
    assert ["project.yml:7", replicas_line()] not in links["dev"]


@pytest.mark.skipif(shutil.which("chromium") is None, reason="chromium is not on PATH")
def test_a_browser_shows_the_page(tmp_path: Path) -> None:
    found = workspace(dedent(TestAnswers.PROJECT))
    page = write_page(Experiment(found, read_documents(found, "project.yml")), "production")
    click = "<script>choose('inputs', 'project.yml:7');</script></body>"
    (tmp_path / "page.html").write_text(page.replace("</body>", click), encoding="utf-8")
    flags = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
    flags += ["--disable-background-networking", "--disable-component-update", f"--user-data-dir={tmp_path}/browser"]
    run = subprocess.run(
        ["chromium", *flags, "--dump-dom", (tmp_path / "page.html").as_uri()],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    assert 'class="row chosen" data-key="project.yml:7"' in run.stdout
    assert f'class="row lit" data-key="{replicas_line()}"' in run.stdout
    assert "project.yml:7 decides" in run.stdout


def test_every_row_of_the_reasons_has_its_place() -> None:
    assert len({(kind, field) for kind, field, _ in REASONS}) == len(REASONS)


@pytest.mark.parametrize(
    "text", ["spec.replicas", "spec.containers[a].env[B].value", 'metadata.labels["app.kubernetes.io/name"]', "data.x"]
)
def test_fields_are_read_as_they_are_shown(text: str) -> None:
    assert show(parse(text)) == text

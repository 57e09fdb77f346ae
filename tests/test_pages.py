"""What README and docs say of the code is so: links, rooms, dependencies, kinds, labels, the version."""

import re
import tomllib
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest
import yaml

from docs import generate
from kgen import __version__
from kgen.arguments import COMMANDS
from tests.fences import REPOSITORY, fences
from tests.golden import GOLDEN
from tests.test_docs import PAGES

TABLES = ("docs/coverage.md", *generate.PAGES)
"""Pages made of tables, whose examples are tested where the tables are."""

_LINK = re.compile(r"\]\((?!https?:)(?P<path>[^)#]*)(?:#(?P<anchor>[^)]*))?\)")
_HEADING = re.compile(r"^#+ (?P<title>.+)$", re.MULTILINE)
_OBJECT = re.compile(r"^apiVersion: (?P<version>\S+)\nkind: (?P<kind>\S+)$", re.MULTILINE)
_OWN_GROUPS = ("apps/", "autoscaling/", "batch/", "policy/", "networking.k8s.io/", "rbac.authorization.k8s.io/")
"""The groups that come with Kubernetes, beside the one without a name."""


def text(page: str) -> str:
    return (REPOSITORY / page).read_text(encoding="utf-8")


def test_the_examples_of_every_page_are_tested() -> None:
    pages = (*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/*.md"))

    assert {path.relative_to(REPOSITORY).as_posix() for path in pages} == {*PAGES, *TABLES}


@pytest.mark.parametrize("page", (*PAGES, *TABLES))
def test_links_lead_somewhere(page: str) -> None:
    links = _LINK.finditer(text(page))
    dead = [link[0] for link in links if not leads_somewhere(REPOSITORY / page, link["path"], link["anchor"])]

    assert dead == []


def leads_somewhere(page: Path, path: str, anchor: str | None) -> bool:
    target = page.parent / path if path else page
    return target.exists() and (anchor is None or anchor in anchors(target.read_text(encoding="utf-8")))


def anchors(page: str) -> set[str]:
    """The headings of a page as GitHub links to them."""
    titles = (heading["title"] for heading in _HEADING.finditer(page))
    return {re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-") for title in titles}


def test_every_module_has_its_room() -> None:
    rows = re.findall(r"^\| (`.+?) \|", text("docs/architecture.md"), re.MULTILINE)
    modules = {path.name for path in (REPOSITORY / "kgen").iterdir() if path.suffix == ".py" or path.is_dir()}
    rooms = [room for row in rows for room in re.findall(r"`([^`]+)`", row)]

    assert sorted(rooms) == sorted(
        name.removesuffix(".py") if name.endswith(".py") else f"{name}/"
        for name in modules - {"__init__.py", "__main__.py", "__pycache__"}
    )


def test_every_dependency_has_its_reason() -> None:
    project = tomllib.loads(text("pyproject.toml"))["project"]
    extras = (needed for extra, needed in project["optional-dependencies"].items() if extra != "test")
    requirements = (*project["dependencies"], *chain.from_iterable(extras))
    declared = {re.split(r"[><=!~]", requirement)[0] for requirement in requirements}

    assert {name for name in declared if f"**{name}**" not in text("docs/decisions.md")} == set()


def test_every_kind_that_needs_a_definition_is_told_of() -> None:
    page = text("docs/operations.md")

    assert {found for found in custom_kinds() if not is_told_of(page, *found)} == set()


def custom_kinds() -> Iterator[tuple[str, str]]:
    """Version and kind of what kgen writes in the golden cases and Kubernetes alone does not know."""
    for path in GOLDEN.glob("**/expected/**/*.yml"):
        if path.name != "extra.yml":
            for found in _OBJECT.finditer(path.read_text(encoding="utf-8")):
                if "/" in found["version"] and not found["version"].startswith(_OWN_GROUPS):
                    yield found["version"], found["kind"]


def is_told_of(page: str, version: str, kind: str) -> bool:
    return any(f"`{version}`" in row and re.search(rf"\b{kind}\b", row) for row in page.splitlines())


def test_inhibition_speaks_of_labels_that_alerts_carry() -> None:
    [shown] = (fence for fence in fences("docs/operations.md") if fence.role == "alertmanager.yml")
    [rule] = yaml.safe_load(shown.text)["inhibit_rules"]
    carried = [set(labels) for labels in alert_labels()]

    assert {*rule["equal"], "severity"} == set.union(*carried) - {"env", "team"}
    assert set.intersection(*carried) == {"env", "namespace", "service", "severity", "team"}


def alert_labels() -> Iterator[dict[str, str]]:
    """The labels of each alert that is derived for the examples."""
    for path in GOLDEN.glob("examples/**/alerts.yml"):
        for group in yaml.safe_load(path.read_text(encoding="utf-8"))["spec"]["groups"]:
            if not group["name"].endswith(".custom"):
                yield from (rule["labels"] for rule in group["rules"] if "alert" in rule)


def test_hooks_that_are_shown_exist() -> None:
    [shown] = (fence for fence in fences("docs/operations.md") if fence.role == ".pre-commit-config.yaml")
    ours, *_ = yaml.safe_load(shown.text)["repos"]
    existing = {hook["id"] for hook in yaml.safe_load(text(".pre-commit-hooks.yaml"))}

    assert {hook["id"] for hook in ours["hooks"]} <= existing
    assert ours["rev"] == f"v{__version__}"


def test_every_command_is_told_of() -> None:
    assert {name for name in COMMANDS if f"`{name}`" not in text("CHANGELOG.md")} == set()


def test_the_changelog_begins_with_this_version() -> None:
    versions = re.findall(r"^## (\S+)$", text("CHANGELOG.md"), re.MULTILINE)

    assert versions[0] == __version__

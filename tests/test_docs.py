"""Every example of README and docs is compiled or run, and gives what the page shows.

What a block is stands behind its language. A path: the block is that file. `fragment`: it takes the place of the same
fields of the project before it, which then compiles. A code such as `KG201`: the same, and is refused with that code.
`out/<path>`: an excerpt of what the project before it compiles to. `console`: commands behind `$` and what they print,
where `...` stands for any lines. `diff <path>`: lines added behind others of that file. A block that cannot be run says
why in a comment above it. Every section starts in a folder of its own, with the first project of its page.

`pytest tests/test_docs.py --update-golden` writes what the commands print now into the pages.
"""

import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Callable, Iterator, Mapping
from itertools import groupby
from pathlib import Path

import pytest

import kgen
from kgen.compiler import Compilation, compile_project
from kgen.workspace import PROJECT, DiskWorkspace, find_projects
from tests.conftest import UPDATE
from tests.fences import REPOSITORY, Fence, fences, replace
from tests.golden import render_diagnostics

PAGES = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs/adding-an-emitter.md",
    "docs/architecture.md",
    "docs/decisions.md",
    "docs/language.md",
    "docs/operations.md",
)
GENERATED = ("docs/diagnostics.md", "docs/reference.md")
"""Pages made of tables whose examples are tested where the tables are."""
NOT_RUN = {
    "README.md": ["installs from the network", "installs from the network"],
}
"""Why some blocks are only shown, by page."""

BY_SECTION = {
    f"{page}: {section}": tuple(found)
    for page in PAGES
    for section, found in groupby(fences(page), lambda fence: fence.section)
}
CODE = re.compile(r"KG[0-9]{3}")
FIELD = re.compile(r"^(?=\S)", re.MULTILINE)


def test_every_page_is_tested() -> None:
    found = {path.relative_to(REPOSITORY).as_posix() for path in (*REPOSITORY.glob("*.md"), *REPOSITORY.glob("docs/*.md"))}

    assert found == {*PAGES, *GENERATED}


def test_what_is_not_run_says_why() -> None:
    reasons: dict[str, list[str]] = {}
    for found in BY_SECTION.values():
        for fence in found:
            if fence.reason is not None:
                reasons.setdefault(fence.page, []).append(fence.reason)

    assert reasons == NOT_RUN


@pytest.mark.parametrize("section", BY_SECTION)
def test_examples(section: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    here = Here(tmp_path, update=bool(request.config.getoption(UPDATE)))
    first = next((fence for fence in fences(BY_SECTION[section][0].page) if fence.role == PROJECT), None)
    if first is not None:
        here.write(PROJECT, first.text)
    for fence in BY_SECTION[section]:
        if fence.reason is None:
            here.run(fence)

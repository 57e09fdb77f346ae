"""Every example of README and docs is compiled or run, and gives what the page shows.

Behind the language of a block stands what it is:

- `<path>`: that file; a project, org file or overlay must compile.
- `fragment`: fields that take the place of the same fields of the project before it, which then compiles.
- `KG201`: such fields, with which the project is refused for that reason alone.
- `same`: another project that compiles to the very files of the one before it.
- `out/<path>`: an excerpt of what was compiled last, whatever its indentation.
- `diff <path>`: lines that are taken out of that file and put into it.
- `console`: commands behind `$`, and what they print to both streams.

`...` stands for any text, and alone for any lines. A block that cannot be run says why in a comment above it. Every
section starts in a folder of its own, with the first project of its page.

`pytest tests/test_docs.py --update-golden` writes what the commands print now into the pages.
"""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from textwrap import dedent

import pytest

from kgen import excerpt
from kgen.compiler import Compilation, compile_project
from kgen.workspace import OVERLAYS, PROJECT, DiskWorkspace, find_projects
from tests.conftest import UPDATE
from tests.fences import REPOSITORY, Fence, fences, rewrite

PAGES = (
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "docs/adding-an-emitter.md",
    "docs/architecture.md",
    "docs/decisions.md",
    "docs/diff.md",
    "docs/explain.md",
    "docs/language.md",
    "docs/operations.md",
    "docs/scale.md",
)
NOT_RUN = {
    "README.md": ["installs from the network", "it runs these tests"],
    "CONTRIBUTING.md": ["it runs these tests"],
    "docs/architecture.md": ["a drawing"],
}
"""Why some blocks are only shown, by page."""

COPIED = {"docs/adding-an-emitter.md": ("kgen", "tests")}
"""What the folders of a page's sections begin with, beside the first project."""

SECTIONS = {
    f"{page}: {section}" if section else page: tuple(found)
    for page in PAGES
    for section, found in groupby(fences(page), lambda fence: fence.section)
}
ANY = "..."
_CODE = re.compile(r"KG[0-9]{3}")
_FIELD = re.compile(r"^(?=[A-Za-z])", re.MULTILINE)


class Folder:
    """The folder of a section while its blocks are worked through; `compiled` is what the last of them gave."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.base = ""
        self.compiled: dict[str, Compilation] = {}

    def write(self, path: str, text: str) -> None:
        file = self.root / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
        if path == PROJECT:
            self.base = text

    def compile(self) -> None:
        paths = [path.relative_to(self.root).as_posix() for path in find_projects(self.root)]
        workspace = DiskWorkspace(self.root, given=paths)
        self.compiled = {path: compile_project(workspace, path) for path in paths}

    def compile_with(self, fragment: str) -> None:
        """Compiles the project with some of its fields replaced."""
        replaced = {field.partition(":")[0] for field in _FIELD.split(fragment) if field.strip()}
        kept = (field for field in _FIELD.split(self.base) if field.partition(":")[0] not in replaced)
        self.compile_as("".join(kept) + fragment)

    def compile_as(self, project: str) -> None:
        """Compiles another project in place of the one that is there."""
        (self.root / PROJECT).write_text(project, encoding="utf-8")
        self.compile()
        (self.root / PROJECT).write_text(self.base, encoding="utf-8")

    def errors(self) -> set[str]:
        found = (item for one in self.compiled.values() for item in one.diagnostics)
        return {diagnostic.code for diagnostic in found if diagnostic.severity == "error"}

    def report(self) -> str:
        shown = (text for one in self.compiled.values() for text in excerpt.render(one.diagnostics, one.sources))
        return "\n".join(shown)

    def files(self) -> dict[str, str]:
        """The text of what was compiled last, by path below the output folder."""
        return {
            f"{path.removesuffix(PROJECT)}out/{name}/{file}": data.decode()
            for path, compilation in self.compiled.items()
            for name, environment in compilation.environments.items()
            for file, data in environment.files.items()
        }


@pytest.mark.parametrize("section", SECTIONS)
def test_examples(section: str, tmp_path: Path, request: pytest.FixtureRequest) -> None:
    folder = Folder(tmp_path / "here")
    folder.root.mkdir()
    for name in COPIED.get(SECTIONS[section][0].page, ()):
        shutil.copytree(REPOSITORY / name, folder.root / name, ignore=shutil.ignore_patterns("__pycache__"))
    first = next((fence for fence in fences(SECTIONS[section][0].page) if fence.role == PROJECT), None)
    if first is not None:
        folder.write(PROJECT, first.text)
    for fence in SECTIONS[section]:
        if fence.reason is None:
            work_through(fence, folder, update=bool(request.config.getoption(UPDATE)))


def work_through(fence: Fence, folder: Folder, *, update: bool) -> None:
    """Does with a block what it is for; fails where it is not as the page says."""
    if fence.language == "console":
        run_commands(fence, folder, update=update)
    elif fence.language == "diff":
        change_lines(fence, folder.root / fence.role)
        folder.compile()
    elif fence.role == "fragment" or _CODE.fullmatch(fence.role):
        folder.compile_with(fence.text)
        expected = set() if fence.role == "fragment" else {fence.role}
        assert folder.errors() == expected, f"{fence.place}\n{folder.report()}"
    elif fence.role == "same":
        folder.compile()
        files = folder.files()
        folder.compile_as(fence.text)
        assert folder.errors() == set(), f"{fence.place}\n{folder.report()}"
        assert folder.files() == files, f"{fence.place} compiles to other files"
    elif "/out/" in f"/{fence.role}":
        assert_excerpt(fence, folder.files())
    else:
        assert "." in fence.role, f"{fence.place}: nothing says what the block is"
        folder.write(fence.role, fence.text)
        if fence.role.endswith((PROJECT, "kgen.yml")) or fence.role.startswith(OVERLAYS):
            folder.compile()
            assert folder.errors() == set(), f"{fence.place}\n{folder.report()}"


def run_commands(fence: Fence, folder: Folder, *, update: bool) -> None:
    printed = ""
    for command in (line[2:] for line in fence.text.splitlines() if line.startswith("$ ")):
        printed += f"$ {command}\n{run(command, folder.root)}"
    if update and ANY not in fence.text:
        rewrite(fence, printed)
        return
    any_text = re.escape(ANY), ".*"
    lines = (r"(?:.*\n)*?" if line == ANY else re.escape(f"{line}\n") for line in fence.text.splitlines())
    pattern = "".join(line.replace(*any_text) for line in lines)
    assert re.fullmatch(pattern, printed), f"{fence.place} shows\n{fence.text}\nand gives\n{printed}"


def run(command: str, folder: Path) -> str:
    """What a command prints, to both streams, where `kgen` and `python` are those under test."""
    programs = folder.parent / "bin"
    programs.mkdir(exist_ok=True)
    for name, arguments in {"kgen": "-m kgen", "python": ""}.items():
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments} "$@"\n')
        (programs / name).chmod(0o755)
    environment = {
        "HOME": str(folder.parent),
        "LC_ALL": "C.UTF-8",
        "PATH": f"{programs}:{Path(sys.executable).parent}:{os.environ['PATH']}",
        "PYTHONPATH": str(REPOSITORY),
        # What a program says to both streams comes in the order in which it is said, as on a terminal.
        "PYTHONUNBUFFERED": "1",
    }
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        check=False,
    )
    return done.stdout


def change_lines(fence: Fence, path: Path) -> None:
    """Removes every `-` line, and adds every `+` line behind the line above it; the file must hold the others once."""
    lines, place = path.read_text(encoding="utf-8").splitlines(), 0
    for line in fence.text.splitlines():
        if line.startswith("+"):
            lines.insert(place, line[1:])
            place += 1
        elif line != ANY:
            assert lines.count(line[1:]) == 1, f"{fence.place}: {path.name} does not hold `{line[1:]}` once"
            place = lines.index(line[1:]) + (not line.startswith("-"))
            if line.startswith("-"):
                del lines[place]
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


def assert_excerpt(fence: Fence, files: dict[str, str]) -> None:
    assert fence.role in files, f"{fence.place}: there is no {fence.role}, only {sorted(files)}"
    rest = files[fence.role].splitlines()
    for part in re.split(r"^ *\.\.\.\n", fence.text, flags=re.MULTILINE):
        found = position(dedent(part).splitlines(), rest)
        assert found is not None, f"{fence.place}: {fence.role} does not hold\n{part}\nbut\n{files[fence.role]}"
        rest = rest[found:]


def position(part: Sequence[str], lines: Sequence[str]) -> int | None:
    """Where in `lines` a part of them ends, whatever its indentation; None where it does not occur."""
    for start in range(len(lines) - len(part) + 1):
        if dedent("\n".join(lines[start : start + len(part)])) == "\n".join(part):
            return start + len(part)
    return None


def test_what_is_not_run_says_why() -> None:
    reasons: dict[str, list[str]] = {}
    for fence in (fence for found in SECTIONS.values() for fence in found):
        if fence.reason is not None:
            reasons.setdefault(fence.page, []).append(fence.reason)

    assert reasons == NOT_RUN

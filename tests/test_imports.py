"""Owns the tests of what each command imports: a module that a command does not need must not cost it time."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.disk import SHOP, put

ROOT = Path(__file__).parent.parent
PROBE = """\
import json, sys
before = set(sys.modules)
from kgen.cli import main
status = main(sys.argv[1:])
print(json.dumps(sorted(set(sys.modules) - before)), file=sys.stderr)
"""


def imported(words: Sequence[str], folder: Path) -> set[str]:
    """The modules that the command imports, those of the interpreter's own start left out."""
    # Isolated from the site, whose `.pth` files may import anything; so its folder is named here.
    path = f"import sys; sys.path[:0] = {[str(ROOT), *sys.path]!r}\n"
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", path + PROBE, *words], capture_output=True, text=True, check=True, cwd=folder
    )
    return set(json.loads(done.stderr.splitlines()[-1]))


def foreign(modules: set[str]) -> set[str]:
    """The packages among the modules that are neither kgen's nor Python's."""
    tops = {module.partition(".")[0] for module in modules}
    return {top for top in tops if top not in sys.stdlib_module_names and top != "kgen" and not top.startswith("_")}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    (tmp_path / ".git").mkdir()
    put(tmp_path, {"project.yml": SHOP})
    return tmp_path


COMMAND = {
    "kgen",
    "kgen.arguments",
    "kgen.cli",
    "kgen.diagnostics",
    "kgen.source",
    "kgen.terminal",
}
LIGHT = {
    "version": (["--version"], set(), set()),
    "help": (["--help"], set(), set()),
    "help of a command": (["build", "--help"], set(), set()),
    "completion": (["completion", "bash"], {"kgen.completion"}, {"shtab"}),
}


@pytest.mark.parametrize(("words", "own", "others"), LIGHT.values(), ids=LIGHT.keys())
def test_a_command_without_projects_imports_only_itself(
    words: Sequence[str], own: set[str], others: set[str], tmp_path: Path
) -> None:
    modules = imported(words, tmp_path)
    assert {module for module in modules if module.partition(".")[0] == "kgen"} == COMMAND | own
    assert foreign(modules) == others


def test_an_explanation_needs_no_compiler(tmp_path: Path) -> None:
    modules = imported(["explain", "KG101"], tmp_path)
    assert {"kgen.codes", "kgen.compiler", "kgen.frontend", "kgen.document"} & modules == {"kgen.codes"}
    assert foreign(modules) == set()


# `cython_runtime` is a part of the compiled PyYAML.
COMPILER = {"cython_runtime", "deepmerge", "pydantic_core", "typing_extensions", "yaml"}
UNNEEDED = {"kgen.report", "kgen.excerpt", "kgen.init", "kgen.completion", "kgen.codes", "difflib", "shlex"}
REMEMBERED = {
    *("kgen.batch", "kgen.cache", "kgen.choice", "kgen.compiled", "kgen.deliver", "kgen.destination", "kgen.narration"),
    *("kgen.pool", "kgen.progress", "kgen.projects", "kgen.recall", "kgen.result", "kgen.run", "kgen.workspace"),
}


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_run_that_compiles_imports_what_compiling_needs(command: str, shop: Path) -> None:
    modules = imported([command, "--no-cache"] if command == "build" else [command, "--no-cache", "-o", "other"], shop)
    assert foreign(modules) == COMPILER
    assert (UNNEEDED - {"difflib"}) & modules == ({"shlex"} if command == "check" else set())
    words = [command, "--no-cache", "--format", "json"]
    assert foreign(imported(words, shop)) == COMPILER | {"attr", "attrs", "cattrs"}


@pytest.mark.parametrize("command", ["build", "check"])
def test_a_run_in_which_nothing_has_changed_imports_neither_reader_nor_compiler(command: str, shop: Path) -> None:
    imported(["build"], shop)
    modules = imported([command], shop)
    assert foreign(modules) == set()
    output = {module for module in modules if module.startswith("kgen.output")}
    assert {module for module in modules if module.partition(".")[0] == "kgen"} == COMMAND | REMEMBERED | output
    heavy = {
        "asyncio",
        "concurrent.futures",
        "ctypes",
        "dataclasses",
        "inspect",
        "logging",
        "multiprocessing",
        "subprocess",
    }
    assert heavy & modules == set()

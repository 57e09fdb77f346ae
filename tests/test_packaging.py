"""The wheel holds the package and nothing else, and declares what the package needs and nothing else."""

import ast
import re
import subprocess
import sys
import tomllib
import zipfile
from importlib.metadata import packages_distributions
from itertools import chain
from pathlib import Path

import pytest

from kgen import __version__

REPOSITORY = Path(__file__).parent.parent
METADATA = tomllib.loads((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8"))["project"]
BROUGHT_ALONG = {"jsonpointer": "jsonpatch", "pydantic-core": "pydantic"}
"""Distributions that are there because another one, which is declared, cannot be without them."""
DATA = {"kubernetes-validate", "tzdata"}
"""Distributions that are read, not imported."""


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=REPOSITORY, check=True, capture_output=True)
    [path] = folder.iterdir()
    return zipfile.ZipFile(path)


def test_the_wheel_holds_the_package_and_nothing_else(wheel: zipfile.ZipFile) -> None:
    about = f"kgen_k8s-{__version__}.dist-info/"
    package = {path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "kgen").rglob("*") if path.is_file()}

    assert {name for name in wheel.namelist() if not name.startswith(about)} == {
        name for name in package if "__pycache__" not in name
    }


def test_the_wheel_brings_types_licence_and_command(wheel: zipfile.ZipFile) -> None:
    about = f"kgen_k8s-{__version__}.dist-info/"

    assert {"kgen/py.typed", f"{about}licenses/LICENSE"} <= set(wheel.namelist())
    assert wheel.read(f"{about}entry_points.txt").decode() == "[console_scripts]\nkgen = kgen.__main__:run\n"


def test_what_is_imported_is_what_is_declared() -> None:
    known = packages_distributions()
    found = {normal(known[module][0]) for module in imported() if module in known}
    extras = (needed for extra, needed in METADATA["optional-dependencies"].items() if extra != "test")
    requirements = (*METADATA["dependencies"], *chain.from_iterable(extras))
    declared = {normal(re.split(r"[><=!~\[; ]", requirement)[0]) for requirement in requirements}

    assert {BROUGHT_ALONG.get(name, name) for name in found} | DATA == declared


def normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def imported() -> set[str]:
    """Every module outside the standard library and kgen that kgen imports anywhere, by its first name."""
    found: set[str] = set()
    for path in (REPOSITORY / "kgen").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found.update(alias.name.partition(".")[0] for alias in node.names)
            elif isinstance(node, ast.ImportFrom) and node.module is not None:
                found.add(node.module.partition(".")[0])
    return found - sys.stdlib_module_names - {"kgen"}

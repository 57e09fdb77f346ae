"""Owns what the tests of the output folder share: two builds' files, and ways to look at a folder."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

from kgen.output import HEADER_PREFIX

ROOT = Path(__file__).parent.parent


def manifest(text: str) -> bytes:
    """A file as kgen writes it."""
    return HEADER_PREFIX + b"project.yml.\n" + text.encode()


OLD = {
    "canary/deployment.yml": manifest("canary: 1\n"),
    "dev/deployment.yml": manifest("dev: 1\n"),
    "dev/service.yml": manifest("dev: 1\n"),
    "production/deployment.yml": manifest("production: 1\n"),
}
# A file of each kind: canary and dev/service.yml go, dev/deployment.yml changes, production/hpa.yml is new.
NEW = {
    "dev/deployment.yml": manifest("dev: 2\n"),
    "production/deployment.yml": manifest("production: 1\n"),
    "production/hpa.yml": manifest("production: 2\n"),
}

# What a stage holds that a killed build left.
STAGE = {".gitignore": b"*\n", "out/dev/a.yml": manifest("")}


def lay_project(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An output folder that does not exist yet, beside an input; the current folder lies elsewhere."""
    put(folder, {"project/project.yml": b"name: shop\n"})
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    return folder / "project" / "out"


def put(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files as any program would."""
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def snapshot(folder: Path) -> dict[str, bytes | str]:
    """What is below a folder: the bytes of files, the targets of links, and `folder` for folders that are empty."""
    found: dict[str, bytes | str] = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if path.is_symlink():
            found[name] = f"link to {path.readlink()}"
        elif path.is_file():
            found[name] = path.read_bytes()
        elif not path.is_dir():
            found[name] = "special"
        elif not any(path.iterdir()):
            found[name] = "folder"
    return found


def beside(out: Path) -> list[str]:
    """The names in the folder that holds the output folder."""
    return sorted(path.name for path in out.parent.iterdir())


def start(script: str, *arguments: str | Path, before: tuple[str, ...] = ()) -> subprocess.Popen[str]:
    """A Python process that can import kgen, with pipes; `before` is a command that runs it."""
    command = [*before, sys.executable, "-B", "-c", script, *map(str, arguments)]
    pipe = subprocess.PIPE
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=environment, text=True, stdin=pipe, stdout=pipe, stderr=pipe)

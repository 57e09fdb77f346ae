"""Owns the tests of the hooks for pre-commit: the real pre-commit, on a real git repository, without a network."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.disk import SHOP, environments, put

ROOT = Path(__file__).parent.parent
MANIFEST = ROOT / ".pre-commit-hooks.yaml"


def hooks() -> dict[str, dict[str, Any]]:
    return {hook["id"]: hook for hook in yaml.safe_load(MANIFEST.read_text())}


class Repository:
    """A git repository with a project in it; `kgen` is on its PATH as an installed one would be."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        program = folder.parent / "bin" / "kgen"
        put(program.parent, {"kgen": f'#!/bin/sh\nexec "{sys.executable}" -m kgen "$@"\n'})
        program.chmod(0o755)
        self.environment = {
            "PATH": f"{program.parent}:{Path(sys.executable).parent}:{os.environ['PATH']}",
            "PYTHONPATH": str(ROOT),
            "PRE_COMMIT_HOME": str(folder.parent / "pre-commit"),
            "HOME": str(folder.parent),
            "GIT_CONFIG_NOSYSTEM": "1",
            "GIT_AUTHOR_NAME": "a",
            "GIT_AUTHOR_EMAIL": "a@example.com",
            "GIT_COMMITTER_NAME": "a",
            "GIT_COMMITTER_EMAIL": "a@example.com",
        }

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(words, cwd=self.folder, env=self.environment, capture_output=True, text=True, check=False)

    def succeed(self, *words: str) -> None:
        done = self.run(*words)
        assert done.returncode == 0, done.stdout + done.stderr

    def commit(self) -> subprocess.CompletedProcess[str]:
        self.succeed("git", "add", "--all")
        return self.run("git", "commit", "--message", "change")


def install(folder: Path, hook: str, arguments: Sequence[str]) -> Repository:
    """A repository whose commits run the hook, as the manifest says, from what is installed."""
    # Building an environment for `language: python` would need a network.
    configured = {**hooks()[hook], "language": "system", "args": list(arguments)}
    put(
        folder,
        {
            ".pre-commit-config.yaml": yaml.safe_dump({"repos": [{"repo": "local", "hooks": [configured]}]}),
            "services/shop/project.yml": SHOP,
        },
    )
    repository = Repository(folder)
    repository.succeed("git", "init", "--quiet")
    repository.succeed("pre-commit", "install")
    return repository


@pytest.fixture
def checked(tmp_path: Path) -> Repository:
    """A repository with a check on each commit, in which all is built and committed."""
    repository = install(tmp_path / "repository", "kgen-check", ["services/shop", "-o", "out"])
    repository.succeed("kgen", "build", "services/shop", "-o", "out")
    done = repository.commit()
    assert done.returncode == 0, done.stderr
    return repository


def test_the_manifest_is_valid() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", "validate-manifest", MANIFEST], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "")
    assert {hook: settings["entry"] for hook, settings in hooks().items()} == {
        "kgen-check": "kgen check",
        "kgen-build": "kgen build",
    }


MENDED = "run: kgen build services/shop -o out"


def test_a_stale_file_fails_the_commit_until_it_is_built(checked: Repository) -> None:
    project = checked.folder / "services/shop/project.yml"
    project.write_text(SHOP.replace("replicas: 2", "replicas: 3"))
    failed = checked.commit()
    assert failed.returncode == 1
    told = failed.stderr.splitlines()
    assert told[0].startswith("generated manifests are current..") and told[0].endswith(".Failed")
    assert "stale: out/production/deployment.yml" in told
    assert "+  replicas: 3" in told
    assert MENDED in told
    checked.succeed(*MENDED.removeprefix("run: ").split())
    passed = checked.commit()
    assert (passed.returncode, passed.stderr.splitlines()[0].endswith(".Passed")) == (0, True)


def edit_manifest(folder: Path) -> None:
    manifest = folder / "out/dev/deployment.yml"
    manifest.write_text(manifest.read_text() + "# a comment\n")


def remove_manifest(folder: Path) -> None:
    (folder / "out/dev/deployment.yml").unlink()


def add_organization(folder: Path) -> None:
    put(folder, {"kgen.yml": "apiVersion: kgen.dev/v1\ndefaults: {priorityClassName: low}\n"})


def add_overlay(folder: Path) -> None:
    put(folder, {"services/shop/environments/staging.yml": "replicas: 1\n"})


def break_project(folder: Path) -> None:
    put(folder, {"services/shop/project.yml": SHOP + "imagee: x\n"})


CHANGES = {
    "edited manifest": (edit_manifest, MENDED),
    "removed manifest": (remove_manifest, MENDED),
    "org file": (add_organization, MENDED),
    "overlay": (add_overlay, MENDED),
    "error": (break_project, "error[KG201]: unknown field `imagee`"),
}


@pytest.mark.parametrize(("change", "told"), CHANGES.values(), ids=CHANGES.keys())
def test_every_change_that_matters_is_noticed(change: Any, told: str, checked: Repository) -> None:
    change(checked.folder)
    failed = checked.commit()
    assert (failed.returncode, told in failed.stderr.splitlines()) == (1, True)


def test_a_changed_source_is_noticed(checked: Repository) -> None:
    shop = {"project.yml": SHOP + "files: {/etc/rules: {source: config/rules}}\n", "config/rules": "a\n"}
    put(checked.folder / "services/shop", shop)
    checked.succeed("kgen", "build", "services/shop", "-o", "out")
    assert checked.commit().returncode == 0
    put(checked.folder / "services/shop", {"config/rules": "b\n"})
    failed = checked.commit()
    assert (failed.returncode, "stale: out/dev/configmap.yml" in failed.stderr.splitlines()) == (1, True)


def test_the_build_hook_writes_what_the_next_commit_needs(tmp_path: Path) -> None:
    repository = install(tmp_path / "repository", "kgen-build", ["services/shop", "-o", "out"])
    assert repository.commit().returncode == 0
    assert environments(repository.folder / "out") == ["dev", "production"]
    assert repository.commit().returncode == 0
    put(repository.folder, {"services/shop/project.yml": SHOP.replace("replicas: 2", "replicas: 3")})
    failed = repository.commit()
    assert failed.returncode == 1
    assert "- files were modified by this hook" in failed.stderr
    assert repository.commit().returncode == 0

"""Checkov's checks of Kubernetes manifests as a second opinion on every example.

Checkov is large and drags its own versions of many packages along, so it lives in an environment of its own: it is
looked for on PATH, and where it is not there these tests are skipped.
"""

import json
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from kgen.artifact import Object
from kgen.compiler import compile_project
from kgen.workspace import DiskWorkspace, find_projects
from tests.golden import EXAMPLES

CHOICES: Mapping[str, str] = {
    "CKV_K8S_11": "a CPU limit holds a container back although CPU is idle: no limit unless asked for",
    "CKV_K8S_35": "most programs read variables: Secrets become files where a project says so",
    "CKV_K8S_43": "the pipeline knows digests: `--image-tag` or a digest in the project",
}
WITHOUT_PORTS: Mapping[str, str] = {
    "CKV_K8S_8": "a container that listens to no port has nothing that a probe could ask",
    "CKV_K8S_9": "the same",
}


def objects(environment: str) -> Iterator[tuple[str, Object, bytes]]:
    """The objects of all examples in an environment, by file."""
    workspace = DiskWorkspace(EXAMPLES)
    for path in find_projects(EXAMPLES):
        compilation = compile_project(workspace, path.relative_to(EXAMPLES).as_posix())
        compiled = compilation.environments.get(environment)
        for artifact in compiled.artifacts if compiled else ():
            for found in artifact.objects:
                assert compiled is not None
                yield f"{compilation.name}/{artifact.path}", found, compiled.files[artifact.path]


def portless(found: Object) -> bool:
    containers = found.get("spec", {}).get("template", {}).get("spec", {}).get("containers", [])
    return bool(containers) and not any(container.get("ports") for container in containers)


@pytest.mark.parametrize("environment", ["dev", "canary", "production"])
def test_checkov_finds_nothing_but_choices(environment: str, tmp_path: Path) -> None:
    if shutil.which("checkov") is None:
        pytest.skip("checkov is not on PATH: pip install checkov into an environment of its own")
    silent = set()
    for path, found, data in objects(environment):
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(data)
        if portless(found):
            silent.add(f"{found['kind']}.{found['metadata']['namespace']}.{found['metadata']['name']}")
    command = ["checkov", "-d", str(tmp_path), "--framework", "kubernetes", "-o", "json", "--quiet", "--compact"]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", check=False, timeout=600)
    report: Any = json.loads(done.stdout)
    failed = report["results"]["failed_checks"]

    assert report["summary"]["passed"] > 100
    assert [
        (check["check_id"], check["resource"])
        for check in failed
        if check["check_id"] not in CHOICES and not (check["check_id"] in WITHOUT_PORTS and check["resource"] in silent)
    ] == []

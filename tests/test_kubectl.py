"""Tests that the real kubectl applies what kgen writes, folder by folder as it stands."""

import shutil
import subprocess
from pathlib import Path

import pytest

from kgen.compiler import compile_project
from kgen.workspace import DiskWorkspace, find_projects
from tests.api_server import serve

ROOT = Path(__file__).parent.parent
PROJECTS = [path.relative_to(ROOT).as_posix() for path in find_projects(ROOT / "examples")]

pytestmark = pytest.mark.skipif(shutil.which("kubectl") is None, reason="kubectl is not on PATH")


@pytest.mark.parametrize("project", PROJECTS)
def test_kubectl_applies_every_environment(project: str, tmp_path: Path) -> None:
    compilation = compile_project(DiskWorkspace(ROOT), project)
    assert not compilation.failed
    for name, environment in compilation.environments.items():
        folder = tmp_path / name
        folder.mkdir()
        for path, data in environment.files.items():
            (folder / path).write_bytes(data)
        objects = sum(len(artifact.objects) for artifact in environment.artifacts)
        version = ".".join(map(str, environment.project.kubernetes))
        with serve(version) as server:
            for namespace in _others_namespaces(
                environment.project.namespace.create, environment.project.namespace.name
            ):
                server.objects[f"/api/v1/namespaces/{namespace}"] = {}
            run = subprocess.run(
                ["kubectl", f"--server={server.url}", "apply", "--validate=false", "-f", str(folder)],
                capture_output=True,
                text=True,
                timeout=60,
                check=False,
                env={"PATH": "/usr/bin:/bin:/usr/local/bin", "HOME": str(tmp_path)},
            )
            assert (run.returncode, run.stderr, server.refusals) == (0, "", [])
            assert len(run.stdout.splitlines()) == objects


def _others_namespaces(created: bool, namespace: str) -> list[str]:
    """The namespace that a project shares without writing it."""
    return [] if created else [namespace]

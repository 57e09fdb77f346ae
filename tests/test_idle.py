"""Every `null` that is said to switch something off does so: with it, something else is written."""

import pytest

from kgen.compiler import compile_project
from kgen.node import Path
from kgen.resolve import idle
from tests.memory import SMALLEST, workspace

SERVED = "port: 8080\nprobes: {liveness: /healthz}\nreplicas: 2\n"
OTHERS: dict[Path, str] = {
    ("startingDeadlineSeconds",): 'schedule: "0 3 * * *"\n',
    ("ttlSecondsAfterFinished",): "kind: Job\n",
}
"""What the project says where a Deployment that serves does not have the field."""


def written(fields: str, overlay: str) -> dict[str, bytes]:
    """What production gets of a project with `fields`, which must compile without a finding."""
    project = f"{SMALLEST}{fields}environments: {{production: {{{overlay}}}}}\n"
    compilation = compile_project(workspace(project), "project.yml")
    assert compilation.diagnostics == ()
    return dict(compilation.environments["production"].files)


def null_at(path: Path) -> str:
    """`a: {b: null}` for the path `a.b`."""
    text = "null"
    for step in reversed(path[1:]):
        text = f"{{{step}: {text}}}"
    return f"{path[0]}: {text}"


@pytest.mark.parametrize(
    "path",
    [
        pytest.param(path, id=".".join(map(str, path)))
        for path in (*idle.IN_CONTAINER, *idle.IN_WORKLOAD, *idle.IN_PROJECT)
    ],
)
def test_null_switches_off(path: Path) -> None:
    fields = OTHERS.get(path, SERVED)

    assert written(fields, null_at(path)) != written(fields, "")

"""Owns the tests of which projects a run is about: those of a part, those with changed inputs."""

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from kgen.choice import choose, part_of
from kgen.cli import main
from kgen.diagnostics import KgenError
from tests.disk import environments, named, put

ORGANIZATION = """\
apiVersion: kgen.dev/v1
organization: example
components: {ca: {files: {/etc/ca.pem: {source: shared/ca.pem}}}}
"""


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def git(*words: str) -> None:
    who = ["-c", "user.name=kgen", "-c", "user.email=kgen@example.com", "-c", "commit.gpgsign=false"]
    subprocess.run(["git", *who, *words], check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """Four services, of which `calls` depends on `called`, all committed."""
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    put(
        tmp_path,
        {
            ".gitignore": "cache/\n",
            "README.md": "services\n",
            "kgen.yml": ORGANIZATION,
            "shared/ca.pem": "certificate\n",
            "services/alone/project.yml": named("alone", "files: {/etc/a: {source: a.txt}}\n"),
            "services/alone/a.txt": "a\n",
            "services/called/project.yml": named("called", "port: 8080\nhealth: /healthz\n"),
            "services/calls/project.yml": named("calls", "dependsOn: [called]\n"),
            "services/split/project.yml": named("split"),
            "services/split/environments/dev.yml": "replicas: 1\n",
        },
    )
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "all")
    return tmp_path


def change(name: str, text: str = "# changed\n") -> Callable[[], None]:
    def apply() -> None:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text((path.read_text() if path.exists() else "") + text)

    return apply


def rename() -> None:
    path = Path("services/called/project.yml")
    path.write_text(path.read_text().replace("name: called", "name: other"))


ALL = ["alone", "called", "calls", "split"]
CHANGES = {
    "nothing": (lambda: None, []),
    "a file that is no input": (change("README.md"), []),
    "a project": (change("services/split/project.yml"), ["split"]),
    "an overlay": (change("services/split/environments/dev.yml"), ["split"]),
    "a new overlay": (change("services/alone/environments/dev.yml", "replicas: 2\n"), ["alone"]),
    "a source": (change("services/alone/a.txt"), ["alone"]),
    "a removed source": (lambda: Path("services/alone/a.txt").unlink(), ["alone"]),
    "a neighbour": (change("services/called/project.yml"), ["called", "calls"]),
    "a renamed neighbour": (rename, ["called", "calls"]),
    "a removed neighbour": (lambda: shutil.rmtree("services/called"), ["calls"]),
    "the org file": (change("kgen.yml"), ALL),
    "a nearer org file": (change("services/alone/kgen.yml", ORGANIZATION), ["alone"]),
    "a file of a component": (change("shared/ca.pem"), ALL),
}


@pytest.mark.parametrize(("apply", "expected"), CHANGES.values(), ids=CHANGES.keys())
@pytest.mark.parametrize("committed", [False, True], ids=["in the tree", "committed"])
def test_only_projects_with_changed_inputs_are_chosen(
    apply: Callable[[], None], expected: list[str], committed: bool, repository: Path
) -> None:
    apply()
    if committed:
        git("add", ".")
        git("commit", "-qm", "change", "--allow-empty")
    chosen = choose(["services"], "HEAD~1" if committed else "HEAD", None)
    assert [Path(path).parent.name for path in chosen.paths] == expected


def test_a_revision_that_does_not_exist_is_refused(repository: Path) -> None:
    with pytest.raises(KgenError, match=r"^git: bad revision 'v9'$"):
        choose(["services"], "v9", None)


def test_a_project_outside_a_repository_cannot_be_compared() -> None:
    put(Path(), {"project.yml": named("shop")})
    with pytest.raises(KgenError, match=r"is in no git repository$"):
        choose(["."], "HEAD", None)


def test_parts_are_disjoint_complete_and_stable() -> None:
    paths = [f"services/s{number}/project.yml" for number in range(100)]
    parts = [{path for path in paths if part_of(path, 4) == part} for part in (1, 2, 3, 4)]
    assert sum(map(len, parts)) == 100
    assert set().union(*parts) == set(paths)
    assert min(map(len, parts)) > 10
    # The part of a project is a matter between its path and the number of parts, here and on every other machine.
    assert [part_of(path, 4) for path in paths[:8]] == [3, 1, 4, 4, 4, 2, 3, 1]


def test_the_parts_of_a_build_make_up_the_whole() -> None:
    served = "port: 8080\nhealth: /healthz\n"
    text = {n: named(f"s{n}", f"{served}dependsOn: [s{(n + 1) % 6}]\n") for n in range(6)}
    put(Path(), {f"services/s{n}/project.yml": text[n] for n in text})
    assert main(["build", "services", "-o", "whole", "-q"]) == 0
    for part in (1, 2, 3):
        assert main(["build", "services", "-o", "parts", "-q", "--shard", f"{part}/3"]) == 0
    assert environments(Path("parts")) == [f"s{n}" for n in range(6)]
    assert main(["check", "services", "-o", "parts", "-q"]) == 0


@pytest.mark.parametrize("word", ["0/2", "3/2", "1", "1/0", "a/b", "1/2/3", "-1/2"])
def test_a_part_that_is_none_is_refused(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", f"--shard={word}"]) == 2
    assert "expected I/N" in capsys.readouterr().err

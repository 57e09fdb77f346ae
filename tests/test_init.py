"""Owns the tests of `kgen init`: what it writes compiles, and what it cannot write it leaves alone."""

import io
import os
import pty
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import kgen
from kgen.cli import main
from tests.disk import put, tree

ROOT = Path(__file__).parent.parent
Output = pytest.CaptureFixture[str]
NEEDED = ("--owner", "payments", "--image", "registry.example.com/shop:1.4.2")
SERVED = (*NEEDED, "--port", "8080")
ROUTED = (*SERVED, "--health", "/healthz", "--host", "shop.example.com")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", io.StringIO())


ANSWERS = {
    "least": NEEDED,
    "served": SERVED,
    "probed": (*SERVED, "--health", "/healthz"),
    "host": (*SERVED, "--host", "shop.example.com"),
    "all": ROUTED,
    "owner that YAML would read otherwise": ("--owner", "on", *NEEDED[2:]),
    "owner with a comment": ("--owner", "a # b: c", *NEEDED[2:]),
    "owner with a line feed": ("--owner", "a\nimage: x", *NEEDED[2:]),
    "image with a digest": ("--owner", "a", "--image", f"registry.example.com/shop@sha256:{'0' * 64}"),
}


@pytest.mark.parametrize("options", ANSWERS.values(), ids=ANSWERS.keys())
def test_what_it_writes_compiles_without_findings(options: Sequence[str], capsys: Output) -> None:
    assert main(["init", "services/shop", *options]) == 0
    assert capsys.readouterr() == ("", "wrote services/shop/project.yml\nnext: kgen build services/shop\n")
    compilation = kgen.compile("services/shop")
    assert (compilation.name, compilation.diagnostics) == ("shop", ())
    assert tuple(compilation.environments) == ("canary", "dev", "production")
    comments = [line for line in Path("services/shop/project.yml").read_text().splitlines() if "#" in line]
    assert len(comments) >= 8


def test_the_answers_are_in_the_file() -> None:
    main(["init", ".", "--name", "checkout", *ROUTED])
    lines = Path("project.yml").read_text().splitlines()
    for line in (
        "name: checkout",
        "owner: payments  # the team that alerts name",
        "image: registry.example.com/shop:1.4.2",
        "port: 8080",
        "health: /healthz",
        "  web: shop.example.com",
    ):
        assert line in lines


@pytest.mark.parametrize(
    ("folder", "name"),
    [("shop", "shop"), ("My_Shop.v2", "my-shop-v2"), ("-x-", "x"), ("a b", "a-b")],
)
def test_the_name_is_that_of_the_folder(folder: str, name: str, capsys: Output) -> None:
    assert main(["init", *NEEDED, "--", folder]) == 0
    assert f"name: {name}\n" in Path(folder, "project.yml").read_text()
    assert capsys.readouterr().err.splitlines()[0] == f"wrote {folder}/project.yml"


@pytest.mark.parametrize("existing", ["file", "broken link", "folder"])
def test_it_never_overwrites(existing: str, capsys: Output) -> None:
    if existing == "file":
        put(Path(), {"project.yml": "mine\n"})
    elif existing == "folder":
        Path("project.yml").mkdir()
    else:
        Path("project.yml").symlink_to("elsewhere.yml")
    before = tree(Path())
    assert main(["init", *NEEDED]) == 2
    assert capsys.readouterr().err.splitlines()[0] == "error: `project.yml` exists"
    assert tree(Path()) == before
    assert not Path("elsewhere.yml").exists()


REFUSED = [
    pytest.param((), "error: kgen init needs `--owner` and `--image`", id="nothing"),
    pytest.param(("--owner", "a"), "error: kgen init needs `--image`", id="no image"),
    pytest.param((*NEEDED, "--port", "http"), "error: the port must be a number, not `http`", id="port"),
    pytest.param((*NEEDED, "--port", "٨"), "error: the port must be a number, not `٨`", id="other digits"),
    pytest.param((*NEEDED, "--port", "70000"), "error[KG207]: `ports.http.containerPort` must be at most", id="range"),
    pytest.param((*NEEDED, "--name", "Shop"), "error[KG207]: `name` must be lower-case letters", id="name"),
    pytest.param(("--owner", "a", "--image", "x y"), "error[KG207]: `image", id="image"),
    pytest.param((*NEEDED, "--host", "shop.example.com"), "error[KG452]: no port is named", id="host without port"),
    pytest.param(("--owner", "a\udcff", "--image", "x:1"), "error: `a\\udcff` is not UTF-8", id="not UTF-8"),
]


@pytest.mark.parametrize(("options", "told"), REFUSED)
def test_answers_that_make_no_project_write_nothing(options: Sequence[str], told: str, capsys: Output) -> None:
    assert main(["init", "shop", *options]) == 2
    out, err = capsys.readouterr()
    assert (out, err.splitlines()[0][: len(told)]) == ("", told)
    assert not Path("shop").exists()


def test_on_a_terminal_it_asks_for_what_no_option_says() -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "kgen", "init", "shop", "--owner", "payments"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "NO_COLOR": "1"}
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=theirs, env=environment) as process:
        os.close(theirs)
        os.write(ours, b"\nregistry.example.com/shop:1.4.2\n8080\n\nshop.example.com\n")
        told = b""
        while b"next:" not in told:
            told += os.read(ours, 4096)
        process.wait()
    os.close(ours)
    assert process.returncode == 0
    asked = [b"Name of the service [shop]: ", b"Container image", b"Port that", b"Path that", b"Host of"]
    assert [question in told for question in asked] == [True] * len(asked)
    assert b"Team" not in told
    text = Path("shop/project.yml").read_text()
    assert "\nname: shop\n" in text
    assert "\nport: 8080\n# health: /healthz\n" in text
    assert "\n  web: shop.example.com\n" in text
    assert kgen.compile("shop").diagnostics == ()


def test_an_end_of_input_is_no_answer() -> None:
    ours, theirs = pty.openpty()
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [sys.executable, "-m", "kgen", "init", "shop"], stdin=theirs, stdout=theirs, stderr=theirs, env=environment
    ) as process:
        os.close(theirs)
        os.write(ours, b"\x04")
        told = b""
        while b"no answer" not in told:
            told += os.read(ours, 4096)
        process.wait()
    os.close(ours)
    assert (process.returncode, Path("shop").exists()) == (2, False)

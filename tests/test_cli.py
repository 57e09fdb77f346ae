"""Owns the tests of the command: for each call its status, what goes to stdout and what to stderr."""

import json
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

import kgen
from kgen import __version__, run
from kgen.cli import main
from tests.disk import SHOP, environments, named, put, tree

Output = pytest.CaptureFixture[str]


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def files_of(project: str) -> int:
    return sum(len(one.files) for one in kgen.compile(project).environments.values())


def test_a_build_counts_what_it_did(capsys: Output) -> None:
    put(Path(), {"services/shop/project.yml": SHOP})
    count = files_of("services/shop")
    assert main(["build", "services/shop", "-o", "out"]) == 0
    told = f"shop: 2 environments, {count} files: {count} new, 0 changed, 0 removed, 0 unchanged\n"
    assert capsys.readouterr() == ("", told)
    put(Path(), {"services/shop/project.yml": SHOP.replace("100m", "200m")})
    assert main(["build", "services/shop", "--output=out", "-e", "dev", "-e", "dev"]) == 0
    told = f"shop: 1 environment, {count // 2} files: 0 new, 1 changed, 0 removed, {count // 2 - 1} unchanged\n"
    assert capsys.readouterr() == ("", told)


def test_without_a_project_the_current_folder_is_meant(capsys: Output) -> None:
    put(Path(), {"project.yml": SHOP})
    assert main(["build", "-q"]) == 0
    assert capsys.readouterr() == ("", "")
    assert environments(Path("out")) == ["dev", "production"]


def test_options_may_stand_between_projects() -> None:
    put(Path(), {"a/project.yml": named("a"), "b/project.yml": named("b")})
    assert main(["build", "a", "-o", "out", "b"]) == 0
    assert environments(Path("out")) == ["a", "b"]


def test_a_verbose_build_names_files_and_the_guarantee(capsys: Output) -> None:
    put(Path(), {"project.yml": SHOP})
    main(["build", "-q"])
    Path("out/dev/deployment.yml").unlink()
    assert main(["build", "-v"]) == 0
    assert capsys.readouterr().err.splitlines()[1:] == [
        "  new      out/dev/deployment.yml",
        "  guarantee: the folder is wholly old or wholly new at every moment",
    ]


def test_findings_are_told_with_their_place(capsys: Output) -> None:
    put(Path(), {"shop/project.yml": SHOP + "imagePullPolcy: Always\n", "ledger/project.yml": named("ledger")})
    count = files_of("ledger")
    assert main(["build"]) == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert err.splitlines()[:6] == [
        "error[KG201]: unknown field `imagePullPolcy`",
        " --> shop/project.yml:7:1",
        "  |",
        "7 | imagePullPolcy: Always",
        "  | ^^^^^^^^^^^^^^",
        "  = help: did you mean `imagePullPolicy`?",
    ]
    assert err.splitlines()[-2:] == [
        f"ledger: 2 environments, {count} files: {count} new, 0 changed, 0 removed, 0 unchanged",
        "shop/project.yml: not written: 1 error",
    ]


NOTED = SHOP.replace("{dev: {}", "{canary: {extends: production, traffic: 5, replicas: 6}, dev: {routes: null}") + (
    "port: 8080\nhealth: /healthz\nroutes: {web: shop.example.com}\n"
)


@pytest.mark.parametrize(("quiet", "told"), [((), True), (("-q",), False)], ids=["normal", "quiet"])
def test_a_note_does_not_fail_a_build(quiet: Sequence[str], told: bool, capsys: Output) -> None:
    put(Path(), {"project.yml": NOTED})
    assert main(["build", *quiet]) == 0
    assert ("note[KG466]" in capsys.readouterr().err) is told


def test_what_a_tree_no_longer_holds_is_listed(capsys: Output) -> None:
    put(Path(), {f"{name}/project.yml": named(name) for name in ("a", "b", "c")})
    count = files_of("c")
    main(["build", ".", "-o", "out", "-q"])
    Path("c/project.yml").unlink()
    assert main(["check", ".", "-o", "out", "-q"]) == 1
    told = f"c: no longer a project: 0 stale, 0 missing, {count} orphaned\nrun: kgen build . -o out\n"
    assert capsys.readouterr() == ("", told)
    assert main(["build", ".", "-o", "out"]) == 0
    assert capsys.readouterr().err.splitlines()[-1] == f"c: no longer a project: {count} files removed"


@pytest.mark.parametrize("command", [["check"], ["build", "--check"]], ids=["check", "build --check"])
def test_a_check_shows_how_files_differ_and_what_mends_them(command: Sequence[str], capsys: Output) -> None:
    put(Path(), {"a shop/project.yml": SHOP})
    count = files_of("a shop")
    main(["build", "a shop", "-o", "out", "-q"])
    manifest = Path("out/production/deployment.yml")
    manifest.write_text(manifest.read_text().replace("replicas: 2", "replicas: 3"))
    before = tree(Path())
    assert main([*command, "a shop", "-o", "out"]) == 1
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert lines[:3] == [
        "stale: out/production/deployment.yml",
        "--- production/deployment.yml",
        "+++ production/deployment.yml",
    ]
    assert [line for line in lines[3:] if line.startswith(("-", "+"))] == ["-  replicas: 3", "+  replicas: 2"]
    assert err.splitlines() == [
        f"shop: 2 environments, {count} files: 1 stale, 0 missing, 0 orphaned",
        "run: kgen build 'a shop' -o out",
    ]
    assert tree(Path()) == before
    main(["build", "a shop", "-o", "out", "-q"])
    assert main([*command, "a shop", "-o", "out"]) == 0
    assert capsys.readouterr() == ("", f"shop: 2 environments, {count} files: all current\n")


def test_what_mends_a_check_has_all_its_options(capsys: Output) -> None:
    put(Path(), {"shop/project.yml": SHOP})
    words = ["shop", "-o", "out", "--image-tag", "2", "-e", "dev", "-e", "production"]
    assert main(["check", "-q", *words]) == 1
    out, err = capsys.readouterr()
    assert (out, err.splitlines()[-1]) == ("", f"run: kgen build {' '.join(words)}")
    assert main(["build", *words]) == 0
    assert main(["check", *words]) == 0


def test_a_verbose_check_names_every_file(capsys: Output) -> None:
    put(Path(), {"project.yml": SHOP})
    main(["build", "-q"])
    Path("out/dev/deployment.yml").unlink()
    capsys.readouterr()
    assert main(["check", "-v"]) == 1
    states = [line.split() for line in capsys.readouterr().err.splitlines()[1:-1]]
    listed = {path: state for state, path in states}
    assert listed.pop("out/dev/deployment.yml") == "missing"
    assert set(listed.values()) == {"current"}


def test_a_check_without_output_fails(capsys: Output) -> None:
    put(Path(), {"project.yml": SHOP})
    count = files_of(".")
    assert main(["check"]) == 1
    out, err = capsys.readouterr()
    assert out.count("--- /dev/null\n") == count
    assert err.splitlines()[0] == f"shop: 2 environments, {count} files: 0 stale, {count} missing, 0 orphaned"
    assert not Path("out").exists()


WRONG = [
    pytest.param([], "no command", "commands are `build`, `check`", id="nothing"),
    pytest.param(["buidl"], "unknown command `buidl`", "did you mean `build`?", id="command"),
    pytest.param(["--verson"], "kgen: unknown option `--verson`", "did you mean `--version`?", id="misspelt --version"),
    pytest.param(["--vers"], "kgen: unknown option `--vers`", "did you mean `--version`?", id="short --version"),
    pytest.param(["-q", "build"], "kgen: unknown option `-q`", "options are `--help`", id="option before command"),
    pytest.param(["build", "--out", "x"], "kgen build: unknown option `--out`", "did you mean `--output`?", id="short"),
    pytest.param(["build", "--out=x"], "kgen build: unknown option `--out`", "did you mean `--output`?", id="short ="),
    pytest.param(["build", "-z"], "kgen build: unknown option `-z`", "options are `-o`, `--output`", id="letter"),
    pytest.param(["check", "--check"], "kgen check: unknown option `--check`", "`--help`", id="of another command"),
    pytest.param(
        ["build", "-o"], "kgen build: argument -o/--output: expected one argument", "`kgen build --help`", id="no value"
    ),
    pytest.param(
        ["build", "--format", "jsno"],
        "kgen build: argument --format: invalid choice: 'jsno'",
        "`kgen build --help` says more",
        id="format",
    ),
    pytest.param(["schema", "x"], "kgen schema: argument PART: invalid choice: 'x'", "says more", id="schema"),
    pytest.param(["schema", "org", "x"], "kgen schema: unexpected argument `x`", "`kgen schema --help`", id="too many"),
    pytest.param(["explain", "KG999"], "there is no diagnostic `KG999`", "write `kgen explain", id="code"),
    pytest.param(["explain", "foreign-fiel"], "there is no diagnostic `foreign-fiel`", "`foreign-file`?", id="name"),
    pytest.param(["build", "shpo"], "there is no file or folder `shpo`", "did you mean `shop`?", id="project"),
    pytest.param(
        ["build", "shop", "-e", "prodution"],
        "shop/project.yml has no environment `prodution`",
        "did you mean `production`?",
        id="environment",
    ),
    pytest.param(["build", "shop", "-o", "."], "error[KG615]: `.` is the current folder", "-o out`", id="output"),
    pytest.param(["build", "x\x1b[31m"], "there is no file or folder `x\\x1b[31m`", "", id="escape sequence"),
]


@pytest.mark.parametrize(("words", "message", "help_text"), WRONG)
def test_wrong_words(words: Sequence[str], message: str, help_text: str, capsys: Output) -> None:
    put(Path(), {"shop/project.yml": SHOP})
    assert main(words) == 2
    out, err = capsys.readouterr()
    assert out == ""
    first, *rest = err.splitlines()
    assert first.startswith("error") and message in first
    assert help_text in "".join(rest)
    assert "Traceback" not in err


def test_a_missing_argument_is_told(capsys: Output) -> None:
    assert main(["completion"]) == 2
    out, err = capsys.readouterr()
    assert (out, err.splitlines()[-1]) == ("", "kgen completion: error: the following arguments are required: SHELL")


PATHS = ["with space", "quote'\"quote", "line\nfeed", "-dash", "$(touch x)", "ünïcödé", "*", "bell\a"]


@pytest.mark.parametrize("path", PATHS)
def test_any_path_works(path: str, capsys: Output) -> None:
    put(Path(path), {"project.yml": SHOP + "x: 1\n"})
    assert main(["build", "--", path]) == 1
    shown = path.replace("\n", "\\n").replace("\a", "\\x07")
    assert f" --> {shown}/project.yml:7:1\n" in capsys.readouterr().err
    put(Path(path), {"project.yml": SHOP})
    assert main(["build", "-q", "--", path]) == 0
    assert environments(Path(path, "out")) == ["dev", "production"]
    assert [entry.name for entry in Path().iterdir() if entry.name != ".git"] == [path]
    assert main(["check", "-q", "-e", "dev", f"--output={path}2", "--", path]) == 1
    mending = capsys.readouterr().err.splitlines()[-1].removeprefix("run: ")
    assert mending.isprintable()
    words = subprocess.run(
        ["bash", "-c", f"printf '%s\\0' {mending}"], capture_output=True, text=True, check=True
    ).stdout
    assert main(words.split("\0")[1:-1]) == 0
    assert environments(Path(f"{path}2")) == ["dev"]


def test_a_credential_is_never_shown(capsys: Output) -> None:
    value = "correct-horse"
    put(Path(), {"project.yml": SHOP + f"env: {{DB_PASSWORD: {value}, X: {{y: 1}}, API_TOKEN: [{value}, {value}]}}\n"})
    for form in ("text", "json", "github", "sarif"):
        assert main(["build", "--format", form]) == 1
        out, err = capsys.readouterr()
        assert "KG209" in out + err
        assert value not in out + err
    put(Path(), {"project.yml": SHOP + f'env: {{DB_PASSWORD: "{value}" x}}\n'})
    assert main(["build"]) == 1
    assert value not in capsys.readouterr().err


def test_colour_is_for_terminals_that_want_it(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    put(Path(), {"project.yml": SHOP})
    told: dict[str, bool] = {}
    for name, variables in {
        "plain": {},
        "no colour": {"NO_COLOR": "1"},
        "empty": {"NO_COLOR": ""},
        "dumb": {"TERM": "dumb"},
    }.items():
        with monkeypatch.context() as patched:
            patched.delenv("NO_COLOR", raising=False)
            patched.setenv("TERM", "xterm")
            for variable, value in variables.items():
                patched.setenv(variable, value)
            patched.setattr(sys.stdout, "isatty", lambda: True)
            patched.setattr(sys.stderr, "isatty", lambda: True)
            assert main(["check", "-e", "dev"]) == 1
            told[name] = "\x1b[32m+kind: Deployment\x1b[0m\n" in capsys.readouterr().out
    assert told == {"plain": True, "no colour": False, "empty": True, "dumb": False}
    main(["check"])
    assert "\x1b" not in "".join(capsys.readouterr())


def test_a_bug_does_not_look_like_a_mistake_of_the_user(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    put(Path(), {"project.yml": SHOP})
    monkeypatch.setattr(run.Run, "build", fail)
    assert main(["build"]) == 3
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("Traceback (most recent call last):\n")
    assert err.endswith(f"RuntimeError: boom\n\nthis is a bug in kgen {__version__}: please report the lines above\n")


def test_an_interrupted_command_says_so(capsys: Output, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    put(Path(), {"project.yml": SHOP})
    monkeypatch.setattr(run.Run, "build", interrupt)
    assert main(["build"]) == 130
    assert capsys.readouterr() == ("", "interrupted\n")


@pytest.mark.parametrize("subject", ["KG611", "kg611", "foreign-file"])
def test_a_code_is_explained(subject: str, capsys: Output) -> None:
    assert main(["explain", subject]) == 0
    out, err = capsys.readouterr()
    assert err == ""
    assert out.startswith("KG611 foreign-file\n\nThe output folder holds a file that kgen did not write.\n\n")


def test_an_explanation_ends_in_an_example(capsys: Output) -> None:
    assert main(["explain", "KG112"]) == 0
    out = capsys.readouterr().out
    assert out.endswith("\n\nproject.yml:\n\n    env:\n      LOG_LEVEL: info\n      LOG_LEVEL: debug\n")
    assert max(map(len, out.splitlines())) <= 80


def test_help_names_every_command_and_the_version_stands_alone(capsys: Output) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr() == (f"kgen {__version__}\n", "")
    assert main(["--help"]) == 0
    out = capsys.readouterr().out
    assert re.findall(r"^    ([a-z]+)", out, re.MULTILINE) == [
        "build",
        "check",
        "init",
        "schema",
        "explain",
        "diff",
        "validate",
        "completion",
    ]
    for command in ("build", "check", "init", "schema", "explain", "completion"):
        assert main([command, "--help"]) == 0
        assert capsys.readouterr().out.startswith(f"usage: kgen {command} ")


@pytest.mark.parametrize(
    ("part", "field"), [("project", "image"), ("environment", "extends"), ("org", "clusterDomain")]
)
def test_the_schema_is_printed(part: str, field: str, capsys: Output) -> None:
    assert main(["schema", part]) == 0
    assert field in json.loads(capsys.readouterr().out)["properties"]

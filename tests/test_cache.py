"""Owns the tests of the cache: that it never changes a byte, and forgets whatever is not surely true any more."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

import kgen
from kgen import cache, compile_order, recall
from kgen.cache import Cache, default_folder, digest
from kgen.cli import main
from tests import golden
from tests.disk import named, put, routed, tree

ENTRY = digest(b"entry")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "work" / ".git").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "work")
    return tmp_path / "work"


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The projects that were compiled, and not found."""
    paths: list[str] = []
    compile_one = compile_order.compile_one

    def note(workspace: object, path: str, *rest: object) -> object:
        paths.append(path)
        return compile_one(workspace, path, *rest)  # type: ignore[arg-type]  # passed on as they came

    monkeypatch.setattr(compile_order, "compile_one", note)
    return paths


def stored() -> list[Path]:
    return [path for path in Path(default_folder()).rglob("*") if path.is_file()]


@pytest.mark.parametrize("case", golden.cases(), ids=lambda case: case.name)
def test_what_is_remembered_is_what_would_be_compiled(
    case: golden.Case, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled: list[str]
) -> None:
    monkeypatch.chdir(case.root)
    projects = case.projects()
    cold = kgen.build_many(projects, tmp_path / "none")
    first = kgen.build_many(projects, tmp_path / "first", cache=True)
    compiled.clear()
    second = kgen.build_many(projects, tmp_path / "second", cache=True)
    assert tree(tmp_path / "none") == tree(tmp_path / "first") == tree(tmp_path / "second")
    assert [one._replace(output="") for one in cold] == [one._replace(output="") for one in first]
    assert [one._replace(output="") for one in cold] == [one._replace(output="") for one in second]
    alone = [one.path for one in second if one.failed and not one.environments]
    assert set(compiled) <= set(alone)
    assert (compiled == []) == (alone == [] or all(code in {"KG603"} for one in second for code in codes(one)))


def codes(result: kgen.BuildResult) -> list[str]:
    return [one.code for one in result.diagnostics if one.severity == "error"]


WORKSPACE = {
    "kgen.yml": "apiVersion: kgen.dev/v1\norganization: example\n",
    "a/project.yml": named("a", "dependsOn: [b]\nfiles: {/etc/a: {source: a.txt}, /etc/d: {source: d}}\n"),
    "a/environments/dev.yml": "replicas: 1\n",
    "a/a.txt": "a\n",
    "a/d/one.txt": "1\n",
    "b/project.yml": named("b", "port: 8080\nhealth: /healthz\n"),
}


def rewrite(path: str, old: str, new: str) -> Callable[[], object]:
    return lambda: Path(path).write_text(Path(path).read_text().replace(old, new))


INPUTS: dict[str, tuple[Callable[[], object], set[str]]] = {
    "nothing": (lambda: None, set()),
    "the project": (rewrite("b/project.yml", "1.4.2", "1.4.3"), {"a", "b"}),
    "the org file": (rewrite("kgen.yml", "example", "other"), {"a", "b"}),
    "an overlay": (rewrite("a/environments/dev.yml", "1", "2"), {"a"}),
    "a new overlay": (lambda: put(Path("b"), {"environments/x.yml": ""}), {"a", "b"}),
    "a source": (rewrite("a/a.txt", "a", "b"), {"a"}),
    "a new file in a source": (lambda: put(Path("a/d"), {"two.txt": "2\n"}), {"a"}),
    "a file that is no input": (lambda: put(Path("a"), {"other.txt": "2\n"}), set()),
    "a nearer org file": (lambda: shutil.copy("kgen.yml", "a/kgen.yml"), {"a"}),
    "a project that takes the name of a neighbour": (
        lambda: shutil.copytree("b", "a0") and rewrite("b/project.yml", "name: b", "name: c")(),
        {"a", "b"},
    ),
}


@pytest.mark.parametrize(("apply", "expected"), INPUTS.values(), ids=INPUTS.keys())
def test_a_project_is_compiled_again_when_an_input_has_changed(
    apply: Callable[[], object], expected: set[str], here: Path, compiled: list[str]
) -> None:
    put(here, {**WORKSPACE, "a/project.yml": WORKSPACE["a/project.yml"].replace("{dev: {}, ", "{")})
    for path in ("a", "b"):
        assert not any(one.failed for one in kgen.build_many([path], f"out/{path}", cache=True))
    compiled.clear()
    apply()
    for path in ("a", "b"):
        kgen.build_many([path], f"out/{path}", cache=True)
    assert {path.rpartition("/")[0] for path in compiled} == expected
    cached = tree(Path("out"))
    for path in ("a", "b"):
        kgen.build_many([path], f"out/{path}")
    assert cached == tree(Path("out"))


@pytest.mark.parametrize("words", [["-e", "dev"], ["--image-tag", "2.0.0"]], ids=" ".join)
def test_options_make_another_entry(words: list[str], here: Path, compiled: list[str]) -> None:
    put(here, {"project.yml": named("shop")})
    assert main(["build", "-q"]) == 0
    assert main(["build", "-q", "-o", "other", *words]) == 0
    assert len(compiled) == 2
    other = tree(Path("other"))
    assert main(["build", "-q", "-o", "other", "--no-cache", *words]) == 0
    assert other == tree(Path("other"))


def test_nothing_is_remembered_without_a_cache(here: Path) -> None:
    put(here, {"project.yml": named("shop")})
    assert main(["build", "-q", "--no-cache"]) == 0
    assert not Path(default_folder()).exists()


def test_a_project_with_an_error_is_not_remembered(here: Path) -> None:
    put(here, {"project.yml": named("shop", 'env: {TOKEN: "ghp_0123456789abcdefghijABCDEFGHIJ012345"}\n')})
    assert main(["build", "-q"]) == 1
    assert stored() == []


def test_findings_that_are_no_errors_are_told_again(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(here, {"project.yml": named("shop", "command: null\n")})
    assert main(["check"]) == 1
    first = capsys.readouterr()
    assert main(["check"]) == 1
    assert capsys.readouterr() == first
    assert "KG309" in first.err


def test_projects_that_clash_are_found_though_each_is_remembered(here: Path) -> None:
    for name in ("a", "b"):
        put(here, {f"{name}/project.yml": routed(name, "shop.example.com")})
        kgen.build_many([name], f"out/{name}", cache=True)
    [first, second] = kgen.build_many(["a", "b"], "both", cache=True)
    assert (first.failed, second.failed) == (True, True)


def damage_byte(data: bytes) -> bytes:
    return data[:-5] + bytes([data[-5] ^ 1]) + data[-4:]


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "one bit": damage_byte,
    "the end": lambda data: data[:-1],
    "more": lambda data: data + b"\n",
    "all": lambda _: b"",
    "the checksum": lambda data: bytes(20) + data[20:],
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES.keys())
def test_a_damaged_entry_counts_as_missing(damage: Callable[[bytes], bytes], here: Path, compiled: list[str]) -> None:
    put(here, {"project.yml": named("shop")})
    main(["build", "-q"])
    [entry] = stored()
    entry.write_bytes(damage(entry.read_bytes()))
    before = tree(Path("out"))
    assert main(["build", "-q"]) == 0
    assert (tree(Path("out")), len(compiled)) == (before, 2)
    assert main(["build", "-q"]) == 0
    assert len(compiled) == 2


def test_an_entry_under_the_name_of_another_counts_as_missing(tmp_path: Path) -> None:
    entries, other = Cache(str(tmp_path)), digest(b"other")
    entries.store(ENTRY, b"data")
    (tmp_path / other[:2]).mkdir(exist_ok=True)
    shutil.copy(tmp_path / ENTRY[:2] / ENTRY, tmp_path / other[:2] / other)
    assert (entries.load(ENTRY), entries.load(other)) == (b"data", None)


def test_a_cache_that_is_emptied_during_a_run_costs_only_time(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(here, {f"{n}/project.yml": named(f"s{n}") for n in range(10)})
    monkeypatch.setattr(recall.Memory, "files", lambda memory, key: None)
    assert main(["build", "-q", "-j1", "-o", "out"]) == 0
    assert main(["check", "-q", "--no-cache", "-o", "out"]) == 0


def test_files_that_wait_to_be_written_are_not_evicted(
    here: Path, compiled: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cache.Cache.__init__, "__defaults__", (0,))
    put(here, {f"{n}/project.yml": named(f"s{n}") for n in range(10)})
    assert main(["build", "-q", "-j1", "-o", "out"]) == 0
    assert (len(compiled), stored()) == (10, [])


def test_a_cache_that_cannot_be_written_is_none(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(here, {"project.yml": named("shop"), "file": ""})
    monkeypatch.setenv("XDG_CACHE_HOME", str(here / "file"))
    assert main(["build", "-q"]) == 0
    assert main(["check", "-q"]) == 0


def test_the_oldest_entries_go_first(tmp_path: Path) -> None:
    entries = Cache(str(tmp_path), limit=300)
    keys = [digest(b"%d" % number) for number in range(5)]
    for age, key in enumerate(keys):
        entries.store(key, bytes(80))
        os.utime(tmp_path / key[:2] / key, (age, age))
    entries.evict()
    assert [entries.load(key) is not None for key in keys] == [False, False, True, True, True]


def test_only_the_user_may_read_entries(tmp_path: Path) -> None:
    Cache(str(tmp_path / "cache")).store(ENTRY, b"data")
    [entry] = [path for path in (tmp_path / "cache").rglob("*") if path.is_file()]
    assert (entry.stat().st_mode & 0o777, entry.parent.stat().st_mode & 0o077) == (0o600, 0)


def test_a_relative_cache_home_is_ignored(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_CACHE_HOME", "relative")
    assert default_folder() == f"{tmp_path}/.cache/kgen"
    monkeypatch.setattr("sys.platform", "darwin")
    assert default_folder() == f"{tmp_path}/Library/Caches/kgen"

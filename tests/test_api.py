"""Owns the tests of the public API: what is written where, what is refused, and what several projects share."""

import os
import pickle
from collections.abc import Callable, Iterable
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from multiprocessing import get_context
from pathlib import Path

import pytest

import kgen
from kgen import BuildResult, KgenError, api
from tests.disk import SHOP, environments, named, put, routed, tree

UNKNOWN_FIELD = SHOP + "imagee: x\n"
FOREIGN = {"out/README.md": "mine\n"}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # The org file is looked for up to the root of the repository.
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def kinds(result: BuildResult) -> set[str]:
    return {change.kind for change in result.changes}


def codes(results: Iterable[BuildResult]) -> list[list[str]]:
    return [[diagnostic.code for diagnostic in result.diagnostics] for result in results]


def test_the_package_offers_what_its_api_defines_and_nothing_else() -> None:
    assert kgen.__all__ == api.__all__
    assert [getattr(kgen, name) for name in kgen.__all__] == [getattr(api, name) for name in api.__all__]
    with pytest.raises(AttributeError, match="has no attribute 'biuld'"):
        _ = kgen.biuld  # type: ignore[attr-defined] # that is the point


def test_a_build_writes_each_environment_and_says_what_it_did() -> None:
    put(Path(), {"shop/project.yml": SHOP})
    result = kgen.build("shop", "out")
    files = kgen.compile("shop").environments
    expected = {f"{name}/{path}": data for name, one in files.items() for path, data in one.files.items()}
    assert tree(Path("out")) == expected
    assert result._replace(changes=()) == BuildResult(
        path="shop/project.yml",
        name="shop",
        output="out",
        environments=("dev", "production"),
        changes=(),
        guarantee="folder",
        diagnostics=(),
        sources=(),
    )
    assert [change.path for change in result.changes] == sorted(expected)
    assert kinds(result) == {"new"}
    assert kinds(kgen.build("shop", "out")) == {"unchanged"}


def test_a_changed_project_changes_and_removes_files() -> None:
    put(Path(), {"project.yml": named("shop", "port: 8080\n")})
    kgen.build(".", "out")
    put(Path(), {"project.yml": SHOP})
    result = kgen.build(".", "out")
    removed = [change.path for change in result.changes if change.kind == "removed"]
    assert removed == ["dev/service.yml", "production/service.yml"]
    assert not Path("out/dev/service.yml").exists()


@pytest.mark.parametrize(
    ("organization", "folder"),
    [
        pytest.param({}, "out", id="default"),
        pytest.param({"kgen.yml": "apiVersion: kgen.dev/v1\noutput: k8s/generated\n"}, "k8s/generated", id="org file"),
    ],
)
def test_without_out_the_folder_is_beside_the_project(organization: dict[str, str], folder: str) -> None:
    put(Path(), {"services/shop/project.yml": SHOP, **organization})
    result = kgen.build("services/shop/project.yml")
    assert result.output == f"services/shop/{folder}"
    assert environments(Path(result.output)) == ["dev", "production"]


def test_the_path_of_a_project_does_not_decide_the_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(Path(), {"a/project.yml": SHOP, "b/x": ""})
    kgen.build("a", "one")
    kgen.build(tmp_path / "a" / "project.yml", tmp_path / "two")
    monkeypatch.chdir("b")
    kgen.build("../a", "../three")
    assert tree(tmp_path / "one") == tree(tmp_path / "two") == tree(tmp_path / "three")


def test_chosen_environments_leave_the_others_as_they_are() -> None:
    put(Path(), {"project.yml": SHOP})
    kgen.build(".", "out")
    before = tree(Path("out/production"))
    put(Path(), {"project.yml": SHOP.replace("100m", "200m")})
    result = kgen.build(".", "out", ["dev"])
    assert result.environments == ("dev",)
    assert {change.path.partition("/")[0] for change in result.changes} == {"dev"}
    assert tree(Path("out/production")) == before
    assert kgen.check(".", "out", ["dev"]).current
    assert not kgen.check(".", "out").current


def test_the_image_tag_of_a_build_takes_the_place_of_the_written_one() -> None:
    put(Path(), {"project.yml": SHOP})
    kgen.build(".", "out", image_tag="6856e45")
    assert b"image: registry.example.com/shop:6856e45\n" in Path("out/dev/deployment.yml").read_bytes()
    with pytest.raises(KgenError, match=r"`--image-tag`: `image\.tag` must be letters"):
        kgen.build(".", "out", image_tag="a b")


def test_a_project_with_an_error_is_not_written() -> None:
    put(Path(), {"project.yml": SHOP})
    kgen.build(".", "out")
    before = tree(Path("out"))
    put(Path(), {"project.yml": UNKNOWN_FIELD})
    result = kgen.build(".", "out")
    assert (result.failed, codes([result])) == (True, [["KG201"]])
    assert (result.changes, result.guarantee, result.environments) == ((), None, ())
    assert [source.path for source in result.sources] == ["project.yml"]
    assert tree(Path("out")) == before


NOWHERE = [
    pytest.param({}, "shpo", "there is no file or folder `shpo`", None, id="nothing like it"),
    pytest.param({"shop/x": ""}, "shpo", "there is no file or folder `shpo`", "did you mean `shop`?", id="misspelt"),
    pytest.param(
        {"services/shop/project.yml": SHOP},
        "servces/shop",
        "there is no file or folder `servces/shop`",
        "did you mean `services/shop`?",
        id="misspelt above",
    ),
    pytest.param({}, "a/b", "there is no file or folder `a/b`", "`a` does not exist", id="folder missing"),
    pytest.param(
        {"x/project.yaml": SHOP},
        "x",
        "there is no project.yml in `x` or below it",
        "rename `x/project.yaml` to project.yml",
        id="other ending",
    ),
    pytest.param(
        {"x/y": ""}, "x", "there is no project.yml in `x` or below it", "`kgen init` writes one", id="empty folder"
    ),
    pytest.param(
        {},
        ".",
        "there is no project.yml in the current folder or below it",
        "`kgen init` writes one",
        id="nothing here",
    ),
    pytest.param(
        {"shop.yml": SHOP},
        "shop.yml",
        "`shop.yml` is no project",
        "name a project.yml, or a folder that holds one",
        id="another file",
    ),
    pytest.param(
        {"a/x/project.yml": SHOP, "a/y/project.yml": SHOP},
        "a",
        "`a` holds 2 projects",
        "name one of them",
        id="several",
    ),
    pytest.param({}, "a\x00b", "there is no file or folder `a\\x00b`", None, id="NUL"),
    pytest.param({"project.yml/x": ""}, ".", "project.yml: is a directory", None, id="a folder named project.yml"),
]


@pytest.mark.parametrize(("files", "project", "message", "help_text"), NOWHERE)
def test_a_path_that_leads_to_no_project(
    files: dict[str, str], project: str, message: str, help_text: str | None
) -> None:
    put(Path(), files)
    with pytest.raises(KgenError) as caught:
        kgen.build(project)
    assert (caught.value.message, caught.value.help) == (message, help_text)


@pytest.mark.parametrize("target", ["project.yml", "nowhere"], ids=["loop", "broken"])
def test_a_link_that_leads_nowhere_is_told(target: str) -> None:
    Path("project.yml").symlink_to(target)
    with pytest.raises(KgenError, match=r"^project\.yml: (too many levels of symbolic links|no such file)$"):
        kgen.build(".")


def test_an_unknown_environment_names_the_nearest() -> None:
    put(Path(), {"a/project.yml": SHOP, "b/project.yml": named("b").replace("{dev:", "{staging:")})
    for run in (kgen.build, kgen.check, lambda path, _, chosen: kgen.compile(path, chosen)):
        with pytest.raises(KgenError) as caught:
            run("a", "out", ["prodution"])
        assert caught.value.message == "a/project.yml has no environment `prodution`"
        assert caught.value.help == "environments are `dev`, `production`; did you mean `production`?"
    with pytest.raises(KgenError, match="none of the projects has an environment `prodution`"):
        kgen.build_many(["a", "b"], "out", ["prodution"])
    assert not Path("out").exists()


def test_of_several_projects_some_may_lack_a_chosen_environment() -> None:
    put(Path(), {"a/project.yml": named("a"), "b/project.yml": named("b").replace("{dev:", "{staging:")})
    results = kgen.build_many(".", "out", ["staging"])
    assert [result.environments for result in results] == [(), ("staging",)]
    assert environments(Path("out/b")) == ["staging"]


REFUSED = [
    pytest.param({}, ".", "KG615", "`.` is the current folder", id="current folder"),
    pytest.param({}, "/", "KG615", "`/` is the root of the file system", id="root"),
    pytest.param({}, "shop", "KG615", "`shop` holds the input `shop/project.yml`", id="folder of the project"),
    pytest.param(
        {"services/kgen.yml": "apiVersion: kgen.dev/v1\n", "services/shop/project.yml": SHOP},
        "services",
        "KG615",
        "`services` holds the input `services/kgen.yml`",
        id="folder of the org file",
    ),
    pytest.param(FOREIGN, "out", "KG611", "`out` holds a file that kgen did not write: `README.md`", id="foreign file"),
    pytest.param({"out": ""}, "out", "KG614", "`out` is not a directory", id="file"),
]


@pytest.mark.parametrize(("files", "out", "code", "message"), REFUSED)
def test_an_output_folder_is_refused_before_compiling(files: dict[str, str], out: str, code: str, message: str) -> None:
    # With an error in the project, a refusal shows that nothing was compiled.
    put(Path(), {"shop/project.yml": UNKNOWN_FIELD, **files})
    project = "services/shop" if "services/shop/project.yml" in files else "shop"
    before = tree(Path())
    with pytest.raises(KgenError) as caught:
        kgen.build(project, out)
    assert (caught.value.code, caught.value.message) == (code, message)
    assert tree(Path()) == before


def test_a_link_out_of_its_folder_is_refused(tmp_path: Path) -> None:
    put(Path(), {"a/project.yml": SHOP, "b/x": ""})
    Path("a/out").symlink_to(tmp_path / "b")
    for run in (kgen.build, kgen.check):
        with pytest.raises(KgenError) as caught:
            run("a")
        assert (caught.value.code, caught.value.help) == ("KG616", f"name the folder itself: `-o {tmp_path}/b`")
    assert tree(Path("b")) == {"x": b""}


def test_home_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(Path(), {"shop/project.yml": SHOP})
    (tmp_path / "home").mkdir()
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    with pytest.raises(KgenError, match="`home` is the home folder"):
        kgen.build("shop", "home")


def test_an_output_that_the_language_refuses_is_no_folder(tmp_path: Path) -> None:
    put(Path(), {"a/project.yml": SHOP, "kgen.yml": "apiVersion: kgen.dev/v1\noutput: ../../x\n"})
    result = kgen.build("a")
    assert codes([result]) == [["KG207"]]
    assert sorted(path.name for path in tmp_path.iterdir()) == [".git", "a", "kgen.yml"]


def test_a_missing_current_folder_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(Path(), {"shop/project.yml": SHOP, "gone/x": ""})
    monkeypatch.chdir("gone")
    (tmp_path / "gone" / "x").unlink()
    (tmp_path / "gone").rmdir()
    with pytest.raises(KgenError, match="the current folder does not exist any more"):
        kgen.build(tmp_path / "shop", tmp_path / "out")


def test_several_projects_have_a_folder_each() -> None:
    put(Path(), {"services/b/project.yml": named("ledger"), "services/a/project.yml": named("shop"), "jobs/x": ""})
    results = kgen.build_many(["jobs/../services", "services/a"], "out")
    assert [(result.path, result.output) for result in results] == [
        ("jobs/../services/a/project.yml", "out/shop"),
        ("jobs/../services/b/project.yml", "out/ledger"),
    ]
    assert {path.partition("/")[0] for path in tree(Path("out"))} == {"ledger", "shop"}


def test_a_tree_of_one_project_is_written_like_one_project() -> None:
    put(Path(), {"services/a/project.yml": SHOP})
    kgen.build_many("services", "out")
    assert environments(Path("out")) == ["dev", "production"]


EXECUTORS: list[Callable[[], Executor]] = [
    lambda: ThreadPoolExecutor(2),
    lambda: ProcessPoolExecutor(2, mp_context=get_context("spawn")),
]


@pytest.mark.parametrize("start", EXECUTORS, ids=["threads", "processes"])
def test_an_executor_gives_the_same_bytes_and_findings(start: Callable[[], Executor]) -> None:
    put(Path(), {f"services/{n}/project.yml": routed(f"s{n}", f"s{n}.example.com") for n in range(20)})
    put(Path(), {"services/bad/project.yml": named("bad", "imagee: x\n")})
    alone = kgen.build_many("services", "alone")
    with start() as executor:
        shared = kgen.build_many("services", "shared", executor=executor)
        assert all(result.current for result in kgen.check_many("services", "shared", executor=executor)[:-1])
    assert tree(Path("alone")) == tree(Path("shared")) != {}
    assert [result._replace(output="") for result in alone] == [result._replace(output="") for result in shared]
    assert codes(shared) == [[]] * 20 + [["KG201"]]


def test_an_executor_passes_on_what_cannot_be_read() -> None:
    put(Path(), {"a/project.yml/x": "", "b/project.yml": SHOP})
    with ThreadPoolExecutor(1) as executor, pytest.raises(KgenError, match=r"^a/project\.yml: is a directory$"):
        kgen.build_many(["a", "b"], "out", executor=executor)


def test_an_error_of_a_run_survives_the_way_between_processes() -> None:
    error = KgenError("a", "b", "KG611")
    copied = pickle.loads(pickle.dumps(error))
    assert (copied.message, copied.help, copied.code, str(copied)) == ("a", "b", "KG611", "a")


def test_two_projects_of_one_name_are_not_written() -> None:
    put(Path(), {"a/project.yml": SHOP, "b/project.yml": SHOP, "c/project.yml": named("ledger")})
    results = kgen.build_many(".", "out")
    assert codes(results) == [["KG603"], ["KG603"], []]
    [found] = results[1].diagnostics
    assert (found.message, str(found.span)) == ("two projects have the name `shop`", "b/project.yml:2:7")
    assert found.notes == ("the other one is at a/project.yml:2:7",)
    assert environments(Path("out")) == ["ledger"]


def test_two_projects_that_claim_one_host_are_not_written() -> None:
    put(
        Path(),
        {
            "a/project.yml": routed("a", "shop.example.com"),
            "b/project.yml": routed("b", "shop.example.com"),
            "c/project.yml": routed("c", "other.example.com"),
        },
    )
    results = kgen.build_many(".", "out")
    assert codes(results) == [["KG455"], ["KG455"], []]
    assert results[0].diagnostics == results[1].diagnostics
    assert environments(Path("out")) == ["c"]


def test_one_project_that_cannot_be_written_does_not_hide_behind_another() -> None:
    put(Path(), {"a/project.yml": named("a"), "b/project.yml": named("b", "imagee: x\n")})
    results = kgen.build_many(".", "out")
    assert [result.failed for result in results] == [False, True]
    assert environments(Path("out")) == ["a"]


def lay_out_three() -> dict[str, bytes]:
    """A tree of three projects, built to `out`, of which the last is gone since; what was built."""
    put(Path(), {f"services/{name}/project.yml": named(name) for name in ("a", "b", "c")})
    kgen.build_many("services", "out")
    Path("services/c/project.yml").unlink()
    return tree(Path("out"))


def test_what_a_tree_no_longer_holds_is_removed() -> None:
    lay_out_three()
    orphans = kgen.check_many("services", "out")[-1]
    assert (orphans.path, orphans.name, {drift.kind for drift in orphans.drifts}) == ("", "c", {"orphaned"})
    gone = kgen.build_many("services", "out")[-1]
    assert (gone.path, gone.name, gone.output, kinds(gone)) == ("", "c", "out/c", {"removed"})
    assert environments(Path("out")) == ["a", "b"]
    assert all(result.current for result in kgen.check_many("services", "out"))


def test_a_run_that_does_not_see_the_whole_tree_removes_no_project() -> None:
    before = lay_out_three()
    kgen.build_many(["services/a", "services/b"], "out")
    kgen.build_many("services", "out", ["dev"])
    put(Path(), {"services/b/project.yml": UNKNOWN_FIELD})
    kgen.build_many("services", "out")
    assert tree(Path("out")) == before


def test_a_check_finds_every_kind_of_drift_and_writes_nothing() -> None:
    put(Path(), {"project.yml": SHOP})
    kgen.build(".", "out")
    deployment, orphan = Path("out/dev/deployment.yml"), Path("out/dev/service.yml")
    orphan.write_bytes(deployment.read_bytes())
    deployment.write_bytes(deployment.read_bytes().replace(b"shop:1.4.2", b"shop:1.4.3"))
    Path("out/production/deployment.yml").unlink()
    before = tree(Path())
    result = kgen.check(".", "out")
    assert [(drift.path, drift.kind) for drift in result.drifts] == [
        ("dev/deployment.yml", "stale"),
        ("dev/service.yml", "orphaned"),
        ("production/deployment.yml", "missing"),
    ]
    assert "\n-          image: registry.example.com/shop:1.4.3\n" in result.drifts[0].diff
    assert "\n+          image: registry.example.com/shop:1.4.2\n" in result.drifts[0].diff
    assert not result.current
    assert tree(Path()) == before
    kgen.build(".", "out")
    assert kgen.check(".", "out").current


def test_a_check_without_output_misses_every_file() -> None:
    put(Path(), {"project.yml": SHOP})
    result = kgen.check(".", "out")
    assert {drift.kind for drift in result.drifts} == {"missing"}
    assert tuple(drift.path for drift in result.drifts) == result.files != ()
    assert not Path("out").exists()


def test_a_check_compares_a_file_that_lost_its_header_and_a_build_refuses_it() -> None:
    put(Path(), {"project.yml": SHOP})
    kgen.build(".", "out")
    Path("out/dev/deployment.yml").write_text("mine\n")
    assert [drift.kind for drift in kgen.check(".", "out").drifts] == ["stale"]
    with pytest.raises(KgenError, match=r"kgen did not write: `dev/deployment\.yml`"):
        kgen.build(".", "out")


def test_a_check_of_a_foreign_folder_is_refused() -> None:
    put(Path(), {"project.yml": SHOP, **FOREIGN})
    with pytest.raises(KgenError) as caught:
        kgen.check(".", "out")
    assert caught.value.code == "KG611"


def test_a_check_of_a_project_with_an_error_compares_nothing() -> None:
    put(Path(), {"project.yml": UNKNOWN_FIELD})
    result = kgen.check(".", "out")
    assert (result.failed, result.current, result.drifts, result.files) == (True, False, (), ())


def test_compiling_in_memory_leaves_the_disk_alone() -> None:
    put(Path(), {"project.yml": SHOP})
    before = tree(Path())
    compilation = kgen.compile(".", ["dev"], image_tag="2")
    assert tuple(compilation.environments) == ("dev",)
    assert compilation.known == ("dev", "production")
    assert b"shop:2\n" in compilation.environments["dev"].files["deployment.yml"]
    assert tree(Path()) == before


def test_one_name_may_stand_for_a_list() -> None:
    put(Path(), {"a/project.yml": SHOP})
    [result] = kgen.build_many(Path("a"), "out", "dev")
    assert result.environments == ("dev",)


def test_modes_do_not_depend_on_the_umask() -> None:
    put(Path(), {"project.yml": SHOP})
    before = os.umask(0o077)
    try:
        kgen.build(".", "out")
    finally:
        os.umask(before)
    assert {path.stat().st_mode & 0o777 for path in Path("out").rglob("*.yml")} == {0o644}
    assert {path.stat().st_mode & 0o777 for path in (Path("out"), Path("out/dev"))} == {0o755}

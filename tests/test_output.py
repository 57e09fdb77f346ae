"""Tests of the output folder: what is written, compared and left alone."""

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kgen.artifact import Artifact
from kgen.output import Change, Drift, OutputError, check_target, commit, compare, write
from kgen.output.exchange import exchange
from kgen.render import render
from tests.output_folder import NEW, OLD, beside, lay_project, manifest, put, snapshot, start


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return lay_project(tmp_path, monkeypatch)


def identities(folder: Path) -> dict[str, tuple[int, int, int]]:
    """Inode, modification and change time of everything below a folder and of the folder itself."""
    paths = (folder, *sorted(folder.rglob("*")))
    return {str(path): (path.stat().st_ino, path.stat().st_mtime_ns, path.stat().st_ctime_ns) for path in paths}


@pytest.mark.parametrize(
    ("before", "after", "keep", "changes"),
    [
        pytest.param(
            {},
            {"dev/a.yml": manifest("1"), "production/a.yml": manifest("1")},
            (),
            (Change("dev/a.yml", "new"), Change("production/a.yml", "new")),
            id="first-build",
        ),
        pytest.param(
            {"dev/a.yml": manifest("1")},
            {"dev/a.yml": manifest("1")},
            (),
            (Change("dev/a.yml", "unchanged"),),
            id="same",
        ),
        pytest.param(
            {"dev/a.yml": manifest("1")},
            {"dev/a.yml": manifest("2")},
            (),
            (Change("dev/a.yml", "changed"),),
            id="bytes",
        ),
        pytest.param(
            {"dev/a.yml": manifest("12")},
            {"dev/a.yml": manifest("1")},
            (),
            (Change("dev/a.yml", "changed"),),
            id="shorter",
        ),
        pytest.param(
            OLD,
            NEW,
            (),
            (
                Change("canary/deployment.yml", "removed"),
                Change("dev/deployment.yml", "changed"),
                Change("dev/service.yml", "removed"),
                Change("production/deployment.yml", "unchanged"),
                Change("production/hpa.yml", "new"),
            ),
            id="each-kind",
        ),
        pytest.param({"dev/a.yml": manifest("1")}, {}, (), (Change("dev/a.yml", "removed"),), id="nothing-is-left"),
        pytest.param(
            {"dev/a": manifest("1")},
            {"dev/a/b.yml": manifest("1")},
            (),
            (Change("dev/a", "removed"), Change("dev/a/b.yml", "new")),
            id="file-becomes-folder",
        ),
        pytest.param(
            {"dev/a/b.yml": manifest("1")},
            {"dev/a": manifest("1")},
            (),
            (Change("dev/a", "new"), Change("dev/a/b.yml", "removed")),
            id="folder-becomes-file",
        ),
        pytest.param(
            {"dev/a.yml": manifest("1"), "production/a.yml": manifest("1"), "qa/a.yml": manifest("1")},
            {"dev/a.yml": manifest("2")},
            ("canary", "production"),
            (Change("dev/a.yml", "changed"), Change("qa/a.yml", "removed")),
            id="kept-environment",
        ),
        pytest.param({}, {}, (), (), id="nothing-at-all"),
    ],
)
@pytest.mark.parametrize("guarantee", ["folder", "environment", "file"])
def test_write_makes_the_folder_hold_the_files(
    out: Path,
    monkeypatch: pytest.MonkeyPatch,
    before: dict[str, bytes],
    after: dict[str, bytes],
    keep: tuple[str, ...],
    changes: tuple[Change, ...],
    guarantee: str,
) -> None:
    put(out, before)
    allow_exchange(monkeypatch, out, guarantee)
    written = write(out, after, keep, [out.parent / "project.yml"])
    kept = {path: data for path, data in before.items() if path.split("/")[0] in keep}
    assert written.changes == changes
    assert snapshot(out) == after | kept
    assert compare(out, after, keep) == ()
    assert set(beside(out)) <= {"out", "project.yml"}


def allow_exchange(monkeypatch: pytest.MonkeyPatch, out: Path, guarantee: str, error: int = errno.EBUSY) -> None:
    """Let the exchange fail where more than `guarantee` would come of it."""

    def limited(first: str, second: str) -> None:
        if guarantee == "file" or (guarantee == "environment" and second == str(out)):
            raise OSError(error, os.strerror(error), first, None, second)
        exchange(first, second)

    monkeypatch.setattr(commit, "exchange", limited)


def test_what_the_writer_renders_may_be_written_and_overwritten(out: Path) -> None:
    for version in ("v1", "v2"):
        data = render(Artifact("service.yml", ({"apiVersion": version, "kind": "Service"},)))
        write(out, {"dev/service.yml": data})
        assert snapshot(out) == {"dev/service.yml": data}


@pytest.mark.parametrize("guarantee", ["environment", "file"])
@pytest.mark.parametrize("name", ["EACCES", "EBUSY", "EINVAL", "ENOSYS", "ENOTSUP", "EPERM", "EROFS", "EXDEV"])
def test_a_refused_exchange_leads_to_the_next_best_way(
    out: Path, monkeypatch: pytest.MonkeyPatch, guarantee: str, name: str
) -> None:
    write(out, OLD)
    allow_exchange(monkeypatch, out, guarantee, getattr(errno, name))
    assert write(out, NEW).guarantee == guarantee
    assert snapshot(out) == NEW
    assert beside(out) == ["out", "project.yml"]


def test_the_guarantee_is_the_folder_where_the_exchange_works(out: Path) -> None:
    assert [write(out, files).guarantee for files in (OLD, NEW, NEW)] == ["folder", "folder", "folder"]


def test_another_error_of_the_exchange_leaves_the_old_folder(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(out, OLD)
    allow_exchange(monkeypatch, out, "file", errno.EIO)
    with pytest.raises(OutputError) as caught:
        write(out, NEW)
    assert (caught.value.reason, caught.value.path) == ("io", str(out))
    assert snapshot(out) == OLD
    assert beside(out) == ["out", "project.yml"]


def test_an_environment_that_cannot_be_exchanged_after_another_was(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(out, OLD)

    def limited(first: str, second: str) -> None:
        if Path(second).name != "dev":
            raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))
        exchange(first, second)

    monkeypatch.setattr(commit, "exchange", limited)
    written = write(out, NEW)
    assert (written.guarantee, written.changes[1]) == ("file", Change("dev/deployment.yml", "changed"))
    assert snapshot(out) == NEW


def test_nothing_is_touched_when_nothing_changes(out: Path) -> None:
    write(out, OLD)
    before = identities(out.parent)
    write(out, OLD)
    check_target(out)
    compare(out, OLD)
    compare(out, NEW)
    assert identities(out.parent) == before


def test_unchanged_and_kept_files_stay_the_same_files(out: Path) -> None:
    write(out, OLD)
    paths = [out / "canary/deployment.yml", out / "production/deployment.yml"]
    before = [(path.stat().st_ino, path.stat().st_mtime_ns) for path in paths]
    write(out, NEW, keep=["canary"])
    assert [(path.stat().st_ino, path.stat().st_mtime_ns) for path in paths] == before


@pytest.mark.parametrize("name", ["EMLINK", "EPERM", "EXDEV", "ENOTSUP"])
def test_a_refused_link_becomes_a_copy_with_the_time_of_the_file(
    out: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    write(out, OLD)
    kept = out / "production/deployment.yml"
    os.utime(kept, ns=(1, 123_456_789))

    def refuse(source: str, target: str) -> None:
        raise OSError(getattr(errno, name), "refused", source, None, target)

    monkeypatch.setattr(os, "link", refuse)
    before = kept.stat()
    write(out, NEW)
    assert (kept.stat().st_ino == before.st_ino, kept.stat().st_mtime_ns) == (False, 123_456_789)
    assert snapshot(out) == NEW


@pytest.mark.parametrize("guarantee", ["folder", "environment", "file"])
def test_existing_files_are_never_written_into(out: Path, monkeypatch: pytest.MonkeyPatch, guarantee: str) -> None:
    write(out, OLD)
    backup = out.parent.parent / "backup.yml"
    backup.hardlink_to(out / "dev/deployment.yml")
    allow_exchange(monkeypatch, out, guarantee)
    write(out, NEW)
    assert backup.read_bytes() == OLD["dev/deployment.yml"]


TREES = st.dictionaries(
    st.builds("/".join, st.lists(st.sampled_from(["dev", "production", "a"]), min_size=1, max_size=3)),
    st.sampled_from([manifest(""), manifest("1"), manifest("11")]),
    max_size=6,
).filter(lambda files: not any(path.startswith(f"{other}/") for path in files for other in files))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(trees=st.lists(TREES, max_size=4), guarantee=st.sampled_from(["folder", "environment", "file"]))
def test_any_build_after_any_other(
    out: Path, monkeypatch: pytest.MonkeyPatch, trees: list[dict[str, bytes]], guarantee: str
) -> None:
    allow_exchange(monkeypatch, out, guarantee)
    for files in trees:
        expected = compare(out, files)
        changes = write(out, files).changes
        kinds = {"new": "missing", "changed": "stale", "removed": "orphaned"}
        assert snapshot(out) == files
        assert [(path, kinds[kind]) for path, kind in changes if kind != "unchanged"] == [
            (drift.path, drift.kind) for drift in expected
        ]
        assert set(beside(out)) <= {"out", "project.yml"}


@contextmanager
def umask(mask: int) -> Iterator[None]:
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


@pytest.mark.parametrize("mask", [0o000, 0o022, 0o077], ids=oct)
@pytest.mark.parametrize("guarantee", ["folder", "environment", "file"])
def test_modes_do_not_depend_on_the_umask(
    out: Path, monkeypatch: pytest.MonkeyPatch, mask: int, guarantee: str
) -> None:
    allow_exchange(monkeypatch, out / "deep/out", guarantee)
    with umask(mask):
        for files in (OLD, NEW, OLD):
            write(out / "deep/out", files)
    modes = {path.stat().st_mode & 0o7777 for path in out.rglob("*") if path.is_file()}
    folder_modes = {path.stat().st_mode & 0o7777 for path in (out, *out.rglob("*")) if path.is_dir()}
    assert (modes, folder_modes) == ({0o644}, {0o755})


def test_an_inherited_group_bit_survives(out: Path) -> None:
    out.parent.chmod(0o2755)
    with umask(0o077):
        write(out, OLD)
    assert [path.stat().st_mode & 0o7777 for path in (out, out / "dev")] == [0o2755, 0o2755]


@pytest.mark.parametrize("guarantee", ["folder", "environment", "file"])
def test_empty_folders_are_removed(out: Path, monkeypatch: pytest.MonkeyPatch, guarantee: str) -> None:
    write(out, NEW)
    (out / "dev/left/over").mkdir(parents=True)
    (out / "qa").mkdir()
    allow_exchange(monkeypatch, out, guarantee)
    write(out, NEW)
    assert snapshot(out) == NEW


@pytest.mark.parametrize("name", ["with space", 'quo"te', "line\nfeed", "-dash", "ünïcode", "$(x)"])
def test_any_name_of_the_folder_serves(out: Path, name: str) -> None:
    for files in (OLD, NEW):
        write(out.parent / name, files)
    assert snapshot(out.parent / name) == NEW


def test_a_relative_name_and_a_trailing_slash_serve(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(out.parent)
    for files in (OLD, NEW):
        write("out/", files)
    assert snapshot(out) == NEW


@pytest.mark.parametrize(
    ("files", "keep"),
    [
        pytest.param({"": manifest("")}, (), id="empty"),
        pytest.param({"/etc/a.yml": manifest("")}, (), id="absolute"),
        pytest.param({"../a.yml": manifest("")}, (), id="above"),
        pytest.param({"dev/../../a.yml": manifest("")}, (), id="above-later"),
        pytest.param({"./a.yml": manifest("")}, (), id="dot"),
        pytest.param({"dev//a.yml": manifest("")}, (), id="double-slash"),
        pytest.param({"dev/a\n.yml": manifest("")}, (), id="line-feed"),
        pytest.param({"dev/ä.yml": manifest("")}, (), id="not-ascii"),
        pytest.param({"dev/a.yml": b"a: 1\n"}, (), id="no-header"),
        pytest.param({"dev/a": manifest(""), "dev/a/b.yml": manifest("")}, (), id="file-and-folder"),
        pytest.param({"dev/a.yml": manifest("")}, ("dev",), id="built-and-kept"),
    ],
)
def test_files_that_only_a_bug_could_ask_for(out: Path, files: dict[str, bytes], keep: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match=r"path|header|kept"):
        write(out, files, keep)
    assert beside(out) == ["project.yml"]


def test_compare_explains_each_drift(out: Path) -> None:
    write(out, OLD)
    assert compare(out, NEW, keep=["canary"]) == (
        Drift(
            "dev/deployment.yml",
            "stale",
            "--- dev/deployment.yml\n+++ dev/deployment.yml\n@@ -1,2 +1,2 @@\n"
            " # Generated by kgen from project.yml.\n-dev: 1\n+dev: 2\n",
        ),
        Drift(
            "dev/service.yml",
            "orphaned",
            "--- dev/service.yml\n+++ /dev/null\n@@ -1,2 +0,0 @@\n-# Generated by kgen from project.yml.\n-dev: 1\n",
        ),
        Drift(
            "production/hpa.yml",
            "missing",
            "--- /dev/null\n+++ production/hpa.yml\n@@ -0,0 +1,2 @@\n"
            "+# Generated by kgen from project.yml.\n+production: 2\n",
        ),
    )


def test_everything_is_missing_from_a_missing_folder(out: Path) -> None:
    assert [(drift.path, drift.kind) for drift in compare(out, NEW)] == [(path, "missing") for path in NEW]
    assert beside(out) == ["project.yml"]


@pytest.mark.parametrize(
    ("data", "shown"),
    [
        pytest.param(manifest("a: 1"), "-a: 1\n\\ No newline at end of file\n", id="no-final-newline"),
        pytest.param(manifest("a: 1\r\n"), "-a: 1\\r\n", id="carriage-return"),
        pytest.param(manifest("\x1b[2Ja: 1\n"), "-\\x1b[2Ja: 1\n", id="escape-sequence"),
        pytest.param(manifest("a: \u202e1\n"), "-a: \\u202e1\n", id="right-to-left"),
        pytest.param(manifest("") + b"\xff\n", "-\\udcff\n", id="not-utf-8"),
        pytest.param(b"a: 1\n", "-a: 1\n", id="header-removed-by-hand"),
        pytest.param(b"", "+a: 2\n", id="emptied"),
    ],
)
def test_a_file_edited_by_hand_is_shown(out: Path, data: bytes, shown: str) -> None:
    put(out, {"dev/a.yml": data})
    (drift,) = compare(out, {"dev/a.yml": manifest("a: 2\n")})
    assert (drift.path, drift.kind) == ("dev/a.yml", "stale")
    assert shown in drift.diff


def test_every_changed_byte_is_drift(out: Path) -> None:
    files = {"dev/a.yml": manifest("a: 1\n")}
    write(out, files)
    for position in range(len(files["dev/a.yml"])):
        data = bytearray(files["dev/a.yml"])
        data[position] ^= 1
        (out / "dev/a.yml").write_bytes(data)
        assert [(drift.path, drift.kind) for drift in compare(out, files)] == [("dev/a.yml", "stale")]


def test_compare_refuses_what_a_build_would_refuse(out: Path) -> None:
    put(out, OLD | {"dev/notes.md": b"# Mine\n"})
    with pytest.raises(OutputError, match=r"`dev/notes.md`"):
        compare(out, OLD)


def test_a_check_without_drift_imports_nothing_heavy(out: Path) -> None:
    write(out, OLD)
    script = """
import contextlib, json, sys, typing
before = set(sys.modules)
from kgen.output import check_target, compare
files = {path: text.encode() for path, text in json.loads(sys.argv[2]).items()}
check_target(sys.argv[1])
assert compare(sys.argv[1], files) == ()
print(*sorted(name for name in set(sys.modules) - before if not name.startswith("kgen")))
"""
    texts = {path: data.decode() for path, data in OLD.items()}
    with start(script, out, json.dumps(texts)) as process:
        output, _ = process.communicate()
    assert (process.returncode, set(output.split()) - {"errno"}) == (0, {"fcntl"})

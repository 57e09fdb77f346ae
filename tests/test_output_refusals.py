"""Tests of what may not become an output folder, and of how it is said."""

import os
import pickle
from collections.abc import Callable
from pathlib import Path

import pytest

from kgen.output import OutputError, check_target, write
from tests.output_folder import NEW, OLD, STAGE, beside, lay_project, manifest, put, snapshot


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return lay_project(tmp_path, monkeypatch)


Prepare = Callable[[Path], str | Path]


def refused_current(out: Path) -> Path:
    return Path()


def refused_root(out: Path) -> Path:
    return Path("/")


def refused_root_spelt_otherwise(out: Path) -> str:
    return "//../"


def refused_parent(out: Path) -> Path:
    return out.parent


def refused_grandparent(out: Path) -> Path:
    return out.parent.parent


def refused_input(out: Path) -> Path:
    return out.parent / "project.yml"


def refused_below_a_file(out: Path) -> Path:
    return out.parent / "project.yml" / "out"


def refused_link_out(out: Path) -> Path:
    (out.parent.parent / "far").mkdir()
    out.symlink_to("../far")
    return out


def refused_link_chain_out(out: Path) -> str:
    (out.parent.parent / "far").mkdir()
    (out.parent / "second").symlink_to(out.parent.parent / "far")
    out.symlink_to("second")
    return f"{out}/"


def refused_dangling_link(out: Path) -> Path:
    out.symlink_to("nowhere")
    return out


def refused_link_to_itself(out: Path) -> Path:
    out.symlink_to("out")
    return out


def refused_foreign_file(out: Path) -> Path:
    put(out, OLD | {"dev/notes.md": b"# Mine\n"})
    return out


def refused_empty_file(out: Path) -> Path:
    put(out, {".gitkeep": b""})
    return out


def refused_file_without_its_header(out: Path) -> Path:
    put(out, OLD | {"dev/deployment.yml": b"dev: 1\n"})
    return out


def refused_foreign_file_in_kept(out: Path) -> Path:
    put(out, OLD | {"kept/notes.md": b"# Mine\n"})
    return out


def refused_linked_file(out: Path) -> Path:
    put(out, OLD)
    put(out.parent.parent, {"canary.yml": manifest("canary\n")})
    (out / "dev/deployment.yml").unlink()
    (out / "dev/deployment.yml").symlink_to(out.parent.parent / "canary.yml")
    return out


def refused_linked_folder(out: Path) -> Path:
    put(out.parent.parent, {"far/deployment.yml": manifest("canary\n")})
    out.mkdir()
    (out / "dev").symlink_to(out.parent.parent / "far")
    return out


def refused_link_named_like_a_stage(out: Path) -> Path:
    put(out.parent.parent / "far", STAGE)
    put(out, OLD)
    (out / ".kgen-4194305").symlink_to(out.parent.parent / "far")
    return out


def refused_pipe(out: Path) -> Path:
    put(out, OLD)
    os.mkfifo(out / "dev/pipe.yml")
    return out


REFUSALS = [
    (refused_current, "refused-folder", "`.` is the current folder"),
    (refused_root, "refused-folder", "`/` is the root of the file system"),
    (refused_root_spelt_otherwise, "refused-folder", "is the root of the file system"),
    (refused_parent, "refused-folder", "project` holds the input `"),
    (refused_grandparent, "refused-folder", "` holds the input `"),
    (refused_input, "not-a-directory", "project.yml` is not a directory"),
    (refused_below_a_file, "not-a-directory", "project.yml/out` is not a directory"),
    (refused_link_out, "symlink", "out` is a symbolic link that leads out of its folder"),
    (refused_link_chain_out, "symlink", "out` is a symbolic link that leads out of its folder"),
    (refused_dangling_link, "symlink", "out` is a symbolic link to nothing"),
    (refused_link_to_itself, "symlink", "out` is a symbolic link that leads back to itself"),
    (refused_foreign_file, "foreign-file", "out` holds a file that kgen did not write: `dev/notes.md`"),
    (refused_empty_file, "foreign-file", "out` holds a file that kgen did not write: `.gitkeep`"),
    (
        refused_file_without_its_header,
        "foreign-file",
        "out` holds a file that kgen did not write: `dev/deployment.yml`",
    ),
    (refused_foreign_file_in_kept, "foreign-file", "out` holds a file that kgen did not write: `kept/notes.md`"),
    (refused_linked_file, "symlink", "out/dev/deployment.yml` is a symbolic link"),
    (refused_linked_folder, "symlink", "out/dev` is a symbolic link"),
    (refused_link_named_like_a_stage, "symlink", "out/.kgen-4194305` is a symbolic link"),
    (refused_pipe, "foreign-file", "out/dev/pipe.yml` is neither a file nor a folder"),
]


@pytest.mark.parametrize(
    ("prepare", "reason", "message"), REFUSALS, ids=[row[0].__name__.removeprefix("refused_") for row in REFUSALS]
)
def test_refused_before_anything_is_touched(out: Path, prepare: Prepare, reason: str, message: str) -> None:
    target = prepare(out)
    inputs = [out.parent / "project.yml"]
    before = snapshot(out.parent.parent)
    with pytest.raises(OutputError) as checked:
        check_target(target, inputs)
    with pytest.raises(OutputError) as written:
        write(target, NEW, ["kept"], inputs)
    assert [error.value.reason for error in (checked, written)] == [reason, reason]
    assert message in str(checked.value)
    assert message in str(written.value)
    assert snapshot(out.parent.parent) == before


@pytest.mark.parametrize("files", [{}, OLD], ids=["empty", "holding-files"])
def test_home_is_refused(out: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, bytes]) -> None:
    out.mkdir()
    put(out, files)
    monkeypatch.setenv("HOME", str(out))
    with pytest.raises(OutputError, match=r"is the home folder"):
        check_target(out)


def test_a_link_to_the_folder_of_an_input_is_refused(out: Path) -> None:
    put(out.parent, {"source/project.yml": b"name: shop\n"})
    out.symlink_to("source")
    with pytest.raises(OutputError, match=r"out` holds the input `"):
        check_target(out, [out.parent / "source" / "project.yml"])


def test_an_input_that_a_link_brings_from_the_folder_is_refused(out: Path) -> None:
    put(out, {"kgen.yml": manifest("")})
    (out.parent / "kgen.yml").symlink_to("out/kgen.yml")
    with pytest.raises(OutputError, match=r"out` holds the input `"):
        check_target(out, [out.parent / "kgen.yml"])


@pytest.mark.parametrize("files", [None, {}, OLD], ids=["missing", "empty", "holding-kgen-files"])
def test_a_folder_of_its_own_is_not_refused(out: Path, files: dict[str, bytes] | None) -> None:
    if files is not None:
        out.mkdir()
        put(out, files)
    check_target(out, [out.parent / "project.yml", out.parent.parent / "out-of-the-way.yml"])
    assert snapshot(out) == (files or {})


def test_a_name_that_begins_like_the_folder_is_not_inside_it(out: Path) -> None:
    put(out.parent, {"out2/project.yml": b"name: shop\n"})
    check_target(out, [out.parent / "out2" / "project.yml"])


def test_a_link_within_its_folder_is_followed_and_stays(out: Path) -> None:
    (out.parent / "real").mkdir()
    out.symlink_to("real")
    for files in (OLD, NEW):
        write(out, files)
    assert (out.readlink(), snapshot(out.parent / "real")) == (Path("real"), NEW)
    assert beside(out) == ["out", "project.yml", "real"]


def test_a_stage_that_is_a_link_is_not_followed(out: Path) -> None:
    write(out, OLD)
    (out.parent.parent / "far").mkdir()
    (out.parent / f".kgen-{os.getpid()}").symlink_to("../far")
    with pytest.raises(OutputError) as caught:
        write(out, NEW)
    assert caught.value.reason == "io"
    assert (snapshot(out), snapshot(out.parent.parent / "far")) == (OLD, {})


def test_messages_show_what_a_terminal_would_obey(out: Path) -> None:
    put(out, {"dev/\x1b[31m.yml": b"x"})
    with pytest.raises(OutputError) as caught:
        check_target(out)
    assert caught.value.message == f"`{out}` holds a file that kgen did not write: `dev/\\x1b[31m.yml`"


def test_messages_show_names_that_are_no_text(out: Path) -> None:
    out.mkdir()
    try:
        Path(os.fsdecode(os.fsencode(out) + b"/\xff.yml")).write_bytes(b"x")
    except OSError as error:
        pytest.skip(f"the file system refuses such names: {error}")
    with pytest.raises(OutputError) as caught:
        check_target(out)
    assert caught.value.message.encode("ascii").endswith(b"`\\udcff.yml`")


def test_an_error_survives_the_way_between_processes() -> None:
    error = OutputError("locked", "out", "another build holds `out`", "wait")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.reason, copy.path, str(copy), copy.help) == ("locked", "out", "another build holds `out`", "wait")

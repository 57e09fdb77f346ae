"""Tests of stages, of the lock that lets builds take turns, and of the exchange."""

import ctypes
import errno
import fcntl
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import pytest

from kgen.output import HEADER_PREFIX, Change, OutputError, check_target, commit, compare, lock, write
from kgen.output.exchange import exchange
from tests.output_folder import NEW, OLD, STAGE, beside, lay_project, manifest, put, snapshot, start


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return lay_project(tmp_path, monkeypatch)


STAGES = {
    "finished": STAGE,
    "without-ignore": {"out/dev/a.yml": manifest("")},
    "torn-ignore": {".gitignore": b""},
}
NOT_STAGES = {
    "other-file": (".kgen-4194305", {"out/dev/a.yml": manifest(""), "notes.md": b"mine"}),
    "other-ignore": (".kgen-4194305", {".gitignore": b"*.pyc\n"}),
    "other-name": (".kgen-work", {"out/dev/a.yml": manifest("")}),
    "other-digits": (".kgen-٣", {"out/dev/a.yml": manifest("")}),
}


@pytest.mark.parametrize("files", STAGES.values(), ids=STAGES.keys())
@pytest.mark.parametrize("after", [OLD, NEW], ids=["nothing-changes", "something-changes"])
def test_stages_of_dead_builds_are_removed(out: Path, files: dict[str, bytes], after: dict[str, bytes]) -> None:
    write(out, OLD)
    for folder in (out.parent / ".kgen-4194305", out / ".kgen-4194306", out.parent / f".kgen-{os.getpid()}"):
        put(folder, files)
    assert compare(out, OLD) == ()
    check_target(out)
    write(out, after)
    assert snapshot(out) == after
    assert beside(out) == ["out", "project.yml"]


@pytest.mark.parametrize(("name", "files"), NOT_STAGES.values(), ids=NOT_STAGES.keys())
def test_what_only_resembles_a_stage_stays(out: Path, name: str, files: dict[str, bytes]) -> None:
    put(out.parent / name, files)
    write(out, OLD)
    assert snapshot(out.parent / name) == files


def test_a_stage_in_the_way_that_is_none_is_not_removed(out: Path) -> None:
    write(out, OLD)
    stage = out.parent / f".kgen-{os.getpid()}"
    put(stage, {"notes.md": b"mine"})
    with pytest.raises(OutputError, match=r"in the way"):
        write(out, NEW)
    assert (snapshot(out), snapshot(stage)) == (OLD, {"notes.md": b"mine"})


def test_the_stage_of_a_living_build_stays(out: Path) -> None:
    stage = out.parent / ".kgen-4194305"
    put(stage, STAGE)
    with held(stage):
        write(out, OLD)
        assert snapshot(stage) == STAGE
    write(out, OLD)
    assert beside(out) == ["out", "project.yml"]


def test_git_does_not_see_a_stage(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[dict[str, bytes | str]] = []

    def look(first: str, second: str) -> None:
        seen.append(snapshot(Path(first).parent))
        exchange(first, second)

    write(out, OLD)
    monkeypatch.setattr(commit, "exchange", look)
    write(out, NEW)
    assert seen == [{".gitignore": b"*\n"} | {f"out/{path}": data for path, data in NEW.items()}]


@contextmanager
def held(folder: Path) -> Iterator[None]:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def test_a_held_folder_is_waited_for_and_then_given_up(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(out, OLD)
    monkeypatch.setattr(lock, "PAUSES", 2)
    monkeypatch.setattr(lock, "PAUSE_SECONDS", 0)
    with held(out):
        for call in (lambda: write(out, NEW), lambda: compare(out, NEW), lambda: check_target(out)):
            with pytest.raises(OutputError) as caught:
                call()
            assert (caught.value.reason, str(caught.value)) == ("locked", f"another build holds `{out}`")
    assert write(out, NEW).guarantee == "folder"


def test_a_folder_exchanged_while_it_is_waited_for(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(out, OLD)
    put(out.parent / "other", NEW)
    flock = fcntl.flock

    def overtaken(descriptor: int, operation: int) -> None:
        if snapshot(out) == OLD:
            exchange(str(out), str(out.parent / "other"))
        flock(descriptor, operation)

    with monkeypatch.context() as patch:
        patch.setattr(fcntl, "flock", overtaken)
        holding = lock.hold(str(out))
        assert holding.__enter__() is True
    with pytest.raises(BlockingIOError), lock.hold(str(out), wait=False):
        pass
    holding.__exit__(None, None, None)


def test_a_stage_swept_before_it_is_held(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    mkdir = os.mkdir
    swept: list[str] = []

    def overtaken(path: str, mode: int) -> None:
        mkdir(path, mode)
        if path.endswith(f".kgen-{os.getpid()}") and not swept:
            swept.append(path)
            Path(path).rmdir()

    monkeypatch.setattr(os, "mkdir", overtaken)
    write(out, OLD)
    assert (len(swept), snapshot(out), beside(out)) == (1, OLD, ["out", "project.yml"])


def test_a_lock_ends_with_its_holder(out: Path) -> None:
    write(out, OLD)
    script = """
import sys
from kgen.output.lock import hold
with hold(sys.argv[1]) as exists:
    print(exists, flush=True)
    sys.stdin.read()
"""
    with start(script, out) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "True\n"
        with ThreadPoolExecutor() as threads:
            waiting = threads.submit(write, out, NEW)
            holder.kill()
            assert waiting.result().guarantee == "folder"
    assert snapshot(out) == NEW


ROUNDS = 25
BUILD_ONE_ENVIRONMENT = """
import sys
from kgen.output import HEADER_PREFIX, write
out, own, rounds, *others = sys.argv[1:]
for number in range(int(rounds)):
    write(out, {f"{own}/{name}.yml": HEADER_PREFIX + b"%d\\n" % number for name in "abc"}, keep=others)
"""


def test_builds_at_once_of_one_folder_take_turns(out: Path) -> None:
    environments = ["canary", "dev", "production"]
    builds = [
        start(BUILD_ONE_ENVIRONMENT, out, own, str(ROUNDS), *(other for other in environments if other != own))
        for own in environments
    ]
    for build in builds:
        build.communicate()
    last = HEADER_PREFIX + b"%d\n" % (ROUNDS - 1)
    assert [build.returncode for build in builds] == [0, 0, 0]
    assert snapshot(out) == {f"{own}/{name}.yml": last for own in environments for name in "abc"}
    assert beside(out) == ["out", "project.yml"]


def test_threads_that_build_side_by_side(out: Path) -> None:
    def build(number: int) -> dict[str, bytes | str]:
        for files in (OLD, NEW, OLD, NEW):
            write(out / f"project-{number}", files)
        return snapshot(out / f"project-{number}")

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(build, range(4))) == [NEW] * 4
    assert sorted(path.name for path in out.iterdir()) == [f"project-{number}" for number in range(4)]


def test_a_folder_that_appears_during_the_first_build(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rename = os.rename

    def overtaken(source: str, target: str) -> None:
        if not out.exists():
            put(out, OLD)
        rename(source, target)

    monkeypatch.setattr(os, "rename", overtaken)
    written = write(out, NEW, keep=["canary"])
    assert Change("dev/service.yml", "removed") in written.changes
    assert snapshot(out) == NEW | {"canary/deployment.yml": OLD["canary/deployment.yml"]}


def test_without_locks_a_build_still_replaces_but_sweeps_nothing(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(out, OLD)
    put(out.parent / ".kgen-4194305", STAGE)

    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(errno.EBADF, os.strerror(errno.EBADF))

    monkeypatch.setattr(fcntl, "flock", refuse)
    assert write(out, NEW).guarantee == "folder"
    assert beside(out) == [".kgen-4194305", "out", "project.yml"]


def test_exchange_works_where_the_c_library_has_no_function_for_it(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux" or os.uname().machine not in {"aarch64", "x86_64"}:
        pytest.skip("the number of the system call is known for Linux on aarch64 and x86_64 only")
    put(out, {"a": b"1", "b": b"2"})
    library = ctypes.CDLL(None, use_errno=True)

    class Library:
        syscall = library.syscall

    monkeypatch.setattr(ctypes, "CDLL", lambda name, use_errno: Library)
    exchange(str(out / "a"), str(out / "b"))
    assert snapshot(out) == {"a": b"2", "b": b"1"}


def test_exchange_is_missing_where_the_c_library_has_nothing(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ctypes, "CDLL", lambda name, use_errno: object())
    monkeypatch.setattr(os, "uname", lambda: os.uname_result(("Linux", "", "", "", "m68k")))
    with pytest.raises(OSError, match=r"not implemented") as caught:
        exchange(str(out), str(out.parent))
    assert caught.value.errno == errno.ENOSYS


def test_exchange_raises_what_the_system_says(out: Path) -> None:
    with pytest.raises(FileNotFoundError):
        exchange(str(out), str(out.parent))

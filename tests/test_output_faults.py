"""Tests that the output folder is wholly old or wholly new however a build ends."""

import json
import re
import shutil
import signal
import subprocess
import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path

import pytest

from kgen.output import commit, write
from tests.output_folder import NEW, OLD, STAGE, beside, manifest, put, snapshot, start


def text_of(files: Mapping[str, bytes]) -> dict[str, str]:
    return {path: data.decode() for path, data in files.items()}


TEXTS = json.dumps({"old": text_of(OLD), "new": text_of(NEW)})

# Builds into sys.argv[1] one after the other what sys.argv[3:] name, and says what came of the last one.
BUILD = """
import json, sys
from kgen.output import OutputError, write
texts = json.loads(sys.argv[2])
for name in sys.argv[3:]:
    files = {path: text.encode() for path, text in texts[name].items()}
    try:
        answer = write(sys.argv[1], files).guarantee
    except OutputError as error:
        answer = f"{error.reason}: {error}"
print(answer)
"""


@pytest.fixture
def out(tmp_path: Path) -> Path:
    write(tmp_path / "project" / "out", OLD)
    return tmp_path / "project" / "out"


def is_old_or_new(out: Path) -> bool:
    return snapshot(out) in (OLD, NEW)


def recover(out: Path) -> None:
    """The build after the fault needs no help."""
    write(out, NEW)
    assert snapshot(out) == NEW
    assert beside(out) == ["out"]


# -------------------------------------------------------------------------------------------------------------- signals

FOREVER = """
import itertools, json, signal, sys
from kgen.output import write
# A shell starts what runs in the background with interrupts ignored, and Python keeps to that.
signal.signal(signal.SIGINT, signal.default_int_handler)
texts = json.loads(sys.argv[2])
old, new = ({path: text.encode() for path, text in texts[name].items()} for name in ("old", "new"))
write(sys.argv[1], new)
print("ready", flush=True)
for files in itertools.cycle((old, new)):
    write(sys.argv[1], files)
"""


@pytest.mark.parametrize(("number", "times"), [(signal.SIGKILL, 60), (signal.SIGINT, 20), (signal.SIGTERM, 10)])
def test_killed_at_any_moment(out: Path, number: signal.Signals, times: int) -> None:
    for attempt in range(times):
        with start(FOREVER, out, TEXTS) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "ready\n"
            time.sleep(attempt * 0.000_37 % 0.011)  # spread over several of the builds, which take 1 ms each
            process.send_signal(number)
        assert process.returncode == -number
        assert is_old_or_new(out)
        recover(out)


def test_interrupted_between_any_two_files(out: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*arguments: object) -> None:
        raise KeyboardInterrupt

    for function in ("create", "carry", "make_folders", "exchange"):
        with monkeypatch.context() as patch:
            patch.setattr(commit, function, interrupt)
            with pytest.raises(KeyboardInterrupt):
                write(out, NEW)
        assert snapshot(out) == OLD
        assert beside(out) == ["out"]


# --------------------------------------------------------------------------------------------------------- system calls

# Each system call by which a build changes anything; the marked ones do not exist on every machine.
CALLS = "?chmod,?fchmodat,?link,?linkat,?mkdir,?mkdirat,?rename,?renameat,?renameat2,?rmdir,?unlink,?unlinkat,write"


def strace(*injections: str, log: Path) -> tuple[str, ...]:
    """The command that runs a build under strace; skips the test where it is not to be had."""
    if shutil.which("strace") is None:
        pytest.skip("strace is not installed")
    if subprocess.run(["strace", "-o", log, "true"], capture_output=True, check=False).returncode != 0:
        pytest.skip("strace may not trace here")
    inject = (argument for injection in injections for argument in ("-e", f"inject={injection}"))
    return ("strace", "-f", "-qq", "-o", str(log), "-e", f"trace={CALLS}", *inject)


def answer(script: str, *arguments: str | Path, before: tuple[str, ...] = ()) -> tuple[int, str]:
    """The exit code and the last line of what a process says; negative codes are signals."""
    with start(script, *arguments, before=before) as process:
        output, errors = process.communicate()
    return process.returncode, (output or errors).strip().rpartition("\n")[2]


def trace_calls(out: Path, log: Path, *injections: str) -> list[tuple[str, int]]:
    """Build NEW, and list each system call that did it by its name and its number among those of the name."""
    assert answer(BUILD, out, TEXTS, "new", before=strace(*injections, log=log))[0] == 0
    names = re.findall(r"^\d+ +(\w+)\(", log.read_text(), re.MULTILINE)
    return [(name, number) for name, times in sorted(Counter(names).items()) for number in range(1, times + 1)]


def test_killed_at_each_system_call(out: Path, tmp_path: Path) -> None:
    log = tmp_path / "log"
    calls = trace_calls(out, log)
    assert ("renameat2", 1) in calls
    for name, number in calls:
        write(out, OLD)
        code, _ = answer(BUILD, out, TEXTS, "new", before=strace(f"{name}:signal=KILL:when={number}", log=log))
        assert (code, is_old_or_new(out)) == (-signal.SIGKILL, True), (name, number)
        recover(out)


def test_killed_at_each_system_call_of_the_first_build(tmp_path: Path) -> None:
    log = tmp_path / "log"
    out = tmp_path / "first" / "out"
    for name, number in trace_calls(out, log):
        shutil.rmtree(out.parent)
        code, _ = answer(BUILD, out, TEXTS, "new", before=strace(f"{name}:signal=KILL:when={number}", log=log))
        assert code == -signal.SIGKILL
        assert not out.exists() or snapshot(out) == NEW, (name, number)
        recover(out)


@pytest.mark.parametrize(
    ("guarantee", "refusal"),
    [("environment", "renameat2:error=EBUSY:when=1"), ("file", "renameat2:error=ENOSYS")],
)
def test_killed_at_each_system_call_under_a_lesser_guarantee(
    out: Path, tmp_path: Path, guarantee: str, refusal: str
) -> None:
    log = tmp_path / "log"
    # By these the folder itself is changed; renameat2 is refused already, and strace injects one thing per system call.
    calls = [call for call in trace_calls(out, log, refusal) if call[0] in {"rename", "renameat", "rmdir", "unlink"}]
    for name, number in calls:
        write(out, OLD)
        before = strace(refusal, f"{name}:signal=KILL:when={number}", log=log)
        assert answer(BUILD, out, TEXTS, "new", before=before)[0] == -signal.SIGKILL
        found = {path: data for path, data in snapshot(out).items() if not path.startswith(".kgen-")}
        assert found.items() <= OLD.items() | NEW.items(), (name, number)
        if guarantee == "environment":
            for environment in ("canary", "dev", "production"):
                assert part(found, environment) in (part(OLD, environment), part(NEW, environment)), (name, number)
        recover(out)


def part(files: dict[str, bytes | str] | dict[str, bytes], environment: str) -> dict[str, bytes | str]:
    return {path: data for path, data in files.items() if path.startswith(f"{environment}/")}


@pytest.mark.parametrize(
    ("injection", "expected"),
    [
        pytest.param("renameat2:error=ENOSYS", "file", id="no-exchange"),
        pytest.param("renameat2:error=EINVAL:when=1", "environment", id="folder-refused"),
        pytest.param("?link,?linkat:error=EPERM", "folder", id="no-links"),
        pytest.param("?link,?linkat:error=EMLINK", "folder", id="too-many-links"),
        pytest.param("flock:error=ENOLCK", "folder", id="no-locks"),
    ],
)
def test_a_file_system_that_lacks_something(out: Path, tmp_path: Path, injection: str, expected: str) -> None:
    assert answer(BUILD, out, TEXTS, "new", before=strace(injection, log=tmp_path / "log")) == (0, expected)
    assert snapshot(out) == NEW
    assert beside(out) == ["out"]


@pytest.mark.parametrize(
    ("injection", "cause"),
    [
        pytest.param("write:error=ENOSPC:when=1", "no space left on device", id="disk-full-at-once"),
        pytest.param("write:error=ENOSPC:when=3", "no space left on device", id="disk-full-later"),
        pytest.param("write:error=EDQUOT:when=2", "disk quota exceeded", id="quota"),
        pytest.param("write:error=EIO:when=2", "input/output error", id="bad-disk"),
        pytest.param("?mkdir,?mkdirat:error=ENOSPC:when=3", "no space left on device", id="no-inode"),
        pytest.param("renameat2:error=EIO", "input/output error", id="exchange-fails"),
    ],
)
def test_a_system_call_that_fails(out: Path, tmp_path: Path, injection: str, cause: str) -> None:
    code, said = answer(BUILD, out, TEXTS, "new", before=strace(injection, log=tmp_path / "log"))
    assert (code, said.startswith(f"io: cannot write `{out}`: {cause}")) == (0, True), said
    assert snapshot(out) == OLD
    assert beside(out) == ["out"]


def test_an_old_folder_that_cannot_be_removed_is_left_to_the_next_build(out: Path, tmp_path: Path) -> None:
    before = strace("?unlink,?unlinkat:error=EACCES", log=tmp_path / "log")
    assert answer(BUILD, out, TEXTS, "new", before=before) == (0, "folder")
    assert (snapshot(out), len(beside(out))) == (NEW, 2)
    recover(out)


# --------------------------------------------------------------------------------------------------------------- limits

LIMIT = """
import json, resource, sys
from kgen.output import write
limit = getattr(resource, sys.argv.pop(3))
resource.setrlimit(limit, (int(sys.argv.pop(3)), resource.getrlimit(limit)[1]))
"""


def test_a_limit_on_the_size_of_files(out: Path) -> None:
    code, said = answer(LIMIT + BUILD, out, TEXTS, "RLIMIT_FSIZE", "30", "new")
    assert (code, said.startswith(f"io: cannot write `{out}`: file too large")) == (0, True), said
    assert snapshot(out) == OLD
    assert beside(out) == ["out"]


def test_every_limit_on_the_number_of_open_files(out: Path) -> None:
    seen: set[str] = set()
    for limit in range(3, 10):
        write(out, OLD)
        code, said = answer(LIMIT + BUILD, out, TEXTS, "RLIMIT_NOFILE", str(limit), "new")
        assert code == 0, said
        assert said == "folder" or said.startswith(f"io: cannot write `{out}`: too many open files"), said
        assert snapshot(out) == (NEW if said == "folder" else OLD)
        seen.add(said.partition(":")[0])
        recover(out)
    assert seen == {"io", "folder"}


# --------------------------------------------------------------------------------------------------------------- mounts


def in_mounts(setup: str, out: Path, *names: str, texts: str = TEXTS) -> tuple[str, dict[str, str]]:
    """Build among mounts of their own, made by shell commands in `setup` (`$1` is the output folder).

    Returns what the last build says, and what is in the folder then; skips the test where mounting is not allowed.
    """
    look = """
from pathlib import Path
out = Path(sys.argv[1])
found = {str(path.relative_to(out)): path.read_text() for path in sorted(out.rglob("*")) if path.is_file()}
print(json.dumps([answer, found, sorted(path.name for path in out.parent.iterdir())]))
"""
    if shutil.which("unshare") is None:
        pytest.skip("unshare is not installed")
    shell = ("unshare", "-rm", "sh", "-ec")
    trial = subprocess.run([*shell, setup, "sh", out], capture_output=True, text=True, check=False)
    if trial.returncode != 0:
        pytest.skip(f"mounting is not allowed here: {trial.stderr}")
    code, said = answer(BUILD + look, out, texts, *names, before=(*shell, f'{setup}\nshift; exec "$@"', "sh", str(out)))
    assert code == 0, said
    last, found, around = json.loads(said)
    assert around == ["out"]
    return last, found


def test_a_mount_point(out: Path) -> None:
    put(out / ".kgen-4194305", STAGE)
    assert in_mounts('mount --bind "$1" "$1"', out, "new") == ("environment", text_of(NEW))
    assert snapshot(out) == NEW


def test_a_mount_point_beside_which_nothing_can_be_written(out: Path) -> None:
    setup = 'p=$(dirname "$1"); mount --bind "$p" "$p"; mount --bind "$1" "$1"; mount -o remount,bind,ro "$p"'
    assert in_mounts(setup, out, "new") == ("environment", text_of(NEW))


def test_an_empty_mount_point(out: Path) -> None:
    assert in_mounts('mount -t tmpfs none "$1"', out, "old", "new") == ("environment", text_of(NEW))
    assert snapshot(out) == OLD


def test_an_overlay_whose_lower_layer_holds_the_folder(out: Path) -> None:
    setup = """
parent=$(dirname "$1") layers=$(dirname "$1")/../layers
mkdir -p "$layers"; mount -t tmpfs none "$layers"; mkdir "$layers/upper" "$layers/work"
mount -t overlay -o "userxattr,lowerdir=$parent,upperdir=$layers/upper,workdir=$layers/work" none "$parent"
"""
    assert in_mounts(setup, out, "new") == ("file", text_of(NEW))
    assert snapshot(out) == OLD


def test_a_folder_that_can_only_be_read(out: Path) -> None:
    said, found = in_mounts('mount --bind "$1" "$1"; mount -o remount,bind,ro "$1"', out, "new")
    assert (said.startswith(f"io: cannot write `{out}`: read-only file system"), found) == (True, text_of(OLD))


def test_a_disk_that_is_full(out: Path) -> None:
    texts = {"old": text_of(OLD), "large": text_of(NEW) | {"production/zz.yml": manifest("x" * 100_000).decode()}}
    setup = 'mount -t tmpfs -o size=64k none "$(dirname "$1")"'
    said, found = in_mounts(setup, out, "old", "large", texts=json.dumps(texts))
    assert (said.startswith(f"io: cannot write `{out}`: no space left on device"), found) == (True, text_of(OLD))

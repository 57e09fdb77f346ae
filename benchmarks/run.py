"""Owns the benchmark: kgen and every peer that this machine has, side by side in one run, round after round.

    python -m benchmarks.run 1 10 100 1000 > table.md

Every process is new, the page cache is warm. Up to two processes run at a time where a peer needs many, and kgen gets
`-j 2`. The median of the rounds is told, and its ratio to kgen's first build of the same run: the machine's speed
changes between runs, so only what stands in one table can be compared. Where others use the machine too, the time of
processors says more than that of the wall.
"""

import compileall
import json
import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter
from typing import NamedTuple

import yaml

import kgen
from benchmarks import objects, peers, work
from benchmarks.peers import Job, Peer

PROCESSES = 2
ROUNDS = {1: 9, 10: 5, 100: 3}
_LONG = 10
"""Seconds beyond which a contestant runs in the first round alone."""
_KINDS = sorted(one["kind"] for one in objects.TEMPLATE)
KGEN = (sys.executable, "-m", "kgen")
_HASH = """\
import hashlib, os, sys
for folder in sys.argv[1:]:
    for here, _, names in os.walk(folder):
        for name in names:
            with open(f"{here}/{name}", "rb") as file:
                hashlib.blake2b(file.read()).digest()
"""


class Contestant(NamedTuple):
    """What is measured: `prepare` makes ready one round, unmeasured, and gives the processes of it."""

    name: str
    prepare: Callable[[int], list[Job]]


class Measured(NamedTuple):
    """Wall time and time of processors in seconds, and the largest process in bytes."""

    seconds: float
    processors: float
    memory: int


def run_jobs(jobs: Sequence[Job]) -> Measured:
    """All processes, two at a time. Raises RuntimeError for one that fails."""
    waiting: SimpleQueue[Job | None] = SimpleQueue()
    for job in [*jobs, *[None] * PROCESSES]:
        waiting.put(job)
    memory: list[int] = []
    processors: list[float] = []
    failures: list[str] = []

    def work_off() -> None:
        while (job := waiting.get()) is not None:
            with open(job.output or os.devnull, "wb") as output, subprocess.Popen(job.words, stdout=output) as process:
                _, status, usage = os.wait4(process.pid, 0)
                process.returncode = os.waitstatus_to_exitcode(status)
            memory.append(usage.ru_maxrss * 1024)
            processors.append(usage.ru_utime + usage.ru_stime)
            if process.returncode:
                failures.append(" ".join(job.words))

    threads = [threading.Thread(target=work_off) for _ in range(PROCESSES)]
    start = perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = perf_counter() - start
    if failures:
        raise RuntimeError(f"failed: {failures[0]}")
    return Measured(seconds, sum(processors), max(memory))


def kgen_contestants(home: Path, count: int) -> Iterator[Contestant]:
    """kgen's first build, with and without a cache, and what it does when nothing, or one service, has changed."""
    work.write_projects(home, count)
    build = (*KGEN, "build", str(home / "services"), "-q", f"-j{PROCESSES}", "-o")
    first = home / "services" / "service-00000" / "project.yml"

    def cold(number: int) -> list[Job]:
        os.environ["XDG_CACHE_HOME"] = str(home / f"cache{number}")
        return [Job((*build, str(home / f"cold{number}")))]

    def uncached(number: int) -> list[Job]:
        return [Job((*build, str(home / f"uncached{number}"), "--no-cache"))]

    def unchanged(_: int) -> list[Job]:
        os.environ["XDG_CACHE_HOME"] = str(home / "cache0")
        first.write_text(work.service(0))
        run_jobs([Job((*build, str(home / "cold0")))])
        return [Job((*KGEN, "check", str(home / "services"), "-q", f"-j{PROCESSES}", "-o", str(home / "cold0")))]

    def changed(number: int) -> list[Job]:
        first.write_text(work.service(0).replace(":1.0.0", f":2.{number}.0"))
        return [Job((*build, str(home / "cold0")))]

    yield Contestant("**kgen build**, nothing known before", cold)
    yield Contestant("**kgen build --no-cache**", uncached)
    yield Contestant("**kgen check**, nothing changed", unchanged)
    yield Contestant("**kgen build**, one service changed", changed)


def floors(home: Path) -> Iterator[Contestant]:
    """What no program of this kind can be faster than, run on kgen's result."""
    result = str(home / "cold0")
    yield Contestant("`python -c pass`", lambda _: [Job((sys.executable, "-c", "pass"))])
    yield Contestant("`cp -r` of kgen's result", lambda n: [Job(("cp", "-r", result, str(home / f"copy{n}")))])
    inputs = str(home / "services")
    yield Contestant("hashing inputs and result", lambda _: [Job((sys.executable, "-c", _HASH, inputs, result))])


def peer_contestant(peer: Peer, home: Path, count: int) -> Contestant:
    home.mkdir()
    peer.write(home, count)
    return Contestant(peer.name, lambda _: peer.jobs(home, count))


def check_peer(peer: Peer, home: Path, count: int) -> None:
    """Raise where the output is not the objects of the work: of ten services in whole, of more their number."""
    outputs = [job.output for job in peer.jobs(home, count) if job.output is not None]
    expected = objects.expected(count)
    if count <= 10:
        found = [one for output in outputs for one in yaml.load_all(output.read_bytes(), yaml.CSafeLoader) if one]
        if sorted(map(_text, found)) != sorted(map(_text, expected)):
            raise RuntimeError(f"{peer.name} gives other objects")
    elif sum(_count_objects(output) for output in outputs) != len(expected):
        raise RuntimeError(f"{peer.name} gives another number of objects")


def check_kgen(out: Path, count: int) -> int:
    """The number of objects; raises where a service lacks one of the work, in any environment."""
    total = 0
    for name in objects.names(count):
        for environment in objects.ENVIRONMENTS:
            folder = out / name / environment if count > 1 else out / environment
            texts = [path.read_bytes() for path in folder.iterdir()]
            kinds = [kind.decode() for text in texts for kind in re.findall(rb"^kind: (\w+)", text, re.MULTILINE)]
            missing = [kind for kind in set(_KINDS) if kinds.count(kind) < _KINDS.count(kind)]
            alerts = sum(len(re.findall(rb"- alert:", text)) for text in texts)
            if missing or alerts < 6:
                raise RuntimeError(f"kgen gives no {missing or 'six alerts'} for {name} in {environment}")
            total += len(kinds)
    return total


def _count_objects(output: Path) -> int:
    return len(re.findall(rb'^"?kind"?: ', output.read_bytes(), re.MULTILINE))


def _text(value: object) -> str:
    return json.dumps(value, sort_keys=True)


def measure(count: int, folder: Path) -> dict[str, list[Measured]]:
    """All contestants on W(count), in turn, round after round."""
    home = folder / f"w{count}"
    chosen = [(peer, folder / f"{count}-{index}") for index, peer in enumerate(peers.found()) if count <= peer.largest]
    contestants = [
        *kgen_contestants(home, count),
        *(peer_contestant(peer, place, count) for peer, place in chosen),
        *floors(home),
    ]
    found: dict[str, list[Measured]] = {one.name: [] for one in contestants}
    for number in range(ROUNDS.get(count, 1)):
        for one in contestants:
            if found[one.name] and found[one.name][0].seconds > _LONG:
                continue
            found[one.name].append(run_jobs(one.prepare(number)))
            print(f"{count} {number} {one.name} {found[one.name][-1].seconds:.3f}", file=sys.stderr)
    for peer, place in chosen:
        check_peer(peer, place, count)
    written = check_kgen(home / "cold0", count)
    sizes = [_size(place / "all") or _size(place / "out") for _, place in chosen]
    print(f"\nn = {count}: kgen writes {written} objects, {_size(home / 'cold0'):,} bytes; ", end="")
    print(f"peers {len(objects.expected(count))} objects, {max(sizes, default=0):,} bytes.")
    return found


def _size(path: Path) -> int:
    files = path.rglob("*") if path.is_dir() else [path] if path.exists() else []
    return sum(one.stat().st_size for one in files if one.is_file())


def tell(count: int, found: dict[str, list[Measured]]) -> None:
    """The table of one n, in Markdown."""
    medians = {name: statistics.median(one.seconds for one in runs) for name, runs in found.items()}
    shares = {name: statistics.median(one.processors for one in runs) for name, runs in found.items()}
    base, share = next(iter(medians.values())), next(iter(shares.values()))
    rounds = len(next(iter(found.values())))
    print(f"\n| n = {count}, {rounds} rounds | median s | to kgen's first", end=" | ")
    print("CPU s | to kgen's first | MB | ms a service |")
    print("|---|---|---|---|---|---|---|")
    for name, runs in found.items():
        memory = max(one.memory for one in runs) / 1e6
        wall = f"{medians[name]:.3f} | {medians[name] / base:.2f}"
        used = f"{shares[name]:.3f} | {shares[name] / share:.2f}"
        print(f"| {name} | {wall} | {used} | {memory:.0f} | {1000 * medians[name] / count:.1f} |")


def main() -> None:
    """Measures the numbers of services that are named."""
    # As an installed kgen is, whatever the variables of this shell say.
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    compileall.compile_dir(Path(kgen.__file__).parent, quiet=1)
    names = [peer.name for peer in peers.found()]
    print(f"Peers on this machine: {', '.join(names) or 'none'}.")
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCHMARK_FOLDER")) as folder:
        for word in sys.argv[1:] or ["1", "10", "100"]:
            tell(int(word), measure(int(word), Path(folder)))
            sys.stdout.flush()


if __name__ == "__main__":
    main()

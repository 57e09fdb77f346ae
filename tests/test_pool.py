"""Owns the tests of how work is shared out: the same bytes, findings and errors however many do it."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from multiprocessing import get_context
from pathlib import Path

import pytest

import kgen
from kgen import pool
from kgen.cli import main
from kgen.diagnostics import KgenError
from kgen.pool import Pool
from tests.disk import named, put, routed, tree


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


@contextmanager
def dask() -> Iterator[Executor]:
    """A cluster on this machine, in processes of its own."""
    distributed = pytest.importorskip("distributed", reason="the optional extra `dask` is not installed")
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client.get_executor()


EXECUTORS: dict[str, Callable[[], AbstractContextManager[Executor]]] = {
    "threads": partial(ThreadPoolExecutor, 3),
    "processes that are spawned": partial(ProcessPoolExecutor, 2, get_context("spawn")),
    "a cluster of Dask": dask,
}


def put_many() -> None:
    put(Path(), {f"services/{n}/project.yml": routed(f"s{n}", f"s{n}.example.com") for n in range(20)})
    put(Path(), {"services/bad/project.yml": named("bad", "imagee: x\n")})


@pytest.mark.filterwarnings("default")  # those of the cluster's own libraries
@pytest.mark.parametrize("cache", [False, True], ids=["no cache", "cache"])
@pytest.mark.parametrize("start", EXECUTORS.values(), ids=EXECUTORS.keys())
def test_an_executor_gives_the_same_bytes_and_findings(
    start: Callable[[], AbstractContextManager[Executor]], cache: bool
) -> None:
    put_many()
    alone = kgen.build_many("services", "alone")
    with start() as executor:
        shared = kgen.build_many("services", "shared", executor=executor, cache=cache)
        checked = kgen.check_many("services", "shared", executor=executor, cache=cache)
    assert tree(Path("alone")) == tree(Path("shared")) != {}
    assert [result._replace(output="") for result in alone] == [result._replace(output="") for result in shared]
    assert [result.current for result in checked] == [True] * 20 + [False]


@pytest.mark.parametrize("words", [[], ["--no-cache"]], ids=["cache", "no cache"])
def test_any_number_of_processes_gives_the_same_bytes(words: Sequence[str]) -> None:
    put_many()
    for jobs in ("1", "2", "5"):
        assert main(["build", "services", "-q", "-o", f"out{jobs}", "-j", jobs, *words]) == 1
    assert tree(Path("out1")) == tree(Path("out2")) == tree(Path("out5")) != {}


def test_processes_that_are_spawned_give_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    put_many()
    kgen.build_many("services", "alone")
    monkeypatch.setattr("sys.platform", "darwin")
    kgen.build_many("services", "spawned", jobs=2)
    assert tree(Path("alone")) == tree(Path("spawned"))


def test_few_projects_start_no_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(jobs: int) -> Executor:
        raise AssertionError(f"{jobs} processes for few projects")

    monkeypatch.setattr(pool, "_start", refuse)
    put(Path(), {f"{n}/project.yml": named(f"s{n}") for n in range(7)})
    assert main(["build", "-q", "-o", "out", "-j", "4"]) == 0
    put(Path(), {f"{n}/project.yml": named(f"s{n}") for n in range(7, 14)})
    assert main(["build", "-q", "-o", "out", "-j", "4"]) == 0


def _double(numbers: Sequence[int]) -> Iterator[int]:
    return (2 * number for number in numbers)


def _die(numbers: Sequence[int]) -> Iterator[int]:
    import os  # noqa: PLC0415 - the process of a worker

    os._exit(len(numbers) * 0 + 9)


@pytest.mark.parametrize("count", [0, 1, 7, 8, 100])
def test_results_come_in_order(count: int) -> None:
    with Pool(jobs=3) as workers:
        assert list(workers.share_out(_double, range(count))) == [2 * number for number in range(count)]


def test_a_worker_that_is_killed_is_no_bug() -> None:
    with Pool(jobs=2) as workers, pytest.raises(KgenError, match=r"^a process that compiles was ended from outside$"):
        list(workers.share_out(_die, range(20)))


def test_what_cannot_be_read_is_told_across_processes() -> None:
    put_many()
    put(Path(), {"other/project.yml/x": ""})
    with pytest.raises(KgenError, match=r"^other/project\.yml: is a directory$"):
        kgen.build_many(["services", "other"], "out", jobs=2)


@pytest.mark.parametrize("word", ["0", "-1", "many", "1.5", ""])
def test_a_number_of_processes_that_is_none_is_refused(word: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["build", f"--jobs={word}"]) == 2
    assert "expected a number from 1 to 9999" in capsys.readouterr().err

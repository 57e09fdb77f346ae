"""Owns made-up series: how they are written for promtool, and what a store of them holds when."""

import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from kgen import promql
from kgen.model import Text
from kgen.names import text

NAME = "__name__"
"""The label that holds the name of a metric."""

Samples: TypeAlias = tuple[tuple[int, float], ...]
"""Moments in seconds with the value of each, the earliest first."""

_RUN = re.compile(r"(?P<first>-?[0-9.]+)(?:(?P<step>[-+][0-9.]+)?x(?P<more>[0-9]+))?")


class Series(NamedTuple):
    """A series by its labels, the name among them. `values` are as promtool takes them, one each interval from 0 on."""

    labels: Text
    values: str

    @property
    def selector(self) -> str:
        """The series as PromQL names it."""
        own = (promql.equals(name, value) for name, value in self.labels if name != NAME)
        return promql.selector(dict(self.labels)[NAME], *own)


class Recorded(NamedTuple):
    labels: Text
    samples: Samples


Store: TypeAlias = Mapping[str, tuple[Recorded, ...]]
"""All series by the name of their metric."""


def series(metric: str, labels: Mapping[str, str], values: str) -> Series:
    return Series(text({NAME: metric, **labels}), values)


def fill_store(found: Iterable[Series], interval: int) -> Store:
    """A store of these series, a sample each `interval` seconds."""
    store: dict[str, tuple[Recorded, ...]] = {}
    for one in found:
        name = dict(one.labels)[NAME]
        store[name] = (*store.get(name, ()), Recorded(one.labels, samples(one.values, interval)))
    return store


@lru_cache(maxsize=4096)
def samples(values: str, interval: int) -> Samples:
    """The samples of a series, one each `interval` seconds: `0+60x2 5` is a sample of 0, of 60, of 120, and of 5."""
    found: list[float] = []
    for word in values.split():
        run = _RUN.fullmatch(word)
        assert run is not None, f"{word} is in no notation of promtool"
        more = range(int(run["more"] or 0) + 1)
        found += (float(run["first"]) + number * float(run["step"] or 0) for number in more)
    return tuple((number * interval, value) for number, value in enumerate(found))

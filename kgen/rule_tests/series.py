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

_RUN = re.compile(r"(?P<first>-?[0-9.]+|_)(?:(?P<step>[-+][0-9.]+)?x(?P<times>[0-9]+))?")


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
        store[name] = (*store.get(name, ()), Recorded(one.labels, _samples(one.values, interval)))
    return store


@lru_cache(maxsize=4096)
def _samples(values: str, interval: int) -> Samples:
    """`0+60x2 _ 5` is a sample of 0, 60 and 120, none, and one of 5."""
    found: list[tuple[int, float]] = []
    index = 0
    for word in values.split():
        run = _RUN.fullmatch(word)
        assert run is not None, f"{word} is in no notation of promtool"
        more = int(run["times"] or 0)
        # `_x3` is three gaps, `1x3` one sample and three more.
        for repeat in range(more + 1 if run["first"] != "_" or not more else more):
            if run["first"] != "_":
                found.append((index * interval, float(run["first"]) + repeat * float(run["step"] or 0)))
            index += 1
    return tuple(found)

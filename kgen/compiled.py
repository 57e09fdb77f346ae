"""Owns what a run orders and what it gets for each project: plain values, which processes send to each other."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from kgen.diagnostics import Diagnostic

if TYPE_CHECKING:
    from kgen.clash import PlacedClaim


class Order(NamedTuple):
    """Which projects a run was `given`, and how to compile them.

    `cache` is the folder that remembers, None for none; `code` tells apart states of kgen that have one version. With
    `keep` the files stay in memory even where the cache has them.
    """

    root: str
    given: tuple[str, ...]
    environments: tuple[str, ...] | None
    image_tag: str | None
    cache: str | None = None
    code: str = ""
    keep: bool = True


class Compiled(NamedTuple):
    """One project of a run: its files by path in its output folder, none where `diagnostics` hold an error.

    With a `key`, `files` may be empty: the cache has them, unless somebody has emptied it meanwhile.
    """

    path: str
    name: str
    known: tuple[str, ...]
    environments: tuple[str, ...]
    files: Mapping[str, bytes]
    claims: "tuple[PlacedClaim, ...]"
    diagnostics: tuple[Diagnostic, ...]
    key: str | None = None

    @property
    def failed(self) -> bool:
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)

"""Owns what is said of two routes that take the same place."""

from collections.abc import Collection, Iterator
from typing import NamedTuple

from kgen.diagnostics import Diagnostic
from kgen.resolve.hosts import Claim, find_clashes, owner
from kgen.source import Span


class PlacedClaim(NamedTuple):
    """A host and path that a route takes, and where that is written."""

    claim: Claim
    span: Span


def clash_diagnostics(claims: Collection[PlacedClaim]) -> Iterator[Diagnostic]:
    """Every host and path that two routes take, at the later of the two places."""
    spans = {placed.claim: placed.span for placed in claims}
    for clash in find_clashes(spans):
        both = sorted((spans[claim], owner(claim)) for claim in (clash.first, clash.second))
        named = zip(("one", "the other"), both, strict=True)
        notes = tuple(f"{which} is {whose}, at {span}" for which, (span, whose) in named)
        yield Diagnostic(clash.code, clash.message, both[-1][0], clash.help, notes)

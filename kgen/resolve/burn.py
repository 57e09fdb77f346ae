"""Owns the arithmetic of error budgets: which windows an objective is watched over, and what counts as too fast."""

from decimal import Context, Decimal
from typing import Literal, NamedTuple, TypeAlias

MINUTE, HOUR, DAY = 60, 3600, 86400

SloWindow: TypeAlias = Literal["7d", "28d", "30d"]
WINDOW_DAYS: dict[SloWindow, int] = {"7d": 7, "28d": 28, "30d": 30}


class Pair(NamedTuple):
    """Two windows in seconds: the long one tells how much was spent, the short one that it still goes on.

    `wait` is what an alert on this pair alone waits for, so that the slower pairs do not flap.
    """

    long: int
    short: int
    page: bool
    wait: str


class BurnRate(NamedTuple):
    """The share of failed requests from which on a pair of windows is burning too fast.

    `burn` is in budgets per SLO window: at 1 the budget lasts exactly that long.
    """

    pair: Pair
    burn: Decimal
    threshold: Decimal


_PAIRS = (
    Pair(HOUR, 5 * MINUTE, page=True, wait="2m"),
    Pair(6 * HOUR, 30 * MINUTE, page=True, wait="15m"),
    Pair(DAY, 2 * HOUR, page=False, wait="1h"),
    Pair(3 * DAY, 6 * HOUR, page=False, wait="3h"),
)
# The share of the budget that may be gone before someone is told. A week needs larger ones: of its budget, three days
# at the rate that just lasts are 43 %.
_MONTH = (Decimal("0.02"), Decimal("0.05"), Decimal("0.10"), Decimal("0.10"))
_SHARES: dict[SloWindow, tuple[Decimal, ...]] = {
    "7d": (Decimal("0.08"), Decimal("0.125"), Decimal("0.20"), Decimal("0.42")),
    "28d": _MONTH,
    "30d": _MONTH,
}


def budget(objective: Decimal) -> Decimal:
    """The share of requests that may fail: an objective of 99.9 percent leaves 0.001."""
    return 1 - objective / 100


def burn_rates(objective: Decimal, window: SloWindow) -> tuple[BurnRate, ...]:
    """The four pairs of windows with their limits, the fastest first.

    `burn = share * window / long` and `threshold = burn * budget`; a threshold of 1 or more is never passed.
    """
    # A third has no end in decimals; six digits of a burn rate are more than any measurement has.
    rounded = Context(prec=6)
    rates = []
    for pair, share in zip(_PAIRS, _SHARES[window], strict=True):
        burn = rounded.divide(share * WINDOW_DAYS[window] * DAY, Decimal(pair.long))
        rates.append(BurnRate(pair, burn, burn * budget(objective)))
    return tuple(rates)

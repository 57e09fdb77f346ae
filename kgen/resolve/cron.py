"""Owns cron lines: whether Kubernetes takes one, and how far apart its starts are at most."""

import itertools
import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_FIELDS = (
    ("minute", 0, 59, ()),
    ("hour", 0, 23, ()),
    ("day of month", 1, 31, ()),
    ("month", 1, 12, _MONTHS),
    ("day of week", 0, 6, _DAYS),
)
_MACROS = {
    "@yearly": "0 0 1 1 *",
    "@annually": "0 0 1 1 *",
    "@monthly": "0 0 1 * *",
    "@weekly": "0 0 * * 0",
    "@daily": "0 0 * * *",
    "@midnight": "0 0 * * *",
    "@hourly": "0 * * * *",
}
_ITEM = re.compile(
    r"(?P<first>\*|\?|[A-Za-z]{3}|[0-9]{1,2})(?:-(?P<last>[A-Za-z]{3}|[0-9]{1,2}))?(?:/(?P<step>[0-9]{1,3}))?"
)
_HORIZON_DAYS = 366 * 8 + 1
"""Every date that a cron line can name comes round within eight years, leap days of 1900 and the like included."""


class CronError(ValueError):
    """A line that Kubernetes would refuse; the text says why."""


def parse(line: str) -> tuple[frozenset[int], ...]:
    """The values of the five fields. Raises CronError."""
    if re.match(r"(CRON_)?TZ=", line):
        raise CronError("the time zone belongs into `timeZone`")
    fields = _MACROS.get(line, line).split()
    if line.startswith("@") and line not in _MACROS:
        raise CronError(f"there is no `{line}`")
    if len(fields) != len(_FIELDS):
        raise CronError(f"{len(fields)} fields instead of five")
    return tuple(frozenset(_values(text, *field)) for text, field in zip(fields, _FIELDS, strict=True))


def _values(text: str, name: str, low: int, high: int, words: tuple[str, ...]) -> Iterator[int]:
    for item in text.split(","):
        match = _ITEM.fullmatch(item)
        if match is None:
            raise CronError(f"the {name} `{item}` is not understood")
        step = int(match["step"] or 1)
        if step == 0:
            raise CronError(f"the {name} has a step of 0")
        if match["first"] in {"*", "?"}:
            first, last = low, high
            if match["last"]:
                raise CronError(f"the {name} `{item}` is not understood")
        else:
            first = _number(match["first"], name, low, words)
            last = _number(match["last"], name, low, words) if match["last"] else (high if match["step"] else first)
        if not low <= first <= last <= high:
            raise CronError(f"the {name} `{item}` is outside {low}-{high}")
        yield from range(first, last + 1, step)


def _number(text: str, name: str, low: int, words: tuple[str, ...]) -> int:
    if text.isdigit():
        return int(text)
    if text.lower() not in words:
        raise CronError(f"the {name} `{text}` is not understood")
    return words.index(text.lower()) + low


@cache
def longest_gap(line: str) -> int:
    """The longest time between two starts in seconds. Raises CronError where the line never starts anything."""
    minutes, hours, days, months, weekdays = parse(line)
    fields = _MACROS.get(line, line).split()
    # As in every cron: where both kinds of day are restricted, either of them is enough.
    either = not fields[2].startswith(("*", "?")) and not fields[4].startswith(("*", "?"))
    starts = sorted(hour * 3600 + minute * 60 for hour in hours for minute in minutes)
    matching: list[int] = []
    start = date(2000, 1, 1)
    for offset in range(_HORIZON_DAYS):
        day = start + timedelta(days=offset)
        on_month_day, on_weekday = day.day in days, day.isoweekday() % 7 in weekdays
        chosen = (on_month_day or on_weekday) if either else (on_month_day and on_weekday)
        if chosen and day.month in months:
            matching.append(offset)
    if not matching:
        raise CronError("no date matches it")
    within = max((later - earlier for earlier, later in itertools.pairwise(starts)), default=0)
    between = max((b - a for a, b in itertools.pairwise(matching)), default=_HORIZON_DAYS)
    return max(within, between * 86400 - starts[-1] + starts[0])

"""Owns the text of an annotation as Prometheus fills it in, where its templates are those that kgen allows."""

import re
from collections.abc import Callable, Mapping
from typing import NamedTuple

from kgen.model import Text

_ACTION = re.compile(
    r"""\{\{\s*(?:
        "(?P<literal>\{\{)"
        |(?:printf\s+"(?P<format>[^"]*)"\s+)?
        (?P<subject>\$value|\$labels\.(?P<label>\w+)|\$externalLabels\.\w+)
        (?P<pipes>(?:\s*\|\s*(?:\w+(?:\s+"[^"]*")?))*)
    )\s*\}\}""",
    re.VERBOSE | re.ASCII,
)
_PIPE = re.compile(r'\|\s*(?P<function>\w+)(?:\s+"(?P<format>[^"]*)")?', re.ASCII)
_DECIMALS = re.compile(r"%(?P<spec>(?:\.[0-9]{1,2})?f)(?P<percent>%%)?", re.ASCII)
_LARGE = ("", "k", "M", "G", "T", "P", "E", "Z", "Y")
_BINARY = ("", *(f"{prefix}i" for prefix in _LARGE[1:]))
_SMALL = ("", "m", "u", "n", "p", "f", "a", "z", "y")


class UncertainError(Exception):
    """The text depends on what is not known here, such as the last digit of a number."""


class Found(NamedTuple):
    """An element that fires; of an `exact` value every digit is sure."""

    labels: Text
    value: float
    exact: bool


def fill(template: str, found: Found) -> str:
    """The text of the annotation. Raises UncertainError."""

    def replace(action: re.Match[str]) -> str:
        if action["literal"]:
            return action["literal"]
        return _piped(_subject(action, found), action["format"], action["pipes"], exact=found.exact)

    filled = _ACTION.sub(replace, template)
    if "{{" in _ACTION.sub("", template):
        raise UncertainError
    return filled


def _subject(action: re.Match[str], found: Found) -> str | float:
    if action["subject"] == "$value":
        return found.value
    if action["label"] is None:
        raise UncertainError
    return dict(found.labels).get(action["label"], "")


def _piped(subject: str | float, first: str | None, pipes: str, *, exact: bool) -> str:
    steps = [("printf", first)] if first is not None else []
    for function, form in [*steps, *((pipe["function"], pipe["format"]) for pipe in _PIPE.finditer(pipes))]:
        if function == "printf":
            subject = _print(form or "", subject)
        elif isinstance(subject, float) and function in _OF_NUMBERS:
            subject = _OF_NUMBERS[function](subject)
        elif isinstance(subject, str) and function in _OF_TEXT:
            subject = _OF_TEXT[function](subject)
        else:
            raise UncertainError
    return subject if isinstance(subject, str) else _plain(subject, exact=exact)


def _plain(value: float, *, exact: bool) -> str:
    """A number as Go prints it; only small whole ones are sure to look the same in every arithmetic."""
    if not exact or value != int(value) or abs(value) >= 1e6:
        raise UncertainError
    return str(int(value))


def _print(form: str, subject: str | float) -> str:
    if isinstance(subject, str) and form in {"%s", "%v"}:
        return subject
    decimals = _DECIMALS.fullmatch(form)
    if isinstance(subject, str) or decimals is None:
        raise UncertainError
    return f"{subject:{decimals['spec']}}{'%' if decimals['percent'] else ''}"


def _four(value: float) -> str:
    return f"{value:.4g}"


def _humanize(value: float) -> str:
    return _lessened(value, 1000, _LARGE) if abs(value) >= 1 else _magnified(value)


def _lessened(value: float, step: int, prefixes: tuple[str, ...]) -> str:
    size = 0
    while abs(value) >= step and size < len(prefixes) - 1:
        value, size = value / step, size + 1
    return _four(value) + prefixes[size]


def _magnified(value: float) -> str:
    size = 0
    while 0 < abs(value) < 1 and size < len(_SMALL) - 1:
        value, size = value * 1000, size + 1
    return _four(value) + _SMALL[size]


def _humanize_duration(value: float) -> str:
    if abs(value) < 1:
        return f"{_magnified(value)}s"
    sign, whole = "-" if value < 0 else "", int(abs(value))
    days, hours, minutes, seconds = whole // 86400, whole // 3600 % 24, whole // 60 % 60, whole % 60
    if days:
        return f"{sign}{days}d {hours}h {minutes}m {seconds}s"
    if hours:
        return f"{sign}{hours}h {minutes}m {seconds}s"
    return f"{sign}{minutes}m {seconds}s" if minutes else f"{sign}{_four(abs(value))}s"


_OF_NUMBERS: Mapping[str, Callable[[float], str]] = {
    "humanize": _humanize,
    "humanize1024": lambda value: _lessened(value, 1024, _BINARY),
    "humanizeDuration": _humanize_duration,
    "humanizePercentage": lambda value: f"{_four(value * 100)}%",
}
_OF_TEXT: Mapping[str, Callable[[str], str]] = {
    "stripPort": lambda text: text.rpartition(":")[0] if text.count(":") == 1 else text,
    "toLower": str.lower,
    "toUpper": str.upper,
}

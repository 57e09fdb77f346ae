"""Owns PromQL as text: selectors, numbers and durations built of values that may hold anything."""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal

_UNITS = (("w", 604800), ("d", 86400), ("h", 3600), ("m", 60), ("s", 1))
_MILLISECONDS = {"y": 31536000000, "w": 604800000, "d": 86400000, "h": 3600000, "m": 60000, "s": 1000, "ms": 1}
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n", "\r": r"\r", "\t": r"\t"})
_SPECIAL = re.compile(r"[\\.+*?()|\[\]{}^$]")
_VARIABLE = re.compile(r"\$(?:\{([a-z]+)\}|([a-z]+)(?![A-Za-z0-9_]))")


def quote(value: str) -> str:
    """`value` as a string of PromQL: nothing in it can end the string."""
    return f'"{value.translate(_ESCAPES)}"'


def literal(value: str) -> str:
    """A regular expression (RE2) that matches `value` and nothing else."""
    return _SPECIAL.sub(r"\\\g<0>", value)


def equals(label: str, value: str) -> str:
    """A matcher of one value."""
    return f"{label}={quote(value)}"


def matches(label: str, pattern: str) -> str:
    """A matcher of all values that the regular expression matches in full."""
    return f"{label}=~{quote(pattern)}"


def one_of(label: str, values: Iterable[str]) -> str:
    """A matcher of exactly these values, each of them literal."""
    unique = sorted(set(values))
    return equals(label, unique[0]) if len(unique) == 1 else matches(label, "|".join(map(literal, unique)))


def any_of(label: str, patterns: Iterable[str]) -> str:
    """A matcher of what at least one of the regular expressions matches in full."""
    return matches(label, "|".join(dict.fromkeys(patterns)))


def bucket(bound: Decimal) -> str:
    """A matcher of the histogram bucket with this upper bound.

    Prometheus 2 keeps a whole bound as the client wrote it (`1`), Prometheus 3 makes it `1.0`.
    """
    text = number(bound)
    return equals("le", text) if "." in text else matches("le", rf"{text}(\.0)?")


def selector(metric: str, *matchers: str) -> str:
    return f"{metric}{{{', '.join(matchers)}}}"


def number(value: Decimal) -> str:
    """`value` without exponent and without zeros at its end."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def duration(seconds: int) -> str:
    """A whole number of seconds in the largest unit that divides it: 5400 is `90m`."""
    unit, size = next((unit, size) for unit, size in _UNITS if seconds % size == 0)
    return f"{seconds // size}{unit}"


def seconds(text: str) -> Decimal:
    """The length of a duration as Prometheus writes it: `1h30m` is 5400, `300ms` is 0.3."""
    parts = re.findall(r"([0-9]+)(ms|[ywdhms])", text, re.ASCII)
    return sum((Decimal(count) * _MILLISECONDS[unit] for count, unit in parts), Decimal(0)) / 1000


def fill(expr: str, values: Mapping[str, str]) -> str:
    """`expr` with `$name` and `${name}` replaced for the names in `values`; other variables stay."""

    def replace(found: re.Match[str]) -> str:
        return values.get(found[1] or found[2], found[0])

    return _VARIABLE.sub(replace, expr)

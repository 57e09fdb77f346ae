"""Owns the boundary between text and Prometheus' template language, in which annotations and labels are evaluated."""

import re

FORMS = '`{{ $value }}` and `{{ $labels.<name> }}`, also with `| humanize`, `| humanizePercentage` or `| printf "%.1f"`'
"""The templates that a user may write, in words."""

_FUNCTIONS = (
    "humanize|humanize1024|humanizeDuration|humanizePercentage|humanizeTimestamp|title|toUpper|toLower|stripPort"
)
_NAME = r"(?:\$value|\$(?:labels|externalLabels)\.[A-Za-z_][A-Za-z0-9_]*)"
_FORMAT = r'printf\s+"%[-+ 0#]?[0-9]{0,3}(?:\.[0-9]{1,2})?[defgsv](?:%%)?"'
_ACTION = re.compile(rf"\{{\{{\s*(?:{_FORMAT}\s+)?{_NAME}(?:\s*\|\s*(?:{_FUNCTIONS}|{_FORMAT}))*\s*\}}\}}")


def escape(text: str) -> str:
    """`text` as a template that yields just `text`."""
    return text.replace("{{", '{{ "{{" }}')


def is_static(text: str) -> bool:
    """Whether `text` means the same to Prometheus' template engine as to a reader."""
    return "{{" not in text


def find_foreign(text: str) -> str | None:
    """The first template in `text` that is none of `FORMS`, from its braces on."""
    start = text.find("{{")
    while start >= 0:
        known = _ACTION.match(text, start)
        if known is None:
            return text[start : start + 60]
        start = text.find("{{", known.end())
    return None

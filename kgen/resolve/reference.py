"""Owns references: the closed list of `${...}` and their replacement in text."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from kgen.diagnostics import Problem, escape, suggest
from kgen.node import Path

_REFERENCE = re.compile(r"\$\$\{|\$\{(?P<name>[^{}]*)\}|\$\{")


class References(NamedTuple):
    """What may be referred to here. `mends` says of names that exist in principle how they get a value."""

    values: Mapping[str, str]
    mends: Mapping[str, str]

    def also(self, values: Mapping[str, str], mends: Mapping[str, str]) -> "References":
        return References({**self.values, **values}, {**self.mends, **mends})


def replace(text: str, references: References, path: Path, problems: list[Problem]) -> str:
    """`text` with every reference replaced; `$${` becomes `${`. A reference without a value is reported at `path`."""
    if "${" not in text:
        return text

    def value(match: re.Match[str]) -> str:
        if match[0] == "$${":
            return "${"
        name = match["name"]
        if name is None:
            help_text = "end it with `}`, or write `$${` for a literal `${`"
            problems.append(Problem("KG310", path, "`${` begins a reference that never ends", help_text))
        elif name in references.values:
            return references.values[name]
        elif name in references.mends:
            problems.append(Problem("KG312", path, f"`${{{name}}}` has no value here", references.mends[name]))
        else:
            known = suggest(name, references.values, "references")
            notes = ("a literal `${` is written `$${`",)
            problems.append(Problem("KG311", path, f"unknown reference `${{{escape(name)}}}`", known, notes))
        return match[0]

    return _REFERENCE.sub(value, text)

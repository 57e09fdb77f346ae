"""Owns references: the closed list of `${...}` and their replacement in text."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from kgen.diagnostics import Problem, escape, suggest
from kgen.node import Path

_REFERENCE = re.compile(r"\$\$\{|\$\{(?P<name>[^{}]*)\}|\$\{")


class References(NamedTuple):
    """What may be referred to here. `reasons` says of names that exist in principle why they have no value here."""

    values: Mapping[str, str]
    reasons: Mapping[str, str]

    def also(self, values: Mapping[str, str], reasons: Mapping[str, str]) -> "References":
        return References({**self.values, **values}, {**self.reasons, **reasons})


def replace(text: str, references: References, path: Path, problems: list[Problem]) -> str:
    """`text` with every reference replaced; `$${` becomes `${`. A reference without a value is reported at `path`."""
    if "${" not in text:
        return text

    def value(match: re.Match[str]) -> str:
        if match[0] == "$${":
            return "${"
        name = match["name"]
        if name is None:
            problems.append(
                Problem("KG310", path, "`${` begins a reference that never ends", "write `$${` for a literal `${`")
            )
        elif name in references.values:
            return references.values[name]
        elif name in references.reasons:
            problems.append(Problem("KG312", path, f"`${{{name}}}` has no value here: {references.reasons[name]}"))
        else:
            known = suggest(name, references.values, "references")
            problems.append(
                Problem(
                    "KG311",
                    path,
                    f"unknown reference `${{{escape(name)}}}`",
                    f"{known}; write `$${{` for a literal `${{`",
                )
            )
        return match[0]

    return _REFERENCE.sub(value, text)

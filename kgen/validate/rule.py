"""Owns what a rule is: its code and name, how severe it is in each stage, why it is there, and what it finds."""

from collections.abc import Iterator
from typing import Literal, NamedTuple, Protocol, TypeAlias

from kgen.artifact import Object
from kgen.model import Stage
from kgen.node import Path
from kgen.validate.objects import Objects

Level: TypeAlias = Literal["error", "warning", "off"]


class ByStage(NamedTuple):
    """How severe a rule is where nobody decided otherwise."""

    dev: Level
    canary: Level
    production: Level

    def at(self, stage: Stage) -> Level:
        return self.dev if stage == "dev" else self.canary if stage == "canary" else self.production


ERROR = ByStage("error", "error", "error")
"""What the API server refuses, or what cannot work."""
WARNING = ByStage("warning", "warning", "warning")
RELEASED = ByStage("warning", "error", "error")
"""What may be tried in dev and must not be released."""
OUTSIDE_DEV = ByStage("off", "warning", "warning")
PRODUCTION = ByStage("off", "off", "warning")
OFF = ByStage("off", "off", "off")
"""What an organisation has to ask for."""


class Rule(NamedTuple):
    """One check, known to its users by `name`.

    `summary` says in one line what is wrong, `explanation` why that matters, `help` what to do. `good` and `bad` are
    excerpts of objects in YAML. `mend` is the field of the language that mends a finding, below the container or else
    the workload that it is about; with a leading `/` below the project.
    """

    code: str
    name: str
    severity: ByStage
    summary: str
    explanation: str
    help: str
    good: str
    bad: str
    mend: str = ""


class Finding(NamedTuple):
    """What a rule has found: the object, the place in it, and what is wrong there, without naming object or container.

    `help` is there where it says more than that of the rule.
    """

    found: Object
    path: Path
    message: str
    help: str | None = None


class Check(Protocol):
    """A module of `kgen.validate.rules`."""

    RULE: Rule

    def check(self, objects: Objects) -> Iterator[Finding]:
        """What breaks the rule among the objects of one environment."""

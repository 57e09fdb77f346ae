"""Owns `Site`: where in a project's data a resolver stands, what may be referred to there, and how it reports."""

from typing import NamedTuple

from kgen.diagnostics import Problem, Severity
from kgen.node import Path
from kgen.resolve import reference
from kgen.resolve.reference import References


class Site(NamedTuple):
    """A place in the merged data. `problems` only ever grows: a resolver that cannot decide reports and goes on.

    `off` holds the paths of the whole project where `null` is the last word.
    """

    path: Path
    off: frozenset[Path]
    references: References
    problems: list[Problem]

    def at(self, *steps: str | int) -> "Site":
        """The place some steps below."""
        return self._replace(path=(*self.path, *steps))

    def report(
        self,
        code: str,
        message: str,
        help: str | None = None,
        *,
        notes: tuple[str, ...] = (),
        at_key: bool = False,
        severity: Severity = "error",
    ) -> None:
        self.problems.append(Problem(code, self.path, message, help, notes, at_key, (), severity))

    def is_off(self, *steps: str | int) -> bool:
        """Whether `null` is the last word some steps below."""
        return (*self.path, *steps) in self.off

    def replace(self, text: str) -> str:
        """`text` with its references replaced."""
        return reference.replace(text, self.references, self.path, self.problems)

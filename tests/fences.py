"""Owns the examples of README and docs: the fenced blocks of a page, in their sections, with what each one is."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

REPOSITORY = Path(__file__).parent.parent

_OPENING = re.compile(r"```(?P<language>\w*) ?(?P<role>.*)")
_NOT_RUN = re.compile(r"<!-- not run: (?P<reason>.+) -->")


class Fence(NamedTuple):
    """A fenced block: ```` ```language role ````; `line` is that of its first line of text, counted from 1.

    `reason` stands in a comment above a block that cannot be run, and is None for all others.
    """

    page: str
    section: str
    line: int
    language: str
    role: str
    text: str
    reason: str | None

    @property
    def place(self) -> str:
        return f"{self.page}:{self.line}"


def fences(page: str) -> Iterator[Fence]:
    """The blocks of a page of the repository, in order."""
    section, reason = "", None
    lines = enumerate((REPOSITORY / page).read_text(encoding="utf-8").splitlines(), start=1)
    for number, line in lines:
        opening = _OPENING.fullmatch(line)
        if opening is not None:
            text = "".join(f"{inner}\n" for inner in _until_closed(lines))
            yield Fence(page, section, number + 1, opening["language"], opening["role"], text, reason)
            reason = None
        elif line.startswith("## "):
            section = line.removeprefix("## ")
        elif line:
            comment = _NOT_RUN.fullmatch(line)
            reason = comment["reason"] if comment else None


def _until_closed(lines: Iterator[tuple[int, str]]) -> Iterator[str]:
    for _, line in lines:
        if line == "```":
            return
        yield line


def rewrite(fence: Fence, text: str) -> None:
    """Writes another text into a block of its page."""
    path = REPOSITORY / fence.page
    opening = f"```{fence.language} {fence.role}".rstrip()
    page = path.read_text(encoding="utf-8")
    path.write_text(page.replace(f"{opening}\n{fence.text}```", f"{opening}\n{text}```", 1), encoding="utf-8")

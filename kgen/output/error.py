"""Owns `OutputError`: why an output folder was refused, or could not be read or written."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

Reason = Literal["foreign-file", "io", "locked", "not-a-directory", "refused-folder", "symlink"]


class OutputError(Exception):
    """Says `message` (what is wrong) and `help` (what to do) about `path`, which begins as the user named the folder.

    `reason` is the stable name of the problem, for choosing a diagnostic's code.
    """

    def __init__(self, reason: Reason, path: str, message: str, help: str) -> None:
        # All four are passed on, because an exception is rebuilt from them when it comes from a worker process.
        super().__init__(reason, path, message, help)
        self.reason = reason
        self.path = path
        self.message = message
        self.help = help

    def __str__(self) -> str:
        return self.message


def escape(text: str) -> str:
    """`text` with what a terminal would not print as itself (control, bidirectional, undecodable) as `\\x1b`."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


@contextmanager
def explain_os_errors(verb: str, name: str) -> Iterator[None]:
    """Turn what the system refuses while kgen reads or writes (`verb`) the folder `name` into an `OutputError`."""
    try:
        yield
    except BlockingIOError as error:
        message = f"another build holds `{escape(name)}`"
        raise OutputError("locked", name, message, "wait until that build has ended, or end it") from error
    except OSError as error:
        cause = error.strerror or str(error)
        place = f" at `{escape(error.filename)}`" if isinstance(error.filename, str) else ""
        message = f"cannot {verb} `{escape(name)}`: {cause[:1].lower()}{cause[1:]}{place}"
        raise OutputError("io", name, message, "remove the cause and run the command again") from error

"""Owns the command: what each word does, what is printed, and with which status it ends."""

import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING

from kgen import __version__, terminal
from kgen.diagnostics import KgenError, escape, nearest

if TYPE_CHECKING:
    from argparse import Namespace

OK = 0
FOUND = 1
"""Errors in the files, or output that is not current."""
FAILED = 2
"""The command could not run: wrong words, files that cannot be read or written."""
BUG = 3
INTERRUPTED = 130
"""What a shell reports for a process that SIGINT has ended."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status. Whatever goes wrong is told on stderr."""
    words = sys.argv[1:] if arguments is None else arguments
    try:
        return _run(words)
    except KgenError as error:
        terminal.say_error(error)
        return FAILED
    except BrokenPipeError:
        # The reader, such as `head`, has had enough.
        return FAILED
    except KeyboardInterrupt:
        terminal.say("interrupted")
        return INTERRUPTED
    except Exception:
        import traceback  # noqa: PLC0415 - only a bug needs it

        terminal.say(f"{traceback.format_exc()}\nthis is a bug in kgen {__version__}: please report the lines above")
        return BUG


def _run(words: Sequence[str]) -> int:
    from kgen.arguments import parse  # noqa: PLC0415 - argparse

    try:
        options = parse(words)
    except SystemExit as end:
        # argparse has printed help or the version.
        return FAILED if end.code else OK
    return _COMMANDS[options.command](options)


def _build(options: "Namespace") -> int:
    if options.check:
        return _check(options)

    from kgen.reporting import report_build

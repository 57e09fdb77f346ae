"""Owns the process around the command: its streams and its end."""

import io
import os
import sys
from typing import NoReturn

from kgen.cli import main


def run() -> NoReturn:
    """The console command `kgen`, and `python -m kgen`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character gets its escape.
            stream.reconfigure(errors="backslashreplace")
    status = main()
    _drop_unwritten()
    sys.exit(status)


def _drop_unwritten() -> None:
    """Forget text that could not be written: `main` has told, and the interpreter would try again and complain."""
    for stream in (sys.stdout, sys.stderr):
        if stream is not None:
            try:
                stream.flush()
            except OSError:
                os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


if __name__ == "__main__":
    run()

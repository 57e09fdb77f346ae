"""Owns the process around the command: its streams and its end."""

import io
import os
import sys
from typing import NoReturn, TextIO

from kgen import cli, terminal


def run() -> NoReturn:
    """The console command `kgen`, and `python -m kgen`."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            # A terminal that cannot show a character gets its escape.
            stream.reconfigure(errors="backslashreplace")
    status = cli.main()
    if not _flushed(sys.stdout) and status == cli.OK:
        terminal.say("error: the end of the output could not be written to stdout")
        status = cli.FAILED
    _flushed(sys.stderr)
    sys.exit(status)


def _flushed(stream: TextIO | None) -> bool:
    """Whether all text has left the buffer; what has not is dropped, since the interpreter would try again and fail."""
    if stream is None:
        return True
    try:
        stream.flush()
    except OSError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
        return False
    return True


if __name__ == "__main__":
    run()

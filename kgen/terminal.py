"""Owns the two streams: data goes to stdout, messages go to stderr, in colour where a person sees them."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TextIO

from kgen.diagnostics import COLOURS, KgenError

_BOLD, _RESET = "\x1b[1m", "\x1b[0m"
_DIFF: Mapping[str, str] = {"+++": _BOLD, "---": _BOLD, "+": "\x1b[32m", "-": "\x1b[31m", "@": "\x1b[36m"}


def say(text: str) -> None:
    """A message for the user; that nobody reads it any more is no reason to fail."""
    if sys.stderr is not None:
        with suppress(OSError):
            sys.stderr.write(f"{text}\n")


def say_error(error: KgenError) -> None:
    """What kept the command from running, laid out as a diagnostic."""
    tint, bold, reset = (COLOURS["error"], _BOLD, _RESET) if is_coloured(sys.stderr) else ("", "", "")
    code = f"[{error.code}]" if error.code else ""
    help_text = f"\n  = {bold}help{reset}: {error.help}" if error.help else ""
    say(f"{tint}error{code}{reset}{bold}: {error.message}{reset}{help_text}")


def emit(text: str) -> None:
    """Data, which brings its own line feeds. Raises KgenError where it is lost, BrokenPipeError where unwanted."""
    if sys.stdout is None:
        raise KgenError("stdout is closed", "the result has nowhere to go")
    with _explained():
        sys.stdout.write(text)


def flush() -> None:
    """Let go of all data, so that what is said next stands behind it where both streams meet; raises as `emit` does."""
    if sys.stdout is not None:
        with _explained():
            sys.stdout.flush()


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except BrokenPipeError:
        raise
    except OSError as error:
        raise KgenError(f"cannot write to stdout: {(error.strerror or str(error)).lower()}") from error


def emit_diff(heading: str, diff: str) -> None:
    """A unified diff below a line that is no part of it; `patch` passes over such lines."""
    lines = [heading, *diff.splitlines()]
    emit("".join(f"{line}\n" for line in (_tinted(lines) if is_coloured(sys.stdout) else lines)))


def _tinted(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        tint = next((tint for start, tint in _DIFF.items() if line.startswith(start)), "")
        yield f"{tint}{line}{_RESET}" if tint else line


def is_watched() -> bool:
    """Whether a person sees messages as they come, on a terminal that can take some of them back."""
    return sys.stderr is not None and sys.stderr.isatty() and os.environ.get("TERM") != "dumb"


def is_coloured_message() -> bool:
    """Whether messages may hold colours."""
    return is_coloured(sys.stderr)


def is_coloured(stream: TextIO | None) -> bool:
    """Whether a person reads the stream on a terminal that shows colours, and wants them (https://no-color.org)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return stream is not None and stream.isatty() and not plain

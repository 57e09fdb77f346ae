"""Owns the command: what each word does, what is printed, and with which status it ends."""

import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING

from kgen import __version__, terminal
from kgen.arguments import parse
from kgen.diagnostics import KgenError, escape

if TYPE_CHECKING:
    from argparse import Namespace

    from kgen.codes import Code
    from kgen.run import Run
    from kgen.validator import Part

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
        status = _run(words)
        terminal.flush()
        return status
    except KgenError as error:
        terminal.say_error(error)
        return FAILED
    except BrokenPipeError:
        # The reader, such as `head`, has had enough.
        return FAILED
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        terminal.say_error(KgenError(f"`{escape(str(error.filename))}`: {reason}" if error.filename else reason))
        return FAILED
    except KeyboardInterrupt:
        terminal.say("interrupted")
        return INTERRUPTED
    except Exception:
        import traceback  # noqa: PLC0415 - only a bug needs it

        terminal.say(f"{traceback.format_exc()}\nthis is a bug in kgen {__version__}: please report the lines above")
        return BUG


def _run(words: Sequence[str]) -> int:
    try:
        # argparse prints help and the version by itself, and would not tell when that is lost.
        with redirect_stdout(StringIO()) as printed:
            options = parse(words)
    except SystemExit as end:
        terminal.emit(printed.getvalue())
        return FAILED if end.code else OK
    return _COMMANDS[options.command](options)


def _build(options: "Namespace") -> int:
    if options.check:
        return _check(options)
    from kgen.narration import tell_build  # noqa: PLC0415 - output folders

    results = _order(options).build()
    tell_build(results, options)
    return FOUND if any(result.failed for result in results) else OK


def _check(options: "Namespace") -> int:
    from kgen.narration import tell_check  # noqa: PLC0415 - see above

    results = _order(options).check()
    tell_check(results, options)
    return OK if all(result.current for result in results) else FOUND


def _order(options: "Namespace") -> "Run":
    from kgen import progress  # noqa: PLC0415 - the other commands need none of these
    from kgen.choice import choose  # noqa: PLC0415
    from kgen.pool import processors  # noqa: PLC0415
    from kgen.run import Manner, Run  # noqa: PLC0415

    selection = choose(options.projects or ["."], options.changed_since, options.shard)
    shown = not (options.no_progress or options.quiet) and terminal.is_watched()
    manner = Manner(
        jobs=options.jobs or processors(),
        cache=not options.no_cache,
        steps=progress.bar if shown else progress.no_steps,
    )
    return Run(selection, options.output, options.environments, options.image_tag, manner)


def _init(options: "Namespace") -> int:
    from kgen.init import init  # noqa: PLC0415 - the compiler

    return OK if init(options) else FAILED


def _schema(options: "Namespace") -> int:
    import json  # noqa: PLC0415

    from kgen.json_schema import language_schema  # noqa: PLC0415 - pydantic

    parts: Mapping[str, Part] = {"project": "ProjectFile", "environment": "Environment", "org": "OrgFile"}
    terminal.emit(json.dumps(language_schema(parts[options.part]), indent=2, ensure_ascii=False) + "\n")
    return OK


def _explain(options: "Namespace") -> int:
    from kgen.explain.command import explain  # noqa: PLC0415 - regular expressions

    def rule_codes() -> "Mapping[str, Code]":
        from kgen.validate.codes import rule_codes  # noqa: PLC0415 - a hundred modules

        return rule_codes()

    explain(options, rule_codes)
    return OK


def _validate(options: "Namespace") -> int:
    from kgen.validate.command import run  # noqa: PLC0415 - the compiler

    return OK if run(options) else FOUND


def _diff(options: "Namespace") -> int:
    from kgen.diff.command import run  # noqa: PLC0415 - the compiler

    return run(options)


def _completion(options: "Namespace") -> int:
    from kgen.completion import completion_script  # noqa: PLC0415 - shtab

    terminal.emit(completion_script(options.shell))
    return OK


_COMMANDS: Mapping[str, "Callable[[Namespace], int]"] = {
    "build": _build,
    "check": _check,
    "completion": _completion,
    "diff": _diff,
    "explain": _explain,
    "init": _init,
    "schema": _schema,
    "validate": _validate,
}

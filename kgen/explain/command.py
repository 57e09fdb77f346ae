"""Owns `kgen explain`: which of its questions is asked, and what is printed."""

import gc
import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING

from kgen import terminal
from kgen.diagnostics import KgenError, escape, nearest, quote
from kgen.projects import select_one

if TYPE_CHECKING:
    from argparse import Namespace

    from kgen.codes import Code
    from kgen.explain.effect import Experiment

_LINE = re.compile(r"(?P<file>.+):(?P<line>[1-9][0-9]*)")
USAGE = (
    "`kgen explain PROJECT Kind/name field.path -e ENVIRONMENT`, `kgen explain PROJECT FILE:LINE`, "
    "`kgen explain PROJECT --html FILE` or `kgen explain KG204`"
)


def explain(options: "Namespace", rule_codes: "Callable[[], Mapping[str, Code]]") -> None:
    """Answers one question on stdout, or writes the page. Raises KgenError where there is no such thing to explain.

    `rule_codes` gives the codes of the rules of `kgen validate`, which are asked for where no other code is meant.
    """
    with _no_garbage():
        _answer(options.words, options, rule_codes)


@contextmanager
def _no_garbage() -> Iterator[None]:
    """Without a search for garbage: an experiment keeps all that it makes, so there is much to search and none."""
    was_searched = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_searched:
            gc.enable()


def _answer(words: Sequence[str], options: "Namespace", rule_codes: "Callable[[], Mapping[str, Code]]") -> None:
    if options.html is not None:
        _write_page(_only(words), options)
    elif len(words) == 1:
        _explain_code(words[0], rule_codes)
    elif len(words) == 2 and (match := _LINE.fullmatch(words[1])):
        _explain_line(words[0], match["file"], int(match["line"]), options)
    elif len(words) == 2:
        _explain_object(words[0], words[1], options)
    elif len(words) == 3:
        _explain_field(words[0], words[1], words[2], options)
    else:
        raise KgenError("kgen explain: it is not clear what to explain", f"write {USAGE}")


def _only(words: Sequence[str]) -> str:
    if len(words) > 1:
        raise KgenError(f"kgen explain: unexpected argument `{escape(words[1])}`", f"write {USAGE}")
    return words[0] if words else "."


def _explain_code(subject: str, rule_codes: "Callable[[], Mapping[str, Code]]") -> None:
    from kgen.codes import CODES  # noqa: PLC0415 - a long table

    codes: Mapping[str, Code] = CODES
    number = _number(subject, codes)
    if number is None:
        codes = {**CODES, **rule_codes()}
        number = _number(subject, codes)
    if number is None:
        # One number is as near to another as any: only names can be misspelt.
        close = None if subject[2:].isdigit() else nearest(subject, [code.name for code in codes.values()])
        raise KgenError(
            f"there is no diagnostic `{escape(subject)}`", f"did you mean `{close}`?" if close else f"write {USAGE}"
        )
    code = codes[number]
    terminal.emit(f"{number} {code.name}\n\n{fill(code.summary, 80)}\n\n{fill(code.explanation, 80)}\n")
    for path, text in sorted(code.files.items()):
        lines = text.removesuffix("\n").split("\n")
        terminal.emit(f"\n{path}:\n\n" + "".join(f"    {escape(line, 1000)}\n" for line in lines))
    if code.arises:
        terminal.emit(f"\n{fill(code.arises, 80)}\n")


def _number(subject: str, codes: "Mapping[str, Code]") -> str | None:
    """The code that somebody names by its number or its name."""
    by_name = {code.name: number for number, code in codes.items()}
    return subject.upper() if subject.upper() in codes else by_name.get(subject.lower())


def _experiment(project: str) -> "Experiment":
    from kgen.explain.effect import Experiment  # noqa: PLC0415 - the compiler
    from kgen.frontend import read_documents  # noqa: PLC0415
    from kgen.source import SourceError  # noqa: PLC0415
    from kgen.workspace import DiskWorkspace  # noqa: PLC0415

    path = select_one(project)
    workspace = DiskWorkspace(Path(), (path,))
    try:
        experiment = Experiment(workspace, read_documents(workspace, path))
    except SourceError as error:
        raise KgenError(str(error)) from error
    if not experiment.frontend.environments:
        raise KgenError(f"{path} has errors", f"mend what `kgen build {path}` tells")
    return experiment


def _environment(experiment: "Experiment", options: "Namespace") -> str:
    """The one environment that is asked about: the chosen one, else `production`, else the last by name."""
    known = experiment.frontend.environments
    chosen: list[str] = options.environments or ["production" if "production" in known else max(known)]
    if len(chosen) > 1:
        raise KgenError("kgen explain: one environment at a time", "write `-e` once")
    if chosen[0] not in known:
        raise KgenError(f"there is no environment `{escape(chosen[0])}`", f"environments are {quote(known)}")
    if not experiment.state(chosen[0]):
        path = experiment.frontend.path
        raise KgenError(f"environment `{chosen[0]}` of {path} has errors", f"mend what `kgen build {path}` tells")
    return chosen[0]


def _explain_object(project: str, wanted: str, options: "Namespace") -> None:
    from kgen.explain.find import find_object  # noqa: PLC0415 - the compiler
    from kgen.explain.tell import object_data, tell_object  # noqa: PLC0415

    experiment = _experiment(project)
    environment = _environment(experiment, options)
    fields = experiment.state(environment)[find_object(experiment, wanted, environment)]
    _print(options, tell_object(fields), object_data(fields))


def _explain_field(project: str, wanted: str, field: str, options: "Namespace") -> None:
    from kgen.explain.answer import explain_field  # noqa: PLC0415 - the compiler
    from kgen.explain.tell import fields_data, tell_fields  # noqa: PLC0415

    experiment = _experiment(project)
    answers = explain_field(experiment, _environment(experiment, options), wanted, field)
    _print(options, tell_fields(answers), fields_data(answers))


def _explain_line(project: str, file: str, line: int, options: "Namespace") -> None:
    from kgen.explain.answer import explain_line  # noqa: PLC0415 - the compiler
    from kgen.explain.tell import lines_data, tell_lines  # noqa: PLC0415

    experiment = _experiment(project)
    answers = explain_line(experiment, _known_file(experiment, file), line)
    _print(options, tell_lines(answers), lines_data(answers))


def _print(options: "Namespace", lines: Iterable[str], data: object) -> None:
    if options.format == "json":
        terminal.emit(json.dumps(data, indent=2, ensure_ascii=False) + "\n")
    else:
        terminal.emit("".join(f"{line}\n" for line in lines))


def _known_file(experiment: "Experiment", file: str) -> str:
    """The file as the project names it: also by its path below the project, or by its name where that is clear."""
    known = [source.path for source in experiment.documents.sources]
    if file in known:
        return file
    ending = [path for path in known if path.endswith(f"/{file.removeprefix('./')}")]
    return ending[0] if len(ending) == 1 else file


def _write_page(project: str, options: "Namespace") -> None:
    from kgen.explain.page import write_page  # noqa: PLC0415 - the compiler

    experiment = _experiment(project)
    page = write_page(experiment, _environment(experiment, options))
    Path(options.html).write_text(page, encoding="utf-8")
    terminal.say(f"{experiment.frontend.name}: explained in {escape(options.html)}")

"""Owns the annotations of GitHub Actions, which appear at the lines of a pull request.

The form is that of workflow commands: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
"""

from collections.abc import Iterable, Mapping

from kgen.codes import Code
from kgen.diagnostics import Diagnostic

_COMMANDS = {"error": "error", "warning": "warning", "note": "notice"}


def write_annotations(diagnostics: Iterable[Diagnostic], codes: Mapping[str, Code]) -> str:
    """One line for each finding; `codes` names what they are."""
    return "".join(f"{_annotation(diagnostic, codes)}\n" for diagnostic in diagnostics)


def _annotation(diagnostic: Diagnostic, codes: Mapping[str, Code]) -> str:
    code, message, span, help_text, notes, severity = diagnostic
    title = f"{code} {codes[code].name}" if code in codes else code
    places = {
        "file": span.file,
        "line": span.line,
        "col": span.column,
        "endColumn": span.column + span.length,
        "title": title,
    }
    told = ",".join(f"{name}={_property(str(value))}" for name, value in places.items())
    lines = [message, *([f"help: {help_text}"] if help_text else []), *(f"note: {note}" for note in notes)]
    return f"::{_COMMANDS[severity]} {told}::{_data(chr(10).join(lines))}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")

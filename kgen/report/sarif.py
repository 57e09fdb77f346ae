"""Owns the report in SARIF 2.1.0, which code scanners exchange; names and shapes are those of the standard."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from urllib.parse import quote

import attrs

from kgen import __version__
from kgen.codes import Code
from kgen.diagnostics import Diagnostic
from kgen.report.json_form import write

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"


@attrs.frozen
class Message:
    text: str


@attrs.frozen
class Rule:
    """A reportingDescriptor."""

    id: str
    name: str | None = None
    short_description: Message | None = None
    full_description: Message | None = None


@attrs.frozen
class Driver:
    """A toolComponent."""

    name: str
    version: str
    rules: tuple[Rule, ...]


@attrs.frozen
class Tool:
    driver: Driver


@attrs.frozen
class ArtifactLocation:
    uri: str


@attrs.frozen
class Region:
    """A stretch of one line; `end_column` is the first one behind it."""

    start_line: int
    start_column: int
    end_column: int


@attrs.frozen
class PhysicalLocation:
    artifact_location: ArtifactLocation
    region: Region


@attrs.frozen
class Location:
    physical_location: PhysicalLocation


@attrs.frozen
class Result:
    """One finding; `rule_index` points into the driver's rules."""

    rule_id: str
    rule_index: int
    level: str
    message: Message
    locations: tuple[Location, ...]


@attrs.frozen
class Run:
    tool: Tool
    results: tuple[Result, ...]
    column_kind: str = "unicodeCodePoints"


@attrs.frozen
class Log:
    schema: str = attrs.field(metadata={"name": "$schema"})
    version: str
    runs: tuple[Run, ...]


def write_sarif(diagnostics: Iterable[Diagnostic], codes: Mapping[str, Code]) -> str:
    """The findings as the log of one run; `codes` says what they are."""
    found = tuple(diagnostics)
    numbers = sorted({diagnostic.code for diagnostic in found})
    driver = Driver("kgen", __version__, tuple(_rule(number, codes) for number in numbers))
    results = tuple(_result(diagnostic, numbers.index(diagnostic.code)) for diagnostic in found)
    return write(Log(SCHEMA, "2.1.0", (Run(Tool(driver), results),)))


def _rule(number: str, codes: Mapping[str, Code]) -> Rule:
    if number not in codes:
        return Rule(number)
    known = codes[number]
    return Rule(number, known.name, Message(known.summary), Message(known.explanation))


def _result(diagnostic: Diagnostic, rule_index: int) -> Result:
    code, message, span, help_text, notes, severity = diagnostic
    lines = [message, *([f"help: {help_text}"] if help_text else []), *(f"note: {note}" for note in notes)]
    region = Region(span.line, span.column, span.column + span.length)
    place = Location(PhysicalLocation(ArtifactLocation(_uri(span.file)), region))
    return Result(code, rule_index, severity, Message("\n".join(lines)), (place,))


def _uri(path: str) -> str:
    return Path(path).as_uri() if Path(path).is_absolute() else quote(path, errors="surrogateescape")

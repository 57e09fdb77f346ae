"""Owns how the bytes of an input file become text: its size, encoding, characters and line ends."""

import re
from itertools import islice

from kgen.diagnostics import Diagnostic
from kgen.source import Source, Span

MAX_BYTES = 1 << 20
"""The largest input file, in bytes."""

BOM = "\ufeff"

_FOREIGN_BOMS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}

# Control characters but tab, LF and CR; what breaks a line for some readers only (NEL, LS, PS); what reorders or
# hides text (bidirectional overrides, zero width space, byte order mark); what is no character at all.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ufffe\uffff]"
)
_LONE_RETURN = re.compile(r"\r(?!\n)")
_CONFLICT = re.compile(r"^(?:<{7} |={7}\r?$|>{7} |\|{7} )", re.MULTILINE)
_CONFLICTS_SHOWN = 10


def read(source: Source) -> tuple[str, tuple[Diagnostic, ...]]:
    """The text of an input file without its leading byte order mark; only where there are no findings is it usable."""
    size = len(source.data)
    if size > MAX_BYTES:
        return "", (_too_large(source.path, size),)
    try:
        text = source.data.decode("utf-8").removeprefix(BOM)
    except UnicodeDecodeError as error:
        return "", (_not_utf8(source, error.start),)
    findings = [*_forbidden_characters(source.path, text), *_lone_returns(source.path, text)]
    return text, (*findings, *_conflicts(source.path, text))


def _too_large(file: str, size: int) -> Diagnostic:
    return Diagnostic(
        "KG102",
        f"the file has {size} bytes, more than 1 MiB",
        Span(file, 1, 1),
        help="move large content to files of its own and name them with `source`",
    )


def _not_utf8(source: Source, offset: int) -> Diagnostic:
    for mark, encoding in _FOREIGN_BOMS.items():
        if source.data.startswith(mark):
            message = f"not UTF-8: the file starts with the byte order mark of {encoding}"
            return Diagnostic("KG103", message, Span(source.path, 1, 1), help="save the file as UTF-8")
    before = source.data[:offset].decode("utf-8").removeprefix(BOM)
    message = f"not UTF-8: byte 0x{source.data[offset]:02x} belongs to no character"
    return Diagnostic("KG103", message, _span_at(source.path, before, len(before)), help="save the file as UTF-8")


def _forbidden_characters(file: str, text: str) -> list[Diagnostic]:
    """One finding for each forbidden character, at the first place where it stands."""
    first: dict[str, int] = {}
    for match in _FORBIDDEN.finditer(text):
        first.setdefault(match[0], match.start())
    return [
        Diagnostic(
            "KG104",
            f"{'control' if ord(character) < 0xA0 else 'invisible'} character U+{ord(character):04X}",
            _span_at(file, text, position),
            help=f"remove it, or write `{character.encode('unicode_escape').decode('ascii')}` in double quotes",
        )
        for character, position in first.items()
    ]


def _lone_returns(file: str, text: str) -> list[Diagnostic]:
    match = _LONE_RETURN.search(text)
    if match is None:
        return []
    message = "a carriage return (CR) without a line feed (LF)"
    help_text = "save the file with LF or CRLF line ends"
    return [Diagnostic("KG105", message, _span_at(file, text, match.start()), help=help_text)]


def _conflicts(file: str, text: str) -> list[Diagnostic]:
    spans = [_span_at(file, text, match.start(), 7) for match in islice(_CONFLICT.finditer(text), _CONFLICTS_SHOWN)]
    if not spans:
        return []
    notes = tuple(f"another marker is at {span}" for span in spans[1:])
    help_text = "keep one side and remove the markers"
    return [Diagnostic("KG106", "unresolved merge conflict", spans[0], help=help_text, notes=notes)]


def _span_at(file: str, text: str, offset: int, length: int = 1) -> Span:
    return Span(file, text.count("\n", 0, offset) + 1, offset - text.rfind("\n", 0, offset), length)

"""Owns how one text is written in YAML: plain, quoted, or as a literal block."""

import json
import re
from functools import lru_cache

# What every reader accepts bare on one line: no control characters, none of the line breaks that only YAML 1.1
# knows (NEL, LS, PS), no byte order mark, no surrogates, no U+FFFE and U+FFFF.
# Written as what is left out: `re` takes ten milliseconds to compile the same classes by what they hold.
_NOT_IN_LINES = "\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff"
_ONE_LINE = re.compile(f"[^\t\n{_NOT_IN_LINES}]*+")
_LINES = re.compile(f"[^{_NOT_IN_LINES}]*+")
_UNPRINTABLE = re.compile(f"[\t\n{_NOT_IN_LINES}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_FILLED_LINE = re.compile(r"\n(?=[^\n])")

_INDICATORS = frozenset(",[]{}#&*!|>'\"%@`")
_INDICATORS_BEFORE_SPACE = frozenset("-?:")

# Compared in lower case: no reader knows `yEs`, but nobody who sees it unquoted can be sure of that.
_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", "=", "<<"})

_NUMBER_START = frozenset("-+.0123456789")
# The union of what PyYAML, ruamel.yaml (as 1.1 and as 1.2) and go-yaml take for a number, or try to and fail.
# go-yaml drops every `_` before it looks, reads `0b-1`, and knows the prefixes in upper case; ruamel.yaml fails on
# `-_` and `._`. Possessive quantifiers of single characters keep the match linear; those of groups are wrong in early
# releases of Python 3.11.
_NUMBER = re.compile(
    r"""
    0 _*+ b _*+ [-+] [01_]++
  | [-+]?+ (?:
        _*+ 0 _*+ [xX] [0-9a-fA-F_]++
      | _*+ 0 _*+ [oO] [0-7_]++
      | _*+ 0 _*+ [bB] [01_]++
      | (?: [0-9_]++ (?: \. [0-9_]*+ )? | \. [0-9_]++ ) (?: [eE] _*+ [-+]?+ _*+ [0-9] [0-9_]*+ )?
      | [1-9] [0-9_]*+ (?: : [0-5]? [0-9] )+
      | [0-9] [0-9_]*+ (?: : [0-5]? [0-9] )+ \. [0-9_]*+
      | \. (?: inf | Inf | INF | nan | NaN | NAN )
    )
    """,
    re.VERBOSE,
)
_TIMESTAMP = re.compile(
    r"""
    [0-9]{4}-[0-9]{2}-[0-9]{2}
  | [0-9]{4}-[0-9]{1,2}-[0-9]{1,2} (?: [Tt] | [ ]++ ) [0-9]{1,2}:[0-9]{2}:[0-9]{2} (?: \.[0-9]*+ )?
    (?: [ ]*+ (?: Z | [-+][0-9]{1,2}(?: :[0-9]{2} )? ) )?
    """,
    re.VERBOSE,
)

# Beyond this length a text full of escapes (JSON, mostly) reads better as a block, and is too rare to remember.
_LONG = 200


def write_inline(text: str) -> str | None:
    """Return `text` on one line, plain or quoted, or None when it belongs into a literal block.

    Raises ValueError when `text` holds a lone surrogate, which UTF-8 cannot carry.
    """
    return _remembered(text) if len(text) < _LONG else _inline(text)


def write_literal(text: str, newline: str) -> str:
    """Return `text`, for which `write_inline` gave None, as a literal block.

    `newline` is a line feed and the block's indentation, which is two deeper than that of its parent.
    """
    body = text.rstrip("\n")
    final_newlines = len(text) - len(body)
    # A reader takes the indentation from the first line that is not empty, unless that begins with blanks of its own.
    indentation = "2" if body.lstrip("\n")[0] in " \t" else ""
    chomping = "-" if final_newlines == 0 else "" if final_newlines == 1 else "+"
    lines = "\n" + body
    # An empty line stays empty: indentation would be trailing space.
    indented = _FILLED_LINE.sub(newline, lines) if "\n\n" in lines else lines.replace("\n", newline)
    return "|" + indentation + chomping + indented + "\n" * (final_newlines - 1)


def quote(text: str) -> str:
    """Return `text` in double quotes, as a JSON string; in single quotes when only that saves it from escapes.

    Raises ValueError when `text` holds a lone surrogate, which UTF-8 cannot carry.
    """
    if _has_escapes(text) and "'" not in text and _ONE_LINE.fullmatch(text):
        return f"'{text}'"
    if surrogate := _SURROGATE.search(text):
        raise ValueError(f"lone surrogate U+{ord(surrogate[0]):04X}, which UTF-8 cannot carry")
    return escape(json.dumps(text, ensure_ascii=False))


def escape(text: str) -> str:
    """Return `text` with every character that a reader may refuse or take for a line break as `\\uXXXX`."""
    return _UNPRINTABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def is_plain(text: str) -> bool:
    """Whether every reader takes the bare `text`, as a value, a list item or a key, for this very string."""
    if not text or text[-1] in " :" or text[0] in _INDICATORS or not _ONE_LINE.fullmatch(text):
        return False
    if text[0] == " " or ": " in text or " #" in text or text.lower() in _WORDS:
        return False
    if text[0] in _INDICATORS_BEFORE_SPACE and text[1:2] in ("", " "):
        return False
    # At the start of a line these end a document: `...` as a word, and for kubectl all that begins with `---`.
    if text.startswith(("---", "... ")) or text == "...":
        return False
    return not (text[0] in _NUMBER_START and (_NUMBER.fullmatch(text) or _TIMESTAMP.fullmatch(text)))


def _inline(text: str) -> str | None:
    if is_plain(text):
        return text
    wants_block = "\n" in text or (len(text) >= _LONG and _has_escapes(text))
    return None if wants_block and _fits_literal(text) else quote(text)


# The same few thousand strings recur in all objects. A pure function of its text: the memory cannot be observed.
_remembered = lru_cache(maxsize=32768)(_inline)


def _has_escapes(text: str) -> bool:
    return '"' in text or "\\" in text


def _fits_literal(text: str) -> bool:
    """Whether a literal block gives `text` back, and shows it: blanks alone are only seen in quotes."""
    return not text.isspace() and _LINES.fullmatch(text) is not None

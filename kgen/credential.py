"""Owns the credentials rule: no literal of the language may look like a secret value."""

import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from kgen.diagnostics import Problem, escape
from kgen.node import TAG, Path, dotted

CODE = "KG209"
ENV_HELP = 'use `{secret: <name>, key: <key>}`, or `{value: ..., notSecret: "reason"}` for what is no credential'
FILE_HELP = 'use `{secret: <name>, key: <key>}`, or `{content: ..., notSecret: "reason"}` for what is no credential'
OTHER_HELP = "keep it in a Secret, and let `env` or `files` name that with `{secret: <name>, key: <key>}`"

_ENTRIES = {"env": ("value", ENV_HELP), "files": ("content", FILE_HELP)}
"""Maps whose keys are names of the user's: the field of an entry that holds a literal, and what to write instead."""
_FREE = frozenset({"patches", "extraObjects"})
"""Sections that hold data of other systems, where a map of text can only be told by its name."""
_COMMAND_LINES = frozenset({"command", "args"})
_TEXT_MAPS = ("labels", "annotations")
_FREE_TEXT_MAPS = ("data", "stringData")

# A search takes time linear in the text: every pattern begins with fixed characters, and repeats within bounds, or
# possessively and only where no earlier search has begun on the same stretch.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (kind, re.compile(pattern))
    for kind, pattern in (
        ("a private key", r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY|PuTTY-User-Key-File-|AGE-SECRET-KEY-1"),
        ("an AWS access key", r"(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}"),
        ("a GitHub token", r"gh[oprsu]_[A-Za-z0-9]{16}|github_pat_[A-Za-z0-9_]{16}"),
        ("a GitLab token", r"gl(?:pat|ptt|rt|dt|soat|cbt|ft|imt|agent)-[A-Za-z0-9_-]{16}"),
        ("a Slack token", r"xox[a-z](?:\.xox[a-z])?-[A-Za-z0-9-]{8}|xapp-[0-9]-[A-Za-z0-9-]{8}"),
        ("a Stripe key", r"(?<![A-Za-z0-9])[rs]k_(?:live|test)_[A-Za-z0-9]{16}|whsec_[A-Za-z0-9]{16}"),
        ("an npm token", r"npm_[A-Za-z0-9]{30}"),
        ("a PyPI token", r"pypi-[A-Za-z0-9_-]{30}"),
        ("a Google API key", r"(?<![A-Za-z0-9_-])AIza[A-Za-z0-9_-]{35}"),
        ("a SendGrid key", r"(?<![A-Za-z0-9])SG\.[A-Za-z0-9_-]{16,64}\.[A-Za-z0-9_-]{16}"),
        ("a Docker Hub token", r"dckr_pat_[A-Za-z0-9_-]{16}"),
        ("a Vault token", r"(?<![A-Za-z0-9])hv[bs]\.[A-Za-z0-9_-]{16}"),
        ("a DigitalOcean token", r"do[opr]_v1_[a-f0-9]{32}"),
        ("a JSON web token", r"(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{6,}+\.eyJ[A-Za-z0-9_-]{6,}+\.[A-Za-z0-9_-]"),
    )
)
_USER_INFO = re.compile(r"://[^\s/?#:@]*+:(?P<password>[^\s/?#@]++)@")

_REFERENCE = r"(?<!\$)\$(?:\([-._A-Za-z0-9]+\)|\{[-._A-Za-z0-9]+\})"
_REFERENCES = re.compile(rf"[^\w$]*(?:{_REFERENCE}[^\w$]*)+")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_BOOLEANS = frozenset({"true", "false", "yes", "no", "on", "off"})
_PATHS = ("/", "./", "../")

_NAMES = ("PASSWORD", "PASSWD", "PASS", "PWD", "SECRET", "TOKEN", "API_KEY", "ACCESS_KEY", "PRIVATE_KEY")
_ENDINGS = tuple((name, name.replace("_", "").lower()) for name in _NAMES)
_OTHER_WORDS = ("bypass", "compass")
"""Words that end like the name of a credential and name none."""


class _Literal(NamedTuple):
    """A text that a layer writes. `name` is what the user calls it, None where the language has a field for it."""

    path: Path
    text: str
    name: str | None = None
    help: str = OTHER_HELP


def find_credentials(data: Any, path: Path = ()) -> list[Problem]:
    """The literals that look like credentials in `data`, the long forms of one layer; `path` is where it stands.

    A problem names the place and never holds any part of the value.
    """
    problems: dict[Path, Problem] = {}
    for literal in _literals(data, path, free=not _FREE.isdisjoint(path)):
        reason = _reason(literal)
        if reason is not None and literal.path not in problems:
            where = escape(dotted(literal.path))
            problems[literal.path] = Problem(CODE, literal.path, f"`{where}` {reason}", literal.help)
    return list(problems.values())


def recognise(text: str) -> str | None:
    """What kind of credential stands in `text`, such as "a GitHub token"; None where there is none."""
    for kind, pattern in _PATTERNS:
        if pattern.search(text):
            return kind
    passwords = (match["password"] for match in _USER_INFO.finditer(text))
    return "a URL with a password" if any(not _REFERENCES.fullmatch(password) for password in passwords) else None


def _reason(literal: _Literal) -> str | None:
    """Why a literal looks like a credential, in words that follow its name."""
    kind = recognise(literal.text)
    if kind is not None:
        return f"holds {kind}"
    ending = None if literal.name is None or _says_nothing(literal.text.strip()) else _ending(literal.name)
    return f"looks like a credential, for its name ends in `{ending}`" if ending else None


def _ending(name: str) -> str | None:
    """The ending by which `name` names a credential: `db-password`, `dbPassword` and `DB_PASSWORD` are one name."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    if plain.endswith(_OTHER_WORDS):
        return None
    return next((shown for shown, ending in _ENDINGS if plain.endswith(ending)), None)


def _says_nothing(text: str) -> bool:
    """Whether a value can be no credential: empty, a path, a number, a boolean, or nothing but references."""
    return (
        not text
        or text.startswith(_PATHS)
        or text.lower() in _BOOLEANS
        or _NUMBER.fullmatch(text) is not None
        or _REFERENCES.fullmatch(text) is not None
    )


_FLAG = re.compile(r"--?(?P<name>[A-Za-z][-._A-Za-z0-9]*)=(?P<value>.*)", re.DOTALL)
"""An argument of a program that sets something by its name."""


def _flags(words: Any, path: Path) -> Iterator[_Literal]:
    """What the words of a command line set: `--password=x`, and `--password` with the value behind it."""
    texts = words if isinstance(words, list) else []
    for index, word in enumerate(texts):
        match = _FLAG.fullmatch(word) if isinstance(word, str) else None
        if match is not None:
            yield _Literal((*path, index), match["value"], match["name"])
        elif index and isinstance(word, str) and str(texts[index - 1]).startswith("--") and not word.startswith("-"):
            yield _Literal((*path, index), word, str(texts[index - 1]).lstrip("-"))


def _literals(data: Any, path: Path, *, free: bool) -> Iterator[_Literal]:
    """Every text in `data`, which is `free` where it belongs to another system."""
    if isinstance(data, str):
        yield _Literal(path, data)
    elif isinstance(data, list):
        for index, item in enumerate(data):
            yield from _literals(item, (*path, index), free=free)
    elif isinstance(data, dict):
        named = data.get("name") if free else None
        for key, value in data.items():
            below = (*path, key)
            if _has_named_entries(key, value, free=free):
                for name, entry in value.items():
                    yield from _entry(key, entry, (*below, name), free=free)
            elif key == "value" and isinstance(named, str) and isinstance(value, str):
                yield _Literal(below, value, named)
            else:
                if key in _COMMAND_LINES:
                    yield from _flags(value, below)
                yield from _literals(value, below, free=free or key in _FREE)


def _has_named_entries(key: str, value: Any, *, free: bool) -> bool:
    """Whether the keys of a mapping are names that the user gave to literals."""
    if not isinstance(value, dict) or TAG in value:
        return False
    if free:
        return key in _FREE_TEXT_MAPS
    return key in _ENTRIES or key.lower().endswith(_TEXT_MAPS)


def _entry(section: str, entry: Any, path: Path, *, free: bool) -> Iterator[_Literal]:
    """The texts of one entry: the literal that has the entry's name, and whatever else stands there."""
    name = str(path[-1])
    field, help_text = _ENTRIES.get(section, ("", OTHER_HELP))
    if isinstance(entry, str):
        yield _Literal(path, entry, None if _names_a_secret(section, name) else name, help_text)
    elif isinstance(entry, dict) and entry.get(TAG) == field:
        excused = bool(entry.get("notSecret"))
        for key, value in entry.items():
            if key != field or not isinstance(value, str):
                yield from _literals(value, (*path, key), free=free)
            elif not excused:
                yield _Literal((*path, key), value, name, help_text)
    else:
        # A workload or sidecar may be called `env`: then its fields look like entries, and have entries of their own.
        yield from _literals({name: entry}, path[:-1], free=free)


def _names_a_secret(section: str, key: str) -> bool:
    """Whether an annotation of some controller holds the name of a Secret, as `nginx.../auth-secret` does."""
    return section.lower().endswith("annotations") and "/" in key and key.lower().endswith("secret")

"""Owns the credentials rule: no literal of the language may look like a secret value."""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from kgen.diagnostics import Problem, escape
from kgen.node import TAG, Path

CODE = "KG209"
KEY_HELP = "use `{secret: <name>, key: <key>}`, or `{value: ..., notSecret: \"reason\"}` where it is no credential"
FILE_HELP = 'use `{secret: <name>}`, or `{content: ..., notSecret: "reason"}` where it is no credential'
OTHER_HELP = "keep it in a Secret, and refer to that from `env` or `files`"

# Every pattern begins with fixed text, or with a look at the character before it, and repeats only within bounds or
# possessively: a search takes time linear in the text.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (words, re.compile(pattern))
    for words, pattern in (
        ("a private key", r"-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY"),
        ("a private key", r"PuTTY-User-Key-File-|AGE-SECRET-KEY-1"),
        ("an AWS access key", r"(?<![A-Za-z0-9])A[KS]IA[A-Z0-9]{12}"),
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
# A user name holds no `/`, so that the search goes on behind what was read, and never reads it again.
_USER_INFO = re.compile(r"://[^\s/?#:@]*+:(?P<password>[^\s/?#@]++)@")

_REFERENCE = r"(?<!\$)\$(?:\([-._A-Za-z0-9]+\)|\{[-._A-Za-z0-9]+\})"
_REFERENCES = re.compile(rf"[^\w$]*(?:{_REFERENCE}[^\w$]*)+")
_NUMBER = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]+)?")
_BOOLEANS = frozenset({"true", "false", "yes", "no", "on", "off"})
_PATHS = ("/", "./", "../")

_NAMES = ("PASSWORD", "PASS", "PWD", "SECRET", "TOKEN", "API_KEY", "ACCESS_KEY", "PRIVATE_KEY")
_ENDINGS = tuple((name, name.replace("_", "").lower()) for name in _NAMES)
_HARMLESS = ("bypass", "compass")
"""Words that end like a name of a credential and name none."""


class _Literal(NamedTuple):
    """A text somewhere in a layer. `name` is what the user calls it, None where a field of the language holds it."""

    path: Path
    text: str
    name: str | None
    help: str


def find_credentials(data: Any, path: Path = ()) -> list[Problem]:
    """The literals that look like credentials in `data`, the long forms of one layer; `path` is where it stands.

    No problem holds any part of a value.
    """
    problems: list[Problem] = []
    for literal in _literals(data, path, None, OTHER_HELP, free=False):
        reason = _reason(literal)
        if reason is not None:
            where = escape(".".join(map(str, literal.path)))
            problems.append(Problem(CODE, literal.path, f"`{where}` {reason}", literal.help))
    return problems


def recognise(text: str) -> str | None:
    """What kind of credential `text` holds, in words such as "a GitHub token"; None where it holds none."""
    for words, pattern in _PATTERNS:
        if pattern.search(text):
            return words
    for match in _USER_INFO.finditer(text):
        if not _REFERENCES.fullmatch(match["password"]):
            return "a URL with a password"
    return None


def _reason(literal: _Literal) -> str | None:
    kind = recognise(literal.text)
    if kind is not None:
        return f"holds {kind}"
    ending = None if literal.name is None else _ending(literal.name)
    if ending is None or _is_harmless(literal.text):
        return None
    return f"looks like a credential: its name ends in `{ending}`"


def _ending(name: str) -> str | None:
    """The ending that makes `name` the name of a credential: `db-password`, `dbPassword` and `DB_PASSWORD` are one."""
    plain = re.sub(r"[^a-z0-9]", "", name.lower())
    if plain.endswith(_HARMLESS):
        return None
    return next((shown for shown, ending in _ENDINGS if plain.endswith(ending)), None)


def _is_harmless(text: str) -> bool:
    """Whether a value says nothing secret: it is empty, a path, a number, a boolean, or made of references."""
    return (
        not text
        or text.startswith(_PATHS)
        or text.lower() in _BOOLEANS
        or _NUMBER.fullmatch(text) is not None
        or _REFERENCES.fullmatch(text) is not None
    )

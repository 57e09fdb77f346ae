"""Owns the row of the table of diagnostic codes, and how the files of an example are put together."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

PROJECT = "project.yml"
ORGANIZATION = "kgen.yml"
_NO_FILES: Mapping[str, str] = MappingProxyType({})
_HEAD = """\
apiVersion: kgen.dev/v1
name: shop
owner: payments
image: registry.example.com/shop:1.4.2
resources: {cpu: 100m, memory: 128Mi}
"""


class Code(NamedTuple):
    """What a code of a diagnostic means.

    `name` names the bad thing in kebab-case, `summary` says it in one line, `explanation` why it is refused and what to
    do. `files` are the texts, by path, of the smallest input that yields the code and no other error. Where no text
    can, or none that is worth reading, there are no files, and `arises` says how the code comes about.
    """

    name: str
    summary: str
    explanation: str
    files: Mapping[str, str] = _NO_FILES
    arises: str = ""


def project(text: str) -> dict[str, str]:
    """`text` as the only file, a project.yml."""
    return {PROJECT: text}


def service(lines: str, environments: str = "{dev: {}}") -> dict[str, str]:
    """A complete project of which `lines` are what matters."""
    return project(f"{_HEAD}{lines}environments: {environments}\n")

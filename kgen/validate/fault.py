"""Owns what is wrong with objects, whoever wrote them: by Kubernetes' schemas and by every rule."""

from collections.abc import Iterator
from typing import NamedTuple

from kgen.artifact import Object
from kgen.diagnostics import escape
from kgen.node import Path
from kgen.validate import schemas
from kgen.validate.field import text
from kgen.validate.objects import Objects, name_of
from kgen.validate.rule import Rule
from kgen.validate.rules import RULES

_CONTAINERS = ("containers", "initContainers")


class Fault(NamedTuple):
    """A finding of a rule, or of the schemas: then there is no rule, because the API server has no opinions."""

    rule: Rule | None
    code: str
    found: Object
    path: Path
    message: str
    help: str | None


def find_faults(objects: Objects, version: schemas.Version) -> Iterator[Fault]:
    """What is wrong with the objects for Kubernetes of `version`, one of those that there are schemas for.

    What the schemas refuse is not judged by rules as well: one cause gives one fault.
    """
    refused = set()
    for found in objects.items:
        for code, path, message, help_text in schemas.check(found, version):
            refused.add((id(found), path))
            yield Fault(None, code, found, path, message, help_text)
    for check in RULES:
        for found, path, message, own_help in check.check(objects):
            if (id(found), path) not in refused:
                yield Fault(check.RULE, check.RULE.code, found, path, message, own_help or check.RULE.help)


def describe(fault: Fault) -> str:
    """The message with the object, and the container in it, that it is about."""
    kind = escape(text(fault.found, "kind") or "object")
    container = container_of(fault.found, fault.path)
    inside = f", container `{escape(container)}`" if container else ""
    return f"{kind} `{escape(name_of(fault.found))}`{inside}: {fault.message}"


def container_of(found: Object, path: Path) -> str | None:
    """The name of the container that a path leads into."""
    index = next((index for index, step in enumerate(path) if step in _CONTAINERS), None)
    return None if index is None else text(found, *path[: index + 2], "name")

"""Owns the judgement of manifests that kgen did not write: the objects of files, judged as one environment."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from kgen.artifact import Object, plain
from kgen.diagnostics import Diagnostic, sort
from kgen.document import parse_nodes, parse_objects, to_plain
from kgen.model import Stage
from kgen.node import MappingNode, SequenceNode, dotted, find, locate
from kgen.source import Source
from kgen.validate import schemas
from kgen.validate.fault import describe, find_faults
from kgen.validate.objects import survey
from kgen.validate.policy import Policy


class Purpose(NamedTuple):
    """What manifests are meant for: a version of Kubernetes, a stage, and the severities of an organisation."""

    kubernetes: schemas.Version
    stage: Stage
    policy: Policy


class Judged(NamedTuple):
    """How many objects there were, and what is wrong with them, each finding at its line."""

    objects: int
    diagnostics: tuple[Diagnostic, ...]


def judge_manifests(sources: Sequence[Source], purpose: Purpose) -> Judged:
    """What is wrong with the objects in some files. Raises KgenError where the extra `validate` is not installed."""
    diagnostics: list[Diagnostic] = []
    trees: list[tuple[Object, MappingNode]] = []
    for source in sources:
        roots = parse_nodes(source)
        if not roots:
            diagnostics.extend(parse_objects(source)[1])
        for root in roots:
            trees.extend((found, tree) for tree in _objects(root) if (found := _read(tree)) is not None)
    placed = {id(found): tree for found, tree in trees}
    objects = survey([found for found, _ in trees])
    for fault in find_faults(objects, schemas.nearest_version(purpose.kubernetes)):
        level = "error" if fault.rule is None else purpose.policy.level(fault.rule, purpose.stage)
        if level != "off":
            span = locate(placed[id(fault.found)], fault.path)
            notes: tuple[str, ...] = (f"at `{dotted(fault.path)}`",) if fault.path else ()
            notes += (f"the rule is `{fault.rule.name}`",) if fault.rule else ()
            diagnostics.append(Diagnostic(fault.code, describe(fault), span, fault.help, notes, level))
    return Judged(len(trees), sort(diagnostics))


def _objects(root: MappingNode) -> Iterator[MappingNode]:
    """The objects of a document: itself, or the items of a List."""
    items = find(root, ("items",))
    kind = _kind(root)
    if kind.endswith("List") and isinstance(items, SequenceNode):
        yield from (item for item in items.items if isinstance(item, MappingNode))
    else:
        yield root


def _kind(root: MappingNode) -> str:
    return str(getattr(find(root, ("kind",)), "text", ""))


def _read(tree: MappingNode) -> Object | None:
    """The object as its API server gets it: without what is null. One for kustomize is for no API server."""
    found = to_plain(tree)
    if not isinstance(found, dict) or str(found.get("apiVersion")).startswith("kustomize.config.k8s.io/"):
        return None
    return plain(found)

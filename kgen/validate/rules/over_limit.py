"""Finds replicas and resources above the ceilings of the organisation."""

from collections.abc import Iterator, Mapping

from kgen.artifact import Object
from kgen.diagnostics import escape
from kgen.node import Path
from kgen.validate.field import mapping, quantity
from kgen.validate.objects import SCALED, Objects
from kgen.validate.rule import ERROR, Finding, Rule
from kgen.validate.scale import AUTOSCALERS

RULE = Rule(
    code="KG571",
    name="over-limit",
    severity=ERROR,
    summary="A workload asks for more than the organisation's `limits` allow.",
    explanation="`limits` of the org file are ceilings of replicas, and of what one container requests or is limited "
    "to. What a project writes is held to them when it is built; here its patches are, too.",
    help="ask for less, or have the org file's `limits` raised",
    good="{minReplicas: 2, maxReplicas: 100}",
    bad="{minReplicas: 2, maxReplicas: 101}",
)


def check(objects: Objects) -> Iterator[Finding]:
    ceilings = objects.ceilings
    for kind, _, high in AUTOSCALERS:
        for scaler in objects.of(kind):
            yield from _above(ceilings, "replicas", scaler, ("spec", high), scaler.get("spec"))
    for found in objects.of(*sorted(SCALED)):
        yield from _above(ceilings, "replicas", found, ("spec", "replicas"), found.get("spec"))
    for container in objects.containers():
        for side in ("requests", "limits"):
            resources = mapping(container.fields, "resources", side)
            for resource in resources:
                place = (*container.path, "resources", side, resource)
                yield from _above(ceilings, resource, container.owner, place, resources)


def _above(ceilings: Mapping[str, str], ceiling: str, found: Object, path: Path, holder: object) -> Iterator[Finding]:
    wanted = quantity(holder, path[-1])
    most = quantity(ceilings.get(ceiling))
    if wanted is not None and most is not None and wanted > most:
        shown = escape(str(mapping(holder)[str(path[-1])]))
        yield Finding(found, path, f"`{path[-1]}` is {shown}, the organisation allows {ceilings[ceiling]}")

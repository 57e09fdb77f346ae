"""Finds volumes that no container of their pod mounts."""

from collections.abc import Iterator

from kgen.diagnostics import escape
from kgen.validate.field import mappings, text
from kgen.validate.objects import Objects
from kgen.validate.rule import WARNING, Finding, Rule
from kgen.validate.rules.unknown_volume import MOUNTS, volume_names

RULE = Rule(
    code="KG550",
    name="unused-volume",
    severity=WARNING,
    summary="No container mounts a volume of its pod.",
    explanation="The pod waits until the volume is there, and nobody uses it. Most often a mount was forgotten.",
    help="mount it, or remove it",
    good="volumes: [{name: tmp, emptyDir: {}}]",
    bad="volumes: [{name: tmp, emptyDir: {}}, {name: cache, emptyDir: {}}]",
    mend="volumes",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        used = {
            text(mount, "name")
            for container in pod.containers
            for field in MOUNTS
            for _, mount in mappings(container.fields, field)
        }
        for name, path in volume_names(pod).items():
            if name and name not in used:
                yield Finding(pod.owner, path, f"volume `{escape(name)}` is mounted nowhere")

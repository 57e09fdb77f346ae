"""Finds images that do not say which registry they are from."""

from collections.abc import Iterator

from kgen.validate.field import text
from kgen.validate.objects import Objects
from kgen.validate.rule import OFF, Finding, Rule

RULE = Rule(
    code="KG704",
    name="unqualified-image",
    severity=OFF,
    summary="An image does not name its registry.",
    explanation="The node then asks Docker Hub, or whatever it is set to. Off by default; organisations with a "
    "registry of their own turn it on.",
    help="write the registry before the repository",
    good="image: registry.example.com/checkout:1.4.2",
    bad="image: checkout:1.4.2",
    mend="image",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        image = text(container.fields, "image") or ""
        registry, slash, _ = image.partition("/")
        if image and not (slash and ("." in registry or ":" in registry or registry == "localhost")):
            yield Finding(container.owner, (*container.path, "image"), "the image names no registry")

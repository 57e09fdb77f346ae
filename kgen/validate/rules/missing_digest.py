"""Finds images that are not fixed by a digest."""

from collections.abc import Iterator

from kgen.validate.field import text
from kgen.validate.objects import Objects
from kgen.validate.rule import OFF, Finding, Rule

RULE = Rule(
    code="KG702",
    name="missing-digest",
    severity=OFF,
    summary="An image is named by its tag alone.",
    explanation="A tag can be moved, a digest is the image. Off by default, because it is the pipeline that knows "
    "digests.",
    help="let the pipeline write the digest behind the tag",
    good="image: registry.example.com/checkout@sha256:0000000000000000000000000000000000000000000000000000000000000000",
    bad="image: registry.example.com/checkout:1.4.2",
    mend="image",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        image = text(container.fields, "image") or ""
        if image and "@" not in image:
            yield Finding(container.owner, (*container.path, "image"), "the image has no digest")

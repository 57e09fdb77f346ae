"""Finds images that may be another one tomorrow."""

from collections.abc import Iterator

from kgen.validate.field import text
from kgen.validate.objects import Objects
from kgen.validate.rule import RELEASED, Finding, Rule

RULE = Rule(
    code="KG701",
    name="floating-image-tag",
    severity=RELEASED,
    summary="An image has no tag, or the tag `latest`.",
    explanation="What runs then depends on when a node pulled it: two pods of one release may differ, and there is no "
    "way back to the image of yesterday.",
    help="write the tag of a release, or a digest",
    good="image: registry.example.com/checkout:1.4.2",
    bad="image: registry.example.com/checkout:latest",
    mend="image",
)


def tag_of(image: str) -> str:
    """The tag of an image, empty where there is none; a digest behind it does not count."""
    return image.partition("@")[0].rpartition("/")[2].partition(":")[2]


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        image = text(container.fields, "image") or ""
        if image and "@" not in image and tag_of(image) in {"", "latest"}:
            message = "the image has the tag `latest`" if tag_of(image) else "the image has no tag"
            yield Finding(container.owner, (*container.path, "image"), message)

"""Owns image references: put together, and refused where they would not say which image runs."""

from typing import TYPE_CHECKING

from kgen import names
from kgen.model import Stage
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema


def resolve_image(image: "schema.Image", stage: Stage, site: Site, *, of_project: bool) -> str | None:
    """`repository:tag@digest`; None when the repository is missing, which is reported.

    `--image-tag` gives a tag to the project's own image alone.
    """
    repository, tag, digest = image.get("repository"), image.get("tag"), image.get("digest")
    if repository is None:
        site.report("KG302", "the image needs a `repository`", "write `image: registry.example.com/name:tag`")
        return None
    if digest is None and tag in {None, "latest"} and stage != "dev":
        what = "has no tag" if tag is None else "has the tag `latest`"
        ways = ", a digest, or build with `--image-tag`" if of_project else " or a digest"
        message = f"the image {what}, so nobody can tell what runs in stage {stage}"
        place = site.at("repository" if tag is None else "tag")
        place.report("KG424", message, f"write a tag that never moves{ways}")
    return repository + (f":{tag}" if tag else "") + (f"@{digest}" if digest else "")


def image_version(image: "schema.Image") -> str | None:
    """The value of the version label: the tag, else the beginning of the digest."""
    if "tag" in image:
        return names.label_value(image["tag"]) or None
    return image["digest"].removeprefix("sha256:")[:12] if "digest" in image else None

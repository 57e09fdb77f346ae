"""Finds pods without containers, and containers without an image that could be pulled."""

import re
from collections.abc import Iterator

from kgen.schema import pattern
from kgen.validate.field import text
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG538",
    name="invalid-container",
    severity=ERROR,
    summary="A pod has no container, or a container has no image, or none that can be pulled.",
    explanation="An image is a repository in lower case with a tag, a digest or both. Anything else waits for ever in "
    "`InvalidImageName`.",
    help="write an image such as `registry.example.com/checkout:1.4.2`",
    good="image: registry.example.com/checkout:1.4.2",
    bad="image: registry.example.com/Checkout:1.4.2",
    mend="image",
)

_IMAGE = re.compile(
    rf"{pattern.REPOSITORY[1:-1]}(:{pattern.TAG[1:-1]})?(@{pattern.DIGEST[1:-1].replace('sha256', 'sha(256|512)')})?"
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        if not any(container.role == "main" for container in pod.containers):
            yield Finding(pod.owner, (*pod.spec_path, "containers"), "the pod has no container")
    for container in objects.containers():
        image = text(container.fields, "image")
        if image is None or not image:
            yield Finding(container.owner, (*container.path, "image"), "there is no image")
        elif not _IMAGE.fullmatch(image):
            yield Finding(container.owner, (*container.path, "image"), "the image is no valid reference")

"""Finds images that a node may take from its own store without asking the registry."""

from collections.abc import Iterator

from kgen.validate.field import text
from kgen.validate.objects import Objects
from kgen.validate.rule import WARNING, Finding, Rule
from kgen.validate.rules.floating_image_tag import tag_of

RULE = Rule(
    code="KG703",
    name="image-pull-policy",
    severity=WARNING,
    summary="An image is not pulled each time.",
    explanation="With `Always` the registry is asked whether the pod may have the image, and a tag that was moved is "
    "seen. Layers that the node has are not loaded again. A digest needs no such care.",
    help="write `imagePullPolicy: Always`",
    good="{image: 'registry.example.com/checkout:1.4.2', imagePullPolicy: Always}",
    bad="{image: 'registry.example.com/checkout:1.4.2', imagePullPolicy: IfNotPresent}",
    mend="imagePullPolicy",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        image = text(container.fields, "image") or ""
        usual = "Always" if tag_of(image) in {"", "latest"} else "IfNotPresent"
        if image and "@" not in image and container.fields.get("imagePullPolicy", usual) != "Always":
            yield Finding(container.owner, (*container.path, "imagePullPolicy"), "the image is not pulled each time")

"""Finds objects that are too large for the API server."""

import json
from collections.abc import Iterator

from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG537",
    name="oversized-object",
    severity=ERROR,
    summary="An object is larger than 1 MiB.",
    explanation="A ConfigMap or Secret holds 1 MiB at most, and etcd refuses objects of little more than that. Each is "
    "kept in the memory of the API server, too.",
    help="put large files into the image or a volume",
    good="{kind: ConfigMap, data: {country: DE}}",
    bad="{kind: ConfigMap, metadata: {name: history-of-ten-years}}",
    mend="files",
)

_MOST_BYTES = 1024 * 1024


def check(objects: Objects) -> Iterator[Finding]:
    for found in objects.items:
        size = len(json.dumps(found, ensure_ascii=False, default=str).encode("utf-8", "replace"))
        if size > _MOST_BYTES:
            yield Finding(found, (), f"the object has {size} bytes, {_MOST_BYTES} are allowed")

"""Finds keys of ConfigMaps and Secrets that Kubernetes refuses."""

from collections.abc import Iterator

from kgen.diagnostics import escape
from kgen.validate import spelling
from kgen.validate.field import mapping
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG551",
    name="invalid-data-key",
    severity=ERROR,
    summary="A key of a ConfigMap or Secret is none that Kubernetes takes, or is there twice.",
    explanation="Keys become names of files: letters, digits, `-`, `_` and `.`, without `/` and not beginning with "
    "`..`. `data` and `binaryData` have no key in common.",
    help="rename the key; a mount can give the file another path with `items`",
    good="{kind: ConfigMap, data: {config.yml: 'a: 1'}}",
    bad="{kind: ConfigMap, data: {conf/config.yml: 'a: 1'}}",
)

_PARTS = ("data", "binaryData", "stringData")


def check(objects: Objects) -> Iterator[Finding]:
    for found in objects.of("ConfigMap", "Secret"):
        for part in _PARTS:
            for key in mapping(found, part):
                if wrong := spelling.data_key(key):
                    yield Finding(found, (part, key), f"the key `{escape(key)}` must be {wrong}")
        for key in sorted(mapping(found, "data").keys() & mapping(found, "binaryData").keys()):
            yield Finding(found, ("binaryData", key), f"the key `{escape(key)}` is in `data` and `binaryData`")

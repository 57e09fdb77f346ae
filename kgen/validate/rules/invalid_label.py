"""Finds labels and selectors whose keys or values Kubernetes refuses."""

from collections.abc import Iterator

from kgen.diagnostics import escape
from kgen.node import Path
from kgen.validate import spelling
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG535",
    name="invalid-label",
    severity=ERROR,
    summary="A label has a key or a value that Kubernetes refuses.",
    explanation="A value is at most 63 letters, digits, `-`, `_` and `.`, a key the same with an optional domain and "
    "`/` before it. Longer or freer text belongs into an annotation.",
    help="shorten or correct it, or make it an annotation",
    good="labels: {team: payments}",
    bad="labels: {team: payments and billing}",
    mend="labels",
)

_MAPS = frozenset({"labels", "matchLabels", "nodeSelector"})
_RULE_GROUPS = "groups"
"""PrometheusRule's alerts have labels of their own, which are Prometheus's."""


def check(objects: Objects) -> Iterator[Finding]:
    for found, path, value in objects.scalars:
        if not _is_label(path):
            continue
        key = str(path[-1])
        if wrong := spelling.key(key):
            yield Finding(found, path, f"the key `{escape(key)}` of a label must be {wrong}")
        elif isinstance(value, str) and (wrong := spelling.label_value(value)):
            yield Finding(found, path, f"the value of the label `{key}` must be {wrong}")


def _is_label(path: Path) -> bool:
    if len(path) < 2 or _RULE_GROUPS in path:
        return False
    in_selector = path[-2] == "selector" and path[0] == "spec" and len(path) == 3
    return path[-2] in _MAPS or in_selector

"""Finds selectors that hold a label which changes, although selectors cannot be changed."""

from collections.abc import Iterator

from kgen.diagnostics import escape
from kgen.validate.field import mapping
from kgen.validate.objects import SELECTING, Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG554",
    name="unstable-selector",
    severity=ERROR,
    summary="A selector holds a label that changes with a release.",
    explanation="The selector of a Deployment, StatefulSet or DaemonSet is immutable: the next release would be "
    "refused until the object is deleted, with all of its pods.",
    help="leave the version out of the selector; it belongs on the pods only",
    good="selector: {matchLabels: {app: checkout}}",
    bad="selector: {matchLabels: {app: checkout, version: 1.4.2}}",
    mend="selector",
)

_CHANGING = frozenset({"app.kubernetes.io/version", "version", "chart", "helm.sh/chart", "tag", "revision"})
_OWNED = frozenset({"pod-template-hash", "controller-revision-hash"})


def check(objects: Objects) -> Iterator[Finding]:
    for found in objects.of(*sorted(SELECTING)):
        for label in sorted(mapping(found, "spec", "selector", "matchLabels").keys() & (_CHANGING | _OWNED)):
            path = ("spec", "selector", "matchLabels", label)
            yield Finding(found, path, f"the selector holds `{escape(label)}`, which changes")

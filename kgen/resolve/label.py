"""Owns labels and annotations: the derived ones, and whether written ones are what Kubernetes takes."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kgen import names
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema

LANGUAGE = "v1"
_PART = r"[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?"
_NAME = re.compile(_PART)
_PREFIX = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*")
_MAX_PREFIX = 253
_MAX_ANNOTATIONS = 256 * 1024


def project_labels(project: str, environment: str, owner: "schema.Owner") -> dict[str, str]:
    """The labels of every object of one environment."""
    labels = {
        names.NAME: project,
        names.INSTANCE: f"{project}-{environment}",
        names.PART_OF: project,
        names.MANAGED_BY: "kgen",
        names.ENVIRONMENT: environment,
        names.OWNER: names.label_value(owner.get("team", "")),
    }
    return {key: value for key, value in labels.items() if value}


def project_annotations(owner: "schema.Owner", description: str | None, repository: str | None) -> dict[str, str]:
    """The annotations of every object: who owns it, and where it comes from."""
    annotations = {
        "kgen.dev/description": description,
        "kgen.dev/email": owner.get("email"),
        "kgen.dev/language": LANGUAGE,
        "kgen.dev/oncall": owner.get("oncall"),
        "kgen.dev/repository": repository,
        "kgen.dev/runbook": owner.get("runbook"),
        "kgen.dev/slack": owner.get("slack"),
    }
    return {key: value for key, value in annotations.items() if value is not None}


def written_labels(labels: Mapping[str, str], site: Site) -> dict[str, str]:
    """Labels as written; keys and values that Kubernetes refuses are reported."""
    for key, value in labels.items():
        _check_key(key, "label", site.at(key))
        if value and not _NAME.fullmatch(value):
            site.at(key).report(
                "KG441",
                f"the value of label `{key}` is invalid",
                "at most 63 letters, digits, `-`, `_` and `.`, beginning and ending with a letter or digit",
            )
    return dict(labels)


def written_annotations(annotations: Mapping[str, str], site: Site) -> dict[str, str]:
    """Annotations with their references replaced; keys that Kubernetes refuses are reported."""
    replaced = {key: site.at(key).replace(value) for key, value in annotations.items()}
    for key in annotations:
        _check_key(key, "annotation", site.at(key))
    size = sum(len(key.encode()) + len(value.encode()) for key, value in replaced.items())
    if size > _MAX_ANNOTATIONS:
        message = f"the annotations are {size} bytes together, Kubernetes takes {_MAX_ANNOTATIONS}"
        site.report("KG442", message, "move large content into `files`", at_key=True)
    return replaced


def _check_key(key: str, what: str, site: Site) -> None:
    prefix, slash, name = key.rpartition("/")
    bad_prefix = bool(slash) and (not _PREFIX.fullmatch(prefix) or len(prefix) > _MAX_PREFIX)
    if bad_prefix or not _NAME.fullmatch(name):
        site.report(
            "KG440",
            f"the {what} key `{key}` is invalid",
            "an optional domain and `/`, then at most 63 letters, digits, `-`, `_` and `.`",
            at_key=True,
        )
    elif key.startswith(("app.kubernetes.io/", "kgen.dev/")) and key.rpartition("/")[0] in {
        "app.kubernetes.io",
        "kgen.dev",
    }:
        site.report(
            "KG443", f"the {what} `{key}` is derived by kgen and cannot be written", "choose another key", at_key=True
        )

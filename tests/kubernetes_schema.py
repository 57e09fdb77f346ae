"""Owns the check of an object against the JSON schemas of Kubernetes, in which unknown fields are errors."""

import json
import re
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from jsonschema_rs import Draft202012Validator, Registry

from kgen.artifact import Object, plain

CUSTOM_KINDS = frozenset(
    {
        "AnalysisTemplate",
        "Canary",
        "ExternalSecret",
        "GRPCRoute",
        "HTTPRoute",
        "MetricTemplate",
        "PodMonitor",
        "PrometheusRule",
        "ReferenceGrant",
        "Rollout",
        "ScaledObject",
        "ServiceMonitor",
    }
)
"""Kinds that come from custom resource definitions: Kubernetes has no schema for them."""


def errors(found: Object, version: str = "1.33") -> list[str]:
    """What the API of `version` would say of `found` as it is written, as `path: message`; empty when all is well.

    Kinds of custom resource definitions are not checked. A kind without a schema is an error.
    """
    written = plain(found)
    if written.get("kind") in CUSTOM_KINDS:
        return []
    try:
        validator = _validator(str(written.get("apiVersion")), str(written.get("kind")), version)
    except FileNotFoundError:
        return [f": Kubernetes {version} has no {written.get('apiVersion')}/{written.get('kind')}"]
    return [f"{_pointer(error.instance_path)}: {error.message}" for error in validator.iter_errors(written)]


def _pointer(path: list[str | int]) -> str:
    return ".".join(str(step) for step in path)


@cache
def _validator(api_version: str, kind: str, version: str) -> Draft202012Validator:
    """Raises FileNotFoundError for a kind that Kubernetes does not have."""
    # Schemas are named by the first label of the API's group: `rbac.authorization.k8s.io/v1` is `rbac-v1`.
    group_version = re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", api_version)
    schema = json.loads((_folder(version) / f"{kind.lower()}-{group_version}.json").read_text())
    return Draft202012Validator(schema, registry=_definitions(version))


@cache
def _definitions(version: str) -> Registry:
    definitions: dict[str, Any] = json.loads((_folder(version) / "_definitions.json").read_text())
    return Registry([(definitions["$id"], definitions)])


def _folder(version: str) -> Traversable:
    return files("kubernetes_validate") / "kubernetes-json-schema" / f"v{version}.0-local-strict"

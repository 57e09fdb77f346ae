"""Owns label selectors: which labels one matches."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.artifact import Object
from kgen.validate.field import mapping, mappings, sequence, text, texts
from kgen.validate.objects import Objects, Pod, namespace_of


def selects(selector: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    """Whether a selector with `matchLabels` and `matchExpressions` matches `labels`; an empty one matches all."""
    if not is_part(mapping(selector, "matchLabels"), labels):
        return False
    return all(_holds(expression, labels) for _, expression in mappings(selector, "matchExpressions"))


def is_part(wanted: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    return all(labels.get(key) == value for key, value in wanted.items())


def _holds(expression: Mapping[str, Any], labels: Mapping[str, str]) -> bool:
    key = text(expression, "key") or ""
    match text(expression, "operator"):
        case "In":
            return labels.get(key) in sequence(expression, "values")
        case "NotIn":
            return labels.get(key) not in sequence(expression, "values")
        case "Exists":
            return key in labels
        case "DoesNotExist":
            return key not in labels
        case _:
            return False


def pods_selected(objects: Objects, selector: Mapping[str, Any], namespace: str | None) -> Iterator[Pod]:
    """The pods of a namespace that a selector with `matchLabels` matches."""
    return (pod for pod in objects.here.pods.get(namespace, ()) if selects(selector, pod.labels))


def pods_served(objects: Objects, service: Object) -> Iterator[Pod]:
    """The pods that a Service leads to; its selector has labels alone."""
    wanted = texts(service, "spec", "selector")
    return (pod for pod in objects.here.pods.get(namespace_of(service), ()) if is_part(wanted, pod.labels))

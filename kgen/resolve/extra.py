"""Owns extra objects: checked for what every object needs, placed in the namespace, labelled like emitted ones."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from kgen.node import Path
from kgen.resolve.pod import digest_of
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema

_CLUSTER_WIDE = frozenset(
    {"APIService", "CSIDriver", "ClusterIssuer", "ClusterRole", "ClusterRoleBinding", "ClusterSecretStore"}
    | {"CustomResourceDefinition", "GatewayClass", "IngressClass", "MutatingWebhookConfiguration", "Namespace", "Node"}
    | {"PersistentVolume", "PriorityClass", "RuntimeClass", "StorageClass", "ValidatingAdmissionPolicy"}
    | {"ValidatingAdmissionPolicyBinding", "ValidatingWebhookConfiguration", "VolumeSnapshotClass"}
)
"""Kinds without a namespace."""


def resolve_extra_objects(
    extras: "Mapping[str, schema.ExtraObject]",
    sources: Mapping[Path, tuple[Mapping[str, Any], ...]],
    namespace: str,
    labels: Mapping[str, str],
    site: Site,
) -> tuple[Mapping[str, Any], ...]:
    """All extra objects by key. `sources` holds what was read from `source` files, by the path of the entry."""
    resolved: list[Mapping[str, Any]] = []
    for key in sorted(extras):
        extra, here = extras[key], site.at(key)
        written = (extra["object"],) if extra["alternative"] == "object" else sources.get(here.path, ())
        for found in written:
            if isinstance(found, dict) and _is_object(found, here):
                resolved.append(_placed(found, namespace, labels, here))
    return tuple(resolved)


def _is_object(found: Mapping[str, Any], site: Site) -> bool:
    missing = [field for field in ("apiVersion", "kind") if not isinstance(found.get(field), str)]
    metadata = found.get("metadata")
    if not isinstance(metadata, dict) or not isinstance(metadata.get("name"), str):
        missing.append("metadata.name")
    if missing:
        listed = ", ".join(f"`{field}`" for field in missing)
        site.report("KG484", f"the extra object has no {listed}", "every Kubernetes object needs it", at_key=True)
        return False
    wrong = [field for field in ("labels", "annotations") if not _is_text_map(found["metadata"].get(field))]
    for field in wrong:
        message = f"`metadata.{field}` of the extra object is no mapping of text"
        site.report("KG484", message, "write `key: value`, numbers and booleans in quotes", at_key=True)
    return not wrong


def _is_text_map(written: object) -> bool:
    return written is None or (isinstance(written, dict) and all(isinstance(value, str) for value in written.values()))


def _placed(found: Mapping[str, Any], namespace: str, labels: Mapping[str, str], site: Site) -> Mapping[str, Any]:
    metadata = dict(found["metadata"])
    own = metadata.get("labels") or {}
    metadata["labels"] = {**labels, **own}
    if found["kind"] not in _CLUSTER_WIDE:
        other = metadata.setdefault("namespace", namespace)
        if other != namespace:
            site.at("object", "metadata", "namespace").report(
                "KG485",
                f"the extra object is meant for namespace `{other}`, this environment writes into `{namespace}`",
                "leave `metadata.namespace` out",
            )
    return {**found, "metadata": metadata}


def config_map_digests(objects: tuple[Mapping[str, Any], ...]) -> dict[str, str]:
    """A digest of every ConfigMap among the extra objects, by name."""
    return dict(_digests(objects))


def _digests(objects: tuple[Mapping[str, Any], ...]) -> Iterator[tuple[str, str]]:
    for found in objects:
        if found["kind"] == "ConfigMap" and found["apiVersion"] == "v1":
            yield found["metadata"]["name"], digest_of([found.get("data"), found.get("binaryData")])

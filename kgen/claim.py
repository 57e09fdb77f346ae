"""Owns what a claim asks of storage, in Kubernetes' shape, whether it is a template or an object of its own."""

from typing import TYPE_CHECKING

from kgen.model import Claim

if TYPE_CHECKING:
    from kgen import objects


def persistent_volume_claim(metadata: "objects.ObjectMeta", claim: Claim) -> "objects.PersistentVolumeClaim":
    """A PersistentVolumeClaim of whole files, not of a block device."""
    return {
        "apiVersion": "v1",
        "kind": "PersistentVolumeClaim",
        "metadata": metadata,
        "spec": {
            "accessModes": list(claim.access_modes),
            "storageClassName": claim.storage_class,
            "resources": {"requests": {"storage": claim.size}},
            "volumeMode": "Filesystem",
        },
    }

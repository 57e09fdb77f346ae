"""Owns volume sources that hold data: scratch space, claims, drivers, images and the node's own disk."""

from typing import Annotated, Literal

from pydantic import Field

from kgen.schema.pattern import EMPTY_DIR_MEDIUM
from kgen.schema.record import Record
from kgen.schema.scalar import ObjectName, Quantities, Quantity, TextMap
from kgen.schema.selector import LabelSelector

AccessMode = Literal["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"]


class EmptyDirVolumeSource(Record, total=False):
    """Scratch space, empty when the pod starts and gone with it."""

    medium: Annotated[
        str,
        Field(
            pattern=EMPTY_DIR_MEDIUM,
            description="What holds the data. Default: the node's disk; `Memory` counts against the memory limit.",
        ),
    ]
    sizeLimit: Annotated[
        Quantity, Field(description="Size above which the pod is evicted. Default: none.", examples=["1Gi"])
    ]


class PersistentVolumeClaim(Record, total=False):
    """Storage that outlives the pod: `size` makes a claim, `claimName` uses one that exists."""

    size: Annotated[
        Quantity,
        Field(description="Size of the claim; in a StatefulSet each pod gets one of its own.", examples=["10Gi"]),
    ]
    storageClassName: Annotated[ObjectName, Field(description="Storage class of the claim. Default: the cluster's.")]
    accessModes: Annotated[
        list[AccessMode],
        Field(
            min_length=1,
            description="How the volume may be mounted. Default: `[ReadWriteOnce]`, by one node at a time.",
        ),
    ]
    claimName: Annotated[ObjectName, Field(description="Name of an existing claim in the namespace of the workload.")]


class LocalObjectReference(Record, total=False):
    """The name of an object in the same namespace."""

    name: Annotated[ObjectName, Field(description="Name of the object.")]


class CSIVolumeSource(Record, total=False):
    """A volume that a CSI driver provides for the lifetime of the pod."""

    driver: Annotated[
        str, Field(min_length=1, description="Name of the CSI driver.", examples=["secrets-store.csi.k8s.io"])
    ]
    fsType: Annotated[str, Field(description="File system to mount. Default: the driver's choice.")]
    readOnly: Annotated[bool, Field(description="Whether the volume is read-only. Default: `false`.")]
    volumeAttributes: Annotated[TextMap, Field(description="Settings that the driver defines.")]
    nodePublishSecretRef: Annotated[
        LocalObjectReference, Field(description="Secret with credentials that the driver needs to mount.")
    ]


class VolumeResourceRequirements(Record, total=False):
    """How much storage a claim asks for."""

    requests: Annotated[Quantities, Field(description="The least that is wanted, as `{storage: 10Gi}`.")]
    limits: Annotated[Quantities, Field(description="The most that is accepted, as `{storage: 20Gi}`.")]


class TypedLocalObjectReference(Record, total=False):
    """An object of any kind in the same namespace."""

    apiGroup: Annotated[str, Field(description="API group of the object. Default: the core group.")]
    kind: Annotated[str, Field(description="Kind of the object.")]
    name: Annotated[ObjectName, Field(description="Name of the object.")]


class TypedObjectReference(TypedLocalObjectReference, total=False):
    """An object of any kind, in another namespace if need be."""

    namespace: Annotated[str, Field(description="Namespace of the object. Default: the claim's.")]


class PersistentVolumeClaimSpec(Record, total=False):
    """A claim in Kubernetes' shape."""

    accessModes: Annotated[list[AccessMode], Field(min_length=1, description="How the volume may be mounted.")]
    resources: Annotated[VolumeResourceRequirements, Field(description="How much storage is asked for.")]
    storageClassName: Annotated[str, Field(description="Storage class. Default: the cluster's; empty: none.")]
    volumeAttributesClassName: Annotated[ObjectName, Field(description="VolumeAttributesClass that tunes the volume.")]
    volumeMode: Annotated[Literal["Filesystem", "Block"], Field(description="Default: `Filesystem`.")]
    volumeName: Annotated[ObjectName, Field(description="Existing PersistentVolume to bind to.")]
    selector: Annotated[LabelSelector, Field(description="Which PersistentVolumes may be bound.")]
    dataSource: Annotated[
        TypedLocalObjectReference, Field(description="Snapshot or claim whose content the volume starts with.")
    ]
    dataSourceRef: Annotated[
        TypedObjectReference, Field(description="Like `dataSource`, for objects of any kind and namespace.")
    ]


class ClaimMetadata(Record, total=False):
    """Metadata that Kubernetes copies to a claim made for a pod."""

    labels: Annotated[TextMap, Field(description="Labels of the claim.")]
    annotations: Annotated[TextMap, Field(description="Annotations of the claim.")]


class PersistentVolumeClaimTemplate(Record, total=False):
    """The claim that is made for each pod."""

    metadata: Annotated[ClaimMetadata, Field(description="Labels and annotations of the claim.")]
    spec: Annotated[PersistentVolumeClaimSpec, Field(description="The claim itself.")]


class EphemeralVolumeSource(Record, total=False):
    """A claim that is made with the pod and deleted with it."""

    volumeClaimTemplate: Annotated[PersistentVolumeClaimTemplate, Field(description="The claim each pod gets.")]


class ImageVolumeSource(Record, total=False):
    """The files of an OCI image, mounted read-only; Kubernetes 1.33 or newer."""

    reference: Annotated[str, Field(min_length=1, description="Image reference, as containers write it.")]
    pullPolicy: Annotated[
        Literal["Always", "IfNotPresent", "Never"],
        Field(
            description="When the image is pulled. Default: `Always` for the tag `latest`, otherwise `IfNotPresent`."
        ),
    ]


class NFSVolumeSource(Record, total=False):
    """A folder exported by an NFS server."""

    server: Annotated[str, Field(min_length=1, description="Host name or address of the server.")]
    path: Annotated[str, Field(min_length=1, description="Folder that the server exports.")]
    readOnly: Annotated[bool, Field(description="Whether the export is mounted read-only. Default: `false`.")]


class HostPathVolumeSource(Record, total=False):
    """A file or folder of the node."""

    path: Annotated[str, Field(min_length=1, description="Path on the node.")]
    type: Annotated[
        Literal["", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"],
        Field(description="What must be at the path, checked before mounting. Default: no check."),
    ]

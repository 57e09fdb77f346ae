"""Owns the volumes that a container mounts: one record for each source, and what all mounts share."""

from typing import Annotated, Literal, Required

from pydantic import Field

from kgen.schema.projection import (
    ConfigMapVolumeSource,
    DownwardAPIVolumeSource,
    ProjectedVolumeSource,
    SecretVolumeSource,
)
from kgen.schema.record import TAG, Record
from kgen.schema.scalar import DnsLabel, RelativePath
from kgen.schema.storage import (
    CSIVolumeSource,
    EmptyDirVolumeSource,
    EphemeralVolumeSource,
    HostPathVolumeSource,
    ImageVolumeSource,
    NFSVolumeSource,
    PersistentVolumeClaim,
)


class VolumeMount(Record, total=False):
    """How a volume appears in the container that mounts it."""

    name: Annotated[
        DnsLabel,
        Field(
            description="Name of the volume in the pod, by which other containers share it. "
            "Default: made from the mount path, `/var/cache` giving `var-cache`."
        ),
    ]
    readOnly: Annotated[bool, Field(description="Whether the container may only read. Default: `false`.")]
    subPath: Annotated[
        RelativePath,
        Field(description="File or folder of the volume to mount instead of its root, as a relative path."),
    ]
    mountPropagation: Annotated[
        Literal["None", "HostToContainer", "Bidirectional"],
        Field(description="Whether mounts made later pass between node and container. Default: `None`."),
    ]


class EmptyDirVolume(VolumeMount, total=False):
    """Scratch space that lives as long as the pod."""

    alternative: Required[Annotated[Literal["emptyDir"], TAG]]
    emptyDir: Annotated[
        EmptyDirVolumeSource, Field(description="Scratch space, empty when the pod starts; `{}` takes the node's disk.")
    ]


class PersistentVolumeClaimVolume(VolumeMount, total=False):
    """Storage that outlives the pod."""

    alternative: Required[Annotated[Literal["persistentVolumeClaim"], TAG]]
    persistentVolumeClaim: Annotated[
        PersistentVolumeClaim, Field(description="A claim that kgen writes (`size`) or one that exists (`claimName`).")
    ]


class SecretVolume(VolumeMount, total=False):
    """A Secret as a directory of files, in Kubernetes' shape; `files` has a shorter one."""

    alternative: Required[Annotated[Literal["secret"], TAG]]
    secret: Annotated[SecretVolumeSource, Field(description="The Secret, and how its keys become files.")]


class ConfigMapVolume(VolumeMount, total=False):
    """A ConfigMap as a directory of files, in Kubernetes' shape; `files` has a shorter one."""

    alternative: Required[Annotated[Literal["configMap"], TAG]]
    configMap: Annotated[ConfigMapVolumeSource, Field(description="The ConfigMap, and how its keys become files.")]


class DownwardAPIVolume(VolumeMount, total=False):
    """Fields of the pod as files."""

    alternative: Required[Annotated[Literal["downwardAPI"], TAG]]
    downwardAPI: Annotated[DownwardAPIVolumeSource, Field(description="Which fields of the pod become which files.")]


class ProjectedVolume(VolumeMount, total=False):
    """Several sources in one directory."""

    alternative: Required[Annotated[Literal["projected"], TAG]]
    projected: Annotated[ProjectedVolumeSource, Field(description="The sources that share the directory.")]


class CSIVolume(VolumeMount, total=False):
    """A volume that a storage driver makes for the pod."""

    alternative: Required[Annotated[Literal["csi"], TAG]]
    csi: Annotated[CSIVolumeSource, Field(description="The storage driver and its settings.")]


class EphemeralVolume(VolumeMount, total=False):
    """A claim made for each pod and deleted with it."""

    alternative: Required[Annotated[Literal["ephemeral"], TAG]]
    ephemeral: Annotated[EphemeralVolumeSource, Field(description="The claim that each pod gets for itself.")]


class ImageVolume(VolumeMount, total=False):
    """The content of an image, read-only."""

    alternative: Required[Annotated[Literal["image"], TAG]]
    image: Annotated[ImageVolumeSource, Field(description="The image whose files are mounted.")]


class NFSVolume(VolumeMount, total=False):
    """A folder of an NFS server."""

    alternative: Required[Annotated[Literal["nfs"], TAG]]
    nfs: Annotated[NFSVolumeSource, Field(description="The server and its exported folder.")]


class HostPathVolume(VolumeMount, total=False):
    """A path of the node; needs `podSecurity: privileged`."""

    alternative: Required[Annotated[Literal["hostPath"], TAG]]
    hostPath: Annotated[HostPathVolumeSource, Field(description="The path on the node.")]


class SharedVolume(VolumeMount, total=False):
    """A volume that another container of the pod declares."""

    alternative: Required[Annotated[Literal["volume"], TAG]]
    volume: Annotated[DnsLabel, Field(description="Name of the volume to share.")]


Volume = Annotated[
    EmptyDirVolume
    | PersistentVolumeClaimVolume
    | SecretVolume
    | ConfigMapVolume
    | DownwardAPIVolume
    | ProjectedVolume
    | CSIVolume
    | EphemeralVolume
    | ImageVolume
    | NFSVolume
    | HostPathVolume
    | SharedVolume,
    Field(discriminator="alternative"),
]

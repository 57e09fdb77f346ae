"""Owns the shapes of volumes and of the claims behind them."""

from typing import Literal, Required, TypeAlias, TypedDict

from kgen.objects.container import ObjectFieldSelector, PullPolicy, ResourceFieldSelector
from kgen.objects.meta import LabelSelector, LocalObjectReference, ObjectMeta, Quantity, TemplateMeta

AccessMode: TypeAlias = Literal["ReadWriteOnce", "ReadOnlyMany", "ReadWriteMany", "ReadWriteOncePod"]


class VolumeResourceRequirements(TypedDict, total=False):
    requests: Required[dict[str, Quantity]]
    limits: dict[str, Quantity] | None


class PersistentVolumeClaimSpec(TypedDict, total=False):
    """`volumeMode` is always written: inside a StatefulSet GitOps tools report what the API server adds for ever."""

    accessModes: Required[list[AccessMode]]
    resources: Required[VolumeResourceRequirements]
    storageClassName: str | None
    volumeMode: Required[Literal["Filesystem", "Block"]]


class PersistentVolumeClaim(TypedDict):
    """A claim of its own, or a volumeClaimTemplate of a StatefulSet, which is a whole object too."""

    apiVersion: Literal["v1"]
    kind: Literal["PersistentVolumeClaim"]
    metadata: ObjectMeta
    spec: PersistentVolumeClaimSpec


class PersistentVolumeClaimTemplate(TypedDict, total=False):
    """The claim of an ephemeral volume, which lives and dies with its pod."""

    metadata: TemplateMeta | None
    spec: Required[PersistentVolumeClaimSpec]


class EphemeralVolumeSource(TypedDict):
    volumeClaimTemplate: PersistentVolumeClaimTemplate


class EmptyDirVolumeSource(TypedDict, total=False):
    medium: Literal["", "Memory"] | None
    sizeLimit: Quantity | None


class PersistentVolumeClaimVolumeSource(TypedDict, total=False):
    claimName: Required[str]
    readOnly: bool | None


class KeyToPath(TypedDict, total=False):
    key: Required[str]
    path: Required[str]
    mode: int | None


class SecretVolumeSource(TypedDict, total=False):
    """The one place where a Secret's name is called `secretName`."""

    secretName: Required[str]
    items: list[KeyToPath] | None
    defaultMode: int | None
    optional: bool | None


class ConfigMapVolumeSource(TypedDict, total=False):
    name: Required[str]
    items: list[KeyToPath] | None
    defaultMode: int | None
    optional: bool | None


class DownwardAPIVolumeFile(TypedDict, total=False):
    path: Required[str]
    fieldRef: ObjectFieldSelector | None
    resourceFieldRef: ResourceFieldSelector | None
    mode: int | None


class DownwardAPIVolumeSource(TypedDict, total=False):
    items: Required[list[DownwardAPIVolumeFile]]
    defaultMode: int | None


class SecretProjection(TypedDict, total=False):
    name: Required[str]
    items: list[KeyToPath] | None
    optional: bool | None


class ConfigMapProjection(TypedDict, total=False):
    name: Required[str]
    items: list[KeyToPath] | None
    optional: bool | None


class DownwardAPIProjection(TypedDict):
    items: list[DownwardAPIVolumeFile]


class ServiceAccountTokenProjection(TypedDict, total=False):
    path: Required[str]
    audience: str | None
    expirationSeconds: int | None


class ClusterTrustBundleProjection(TypedDict, total=False):
    path: Required[str]
    name: str | None
    signerName: str | None
    labelSelector: LabelSelector | None
    optional: bool | None


class VolumeProjection(TypedDict, total=False):
    """Exactly one of the five."""

    clusterTrustBundle: ClusterTrustBundleProjection | None
    configMap: ConfigMapProjection | None
    downwardAPI: DownwardAPIProjection | None
    secret: SecretProjection | None
    serviceAccountToken: ServiceAccountTokenProjection | None


class ProjectedVolumeSource(TypedDict, total=False):
    sources: Required[list[VolumeProjection]]
    defaultMode: int | None


class CSIVolumeSource(TypedDict, total=False):
    driver: Required[str]
    fsType: str | None
    nodePublishSecretRef: LocalObjectReference | None
    readOnly: bool | None
    volumeAttributes: dict[str, str] | None


class ImageVolumeSource(TypedDict, total=False):
    reference: Required[str]
    pullPolicy: PullPolicy | None


class NFSVolumeSource(TypedDict, total=False):
    server: Required[str]
    path: Required[str]
    readOnly: bool | None


class HostPathVolumeSource(TypedDict, total=False):
    path: Required[str]
    type: (
        Literal["", "DirectoryOrCreate", "Directory", "FileOrCreate", "File", "Socket", "CharDevice", "BlockDevice"]
        | None
    )


class VolumeSource(TypedDict, total=False):
    """Exactly one of them."""

    emptyDir: EmptyDirVolumeSource | None
    persistentVolumeClaim: PersistentVolumeClaimVolumeSource | None
    secret: SecretVolumeSource | None
    configMap: ConfigMapVolumeSource | None
    downwardAPI: DownwardAPIVolumeSource | None
    projected: ProjectedVolumeSource | None
    csi: CSIVolumeSource | None
    ephemeral: EphemeralVolumeSource | None
    image: ImageVolumeSource | None
    nfs: NFSVolumeSource | None
    hostPath: HostPathVolumeSource | None


class Volume(VolumeSource):
    name: str

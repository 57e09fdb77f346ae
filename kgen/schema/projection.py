"""Owns volume sources that turn objects and fields of the API into files."""

from typing import Annotated, Literal, Required

from pydantic import Field

from kgen.schema.record import Record
from kgen.schema.scalar import DataKey, NumericFileMode, ObjectName, PositiveCount, RelativePath, TextMap
from kgen.schema.selector import LabelSelector
from kgen.schema.variable import ResourceFieldSelector

_MODE = "Permissions as a decimal number, 288 for octal 0440. Default: the volume's `defaultMode`."


class KeyToPath(Record, total=False):
    """A key of a ConfigMap or Secret, and the file it becomes."""

    key: Required[Annotated[DataKey, Field(description="Key to take.")]]
    path: Required[Annotated[RelativePath, Field(description="Path of the file below the mount path.")]]
    mode: Annotated[NumericFileMode, Field(description=_MODE)]


class DefaultMode(Record, total=False):
    """The permissions of a volume's files."""

    defaultMode: Annotated[
        NumericFileMode,
        Field(description="Permissions of the files as a decimal number. Default: 420, which is octal 0644."),
    ]


class SecretVolumeSource(DefaultMode, total=False):
    """A Secret as files."""

    secretName: Annotated[ObjectName, Field(description="Name of the Secret, in the namespace of the workload.")]
    items: Annotated[list[KeyToPath], Field(description="Keys to take. Default: all, each under its own name.")]
    optional: Annotated[bool, Field(description="Whether the pod starts without the Secret. Default: `false`.")]


class ConfigMapVolumeSource(DefaultMode, total=False):
    """A ConfigMap as files."""

    name: Annotated[ObjectName, Field(description="Name of the ConfigMap, in the namespace of the workload.")]
    items: Annotated[list[KeyToPath], Field(description="Keys to take. Default: all, each under its own name.")]
    optional: Annotated[bool, Field(description="Whether the pod starts without the ConfigMap. Default: `false`.")]


class ObjectFieldSelector(Record, total=False):
    """A field of the pod."""

    apiVersion: Annotated[str, Field(description="API version the path is written for. Default: `v1`.")]
    fieldPath: Required[
        Annotated[str, Field(min_length=1, description="Path of the field.", examples=["metadata.labels"])]
    ]


class DownwardAPIVolumeFile(Record, total=False):
    """A file with a field of the pod or a resource of a container."""

    path: Required[Annotated[RelativePath, Field(description="Path of the file below the mount path.")]]
    fieldRef: Annotated[ObjectFieldSelector, Field(description="Field of the pod to write.")]
    resourceFieldRef: Annotated[
        ResourceFieldSelector, Field(description="Resource to write; here `containerName` must be given.")
    ]
    mode: Annotated[NumericFileMode, Field(description=_MODE)]


class DownwardAPIVolumeSource(DefaultMode, total=False):
    """Fields of the pod as files."""

    items: Annotated[list[DownwardAPIVolumeFile], Field(description="The files to write.")]


class SecretProjection(Record, total=False):
    """A Secret among the sources of a directory."""

    name: Annotated[ObjectName, Field(description="Name of the Secret.")]
    items: Annotated[list[KeyToPath], Field(description="Keys to take. Default: all, each under its own name.")]
    optional: Annotated[bool, Field(description="Whether the pod starts without the Secret. Default: `false`.")]


class ConfigMapProjection(Record, total=False):
    """A ConfigMap among the sources of a directory."""

    name: Annotated[ObjectName, Field(description="Name of the ConfigMap.")]
    items: Annotated[list[KeyToPath], Field(description="Keys to take. Default: all, each under its own name.")]
    optional: Annotated[bool, Field(description="Whether the pod starts without the ConfigMap. Default: `false`.")]


class DownwardAPIProjection(Record, total=False):
    """Fields of the pod among the sources of a directory."""

    items: Annotated[list[DownwardAPIVolumeFile], Field(description="The files to write.")]


class ServiceAccountTokenProjection(Record, total=False):
    """A token of the pod's ServiceAccount, renewed before it expires."""

    path: Required[Annotated[RelativePath, Field(description="Path of the token file below the mount path.")]]
    audience: Annotated[str, Field(description="Who is meant to accept the token. Default: the API server.")]
    expirationSeconds: Annotated[
        int, Field(ge=600, le=2**32, description="Seconds the token is valid, at least 600. Default: 3600.")
    ]


class ClusterTrustBundleProjection(Record, total=False):
    """Trust anchors of the cluster among the sources of a directory."""

    path: Required[Annotated[RelativePath, Field(description="Path of the PEM file below the mount path.")]]
    name: Annotated[str, Field(description="One ClusterTrustBundle, by name.")]
    signerName: Annotated[str, Field(description="All ClusterTrustBundles of a signer.")]
    labelSelector: Annotated[LabelSelector, Field(description="Which bundles of the signer. Default: none.")]
    optional: Annotated[bool, Field(description="Whether the pod starts without the bundle. Default: `false`.")]


class PodCertificateProjection(Record, total=False):
    """A certificate and key that the kubelet obtains for the pod."""

    signerName: Required[Annotated[str, Field(description="Signer that issues the certificate.")]]
    keyType: Required[
        Annotated[
            Literal["RSA3072", "RSA4096", "ECDSAP256", "ECDSAP384", "ECDSAP521", "ED25519"],
            Field(description="Type of key to make."),
        ]
    ]
    maxExpirationSeconds: Annotated[
        PositiveCount, Field(description="Longest life of the certificate in seconds. Default: 86400.")
    ]
    credentialBundlePath: Annotated[RelativePath, Field(description="Path of one PEM file with key and certificates.")]
    keyPath: Annotated[RelativePath, Field(description="Path of the key, when written apart.")]
    certificateChainPath: Annotated[RelativePath, Field(description="Path of the certificates, when written apart.")]
    userAnnotations: Annotated[TextMap, Field(description="Further facts handed to the signer unchecked.")]


class VolumeProjection(Record, total=False):
    """One source of a projected directory: exactly one of its fields."""

    secret: Annotated[SecretProjection, Field(description="A Secret.")]
    configMap: Annotated[ConfigMapProjection, Field(description="A ConfigMap.")]
    downwardAPI: Annotated[DownwardAPIProjection, Field(description="Fields of the pod.")]
    serviceAccountToken: Annotated[ServiceAccountTokenProjection, Field(description="A token of the ServiceAccount.")]
    clusterTrustBundle: Annotated[ClusterTrustBundleProjection, Field(description="Trust anchors of the cluster.")]
    podCertificate: Annotated[PodCertificateProjection, Field(description="A certificate for the pod.")]


class ProjectedVolumeSource(DefaultMode, total=False):
    """Several sources in one directory."""

    sources: Annotated[list[VolumeProjection], Field(description="The sources; no two may write the same path.")]

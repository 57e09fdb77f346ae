"""Owns the shape of ExternalSecret: which Secret to fetch, never a value."""

from typing import Literal, Required, TypeAlias, TypedDict

from kgen.objects.meta import ObjectMeta

SecretStoreKind: TypeAlias = Literal["SecretStore", "ClusterSecretStore"]


class SecretStoreRef(TypedDict):
    name: str
    kind: SecretStoreKind


class RemoteRef(TypedDict, total=False):
    """An entry of the store, or with `property` one value of it.

    The policies are always written: older versions of the operator add them inside the list that holds this, and
    GitOps tools report the difference for ever.
    """

    key: Required[str]
    property: str | None
    conversionStrategy: Required[Literal["Default", "Unicode"]]
    decodingStrategy: Required[Literal["Auto", "Base64", "Base64URL", "None"]]
    metadataPolicy: Required[Literal["None", "Fetch"]]


class ExternalSecretData(TypedDict):
    secretKey: str
    remoteRef: RemoteRef


class ExternalSecretDataFrom(TypedDict):
    """Takes every value of one entry."""

    extract: RemoteRef


class ExternalSecretTarget(TypedDict, total=False):
    name: Required[str]
    creationPolicy: Literal["Owner", "Orphan", "Merge", "None"] | None
    deletionPolicy: Literal["Delete", "Merge", "Retain"] | None


class ExternalSecretSpec(TypedDict, total=False):
    refreshInterval: str | None
    secretStoreRef: Required[SecretStoreRef]
    target: Required[ExternalSecretTarget]
    data: list[ExternalSecretData] | None
    dataFrom: list[ExternalSecretDataFrom] | None


class ExternalSecret(TypedDict):
    apiVersion: Literal["external-secrets.io/v1"]
    kind: Literal["ExternalSecret"]
    metadata: ObjectMeta
    spec: ExternalSecretSpec

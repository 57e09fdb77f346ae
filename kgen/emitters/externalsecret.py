"""Owns ExternalSecrets: which Secrets to fetch from the organisation's store, never a value."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kgen import names
from kgen.artifact import Artifact
from kgen.model import ExternalSecret, ResolvedProject

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    if project.external_secrets:
        found = tuple(_external_secret(project, secret) for secret in project.external_secrets)
        yield Artifact("externalsecret.yml", found)


def _external_secret(project: ResolvedProject, secret: ExternalSecret) -> "objects.ExternalSecret":
    return {
        "apiVersion": "external-secrets.io/v1",
        "kind": "ExternalSecret",
        "metadata": names.metadata(project, secret.name, project.labels, project.annotations),
        "spec": {
            "refreshInterval": secret.refresh_interval,
            "secretStoreRef": {"name": secret.store, "kind": secret.store_kind},
            "target": {"name": secret.name, "creationPolicy": "Owner", "deletionPolicy": "Retain"},
            "data": [{"secretKey": key, "remoteRef": _remote(secret.name, key)} for key in secret.keys] or None,
            "dataFrom": None if secret.keys else [{"extract": _remote(secret.name, None)}],
        },
    }


def _remote(entry: str, value: str | None) -> "objects.externalsecrets.RemoteRef":
    return {
        "key": entry,
        "property": value,
        # What the API server adds; left out, GitOps tools report the difference for ever.
        "conversionStrategy": "Default",
        "decodingStrategy": "None",
        "metadataPolicy": "None",
    }

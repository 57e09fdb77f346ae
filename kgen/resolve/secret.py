"""Owns which Secrets a project reads, and how they come to be where the organisation has a secret store."""

from collections.abc import Iterable, Iterator
from typing import Any, cast

from kgen.model import Container, ExternalSecret, Pod, Volume
from kgen.resolve.scope import SecretStore

ALL: str = ""
"""Stands for all keys of a Secret."""


def secrets_read(pods: Iterable[Pod]) -> dict[str, frozenset[str]]:
    """The Secrets that pods read, with the keys they need; `ALL` among them where they take the whole."""
    found: dict[str, set[str]] = {}
    for pod in pods:
        for container in (*pod.init_containers, *pod.containers):
            for name, key in _read_by_container(container):
                found.setdefault(name, set()).add(key)
        for name, key in _read_by_volumes(pod):
            found.setdefault(name, set()).add(key)
    return {name: frozenset(found[name]) for name in sorted(found) if name}


def _read_by_container(container: Container) -> Iterator[tuple[str, str]]:
    for variable in container.env:
        reference = (variable.source or {}).get("secretKeyRef")
        if reference is not None:
            yield str(reference.get("name")), reference["key"]
    for source in container.env_from:
        whole = source.get("secretRef")
        if whole is not None:
            yield str(whole.get("name")), ALL


def _read_by_volumes(pod: Pod) -> Iterator[tuple[str, str]]:
    sub_paths: dict[str, set[str | None]] = {}
    for container in (*pod.init_containers, *pod.containers):
        for mount in container.mounts:
            sub_paths.setdefault(mount.volume, set()).add(mount.sub_path)
    for volume in pod.volumes:
        for name, items in _secrets_of(volume):
            if items:
                yield from ((name, item["key"]) for item in items)
            else:
                # A file mounted by its key needs that key alone.
                yield from ((name, sub_path or ALL) for sub_path in sub_paths.get(volume.name, {None}))


def _secrets_of(volume: Volume) -> Iterator[tuple[str, list[dict[str, str]]]]:
    source = cast("dict[str, Any]", volume.source)
    secret = source.get("secret") or {}
    if "secretName" in secret:
        yield secret["secretName"], secret.get("items") or []
    for projection in (source.get("projected") or {}).get("sources") or []:
        projected = projection.get("secret") or {}
        if "name" in projected:
            yield projected["name"], projected.get("items") or []


def resolve_external_secrets(
    read: dict[str, frozenset[str]], store: SecretStore | None, written: frozenset[str]
) -> tuple[ExternalSecret, ...]:
    """One ExternalSecret for every Secret that the store shall provide. `written` are Secrets the project writes."""
    if store is None:
        return ()
    return tuple(
        ExternalSecret(
            name=name,
            keys=() if ALL in keys else tuple(sorted(keys)),
            store=store.name,
            store_kind=store.kind,
            refresh_interval=store.refresh_interval,
        )
        for name, keys in read.items()
        if name not in store.exclude and name not in written
    )

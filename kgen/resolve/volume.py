"""Owns the volumes of a pod: which there are, under which names, and where they are mounted."""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from kgen import names
from kgen.diagnostics import suggest
from kgen.model import Claim, Kind, Mount, Volume
from kgen.node import TAG, Path
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema
    from kgen.objects import AccessMode, VolumeSource

CLAIM = "persistentVolumeClaim"


class VolumeSet:
    """The volumes of one pod while it is being put together: equal ones are shared, different ones never collide."""

    def __init__(self, workload: str, kind: Kind) -> None:
        self.workload = workload
        self.kind = kind
        self._sources: dict[str, Mapping[str, Any]] = {}
        self._claims: dict[str, Claim] = {}
        self._claim_paths: dict[str, Path] = {}

    def add(self, name: str, source: Mapping[str, Any]) -> str:
        """Adds a volume and gives the name under which the pod has it."""
        if self._sources.get(name, source) != source:
            digest = hashlib.sha256(json.dumps(source, sort_keys=True).encode()).hexdigest()
            name = f"{name[:57]}-{digest[:5]}"
        self._sources[name] = source
        return name

    def add_claim(self, claim: Claim, path: Path) -> str:
        self._claims[claim.name] = claim
        self._claim_paths[claim.name] = path
        return claim.name

    def volumes(self) -> tuple[Volume, ...]:
        return tuple(Volume(name, cast("VolumeSource", self._sources[name])) for name in sorted(self._sources))

    def claims(self) -> tuple[Claim, ...]:
        return tuple(self._claims[name] for name in sorted(self._claims))

    def has(self, name: str) -> bool:
        return name in self._sources or name in self._claims

    def claim_path(self, name: str) -> Path:
        return self._claim_paths[name]

    def names(self) -> list[str]:
        return sorted({*self._sources, *self._claims})


def volume_name(path: str, volume: "schema.Volume") -> str:
    return volume.get("name") or names.slug(path)


def declare_volumes(volumes: "Mapping[str, schema.Volume]", pod: VolumeSet, site: Site) -> None:
    """Adds what a container's `volumes` declare; those that share another's volume are left to `mount_volumes`."""
    for mount_path in sorted(volumes):
        volume = volumes[mount_path]
        name = volume_name(mount_path, volume)
        if volume["alternative"] == "volume":
            continue
        if volume["alternative"] == "persistentVolumeClaim":
            _declare_claim(name, volume["persistentVolumeClaim"], pod, site.at(mount_path, CLAIM))
        else:
            written = cast("dict[str, Any]", volume)
            pod.add(name, {written[TAG]: written[written[TAG]]})


def _declare_claim(name: str, claim: "schema.PersistentVolumeClaim", pod: VolumeSet, site: Site) -> None:
    existing, size = claim.get("claimName"), claim.get("size")
    if existing is not None and size is None:
        pod.add(name, {CLAIM: {"claimName": existing}})
    elif size is not None and existing is None:
        templated = pod.kind == "StatefulSet"
        modes: tuple[AccessMode, ...] = tuple(claim.get("accessModes", ())) or ("ReadWriteOnce",)
        made = Claim(name if templated else f"{pod.workload}-{name}", size, claim.get("storageClassName"), modes)
        pod.add_claim(made, site.path)
        if not templated:
            pod.add(name, {CLAIM: {"claimName": made.name}})
    else:
        site.report(
            "KG321",
            f"`{CLAIM}` needs exactly one of `size` and `claimName`",
            "`size` makes a new claim, `claimName` uses one that is there",
        )


def mount_volumes(volumes: "Mapping[str, schema.Volume]", pod: VolumeSet, site: Site) -> tuple[Mount, ...]:
    """The mounts of one container, once all volumes of the pod are declared."""
    mounts: list[Mount] = []
    for mount_path in sorted(volumes):
        volume = volumes[mount_path]
        name = volume["volume"] if volume["alternative"] == "volume" else volume_name(mount_path, volume)
        if volume["alternative"] == "volume" and not pod.has(name):
            site.at(mount_path, "volume").report(
                "KG322", f"there is no volume `{name}` in this pod", suggest(name, pod.names(), "volumes")
            )
            continue
        mounts.append(
            Mount(mount_path, name, volume.get("subPath"), volume.get("readOnly"), volume.get("mountPropagation"))
        )
    return tuple(mounts)

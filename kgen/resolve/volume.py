"""Owns the volumes of a pod: which there are, under which names, and where they are mounted."""

import hashlib
import json
from collections.abc import Iterable, Mapping
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
FILES = "files"
"""The volume of the workload's files."""


class VolumeSet:
    """The volumes of one pod while it is being put together, each under a name of its own.

    What kgen derives is shared where it is equal; what a container's `volumes` declare is that container's alone.
    """

    def __init__(self, workload: str, kind: Kind) -> None:
        self.workload = workload
        self.kind = kind
        self._taken = {FILES}
        self._entries: dict[Path, str] = {}
        self._sources: dict[str, Mapping[str, Any]] = {}
        self._claims: dict[str, Claim] = {}
        self._claim_paths: dict[str, Path] = {}

    def add(self, name: str, source: Mapping[str, Any]) -> str:
        """Adds a derived volume and gives the name under which the pod has it."""
        if self._sources.get(name, source) != source or (name in self._taken and name not in self._sources):
            digest = hashlib.sha256(json.dumps(source, sort_keys=True).encode()).hexdigest()
            name = f"{name[:57]}-{digest[:5]}"
        self._sources[name] = source
        return name

    def add_files(self, source: Mapping[str, Any]) -> None:
        """Adds the volume that single files are mounted from; no other ever has its name."""
        self._sources[FILES] = source

    def name_entry(self, entry: Path, names_in_turn: Iterable[str]) -> str | None:
        """Gives what `entry` declares the first name that is free; None where none is."""
        name = next((name for name in names_in_turn if name not in self._taken), None)
        if name is not None:
            self._taken.add(name)
            self._entries[entry] = name
        return name

    def name_of(self, entry: Path) -> str | None:
        """The name of the volume that `entry` declares."""
        return self._entries.get(entry)

    def declare(self, name: str, source: Mapping[str, Any]) -> None:
        self._sources[name] = source

    def declare_claim(self, claim: Claim, path: Path) -> None:
        self._claims[claim.name] = claim
        self._claim_paths[claim.name] = path

    def volumes(self) -> tuple[Volume, ...]:
        return tuple(Volume(name, cast("VolumeSource", self._sources[name])) for name in sorted(self._sources))

    def claims(self) -> tuple[Claim, ...]:
        return tuple(self._claims[name] for name in sorted(self._claims))

    def claim_paths(self) -> Mapping[str, Path]:
        """Where each claim is written, by its name."""
        return self._claim_paths

    def declared(self) -> tuple[str, ...]:
        """The names that other containers may share."""
        return tuple(sorted(self._entries.values()))


def declare_volumes(volumes: "Mapping[str, schema.Volume]", pod: VolumeSet, container: str, site: Site) -> None:
    """Adds what a container's `volumes` declare; those that share another's volume are left to `mount_volumes`.

    A volume is named by its `name`, else after its path, and after its container too where another is named so. A name
    made from a path never gives way to a `name` of the same container, because claims are called after it.
    """
    for mount_path, volume in sorted(volumes.items(), key=lambda item: ("name" in item[1], item[0])):
        if volume["alternative"] == "volume":
            continue
        slug, here = names.slug(mount_path), site.at(mount_path)
        written = volume.get("name")
        name = pod.name_entry(here.path, (slug, f"{slug[:30]}-{container[:32]}") if written is None else (written,))
        if name is None:
            here.report(
                "KG325",
                f"another volume of this pod is named `{written or slug}`",
                "give it another `name`; `{volume: <name>}` mounts what another entry declares",
                at_key=True,
            )
        elif volume["alternative"] == "persistentVolumeClaim":
            _declare_claim(name, volume["persistentVolumeClaim"], pod, here.at(CLAIM))
        else:
            plain = cast("dict[str, Any]", volume)
            pod.declare(name, {plain[TAG]: plain[plain[TAG]]})


def _declare_claim(name: str, claim: "schema.PersistentVolumeClaim", pod: VolumeSet, site: Site) -> None:
    existing, size = claim.get("claimName"), claim.get("size")
    if existing is not None and size is None:
        pod.declare(name, {CLAIM: {"claimName": existing}})
    elif size is not None and existing is None:
        templated = pod.kind == "StatefulSet"
        modes: tuple[AccessMode, ...] = tuple(claim.get("accessModes", ())) or ("ReadWriteOnce",)
        made = Claim(name if templated else f"{pod.workload}-{name}", size, claim.get("storageClassName"), modes)
        pod.declare_claim(made, site.path)
        if not templated:
            pod.declare(name, {CLAIM: {"claimName": made.name}})
    else:
        site.report(
            "KG321",
            f"`{CLAIM}` needs exactly one of `size` and `claimName`",
            "`size` makes a new claim, `claimName` uses one that is there",
        )


def mount_volumes(volumes: "Mapping[str, schema.Volume]", pod: VolumeSet, site: Site) -> tuple[Mount, ...]:
    """The mounts of one container, once all volumes of the pod are declared."""
    mounts: list[Mount] = []
    for mount_path, volume in sorted(volumes.items()):
        here = site.at(mount_path)
        if volume["alternative"] == "volume":
            name: str | None = volume["volume"]
            if name not in pod.declared():
                known = pod.declared()
                declare = f"declare it in an entry with a type, such as `emptyDir: {{}}`, and `name: {name}`"
                help_text = suggest(volume["volume"], known, "volumes") if known else declare
                here.at("volume").report("KG322", f"there is no volume `{name}` in this pod", help_text)
                continue
        else:
            name = pod.name_of(here.path)
        if name is not None:
            mounts.append(
                Mount(mount_path, name, volume.get("subPath"), volume.get("readOnly"), volume.get("mountPropagation"))
            )
    return tuple(mounts)

"""Owns files: what goes into a workload's ConfigMap, and how containers see it."""

import base64
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from kgen import names
from kgen.model import ConfigFiles, Mount
from kgen.node import Path
from kgen.resolve.site import Site
from kgen.resolve.volume import FILES, VolumeSet
from kgen.source import Content

if TYPE_CHECKING:
    from kgen import schema

_OTHER = re.compile(r"[^-._a-zA-Z0-9]+")


class FileSet:
    """The files of one workload while its containers are put together: one ConfigMap and the volumes to mount it."""

    def __init__(self, workload: str) -> None:
        self.name = names.files_name(workload)
        self._files: dict[str, tuple[bytes, int | None]] = {}
        self._single: set[str] = set()

    def add_single(self, path: str, content: bytes, mode: int | None) -> Mount:
        """Adds a file that is mounted by itself and gives its mount."""
        key = self.add(key_of(path), content, mode)
        self._single.add(key)
        return Mount(path, FILES, key, True, None)

    def add(self, key: str, content: bytes, mode: int | None) -> str:
        """Adds a file and gives its key; a key that another content has already gets a number behind it."""
        wanted, number = key, 1
        while self._files.get(key, (content, mode)) != (content, mode):
            number += 1
            key = f"{wanted}-{number}"
        self._files[key] = (content, mode)
        return key

    def items(self, keys: Mapping[str, str]) -> list[dict[str, str | int | None]]:
        """Kubernetes' `items` for keys and the paths they appear under."""
        return [{"key": key, "path": path, "mode": self._files[key][1]} for key, path in sorted(keys.items())]

    def config(self) -> ConfigFiles | None:
        if not self._files:
            return None
        data: dict[str, str] = {}
        binary: dict[str, str] = {}
        for key, (content, _) in self._files.items():
            try:
                data[key] = content.decode("utf-8")
            except UnicodeDecodeError:
                binary[key] = base64.b64encode(content).decode("ascii")
        return ConfigFiles(self.name, names.text(data), names.text(binary))

    def declare_volume(self, pod: VolumeSet) -> None:
        """The volume that single files are mounted from."""
        if self._single:
            has_modes = any(self._files[key][1] is not None for key in self._single)
            items = self.items({key: key for key in self._single}) if has_modes else None
            pod.add_files({"configMap": {"name": self.name, "items": items}})


def key_of(path: str) -> str:
    """The key of a file in the ConfigMap: its path, so that adding another file never renames it."""
    return _OTHER.sub("-", path.strip("/"))[-253:].lstrip(".") or "file"


def resolve_files(
    files: "Mapping[str, schema.File]", contents: Mapping[Path, Content], gathered: FileSet, pod: VolumeSet, site: Site
) -> tuple[Mount, ...]:
    """The mounts of one container's files, sorted by path. `contents` are the sources by the path of their file."""
    mounts: list[Mount] = []
    for mount_path in sorted(files):
        file, here = files[mount_path], site.at(mount_path)
        mode = int(file["mode"], 8) if "mode" in file else None
        match file["alternative"]:
            case "content":
                text = here.at("content").replace(file.get("content", ""))
                mounts.append(gathered.add_single(mount_path, text.encode("utf-8"), mode))
            case "source":
                content = contents.get(here.path)
                if content is None:
                    continue  # reading it failed, which has been reported at its place
                mounts.append(_mount_source(mount_path, content, gathered, pod, mode))
            case "secret" | "configMap":
                mounts.append(_mount_object(mount_path, file, pod, mode))
    return tuple(mounts)


def _mount_source(mount_path: str, content: Content, gathered: FileSet, pod: VolumeSet, mode: int | None) -> Mount:
    if not content.is_folder:
        return gathered.add_single(mount_path, content.files[""], mode)
    keys = {
        gathered.add(key_of(f"{mount_path}/{name}"), data, mode): name for name, data in sorted(content.files.items())
    }
    items = gathered.items(keys)
    volume = pod.add(names.slug(mount_path), {"configMap": {"name": gathered.name, "items": items}})
    return Mount(mount_path, volume, None, True, None)


def _mount_object(mount_path: str, file: "schema.ObjectFile", pod: VolumeSet, mode: int | None) -> Mount:
    if file["alternative"] == "secret":
        kind, named = "secret", {"secretName": file["secret"]}
    else:
        kind, named = "configMap", {"name": file["configMap"]}
    items = [{"key": key, "path": target} for key, target in sorted(file.get("items", {}).items())]
    source = {**named, "items": items or None, "optional": file.get("optional"), "defaultMode": mode}
    volume = pod.add(names.slug(mount_path), {kind: source})
    return Mount(mount_path, volume, file.get("key"), True, None)

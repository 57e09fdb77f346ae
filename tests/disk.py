"""Owns projects on disk for the tests of the API and the command, and ways to look at what became of them."""

from collections.abc import Mapping
from pathlib import Path

SHOP = """\
apiVersion: kgen.dev/v1
name: shop
owner: payments
image: registry.example.com/shop:1.4.2
resources: {cpu: 100m, memory: 128Mi}
environments: {dev: {}, production: {replicas: 2}}
"""


def named(name: str, lines: str = "") -> str:
    """A project of this name, `lines` added."""
    return SHOP.replace("name: shop", f"name: {name}") + lines


def routed(name: str, host: str) -> str:
    """A project that takes a host in production."""
    text = named(name, "port: 8080\nhealth: /healthz\n")
    return text.replace("{replicas: 2}", f"{{replicas: 2, routes: {{web: {host}}}}}")


def put(folder: Path, files: Mapping[str, str]) -> None:
    """Write files, and the folders that hold them."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")


def tree(folder: Path) -> dict[str, bytes]:
    """The files below a folder by relative path; nothing where there is no folder."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def environments(folder: Path) -> list[str]:
    """The folders in an output folder, sorted."""
    return sorted(path.name for path in folder.iterdir())

"""Owns a workspace in memory: files by path, so that a test says its whole input in one place."""

from collections.abc import Mapping, Sequence
from textwrap import dedent

from kgen.source import Content, Source, SourceError

SMALLEST = """\
apiVersion: kgen.dev/v1
name: shop
owner: payments
image: registry.example.com/shop:1.0.0
resources: {cpu: 100m, memory: 128Mi}
"""


class MemoryWorkspace:
    """Files by path; the org file is `kgen.yml`, projects are all files named `project.yml`."""

    def __init__(self, files: Mapping[str, str | bytes]) -> None:
        self.files = {path: _bytes(content) for path, content in files.items()}

    def read(self, path: str) -> Source | None:
        return Source(path, self.files[path]) if path in self.files else None

    def overlays(self, folder: str) -> Sequence[str]:
        prefix = f"{folder}/environments/".lstrip("/")
        return sorted(path for path in self.files if path.startswith(prefix))

    def organization(self, folder: str) -> str | None:
        return "kgen.yml" if "kgen.yml" in self.files else None

    def projects(self, organization: str | None) -> Mapping[str, str]:
        found = {}
        for path, data in sorted(self.files.items()):
            if path.rpartition("/")[2] == "project.yml":
                names = [line.partition(":")[2].strip() for line in data.decode().splitlines() if line[:5] == "name:"]
                found.update(dict.fromkeys(names, path))
        return found

    def content(self, base: str, path: str) -> Content:
        target = f"{base.rpartition('/')[0]}/{path}".lstrip("/")
        if target not in self.files:
            raise SourceError("what `source` names does not exist")
        return Content(False, {"": self.files[target]})


def _bytes(content: str | bytes) -> bytes:
    return content if isinstance(content, bytes) else dedent(content).encode()


def workspace(project: str, **others: str) -> MemoryWorkspace:
    """A workspace with one project; `org` is its org file, any other name an overlay file of that environment."""
    files = {"project.yml": project}
    for name, text in others.items():
        files["kgen.yml" if name == "org" else f"environments/{name}.yml"] = text
    return MemoryWorkspace(files)

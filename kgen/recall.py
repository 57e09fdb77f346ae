"""Owns what runs remember of earlier ones: a compilation, and all that was asked of the disk to make it.

Compiling is a pure function of the answers that the workspace gives. The answers that every project asks for (its own
files, its overlays, its org file) make the key; the entry names the further questions (neighbours, sources, those that
lead nowhere among them) with digests of the answers, and is of use while the disk still gives the same ones.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from kgen import __version__
from kgen.cache import Cache, digest
from kgen.compiled import Compiled, Order
from kgen.diagnostics import Diagnostic
from kgen.source import Content, Source, SourceError, Span, Workspace

if TYPE_CHECKING:
    from kgen.clash import PlacedClaim
    from kgen.compiler import Compilation


class Recorder:
    """A workspace that notes which sources it was asked for, and what it answered."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self.contents: dict[tuple[str, str], str] = {}

    def read(self, path: str) -> Source | None:
        return self._workspace.read(path)

    def overlays(self, folder: str) -> Sequence[str]:
        return self._workspace.overlays(folder)

    def organization(self, folder: str) -> str | None:
        return self._workspace.organization(folder)

    def projects(self, organization: str | None) -> Mapping[str, str]:
        return self._workspace.projects(organization)

    def content(self, base: str, path: str) -> Content:
        self.contents[base, path] = _content_digest(self._workspace, base, path)
        return self._workspace.content(base, path)


class _Entry(NamedTuple):
    """What is stored of one project: facts, as JSON has them, and its files one behind the other."""

    facts: Mapping[str, Any]
    data: bytes


class Memory:
    """What is remembered of the projects of one order."""

    def __init__(self, order: Order, workspace: Workspace) -> None:
        self._cache = None if order.cache is None else Cache(order.cache)
        self._workspace = workspace
        self._way = [__version__, order.code, order.environments, order.image_tag]
        # In one run only the hosts of several projects are compared, and the words for that take a while to import.
        self._alone = len(order.given) == 1

    def find(self, path: str) -> Compiled | None:
        """The project at `path` as it was compiled earlier from the same inputs, if that is known."""
        if self._cache is None:
            return None
        documents = self._documents(path)
        entry = None if documents is None else self._load(self._key(path, documents))
        if documents is None or entry is None or not self._is_current(entry.facts):
            return None
        return _decode(entry, path, self._key(path, documents), alone=self._alone)

    def files(self, key: str) -> Mapping[str, bytes] | None:
        """The files of a project that was found, or kept, under this key; None where they are gone."""
        entry = self._load(key)
        return None if entry is None else _files(entry)

    def _load(self, key: str) -> "_Entry | None":
        data = None if self._cache is None else self._cache.load(key)
        if data is None:
            return None
        size, _, rest = data.partition(b"\n")
        return _Entry(json.loads(rest[: int(size)]), rest[int(size) :])

    def keep(self, compiled: Compiled, compilation: "Compilation", recorder: Recorder) -> Compiled:
        """`compiled` with its key, where it could be remembered; what holds an error may hold a credential too."""
        documents = None if self._cache is None or compiled.failed else self._documents(compiled.path)
        if self._cache is None or documents is None:
            return compiled
        neighbours = [
            (name, where, None if where is None else self._documents(where))
            for name, where in compilation.neighbours.items()
        ]
        organization = self._workspace.organization(_folder(compiled.path))
        contents = [(*question, answer) for question, answer in recorder.contents.items()]
        facts = {**_encode(compiled), "organization": organization, "neighbours": neighbours, "contents": contents}
        header = json.dumps(facts).encode()
        key = self._key(compiled.path, documents)
        stored = self._cache.store(key, b"%d\n%b%b" % (len(header), header, b"".join(compiled.files.values())))
        return compiled._replace(key=key) if stored else compiled

    def _key(self, path: str, documents: str) -> str:
        return digest(json.dumps([*self._way, path, documents]).encode())

    def _documents(self, path: str) -> str | None:
        """A digest of the files that speak about the project at `path`, None where one cannot be read."""
        folder = _folder(path)
        try:
            organization = self._workspace.organization(folder)
            paths = [path, *self._workspace.overlays(folder), *([] if organization is None else [organization])]
            sources = [self._workspace.read(path) for path in paths]
        except SourceError:
            return None
        return _digest_of(("", None) if source is None else source for source in sources)

    def _is_current(self, facts: Mapping[str, Any]) -> bool:
        for base, path, answer in facts["contents"]:
            if _content_digest(self._workspace, base, path) != answer:
                return False
        if not facts["neighbours"]:
            return True
        known = self._workspace.projects(facts["organization"])
        return all(
            known.get(name) == where and (where is None or self._documents(where) == documents)
            for name, where, documents in facts["neighbours"]
        )


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _content_digest(workspace: Workspace, base: str, path: str) -> str:
    try:
        content = workspace.content(base, path)
    except SourceError as error:
        return str(error)
    return _digest_of([("folder" if content.is_folder else "file", b""), *sorted(content.files.items())])


def _digest_of(files: Iterable[tuple[str, bytes | None]]) -> str:
    """One digest for named bytes, in which no two lists of them are alike."""
    return digest(json.dumps([(name, None if data is None else digest(data)) for name, data in files]).encode())


def _encode(compiled: Compiled) -> dict[str, object]:
    return {
        "name": compiled.name,
        "known": compiled.known,
        "environments": compiled.environments,
        "files": [(path, len(data)) for path, data in compiled.files.items()],
        "claims": compiled.claims,
        "diagnostics": compiled.diagnostics,
    }


def _files(entry: _Entry) -> dict[str, bytes]:
    files: dict[str, bytes] = {}
    start = 0
    for name, size in entry.facts["files"]:
        files[name] = entry.data[start : start + size]
        start += size
    return files


def _decode(entry: _Entry, path: str, key: str, *, alone: bool) -> Compiled:
    facts = entry.facts
    return Compiled(
        path=path,
        name=facts["name"],
        known=tuple(facts["known"]),
        environments=tuple(facts["environments"]),
        files=_files(entry),
        claims=() if alone else _claims(facts["claims"]),
        diagnostics=tuple(
            Diagnostic(code, message, Span(*span), help, tuple(notes), severity)
            for code, message, span, help, notes, severity in facts["diagnostics"]
        ),
        key=key,
    )


def _claims(written: Iterable[Sequence[Any]]) -> "tuple[PlacedClaim, ...]":
    from kgen.clash import PlacedClaim  # noqa: PLC0415 - see Memory
    from kgen.resolve.hosts import Claim  # noqa: PLC0415

    return tuple(
        PlacedClaim(
            Claim(cluster, entrance, host, tuple(match), kind, project, environment, key),
            Span(*span),
        )
        for (cluster, entrance, host, match, kind, project, environment, key), span in written
    )

"""Owns where a run writes: the folder of each project, what is refused before compiling, what stays as it is."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from kgen import output
from kgen.diagnostics import KgenError
from kgen.projects import Selection
from kgen.workspace import DiskWorkspace

DEFAULT = "out"
CODES: Mapping[output.Reason, str] = {
    "foreign-file": "KG611",
    "io": "KG612",
    "locked": "KG613",
    "not-a-directory": "KG614",
    "refused-folder": "KG615",
    "symlink": "KG616",
}


@contextmanager
def explain_refusals() -> Iterator[None]:
    """Turn what the output folder refuses into a KgenError with its code."""
    try:
        yield
    except output.OutputError as error:
        raise KgenError(error.message, error.help, CODES[error.reason]) from error


class Destinations:
    """The output folders of one run: `out` for a single project, a folder in it for each of several, else beside."""

    def __init__(self, selection: Selection, out: str | None, workspace: DiskWorkspace) -> None:
        self.out = out
        self.several = len(selection.given) > 1
        self._workspace = workspace
        self._beside = {} if out is not None else dict(self._find_beside(selection.paths))

    def folder(self, path: str, name: str) -> str:
        """The output folder of the project `name` at `path`, as the user would write it."""
        if self.out is None:
            return self._beside[path]
        return f"{self.out.rstrip('/')}/{name}" if self.several else self.out

    def refuse(self, paths: Sequence[str]) -> None:
        """Raise KgenError where a folder may not become the output of the projects at `paths`."""
        inputs = {path: self.inputs(path) for path in paths}
        with explain_refusals():
            if self.out is not None:
                output.check_target(self.out, [name for names in inputs.values() for name in names])
            for path, folder in self._beside.items():
                output.check_target(folder, inputs[path])

    def inputs(self, path: str) -> tuple[str, ...]:
        """The files whose names are known before reading that the project at `path` is compiled from."""
        folder = path.rpartition("/")[0]
        organization = self._workspace.organization(folder)
        named = (organization,) if organization is not None else ()
        return (path, *self._workspace.overlays(folder), *named)

    def _find_beside(self, paths: Sequence[str]) -> Iterator[tuple[str, str]]:
        names: dict[str | None, str] = {}
        for path in paths:
            folder, slash, _ = path.rpartition("/")
            organization = self._workspace.organization(folder)
            if organization not in names:
                names[organization] = self._written_output(organization)
            yield path, folder + slash + names[organization]

    def _written_output(self, organization: str | None) -> str:
        """What the org file calls the output folder. One that the language refuses stops the run when it compiles."""
        source = None if organization is None else self._workspace.read(organization)
        # Without these bytes in the file there is no such key in it, however it is written.
        if source is None or (b"output" not in source.data and b"\\" not in source.data):
            return DEFAULT
        from kgen import document  # noqa: PLC0415 - the reader of YAML takes longer to import than to use
        from kgen.layers import text_at  # noqa: PLC0415

        root = document.parse(source).root
        path = PurePosixPath((None if root is None else text_at(root, ("output",))) or DEFAULT)
        return DEFAULT if path.is_absolute() or ".." in path.parts else str(path)


def kept(folder: str, environments: Collection[str] | None) -> tuple[str, ...]:
    """What stays as it is in an output folder: nothing, or all but the chosen environments."""
    if environments is None or not Path(folder).is_dir():
        return ()
    return tuple(sorted(entry.name for entry in Path(folder).iterdir() if entry.name not in environments))


def abandoned(out: str, names: Collection[str]) -> tuple[str, ...]:
    """The folders in `out`, the output of a whole tree, that belong to no project of it any more, sorted."""
    if not Path(out).is_dir():
        return ()
    return tuple(sorted(entry.name for entry in Path(out).iterdir() if entry.is_dir() and entry.name not in names))

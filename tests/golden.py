"""Owns the golden cases: which there are, and what each compiles to, file by file.

Run as a program it prints a digest of every case as JSON, so that another process can be compared with this one.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from kgen import excerpt
from kgen.compiler import Compilation, CompiledEnvironment, compile_project
from kgen.source import Workspace
from kgen.workspace import DiskWorkspace, find_projects

REPOSITORY = Path(__file__).parent.parent
GOLDEN = REPOSITORY / "golden"
EXAMPLES = REPOSITORY / "examples"
OF_EXAMPLES = GOLDEN / "examples"
"""Where the expected files of the examples lie, so that an example holds nothing but what a user writes."""
OF_CODES = GOLDEN / "diagnostics"
"""Where the expected rendering of each diagnostic code lies."""
EXPECTED = "expected"
DIAGNOSTICS = "diagnostics.txt"


class Case(NamedTuple):
    """A workspace of one or more projects below `root`; the files that it compiles to lie in `expected`."""

    name: str
    root: Path
    expected: Path

    def expected_files(self) -> dict[str, bytes]:
        """The expected files by their path below `expected`."""
        paths = (path for path in sorted(self.expected.rglob("*")) if path.is_file())
        return {path.relative_to(self.expected).as_posix(): path.read_bytes() for path in paths}

    def projects(self) -> tuple[str, ...]:
        return tuple(path.relative_to(self.root).as_posix() for path in find_projects(self.root))

    def workspace(self) -> DiskWorkspace:
        return DiskWorkspace(self.root, given=self.projects())


class Compiled(NamedTuple):
    """What a case compiles to, by the folder of each project; the project at the root has the empty folder."""

    compilations: Mapping[str, Compilation]

    def environments(self) -> Iterator[CompiledEnvironment]:
        for compilation in self.compilations.values():
            yield from compilation.environments.values()

    def files(self) -> dict[str, bytes]:
        """Every file by its path below `expected`, the diagnostics of a project beside its environments."""
        files: dict[str, bytes] = {}
        for folder, compilation in self.compilations.items():
            for name, environment in compilation.environments.items():
                files |= {_join(folder, name, path): data for path, data in environment.files.items()}
            if compilation.diagnostics:
                shown = excerpt.render(compilation.diagnostics, compilation.sources)
                files[_join(folder, DIAGNOSTICS)] = "\n".join(shown).encode()
        return files

    def findings(self) -> list[tuple[str, str, str, str]]:
        """Every diagnostic without its place and the places that it names."""
        found = [(folder, item) for folder, one in self.compilations.items() for item in one.diagnostics]
        return sorted((folder, item.code, item.severity, item.message) for folder, item in found)


def cases() -> tuple[Case, ...]:
    """Every folder of golden cases, and every example, by name."""
    folders = (path for path in sorted(GOLDEN.iterdir()) if path.is_dir() and path not in {OF_CODES, OF_EXAMPLES})
    own = [Case(path.name, path, path / EXPECTED) for path in folders]
    examples = sorted({path.relative_to(EXAMPLES).parts[0] for path in find_projects(EXAMPLES)})
    return (*own, *(Case(f"examples/{name}", EXAMPLES / name, OF_EXAMPLES / name) for name in examples))


def compile_case(case: Case, workspace: Workspace | None = None) -> Compiled:
    """Compiles all projects of a case, from the files on disk unless another workspace is given."""
    files = workspace or case.workspace()
    return Compiled({path.rpartition("/")[0]: compile_project(files, path) for path in case.projects()})


@cache
def compiled(case: Case) -> Compiled:
    """A case as it compiles, once for all tests that look at the same result."""
    return compile_case(case)


def digest(files: Mapping[str, bytes]) -> str:
    """One digest of all paths and bytes."""
    parts = ((path.encode(), sha256(data).digest()) for path, data in sorted(files.items()))
    return sha256(b"".join(path + b"\0" + data for path, data in parts)).hexdigest()


def _join(*parts: str) -> str:
    return "/".join(part for part in parts if part)


if __name__ == "__main__":
    sys.stdout.write(json.dumps({case.name: digest(compile_case(case).files()) for case in cases()}))

"""Owns the compiling of one project after the other, in this process or in one that an executor has."""

from collections.abc import Collection, Iterator, Sequence
from pathlib import Path

from kgen.compiled import Compiled, Order
from kgen.compiler import Compilation, compile_project
from kgen.diagnostics import KgenError
from kgen.layers import IMAGE_TAG
from kgen.neighbourhood import Neighbourhood
from kgen.recall import Memory, Recorder
from kgen.source import SourceError, Workspace
from kgen.workspace import DiskWorkspace


def compile_in_turn(order: Order, paths: Sequence[str]) -> Iterator[Compiled]:
    """Some projects of the order, each remembered where the order has a cache."""
    workspace = DiskWorkspace(Path(order.root), order.given)
    neighbourhood = Neighbourhood(workspace)
    memory = Memory(order, workspace)
    for path in paths:
        recorder = Recorder(workspace)
        compilation = compile_one(recorder, path, order.environments, order.image_tag, neighbourhood)
        compiled = memory.keep(_slim(compilation), compilation, recorder)
        yield compiled if order.keep or compiled.key is None else compiled._replace(files={})


def _slim(compilation: Compilation) -> Compiled:
    """A compilation without its objects, which nobody needs who writes files."""
    return Compiled(
        path=compilation.path,
        name=compilation.name,
        known=compilation.known,
        environments=tuple(sorted(compilation.environments)),
        files={
            f"{name}/{file}": data
            for name, environment in sorted(compilation.environments.items())
            for file, data in environment.files.items()
        },
        claims=compilation.claims,
        diagnostics=compilation.diagnostics,
    )


def compile_one(
    workspace: Workspace,
    path: str,
    environments: Collection[str] | None,
    image_tag: str | None,
    neighbourhood: Neighbourhood | None = None,
) -> Compilation:
    """The project at `path`. Raises KgenError for a file that cannot be read and an image tag that is none."""
    try:
        compilation = compile_project(workspace, path, environments, image_tag, neighbourhood)
    except SourceError as error:
        raise KgenError(str(error)) from error
    except Exception as error:
        error.add_note(f"while compiling {path}")
        raise
    for diagnostic in compilation.diagnostics:
        if diagnostic.span == IMAGE_TAG:
            raise KgenError(f"`{IMAGE_TAG.file}`: {diagnostic.message}", diagnostic.help)
    return compilation

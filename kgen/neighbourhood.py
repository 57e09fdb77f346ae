"""Owns what projects know of each other: the environments of those that one names, each project read once."""

from collections.abc import Callable, Mapping
from functools import cache

from kgen.frontend import Frontend, merge_documents, read_documents
from kgen.resolve.interface import resolve_interface
from kgen.resolve.organization import resolve_environment
from kgen.resolve.scope import Interface
from kgen.source import Source, Workspace


def interfaces(frontend: Frontend) -> dict[str, Interface]:
    """What others see of each environment of a project."""
    found: dict[str, Interface] = {}
    for name, environment in frontend.environments.items():
        facts = resolve_environment(name, environment.extends, frontend.organization)
        found[name] = resolve_interface(frontend.name, environment.data, environment.off, facts, environment.traffic)
    return found


class Neighbourhood:
    """The projects of a workspace as others see them. One serves a whole run, however many projects it compiles.

    `read` merges the project at a path; it is for whoever asks what would be if files said something else.
    """

    def __init__(self, workspace: Workspace, read: Callable[[str], Frontend] | None = None) -> None:
        self._workspace = workspace
        self._frontend = cache(read or (lambda path: merge_documents(read_documents(workspace, path))))
        self._interfaces = cache(lambda path: interfaces(self._frontend(path)))

    def of(self, frontend: Frontend) -> dict[str, Mapping[str, Interface]]:
        """The environments of the projects of the workspace that this one names; of one with errors there are none."""
        return {name: self._interfaces(path) for name, path in self.paths(frontend).items() if path is not None}

    def sources(self, frontend: Frontend) -> tuple[Source, ...]:
        """The files of the projects that this one names."""
        return tuple(source for other in self._named(frontend).values() for source in other.sources)

    def paths(self, frontend: Frontend) -> dict[str, str | None]:
        """Where the projects are that this one names; None for one that the workspace does not have."""
        named: set[str] = set()
        for environment in frontend.environments.values():
            for fields in (environment.data, *environment.data.get("workloads", {}).values()):
                named.update(fields.get("dependsOn", {}), fields.get("allowFrom", {}))
        named.discard(frontend.name)
        if not named:
            return {}
        known = self._workspace.projects(frontend.organization_path)
        return {name: known.get(name) for name in sorted(named)}

    def _named(self, frontend: Frontend) -> dict[str, Frontend]:
        return {name: self._frontend(path) for name, path in self.paths(frontend).items() if path is not None}

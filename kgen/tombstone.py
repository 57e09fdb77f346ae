"""Owns the search for idle tombstones: every `null` of a project that switches nothing off anywhere."""

from collections.abc import Iterator

from kgen.diagnostics import Diagnostic
from kgen.node import MappingNode, NullNode, Path, dotted, walk
from kgen.resolve.idle import is_derivable
from kgen.source import Span


class Tombstones:
    """The tombstones of a project while its environments are resolved; one that works anywhere is not idle."""

    def __init__(self) -> None:
        self._seen: dict[Span, tuple[Path, bool]] = {}

    def add(self, root: MappingNode, alerts: frozenset[str], organization: str | None) -> None:
        """Looks at one merged environment. What the org file switches off may match nothing."""
        for path, node in walk(root):
            if isinstance(node, NullNode) and node.span.file != organization:
                works = node.erased or is_derivable(path, alerts)
                written, worked = self._seen.get(node.span, (path, False))
                # Further workloads inherit a tombstone; where it was written is the shortest way to it.
                self._seen[node.span] = (min(written, path, key=len), works or worked)

    def idle(self) -> Iterator[Diagnostic]:
        for span, (path, works) in self._seen.items():
            if not works:
                message = f"`null` at `{dotted(path)}` switches nothing off"
                help_text = "no lower layer writes it and nothing is derived there; remove it"
                yield Diagnostic("KG309", message, span, help_text)

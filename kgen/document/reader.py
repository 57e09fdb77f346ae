"""Reads the events of a YAML file once, into nodes, and refuses what is unsafe or unclear as it goes."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import yaml

from kgen.diagnostics import Diagnostic, escape
from kgen.document import place, refusal, syntax
from kgen.document.level import Level
from kgen.document.place import position
from kgen.node import MappingNode, Node, NullNode, ScalarNode
from kgen.source import Span

MAX_DEPTH = 64
"""How deep mappings and sequences may nest, aliases followed."""

MAX_NODES = 100_000
"""How many keys, values and collections a file may hold, aliases followed."""

MAX_FINDINGS = 100
"""After so many findings the rest of a file is not read."""

_OTHER_NULLS = frozenset({"", "~", "Null", "NULL"})
_SURROGATE = re.compile("[\ud800-\udfff]")


def read(
    file: str, content: str, lines: Sequence[str], *, objects: bool
) -> tuple[tuple[Node, ...], tuple[Diagnostic, ...]]:
    """The trees of the documents in `content`, whose lines are `lines`, and what is wrong with them.

    Empty documents leave no tree. Where there are findings the trees are incomplete and must not be used. `objects`
    allows several documents, and null in every spelling of YAML 1.2.
    """
    builder = _Builder(file, lines, objects=objects)
    try:
        for event in _events(content):
            builder.take(event)
            if builder.stopped:
                break
    except yaml.YAMLError as error:
        builder.stop(syntax.explain(error, file, lines))
    return tuple(builder.roots), tuple(builder.findings)


def _events(content: str) -> Iterator[yaml.Event]:
    try:
        yield from yaml.parse(content, Loader=yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader)
    except (ValueError, OverflowError) as error:  # PyYAML's own parser lets them through for an escape above U+10FFFF
        raise yaml.MarkedYAMLError(problem="invalid Unicode character escape") from error


class _Anchor(NamedTuple):
    """A named node, None until its end is read; `size` nodes and `height` levels are what each alias adds."""

    span: Span
    node: Node | None = None
    size: int = 1
    height: int = 0


class _Builder:
    """One pass over the events of a file: the collections still open, innermost last, and what came of the others.

    A refused value leaves `refused` in its place, so that what follows is still checked. A refused key makes the pass
    `silent` until the mapping that holds it has its value, for that would only be the same mistake again.
    """

    def __init__(self, file: str, lines: Sequence[str], *, objects: bool) -> None:
        self.roots: list[Node] = []
        self.findings: list[Diagnostic] = []
        self.reports = 0
        self.stopped = False
        self.silent: Level | None = None
        self.file = file
        self.lines = lines
        self.objects = objects
        self.documents = 0
        self.nodes = 0
        self.open: list[Level] = []
        self.anchors: dict[str, _Anchor] = {}
        # Its place is before all others, as that of an aliased node is, so that `<<` has nothing to add.
        self.refused = MappingNode({}, Span(file, 0, 0))
        self.tabbed = place.find_tabbed(lines)

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._take_scalar(event)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._start(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._end()
        elif isinstance(event, yaml.AliasEvent):
            self._take_alias(event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._start_document(event)

    def report(self, finding: Diagnostic) -> None:
        self.reports += 1
        if self.silent is None or self.stopped:
            self.findings.append(finding)
        if self.reports == MAX_FINDINGS:
            last = self.findings[-1]
            notes = (*last.notes, f"reading stopped after {MAX_FINDINGS} findings")
            self.findings[-1] = last._replace(notes=notes)
            self.stopped = True

    def stop(self, finding: Diagnostic) -> None:
        self.stopped = True
        self.report(finding)

    def _start_document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        self.anchors.clear()
        row, column = position(event.start_mark)
        if self.lines[row].startswith("%"):
            self.report(refusal.directive(Span(self.file, row + 1, 1, len(self.lines[row].rstrip()))))
        if self.documents > 1 and not self.objects:
            self.stop(refusal.second_document(Span(self.file, row + 1, column + 1, 3)))

    def _take_scalar(self, event: yaml.ScalarEvent) -> None:
        written = event.value
        plain = event.implicit[0] and event.tag is None
        row, column = self._enter(event)
        end_row, end_column = position(event.end_mark)
        length = end_column - column
        if row != end_row:
            length = place.measure_first_line(self.lines[row], column, event.style)
        span = Span(self.file, row + 1, column + 1, max(1, length))
        if not written.isascii() and _SURROGATE.search(written):
            self.stop(refusal.bad_escape(span))  # as libyaml does
        elif self.open and self.open[-1].awaits_key():
            self._take_key(self.open[-1], written, plain, span)
            self._name(event.anchor, ScalarNode(written, plain, span))
        elif self.open or written or not plain:
            node = self._read_value(event, plain, span)
            self._name(event.anchor, node)
            self._place(node, 0)

    def _start(self, event: yaml.CollectionStartEvent) -> None:
        before = self.nodes
        row, column = self._enter(event)
        span = Span(self.file, row + 1, column + 1)
        mapping = isinstance(event, yaml.MappingStartEvent)
        if self.open and self.open[-1].awaits_key():
            self._refuse_key("a mapping" if mapping else "a list", span)
        self.open.append(Level(span, event.anchor, before, mapping=mapping))
        self._check_depth(0, span)

    def _end(self) -> None:
        level = self.open.pop()
        node = level.end()
        self._name(level.anchor, node, self.nodes - level.before, level.height + 1)
        self._place(node, level.height + 1)

    def _take_alias(self, event: yaml.AliasEvent) -> None:
        name = event.anchor or ""
        row, column = position(event.start_mark)
        span = Span(self.file, row + 1, column + 1, len(name) + 1)
        if self.tabbed:
            self._check_tab(row, column)
        anchor = self.anchors.get(name)
        self._count(anchor.size if anchor else 1, row, column)
        if self.open and self.open[-1].awaits_key():
            self._refuse_key("an alias", span)
        elif anchor is None:
            # The name of an anchor without a value may be a password that starts with `&`.
            known = [each for each, other in self.anchors.items() if other.node is not self.refused]
            self.report(refusal.undefined_anchor(name, known, span))
        elif anchor.node is None:
            self.report(refusal.recursive_alias(span, anchor.span))
        else:
            self._check_depth(anchor.height, span)
            self._place(anchor.node, anchor.height)
            return
        self._place(self.refused, 0)

    def _enter(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> tuple[int, int]:
        """Counts and checks a node; gives the line and column, from 0, where its text starts."""
        row, column = position(event.start_mark)
        self._count(1, row, column)
        if event.anchor is not None:
            self._take_anchor(event.anchor, Span(self.file, row + 1, column + 1, len(event.anchor) + 1))
        if event.tag is not None:
            start, length = place.find_tag(self.lines[row], column)
            self.report(refusal.tag(Span(self.file, row + 1, start + 1, length)))
        has_text = not isinstance(event, yaml.ScalarEvent) or event.value or not event.implicit[0]
        if has_text and (event.anchor is not None or event.tag is not None):
            row, column = place.skip_properties(self.lines, row, column)
        if self.tabbed:
            self._check_tab(row, column)
        return row, column

    def _take_anchor(self, name: str, span: Span) -> None:
        if name in self.anchors:
            self.report(refusal.second_anchor(span, self.anchors[name].span))
        self.anchors[name] = _Anchor(span)

    def _take_key(self, top: Level, written: str, plain: bool, span: Span) -> None:
        first = top.entries[written].key if written in top.entries else None
        if plain and written == "<<":
            first, top.merge_key = top.merge_key, span
        elif plain and not written:
            self.report(refusal.empty_key(span))
        if first is not None:
            self.report(refusal.duplicate_key(written, self._path(), span, first))
        top.key, top.key_span = written, span

    def _refuse_key(self, kind: str, span: Span) -> None:
        self.report(refusal.key_not_text(kind, span))
        self.silent = self.silent or self.open[-1]

    def _read_value(self, event: yaml.ScalarEvent, plain: bool, span: Span) -> Node:
        written = event.value
        if not plain:
            return ScalarNode(written, False, span)
        if written == "null" or (written in _OTHER_NULLS and (self.objects or not self.open)):
            return NullNode(span)
        if written in _OTHER_NULLS:
            self.report(refusal.other_null(self._path(), written, span) if written else self._empty_value(span))
            return self.refused
        if self.open and self.open[-1].items is None and self.open[-1].key_span.line < span.line:
            self._check_spaces(span, position(event.end_mark)[0] + 1)
        if " - " in written and self.open:
            self._check_items(span, position(event.end_mark)[0] + 1)
        return ScalarNode(written, True, span)

    def _check_spaces(self, span: Span, last: int) -> None:
        """Refuses lines of `key:value` below a key, from `span` to line `last`, that ran into one text."""
        unspaced = syntax.find_unspaced(span, self.lines, items=False)
        if unspaced and last > span.line and syntax.are_unspaced(self.lines[span.line : last]):
            self.report(unspaced)

    def _check_items(self, span: Span, last: int) -> None:
        """Refuses an item of a list that is indented into the text before it, from `span` to line `last`."""
        for number, line in enumerate(self.lines[span.line : last], span.line + 1):
            text = line.lstrip(" ")
            if text.startswith("- "):
                self.report(refusal.swallowed_item(span, Span(span.file, number, len(line) - len(text) + 1)))
                return

    def _empty_value(self, span: Span) -> Diagnostic:
        """The finding for a value that is not there, at its key, or at its dash."""
        top = self.open[-1]
        if top.items is not None:
            dash = span._replace(column=span.column - 1)
            at_dash = self.lines[span.line - 1][span.column - 2 : span.column - 1] == "-"
            return refusal.empty_value(self._path(), dash if at_dash else span, item=True)
        unspaced = syntax.find_unspaced(top.key_span, self.lines)
        if unspaced and unspaced.span.length < top.key_span.length:
            return unspaced
        return refusal.empty_value(self._path(), top.key_span, item=False)

    def _name(self, name: str | None, node: Node, size: int = 1, height: int = 0) -> None:
        if name is not None:
            self.anchors[name] = _Anchor(self.anchors[name].span, node, size, height)

    def _place(self, node: Node, height: int) -> None:
        """Hands a node to the collection that holds it; `height` is the number of levels it brings along."""
        if not self.open:
            self.roots.append(node)
            return
        top = self.open[-1]
        is_value = top.key is not None
        if not top.put(node, height):
            self.report(refusal.bad_merge(top.key_span))
        if is_value and top is self.silent:
            self.silent = None

    def _count(self, nodes: int, row: int, column: int) -> None:
        self.nodes += nodes
        if self.nodes > MAX_NODES and not self.stopped:
            self.stop(refusal.too_many_nodes(MAX_NODES, Span(self.file, row + 1, column + 1)))

    def _check_depth(self, height: int, span: Span) -> None:
        if len(self.open) + height > MAX_DEPTH and not self.stopped:
            self.stop(refusal.too_deep(MAX_DEPTH, span))

    def _check_tab(self, row: int, column: int) -> None:
        if self.tabbed.get(row) == column:
            self.report(refusal.tab(Span(self.file, row + 1, self.lines[row].index("\t") + 1)))

    def _path(self) -> str:
        """The way from the root to what is read now."""
        steps = []
        for level in self.open:
            if level.items is not None:
                steps.append(f"[{len(level.items)}]")
            elif level.key is not None:
                steps.append(f".{level.key}")
        return escape("".join(steps).removeprefix("."))

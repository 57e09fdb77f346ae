"""Owns the way from short forms to long ones: every layer is normalised by the table of shapes before layers merge."""

from collections.abc import Mapping

from kgen.diagnostics import Diagnostic, enumerate_names, escape, quote
from kgen.node import TAG, Entry, MappingNode, Node, NullNode, Path, ScalarNode, SequenceNode, dotted
from kgen.shapes import Shape, Spelling


def normalise(node: Node, shape: Shape, diagnostics: list[Diagnostic], path: Path = ()) -> Node:
    """`node` with every short form made long.

    Findings are added to `diagnostics`; the result is usable all the same.
    """
    if isinstance(node, NullNode):
        return ScalarNode("null", plain=True, span=node.span) if shape.free else node
    for short in shape.shorts:
        expanded = short.expand(node, diagnostics)
        if expanded is not None:
            node = expanded
    match node:
        case ScalarNode():
            return node._replace(plain=False) if shape.text else node
        case SequenceNode():
            below = shape if shape.free else shape.each
            if below is None:
                return node
            items = tuple(normalise(item, below, diagnostics, (*path, i)) for i, item in enumerate(node.items))
            return node._replace(items=items)
        case MappingNode():
            return _normalise_mapping(node, shape, diagnostics, path)
        case NullNode():
            return node


def _normalise_mapping(node: MappingNode, shape: Shape, diagnostics: list[Diagnostic], path: Path) -> MappingNode:
    if shape.spellings:
        node = _spell(node, shape.spellings, diagnostics)
    if shape.alternatives:
        node = _choose(node, shape, diagnostics, path)
    if shape.rivals:
        node = _rival(node, shape.rivals, diagnostics, path)
    entries: dict[str, Entry] = {}
    for key, entry in node.entries.items():
        below = shape if shape.free else shape.fields.get(key, shape.each)
        value = entry.value if below is None else normalise(entry.value, below, diagnostics, (*path, key))
        entries[key] = entry if value is entry.value else Entry(entry.key, value)
    return node._replace(entries=entries)


def _spell(node: MappingNode, spellings: Mapping[str, Spelling], diagnostics: list[Diagnostic]) -> MappingNode:
    """Further spellings of a field rewritten to the one that types know."""
    written = [short for short in spellings if short in node.entries]
    if not written:
        return node
    entries = dict(node.entries)
    for short in written:
        long, under = spellings[short]
        entry = entries.pop(short)
        if long in node.entries:
            other = node.entries[long].key
            diagnostics.append(
                Diagnostic(
                    "KG203",
                    f"`{short}` and `{long}` are two spellings of one field",
                    entry.key,
                    help=f"keep `{long}` and move what `{short}` says into it",
                    notes=(f"`{long}` is written at {other}",),
                )
            )
            continue
        value = entry.value
        if under is not None and not isinstance(value, NullNode):
            value = MappingNode({under: Entry(entry.key, value)}, value.span)
        entries[long] = Entry(entry.key, value)
    return node._replace(entries=entries)


def _choose(node: MappingNode, shape: Shape, diagnostics: list[Diagnostic], path: Path) -> MappingNode:
    """Notes which alternative is written: its tag, and what it takes away from lower layers."""
    alternatives = shape.alternatives
    if TAG in node.entries:
        known = quote({*shape.fields, *alternatives, *(c for companions in alternatives.values() for c in companions)})
        diagnostics.append(
            Diagnostic("KG201", f"unknown field `{TAG}`", node.entries[TAG].key, help=f"fields are {known}")
        )
    written = [name for name in alternatives if _is_written(node, name)]
    if not written:
        return node
    if len(written) > 1:
        _report_exclusion(node, written, diagnostics, path)
        kept = alternatives[written[0]]
        node = _without(node, [*written[1:], *(c for name in written[1:] for c in alternatives[name] if c not in kept)])
    chosen = written[0]
    others = [name for name in alternatives if name != chosen]
    lost = frozenset(others).union(*(alternatives[name] for name in others))
    lost -= {*alternatives[chosen], *node.entries}
    key = node.entries[chosen].key
    tagged = {**node.entries, TAG: Entry(key, ScalarNode(chosen, plain=False, span=key))}
    return node._replace(entries=tagged, displaces=node.displaces | lost)


def _rival(
    node: MappingNode,
    rivals: tuple[frozenset[str], frozenset[str]],
    diagnostics: list[Diagnostic],
    path: Path,
) -> MappingNode:
    """Notes which of two sides is written, and that it takes the other away from lower layers."""
    left, right = ([name for name in sorted(side) if _is_written(node, name)] for side in rivals)
    if left and right:
        _report_exclusion(node, [*left, *right], diagnostics, path)
        node = _without(node, right)
    lost = (rivals[1] if left else frozenset()) | (rivals[0] if right else frozenset())
    return node._replace(displaces=node.displaces | (lost - node.entries.keys())) if lost else node


def _without(node: MappingNode, names: list[str]) -> MappingNode:
    """`node` without what has been reported, so that nothing else is said of it."""
    return node._replace(entries={key: entry for key, entry in node.entries.items() if key not in names})


def _is_written(node: MappingNode, name: str) -> bool:
    return name in node.entries and not isinstance(node.entries[name].value, NullNode)


def _report_exclusion(node: MappingNode, written: list[str], diagnostics: list[Diagnostic], path: Path) -> None:
    places = sorted(written, key=lambda name: node.entries[name].key[1:3])
    where = f" in `{escape(dotted(path))}`" if path else ""
    diagnostics.append(
        Diagnostic(
            "KG204",
            f"{enumerate_names(written)} exclude each other{where}",
            node.entries[places[-1]].key,
            help="keep one of them",
            notes=tuple(f"`{name}` is written at {node.entries[name].key}" for name in places[:-1]),
        )
    )

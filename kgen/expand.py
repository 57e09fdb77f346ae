"""Owns the expansions: how one short form of the language becomes its long form, node by node.

Each expansion takes a node and gives the long form, or None when the node is not written in that short form.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple, TypeAlias, TypeVar

from kgen.diagnostics import Diagnostic, quote
from kgen.node import EVERYTHING, Entry, MappingNode, Node, NullNode, ScalarNode, SequenceNode
from kgen.source import Span

T = TypeVar("T")
JsonSchema: TypeAlias = Mapping[str, Any]
Expand: TypeAlias = Callable[[Node, list[Diagnostic]], Node | None]

STRING: JsonSchema = {"type": "string", "minLength": 1}
URL_PATH: JsonSchema = {"type": "string", "pattern": "^/", "patternErrorMessage": "must be a path that begins with `/`"}
NAMES: JsonSchema = {"type": "array", "items": STRING}

_IMAGE = re.compile(r"(?P<repository>[^@]+?)(?::(?P<tag>[^:/@]*))?(?:@(?P<digest>.*))?")


class Short(NamedTuple):
    """One short form: what a user may write, and how it becomes long.

    `schema` is its JSON Schema, or the name of the field of the long form that has the same one. Where a mapping is
    written, `required` or each part of `oneOf` says by which keys it is known; `$ref` points into the whole schema.
    """

    schema: JsonSchema | str
    expand: Expand


def mapping(span: Span, values: Mapping[str, Node]) -> MappingNode:
    """A mapping that a short form stands for; keys and mapping are placed where the short form is."""
    return MappingNode({key: Entry(span, value) for key, value in values.items()}, span)


def text(value: str, span: Span) -> ScalarNode:
    return ScalarNode(value, plain=False, span=span)


def scalar_as(field: str) -> Short:
    """`x` stands for `{field: x}`."""

    def expand(node: Node, _: list[Diagnostic]) -> Node | None:
        return mapping(node.span, {field: node}) if isinstance(node, ScalarNode) else None

    return Short(field, expand)


def existing_account() -> Short:
    """The name of a ServiceAccount that is there already."""

    def expand(node: Node, _: list[Diagnostic]) -> Node | None:
        if not isinstance(node, ScalarNode):
            return None
        return mapping(node.span, {"name": node, "create": ScalarNode("false", plain=True, span=node.span)})

    return Short("name", expand)


def switched_on() -> Short:
    """`true` stands for the section with everything at its default."""

    def expand(node: Node, _: list[Diagnostic]) -> Node | None:
        on = isinstance(node, ScalarNode) and node.plain and node.text == "true"
        return mapping(node.span, {}) if on else None

    return Short({"type": "boolean", "const": True}, expand)


def same_in_all_stages() -> Short:
    """A severity stands for itself in every stage."""

    def expand(node: Node, _: list[Diagnostic]) -> Node | None:
        stages = ("dev", "canary", "production")
        return mapping(node.span, dict.fromkeys(stages, node)) if isinstance(node, ScalarNode) else None

    return Short("production", expand)


def names_as_map() -> Short:
    """A name, or a list of names, stands for a map of empty records; an empty list replaces all lower entries."""

    def expand(node: Node, diagnostics: list[Diagnostic]) -> Node | None:
        if isinstance(node, ScalarNode):
            return mapping(node.span, {node.text: mapping(node.span, {})})
        if not isinstance(node, SequenceNode):
            return None
        names = _distinct(node, diagnostics)
        entries = {item.text: Entry(item.span, mapping(item.span, {})) for item in names}
        return MappingNode(entries, node.span, displaces=frozenset() if entries else EVERYTHING)

    return Short({**NAMES, "type": ["string", "array"]}, expand)


def _distinct(node: SequenceNode, diagnostics: list[Diagnostic]) -> list[ScalarNode]:
    """The names in a list; anything else, and a name written twice, is reported."""
    seen: dict[str, ScalarNode] = {}
    for item in node.items:
        if not isinstance(item, ScalarNode):
            diagnostics.append(Diagnostic("KG202", "this list takes names only", item.span, "write a name"))
        elif item.text in seen:
            first = seen[item.text].span
            diagnostics.append(
                Diagnostic(
                    "KG205",
                    f"{quote([item.text])} is listed twice",
                    item.span,
                    help="remove one of them",
                    notes=(f"it is first listed at {first}",),
                )
            )
        else:
            seen[item.text] = item
    return list(seen.values())


def image() -> Short:
    """`repository:tag@digest`; a tag or digest of a lower layer never survives a new reference."""

    def expand(node: Node, _: list[Diagnostic]) -> Node | None:
        if not isinstance(node, ScalarNode):
            return None
        match = _IMAGE.fullmatch(node.text)
        parts = {"repository": node.text} if match is None else match.groupdict()
        written = {key: text(part, node.span) for key, part in parts.items() if part is not None}
        return mapping(node.span, written)._replace(
            displaces=frozenset({"repository", "tag", "digest"}) - written.keys()
        )

    return Short(STRING, expand)


def host_and_path() -> Short:
    """`shop.example.com/checkout` stands for `{host, path}`."""

    def expand(node: Node, _: list[Diagnostic]) -> Node | None:
        if not isinstance(node, ScalarNode):
            return None
        host, slash, path = node.text.partition("/")
        written = {"host": text(host, node.span)}
        if slash:
            written["path"] = text("/" + path, node.span)
        return mapping(node.span, written)

    return Short({"type": "string", "pattern": "^[^/]", "patternErrorMessage": "must be `host` or `host/path`"}, expand)


def probe_path() -> Short:
    """`/ready` and `{path: /ready, port: 8081}` stand for an `httpGet` probe."""
    fields = ("path", "port", "scheme", "httpHeaders")

    def expand(node: Node, _: list[Diagnostic]) -> Node | None:
        if isinstance(node, ScalarNode):
            return mapping(node.span, {"httpGet": mapping(node.span, {"path": node})})
        if not isinstance(node, MappingNode) or "httpGet" in node.entries or "path" not in node.entries:
            return None
        moved = {key: entry for key, entry in node.entries.items() if key in fields}
        kept = {key: entry for key, entry in node.entries.items() if key not in moved}
        inner = MappingNode(moved, moved["path"].value.span)
        return node._replace(entries={**kept, "httpGet": Entry(moved["path"].key, inner)})

    properties = {field: {"$ref": f"#/$defs/HTTPGetAction/properties/{field}"} for field in fields}
    mapped: JsonSchema = {"type": ["string", "object"], "required": ["path"], "properties": properties}
    return Short({**URL_PATH, **mapped}, expand)


def same_probe_thrice() -> Short:
    """`health: /p` stands for readiness, liveness and startup probes on one path, each with its own rhythm."""

    rhythms = {"readiness": (5, 2, 3), "liveness": (10, 5, 6), "startup": (5, 2, 60)}

    def expand(node: Node, _: list[Diagnostic]) -> Node | None:
        if not isinstance(node, ScalarNode):
            return None
        probes: dict[str, Node] = {}
        for name, rhythm in rhythms.items():
            timing = zip(("periodSeconds", "timeoutSeconds", "failureThreshold"), rhythm, strict=True)
            fields: dict[str, Node] = {"httpGet": mapping(node.span, {"path": node})}
            fields.update((field, ScalarNode(str(value), plain=True, span=node.span)) for field, value in timing)
            probes[name] = mapping(node.span, fields)
        return mapping(node.span, probes)

    return Short(URL_PATH, expand)


def plain_resources() -> Short:
    """`{cpu, memory}` are requests; all but `cpu` are limits as well."""

    def expand(node: Node, diagnostics: list[Diagnostic]) -> Node | None:
        if not isinstance(node, MappingNode) or not node.entries:
            return None
        flat = {key: entry for key, entry in node.entries.items() if key not in {"requests", "limits"}}
        if not flat:
            return None
        if len(flat) != len(node.entries):
            long = next(key for key in ("requests", "limits") if key in node.entries)
            first = next(iter(flat))
            diagnostics.append(
                Diagnostic(
                    "KG203",
                    f"`{first}` beside `{long}` mixes the short and the long form",
                    flat[first].key,
                    help="move it into `requests`, `limits` or both",
                    notes=(f"`{long}` is written at {node.entries[long].key}",),
                )
            )
            return node._replace(entries={key: entry for key, entry in node.entries.items() if key not in flat})
        limits = {key: entry for key, entry in flat.items() if key != "cpu"}
        requested = {"requests": Entry(node.span, MappingNode(flat, node.span))}
        limited = {"limits": Entry(node.span, MappingNode(limits, node.span))} if limits else {}
        return node._replace(entries={**requested, **limited})

    amount = {"$ref": "#/$defs/Resources/properties/requests/additionalProperties"}
    schema: JsonSchema = {
        "type": "object",
        "properties": {
            "cpu": {**amount, "description": "CPU that is reserved, in cores. There is no limit."},
            "memory": {**amount, "description": "Memory that is reserved, and the limit."},
            "ephemeral-storage": {**amount, "description": "Disk space that is reserved, and the limit."},
        },
        "patternProperties": {"^hugepages-|/": {**amount, "description": "Amount that is reserved, and the limit."}},
    }
    return Short(schema, expand)


def sources_by_kind() -> Short:
    """`{configMaps: [a], secrets: [b]}` stands for entries by name that follow each other, config maps first."""

    def expand(node: Node, diagnostics: list[Diagnostic]) -> Node | None:
        lists = (("configMaps", "configMap"), ("secrets", "secret"))
        if not isinstance(node, MappingNode) or not any(plural in node.entries for plural, _ in lists):
            return None
        entries = {key: entry for key, entry in node.entries.items() if key not in {"configMaps", "secrets"}}
        previous: str | None = None
        for plural, field in lists:
            listed = node.entries.get(plural)
            if listed is None or isinstance(listed.value, NullNode):
                continue
            if not isinstance(listed.value, SequenceNode):
                diagnostics.append(
                    Diagnostic(
                        "KG202", f"`{plural}` must be a list of names", listed.value.span, "put them in brackets"
                    )
                )
                continue
            for item in _distinct(listed.value, diagnostics):
                key = f"{field.lower()}-{item.text}"
                fields: dict[str, Node] = {field: item}
                if previous is not None:
                    fields["after"] = SequenceNode((text(previous, item.span),), item.span)
                entries[key] = Entry(item.span, mapping(item.span, fields))
                previous = key
        return node._replace(entries=entries)

    schema: JsonSchema = {
        "type": "object",
        "properties": {
            "configMaps": {**NAMES, "description": "ConfigMaps whose keys all become variables; later ones win."},
            "secrets": {**NAMES, "description": "Secrets whose keys all become variables; they win over ConfigMaps."},
        },
    }
    return Short(schema, expand)


def kubernetes_env_source() -> Short:
    """`secretKeyRef`, `configMapKeyRef` and `fieldRef`, inside `valueFrom` or not, as Kubernetes writes them."""
    renamed = {
        "secretKeyRef": ("name", "secret"),
        "configMapKeyRef": ("name", "configMap"),
        "fieldRef": ("fieldPath", "field"),
    }

    def expand(node: Node, _: list[Diagnostic]) -> Node | None:
        if not isinstance(node, MappingNode):
            return None
        inner = node.entries.get("valueFrom")
        if inner is not None and len(node.entries) == 1 and isinstance(inner.value, MappingNode):
            node = inner.value
        found = next((key for key in renamed if key in node.entries), None)
        if found is None or not isinstance(reference := node.entries[found].value, MappingNode):
            return node if inner is not None else None
        theirs, ours = renamed[found]
        kept = {key: entry for key, entry in node.entries.items() if key != found}
        moved = {ours if key == theirs else key: entry for key, entry in reference.entries.items()}
        return node._replace(entries={**kept, **moved})

    return Short(_kubernetes_env_schema(), expand)


def _kubernetes_env_schema() -> JsonSchema:
    def record(description: str, fields: Mapping[str, str]) -> JsonSchema:
        properties = {key: {"$ref": f"#/$defs/EnvSource/properties/{field}"} for key, field in fields.items()}
        return {
            "description": description,
            "type": "object",
            "properties": properties,
            "additionalProperties": False,
        }

    terms = {"key": "key", "optional": "optional"}
    references = {
        "secretKeyRef": record("Kubernetes' way to write `{secret, key}`.", {"name": "secret", **terms}),
        "configMapKeyRef": record("Kubernetes' way to write `{configMap, key}`.", {"name": "configMap", **terms}),
        "fieldRef": record("Kubernetes' way to write `{field}`.", {"fieldPath": "field"}),
    }
    nested = {**references, "resourceFieldRef": {"$ref": "#/$defs/EnvSource/properties/resourceFieldRef"}}
    written = {
        **references,
        "valueFrom": {**record("The source of the value, as Kubernetes nests it.", {}), "properties": nested},
    }
    return {
        "type": "object",
        "oneOf": [{"required": [name], "properties": {name: schema}} for name, schema in written.items()],
    }


def same(names: Iterable[str], of: T) -> dict[str, T]:
    """The same shape for several fields."""
    return dict.fromkeys(names, of)

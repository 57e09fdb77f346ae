"""Owns how the pages say in words what a JSON Schema of the language takes, and how Markdown shows it."""

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

import yaml

from kgen.schema import pattern

JsonSchema: TypeAlias = Mapping[str, Any]
Definitions: TypeAlias = Mapping[str, JsonSchema]

KINDS_OF_TEXT = "Kinds of text"
"""The heading below which patterns are explained."""
_SCALARS = {
    frozenset({"string", "number", "boolean"}): ["text as written"],
    frozenset({"string", "number"}): ["number", "text"],
    frozenset({"string", "integer"}): ["whole number", "text"],
    frozenset({"string"}): ["text"],
    frozenset({"integer"}): ["whole number"],
    frozenset({"number"}): ["number"],
    frozenset({"boolean"}): ["`true`", "`false`"],
    frozenset(): [],
}
_WIDEST = 2**31 - 1
"""The largest int32: a bound that says nothing."""


def kinds_of_text() -> dict[str, str]:
    """What each pattern of the language is called, by the pattern: as its constant is, in words."""
    names = {value: name.split("_") for name, value in vars(pattern).items() if name.isupper() and name != "MEANINGS"}
    acronyms = {"DNS", "JSON", "URL"}
    named = {
        value: " ".join(word if word in acronyms else word.lower() for word in words) for value, words in names.items()
    }
    return {value: named[value] for value in pattern.MEANINGS}


def words(node: JsonSchema, definitions: Definitions) -> str:
    """What may be written at `node`, `null` left aside."""
    return either(_forms(node, definitions))


def short_words(record: JsonSchema, definitions: Definitions) -> str:
    """What may be written in place of the mapping `record`; empty where nothing may."""
    return either(_forms(_without_mapping(record), definitions))


def _without_mapping(record: JsonSchema) -> JsonSchema:
    return {key: value for key, value in record.items() if key not in {"properties", "additionalProperties"}}


def _forms(node: JsonSchema, definitions: Definitions) -> list[str]:
    if "anyOf" in node:
        return [form for part in node["anyOf"] for form in _forms(part, definitions)]
    if "$ref" in node:
        name = node["$ref"].rpartition("/")[2]
        found = resolve(node, definitions)
        if name not in definitions:
            return _forms(found, definitions)
        return ["anything"] if name == "Json" else [*_forms(_without_mapping(found), definitions), link(name)]
    forms = _scalar_forms(node)
    if "array" in _types(node):
        forms.append(f"list of {words(node['items'], definitions)}")
    if isinstance(node.get("additionalProperties"), Mapping):
        forms.append(f"map of {words(node['additionalProperties'], definitions)}")
    if "properties" in node:
        forms.append(f"`{{{', '.join(node['properties'])}}}`")
    return forms


def resolve(node: JsonSchema, definitions: Definitions) -> JsonSchema:
    """What `node` refers to, itself where it refers to nothing."""
    if "$ref" not in node:
        return node
    found: Any = definitions
    for step in node["$ref"].removeprefix("#/$defs/").split("/"):
        found = found[step]
    return found  # type: ignore[no-any-return]  # a pointer leads to a schema


def _types(node: JsonSchema) -> frozenset[str]:
    types = node.get("type", ())
    return frozenset([types] if isinstance(types, str) else types) - {"null"}


def _scalar_forms(node: JsonSchema) -> list[str]:
    if "const" in node:
        return [code(node["const"])]
    if "enum" in node:
        return [code(value) for value in node["enum"] if value is not None]
    forms = list(_SCALARS[_types(node) - {"object", "array"}])
    kind = kinds_of_text().get(node.get("pattern", ""))
    if kind:
        forms[-1] = link(kind, KINDS_OF_TEXT)
    low, high = node.get("minimum"), node.get("maximum", _WIDEST)
    if "integer" in _types(node) and low is not None:
        forms[0] += f" from {low}" + (f" to {high}" if high < _WIDEST else "")
    return forms


def either(options: list[str]) -> str:
    """Options as a person lists them."""
    return " or ".join(filter(None, (", ".join(options[:-1]), *options[-1:])))


def code(value: Any) -> str:
    """A value as it is written in YAML, as code."""
    return f"`{flow(value)}`"


def flow(value: Any) -> str:
    """A value in one line of YAML."""
    text: str = yaml.safe_dump(value, default_flow_style=True, sort_keys=False, width=10_000, allow_unicode=True)
    return text.removesuffix("...\n").strip()


def link(title: str, heading: str | None = None) -> str:
    """A link to a heading of the same page, by its own name or another."""
    return f"[{title}](#{anchor(heading or title)})"


def anchor(title: str) -> str:
    """Where GitHub puts a heading."""
    return re.sub(r"[^\w -]", "", title.lower()).replace(" ", "-")


def table(head: list[str], rows: list[list[str]]) -> str:
    """A table in Markdown, without the columns that are empty in every row."""
    used = [index for index in range(len(head)) if any(row[index] for row in rows)]
    lines = [[head[index] for index in used], ["---" for _ in used]]
    lines += [[row[index].replace("|", "\\|").replace("\n", "<br>") for index in used] for row in rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)

"""Owns the page that lists every field of the language, made of its types, short forms and JSON Schema."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any, NamedTuple, get_args, get_type_hints

from typing_extensions import get_original_bases, is_typeddict

from docs.words import (
    KINDS_OF_TEXT,
    Definitions,
    JsonSchema,
    code,
    either,
    kinds_of_text,
    link,
    resolve,
    short_words,
    table,
    words,
)
from kgen import schema
from kgen.document import parse
from kgen.json_schema import language_schema
from kgen.load import to_plain
from kgen.node import TAG
from kgen.schema import pattern
from kgen.shapes import BY_PART
from kgen.shorthand import normalise
from kgen.source import Source

SHORT_FORMS = (
    "owner: payments",
    "image: registry.example.com/checkout:1.4.2",
    "port: 8080",
    "ports: {http: 8080, grpc: 9090}",
    "health: /healthz",
    "probes: {readiness: /ready}",
    "probes: {readiness: {path: /ready, port: 8081}}",
    "resources: {cpu: 250m, memory: 512Mi}",
    "env: {LOG_LEVEL: info}",
    "env: {DB_PASSWORD: {secretKeyRef: {name: checkout-db, key: password}}}",
    "envFrom: {configMaps: [features, limits], secrets: [checkout]}",
    "files: {/etc/checkout/motd: hello}",
    "podSecurity: baseline",
    "serviceAccount: deployer",
    "services: {external: {type: LoadBalancer, ports: {http: 80}}}",
    "dependsOn: [ledger, stripe]",
    "allowFrom: storefront",
    "routes: {web: shop.example.com/checkout}",
    "metrics: true",
    "metrics: admin",
    "namespace: shop-${environment}",
    "extraObjects: {quota: extra/quota.yaml}",
)
"""Each short form of the language, as a project writes it."""

INTRODUCTION = """\
# Reference

Every field of `project.yml` and of the org file, `kgen.yml`. [The language](language.md) explains them by example, and
editors show the same texts: `kgen schema` prints the JSON Schema that they need.

- Nearly every field may be left out. *Required* means: in the end, whichever layer writes it.
- `null` in place of a value switches it off.
- *Text as written* needs no quotes: `1.10`, `on` and `0755` stay exactly that. Elsewhere, text that reads like a number
  or a boolean does.
- A *map* has keys of your choice, and an environment can change one of its entries. A *list* is replaced whole."""


class Scope(NamedTuple):
    """A part of the language: the fields of the type `name` that the type `inner` has not."""

    title: str
    text: str
    name: str
    inner: str | None = None


FILE = Scope(
    "Fields of the project file",
    "The top level of `project.yml` has these, and those of the next three scopes.",
    "ProjectFile",
    "Overlay",
)
PROJECT = Scope("Fields of a project", "They speak of the project as a whole.", "Overlay", "Workload")
WORKLOAD = Scope(
    "Fields of a workload",
    "At the top level they speak of the main workload, in `workloads` of a further one.",
    "Workload",
    "Container",
)
CONTAINER = Scope(
    "Fields of a container",
    "At the top level and in `workloads` they speak of the main container. Sidecars and init containers have them too.",
    "Container",
)
ORGANIZATION = Scope(
    "Fields of the org file",
    "`kgen.yml` is found by walking up from a project. There may be none.",
    "OrgFile",
)
SCOPES = (FILE, PROJECT, WORKLOAD, CONTAINER, ORGANIZATION)
MADE_OF: Mapping[str, tuple[Scope, ...]] = {
    "Environment": (PROJECT, WORKLOAD, CONTAINER),
    "Overlay": (PROJECT, WORKLOAD, CONTAINER),
    "FurtherWorkload": (WORKLOAD, CONTAINER),
    "Sidecar": (CONTAINER,),
    "InitContainer": (CONTAINER,),
}
"""The types that have the fields of whole scopes."""

_SENTENCE = re.compile(r"(?<=\.) (?=[A-Z`])")


def reference_page() -> str:
    """The text of the page."""
    definitions = _definitions()
    blocks = [INTRODUCTION, _short_forms()]
    for scope in SCOPES:
        blocks += [f"## {scope.title}", scope.text, _table(scope.name, _fields_of_scope(scope))]
    blocks += ["## Records", "What the fields above are made of, in the order in which they come up."]
    for name, mentions in _mentions().items():
        blocks += [f"### {name}", *_record(name, definitions[name]), f"Stands at {', '.join(mentions)}."]
    blocks += [f"## {KINDS_OF_TEXT}", "What text must be where the tables say so.", _kinds_of_text(blocks)]
    return "\n\n".join(blocks) + "\n"


def _kinds_of_text(blocks: Sequence[str]) -> str:
    """The kinds of text that the tables speak of."""
    kinds = {kind: pattern.MEANINGS[text] for text, kind in kinds_of_text().items()}
    page = "\n".join(blocks)
    return table(["Kind", "Is"], [[kind, kinds[kind]] for kind in sorted(kinds) if link(kind, KINDS_OF_TEXT) in page])


@cache
def _definitions() -> Definitions:
    """What a user may write, by the names of types; the two files are among them."""
    project, organization = language_schema("ProjectFile"), language_schema("OrgFile")
    return {**organization["$defs"], **project["$defs"], "ProjectFile": project, "OrgFile": organization}


# Short forms


def _short_forms() -> str:
    rows = [[f"`{short}`", code(_expand(short))] for short in SHORT_FORMS]
    text = "A short form stands for a long one, and for nothing else. Environments may write either."
    return f"## Short forms\n\n{text}\n\n{table(['Short', 'Long'], rows)}"


def _expand(short: str) -> Any:
    root = parse(Source("project.yml", short.encode())).root
    assert root is not None, short
    return _without_tags(to_plain(normalise(root, BY_PART["ProjectFile"], [])).data)


def _without_tags(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _without_tags(below) for key, below in value.items() if key != TAG}
    return value


# Which fields stand in a table, and in which order


def _members(name: str) -> tuple[Any, ...]:
    """The typed dictionaries behind a name: one, or the members of a tagged union."""
    named = getattr(schema, name)
    return get_args(get_args(named)[0]) if hasattr(named, "__metadata__") else (named,)


def _fields(name: str) -> list[str]:
    """The fields of a type in the order of their declaration; what only short forms have comes last."""
    written = _properties(_definitions().get(name) or _definitions()["ProjectFile"])
    members = [[field for field in _declared(member) if field != TAG] for member in _members(name)]
    common = set.intersection(*map(set, members)) if len(members) > 1 else set()
    declared = [*(field for fields in members for field in fields if field not in common)]
    declared += [field for field in members[0] if field in common]
    spelled = {spelling.long: short for short, spelling in BY_PART["Overlay"].spellings.items() if short in written}
    known = [field for long in dict.fromkeys(declared) for field in (spelled.get(long), long) if field]
    return [*known, *(field for field in written if field not in known and name in _definitions())]


def _declared(record: Any) -> list[str]:
    """The fields of a typed dictionary, its own before those it inherits."""
    inherited = [field for base in get_original_bases(record) if is_typeddict(base) for field in _declared(base)]
    return [*(field for field in get_type_hints(record) if field not in inherited), *inherited]


def _properties(definition: JsonSchema) -> JsonSchema:
    """The fields of a record, which stands beside its short forms."""
    records = [form for form in (definition, *definition.get("anyOf", ())) if "properties" in form]
    return records[0]["properties"] if records else {}


def _fields_of_scope(scope: Scope) -> list[str]:
    inner = _fields(scope.inner) if scope.inner else []
    return [field for field in _fields(scope.name) if field not in inner]


def _own_fields(name: str) -> list[str]:
    """The fields of a record that are not those of a scope it is made of."""
    shared = {field for scope in MADE_OF.get(name, ()) for field in _fields_of_scope(scope)}
    return [field for field in _fields(name) if field not in shared]


def _mentions() -> dict[str, list[str]]:
    """Every record in the order in which it comes up, with the fields that hold it."""
    found: dict[str, list[str]] = {}
    waiting = [(_link(scope), scope.name, _fields_of_scope(scope)) for scope in SCOPES]
    while waiting:
        place, name, fields = waiting.pop(0)
        properties = _properties(_definitions().get(name) or _definitions()["ProjectFile"])
        for field in fields:
            for record in _references(properties[field]):
                if record not in found:
                    waiting.append((link(record), record, _own_fields(record)))
                found.setdefault(record, []).append(f"`{field}` ({place})")
    return {name: list(dict.fromkeys(places)) for name, places in found.items()}


def _references(node: Any) -> Iterator[str]:
    """The records that a schema names."""
    if isinstance(node, Mapping):
        _, slash, name = str(node.get("$ref", "")).partition("#/$defs/")
        if slash and "/" not in name and name != "Json":
            yield name
        for below in node.values():
            yield from _references(below)
    elif isinstance(node, list):
        for below in node:
            yield from _references(below)


# Records and their tables


def _record(name: str, definition: JsonSchema) -> Iterator[str]:
    yield str(definition["description"])
    if short := short_words(definition, _definitions()):
        yield f"May also be {short}: a [short form](#short-forms)."
    if name in MADE_OF:
        yield _made_of(name)
    if own := _own_fields(name):
        yield _table(name, own)


def _made_of(name: str) -> str:
    scopes = MADE_OF[name]
    missing = [f"`{field}`" for scope in scopes for field in _fields_of_scope(scope) if field not in _fields(name)]
    lacking = f", but not {either(missing)}" if missing else ""
    rest = ", and:" if _own_fields(name) else "."
    return f"All {', '.join(_link(scope) for scope in scopes)}{lacking}{rest}"


def _link(scope: Scope) -> str:
    return link(scope.title[0].lower() + scope.title[1:], scope.title)


def _table(name: str, fields: Sequence[str]) -> str:
    definition = _definitions().get(name) or _definitions()["ProjectFile"]
    head = ["Field", "Type", "Description", "Default", "Belongs to"]
    rows = []
    for field in fields:
        node = _properties(definition)[field]
        text, default = _describe(node)
        if field in definition.get("required", ()):
            default = "required"
        rows.append([f"`{field}`", words(node, _definitions()), text, default, _owners(name, field)])
    return table(head, rows)


def _describe(node: JsonSchema) -> tuple[str, str]:
    """What is said of a field, and of its default."""
    description = {**resolve(node, _definitions()), **node}.get("description", "")
    sentences = _SENTENCE.split(description)
    default = next((sentence for sentence in sentences if sentence.startswith(("Default:", "Default under"))), "")
    required = "Required." in sentences
    told = [sentence for sentence in sentences if sentence not in {default, "Required."}]
    examples = [code(example) for example in node.get("examples", ())]
    if examples:
        told.append(f"Example: {either(examples)}.")
    stated = default.removeprefix("Default: ").removeprefix("Default ").removesuffix(".")
    return " ".join(told), "required" if required else stated


def _owners(name: str, field: str) -> str:
    """Of a tagged union, the alternatives that have a field; empty where all have it, or where it makes one of them."""
    members = [get_type_hints(member) for member in _members(name)]
    tagged = {get_args(fields[TAG])[0]: fields for fields in members if TAG in fields}
    owners = [tag for tag, fields in tagged.items() if field in fields]
    if field in tagged or len(owners) == len(tagged):
        return ""
    owners = owners or _definitions()[name].get("dependentRequired", {}).get(field, [])
    return either([f"`{owner}`" for owner in owners]) if owners else ""

"""Owns the page that lists every field of the language, made of its types, short forms and JSON Schema."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias, get_args, get_type_hints

import yaml

from docs.words import Definitions, JsonSchema, anchor, cell, references, scalar_words, words
from kgen import schema
from kgen.document import parse
from kgen.json_schema import language_schema
from kgen.json_schema.language import read_types, survey
from kgen.json_schema.record import mapping_forms
from kgen.load import to_plain
from kgen.node import TAG
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
- *Text as written* needs no quotes: `1.10`, `on` and `0755` stay exactly that. Elsewhere text that reads like a number or
  a boolean is quoted.
- A *map* has names of your choice as keys, and an environment can change one of its entries. A *list* is replaced whole.
"""


class Scope(NamedTuple):
    """A part of the language: the fields that the type `name` has and the type `inner` has not."""

    title: str
    text: str
    name: str
    inner: str | None = None


PROJECT = Scope("Fields of a project", "They speak of the project as a whole.", "Overlay", "Workload")
WORKLOAD = Scope(
    "Fields of a workload",
    "At the top level they speak of the main workload, in `workloads` of a further one.",
    "Workload",
    "Container",
)
CONTAINER = Scope(
    "Fields of a container",
    "At the top level, and in `workloads`, they speak of the main container. Sidecars and init containers have them too.",
    "Container",
)
SCOPES = (
    Scope("Fields of the project file", "The top level has these, and those of the next three scopes.", "ProjectFile", "Overlay"),
    PROJECT,
    WORKLOAD,
    CONTAINER,
    Scope("Fields of the org file", "Found by walking up from a project; it may be missing.", "OrgFile"),
)
MADE_OF: Mapping[str, tuple[Scope, ...]] = {
    "Environment": (PROJECT, WORKLOAD, CONTAINER),
    "Overlay": (PROJECT, WORKLOAD, CONTAINER),
    "FurtherWorkload": (WORKLOAD, CONTAINER),
    "Sidecar": (CONTAINER,),
    "InitContainer": (CONTAINER,),
}
"""The types that have the fields of whole scopes."""


def reference_page() -> str:
    """The text of the page."""
    project, organization = language_schema("ProjectFile"), language_schema("OrgFile")
    definitions = {**organization["$defs"], **project["$defs"], "ProjectFile": project, "OrgFile": organization}
    tables = {scope.title: _fields_of_scope(scope, definitions) for scope in SCOPES}
    names = _by_first_mention(tables.values(), definitions)
    tables |= {name: _own_fields(name, definitions) for name in names}
    places = _places(tables)
    blocks = [INTRODUCTION, _short_forms()]
    for scope in SCOPES:
        blocks += [f"## {scope.title}\n\n{scope.text}", _table(tables[scope.title], definitions, _required(scope.name, definitions))]
    blocks.append("## Records\n\nWhat the fields above are made of, in the order in which they are first mentioned.")
    for name in names:
        blocks += [*_record(name, tables[name], definitions), places[name]]
    return "\n\n".join(blocks) + "\n"

"""The JSON Schema of the language takes what users write, and says near the place what is wrong."""

import json
import subprocess
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from kgen.document import parse, to_plain
from kgen.json_schema import language_schema
from kgen.json_schema.language import FILES, fields_of, name_of, read_types
from kgen.load import check
from kgen.load import to_plain as to_data
from kgen.node import TAG, MappingNode, Node
from kgen.node import Path as NodePath
from kgen.shapes import BY_PART, Shape
from kgen.shorthand import normalise
from kgen.source import Source
from kgen.validator import Part
from kgen.workspace import ORGANIZATION, OVERLAYS, PROJECT
from tests.fences import REPOSITORY, fences

RICH = """
apiVersion: kgen.dev/v1
name: checkout
description: Takes the cart and turns it into a paid order
owner: {team: payments, oncall: payments-primary, slack: "#payments", runbook: https://runbooks.example.com/checkout}
repository: https://git.example.com/shop/checkout
tier: critical
image: registry.example.com/checkout:1.4.2
use: [statsd]
ports: {http: 8080, grpc: {containerPort: 9090, appProtocol: grpc}}
probes: {readiness: /ready, liveness: /live, startup: {path: /live, failureThreshold: 30}}
resources: {requests: {cpu: 250m, memory: 512Mi}, limits: {memory: 512Mi}}
env:
  LOG_LEVEL: info
  PUBLIC_URL: ${routes.web.url}
  DB_PASSWORD: {secret: checkout-db, key: password}
  DB_USER: {valueFrom: {secretKeyRef: {name: checkout-db, key: user}}}
  POD_IP: {field: status.podIP}
files:
  /etc/checkout/rules.yaml: {source: config/rules.yaml}
  /etc/checkout/motd: "hello\\n"
  /etc/tls: {secret: checkout-tls}
volumes:
  /cache: {emptyDir: {sizeLimit: 1Gi}}
initContainers: {migrate: {command: [checkout, migrate]}}
sidecars: {proxy: {image: "registry.example.com/proxy:1.4.0", ports: {admin: 9901}, resources: {cpu: 50m}}}
workloads:
  worker: {command: [checkout, worker], env: {STATSD_HOST: null}, autoscaling: {maxReplicas: 20, cpu: 60}}
  nightly: {command: [checkout, reconcile], schedule: "0 3 * * *", timeZone: Etc/UTC}
autoscaling:
  minReplicas: 2
  maxReplicas: 10
  cpu: 70
  triggers: {backlog: {type: prometheus, query: 'sum(queue_depth{service="checkout"})', threshold: 100}}
dependsOn:
  ledger: {port: 9090, namespace: ledger, scheme: http}
  stripe: {host: api.stripe.com, port: 443}
allowFrom: [storefront, admin]
serviceAccount: {annotations: {iam.example.com/role: payments-checkout}}
routes:
  web: {host: shop.example.com, path: /checkout, port: http, redirectFrom: [/cart/checkout], timeouts: {request: 10s}}
  api: {host: api.example.com, grpc: shop.v1.Checkout, port: grpc}
metrics: {port: http, path: /metrics, interval: 30s}
slo:
  availability: {objective: 99.9, window: 30d}
  latency: {objective: 99, threshold: 300ms}
alerts:
  PaymentErrors: {expr: 'rate(payment_errors_total[5m]) > 1', for: 10m, severity: critical, summary: Payments fail.}
  MemoryNearLimit: null
dashboard:
  panels: {orders: {title: Orders per second, expr: 'sum(rate(orders_total[5m]))', unit: reqps}}
environments:
  dev: {env: {LOG_LEVEL: debug}, replicas: 1, slo: null, routes: {web: {host: shop.dev.example.com}}}
  canary: {extends: production, traffic: 5, autoscaling: {minReplicas: 1, maxReplicas: 3}}
  production:
    autoscaling: {minReplicas: 6, maxReplicas: 60}
    strategy: {rollingUpdate: {maxSurge: 25%, maxUnavailable: 0}}
patches:
  hostnameAsFqdn:
    target: {kind: Deployment, name: checkout}
    json6902: [{op: add, path: /spec/template/spec/setHostnameAsFQDN, value: true}]
    reason: "PAY-123"
    expires: 2027-01-31
extraObjects: {quota: {source: extra/quota.yaml}}
"""
ORG = """
apiVersion: kgen.dev/v1
organization: example
defaults: {podSecurity: restricted, metrics: {interval: 30s}}
tiers: {critical: {priorityClassName: critical}}
components: {statsd: {sidecars: {statsd: {image: "registry.example.com/statsd:2.1"}}, env: {STATSD_HOST: localhost}}}
teams: {payments: {slack: "#payments", oncall: payments-primary}}
environments:
  dev: {stage: dev, kubernetes: "1.34", cluster: dev, domain: dev.example.com, overrides: {replicas: 1, slo: null}}
  production: {kubernetes: "1.33", cluster: prod, domain: example.com, context: prod-admin, protected: true}
routing: {provider: gateway, gateway: {name: public, namespaceLabels: {gateway-access: public}}, certIssuer: a}
monitoring: {namespace: monitoring, labels: {release: kube-prometheus-stack}}
networkPolicy: declared
secretStore: {name: vault, kind: ClusterSecretStore, exclude: [checkout-tls]}
limits: {replicas: {max: 100}, resources: {memory: {max: 16Gi}}}
"""


def read(text: str) -> Node:
    document = parse(Source(PROJECT, text.encode()))
    assert document.root is not None, document.diagnostics
    return document.root


@cache
def validator(part: Part) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(language_schema(part))


def refusals(part: Part, text: str) -> list[tuple[str, str]]:
    """Where a file is refused, and by which keyword."""
    found = validator(part).iter_errors(to_plain(read(text)))
    return sorted((".".join(map(str, error.instance_path)), str(error.schema_path[-1])) for error in found)


def part_of(path: Path) -> Part | None:
    if path.name in {PROJECT, ORGANIZATION}:
        return "ProjectFile" if path.name == PROJECT else "OrgFile"
    return "Environment" if path.parent.name == OVERLAYS else None


FILES_OF_USERS = sorted(
    path.relative_to(REPOSITORY).as_posix()
    for folder in ("examples", "golden")
    for path in (REPOSITORY / folder).rglob("*.yml")
    if "expected" not in path.parts and part_of(path) and not any(step.startswith("bad-") for step in path.parts)
)


@pytest.mark.parametrize("path", FILES_OF_USERS)
def test_every_example_and_golden_case_is_taken(path: str) -> None:
    part = part_of(Path(path))
    assert part is not None
    assert refusals(part, (REPOSITORY / path).read_text(encoding="utf-8")) == []


DOCUMENTED = [fence for fence in fences("docs/language.md") if part_of(Path(fence.role))]


@pytest.mark.parametrize("fence", DOCUMENTED, ids=[fence.place for fence in DOCUMENTED])
def test_every_file_that_the_language_page_shows_is_taken(fence: Any) -> None:
    part = part_of(Path(fence.role))
    assert part is not None
    assert refusals(part, fence.text) == []


@pytest.mark.parametrize(("part", "text"), [("ProjectFile", RICH), ("OrgFile", ORG)], ids=["project", "organization"])
def test_rich_files_are_taken(part: Part, text: str) -> None:
    assert refusals(part, text) == []


HEAD = "apiVersion: kgen.dev/v1\nname: checkout\n"

REFUSED: dict[str, tuple[str, list[tuple[str, str]]]] = {
    # Names
    "unknown field": ("replcas: 3", [("", "additionalProperties")]),
    "unknown field below": ("resources: {requets: {cpu: 1}}", [("resources", "additionalProperties")]),
    "unknown field in a map": ("ports: {http: {containerPrt: 1}}", [("ports.http", "additionalProperties")]),
    "unknown resource": ("resources: {cpuu: 1}", [("resources", "additionalProperties")]),
    "unknown alternative": ("env: {A: {sercet: a, key: b}}", [("env.A", "additionalProperties")]),
    "unknown volume": ("volumes: {/a: {emptydir: {}}}", [("volumes./a", "additionalProperties")]),
    "unknown field beside a path": (
        "probes: {readiness: {path: /, prot: 1}}",
        [("probes.readiness", "additionalProperties")],
    ),
    "project field in an environment": (
        "environments: {dev: {name: a}}",
        [("environments.dev", "additionalProperties")],
    ),
    "project field in a workload": ("workloads: {w: {slo: {}}}", [("workloads.w", "additionalProperties")]),
    "probes of an init container": ("initContainers: {i: {health: /}}", [("initContainers.i", "additionalProperties")]),
    "the tag of unions": (f"env: {{A: {{{TAG}: value}}}}", [("env.A", "additionalProperties")]),
    "port name": ("ports: {HTTP: 80}", [("ports", "pattern")]),
    "environment name": ("environments: {Dev: {}}", [("environments", "pattern")]),
    "mount path": ("files: {etc: a}", [("files", "pattern")]),
    # Types
    "port as text": ('port: "8080"', [("port", "type")]),
    "text as number": ("containerName: 1.10", [("containerName", "type")]),
    "list where a map belongs": ("sidecars: []", [("sidecars", "type")]),
    "one of a list": ("envFrom: {configMaps: a}", [("envFrom.configMaps", "type")]),
    "nothing in a list": ("command: [null]", [("command.0", "type")]),
    "nothing for what only this file says": ("environments: null", [("environments", "type")]),
    "nothing for an environment": ("environments: {dev: null}", [("environments.dev", "type")]),
    "nothing in a list's record": ("tolerations: [{key: null}]", [("tolerations.0.key", "type")]),
    # Values
    "enum": ("kind: Deploymnt", [("kind", "enum")]),
    "level": ("podSecurity: {level: lax}", [("podSecurity", "anyOf")]),
    "range": ("port: 70000", [("port", "maximum")]),
    "quantity": ("resources: {cpu: lots}", [("resources.cpu", "pattern")]),
    "negative quantity": ("resources: {memory: -1}", [("resources.memory", "minimum")]),
    "path": ("health: healthz", [("health", "pattern")]),
    "host": ("routes: {web: /checkout}", [("routes.web", "pattern")]),
    "metrics that are off": ("metrics: false", [("metrics", "anyOf")]),
    "version": ("apiVersion: kgen.dev/v2", [("apiVersion", "const")]),
    # What excludes what
    "two sources of a variable": ("env: {A: {value: a, secret: b}}", [("env.A.secret", "type")]),
    "companion of another": ("env: {A: {value: a, key: b}}", [("env.A.key", "type")]),
    "two sources of Kubernetes": (
        "env: {A: {secretKeyRef: {name: a, key: b}, fieldRef: {fieldPath: c}}}",
        [("env.A.fieldRef", "type")],
    ),
    "two volumes": ("volumes: {/a: {emptyDir: {}, nfs: {}}}", [("volumes./a.nfs", "type")]),
    "two handlers": ("probes: {liveness: {path: /, exec: {command: [a]}}}", [("probes.liveness.path", "type")]),
    "port without path": ("probes: {liveness: {port: 80}}", [("probes.liveness", "dependentRequired")]),
    "short and long resources": ("resources: {cpu: 1, requests: {cpu: 1}}", [("resources.cpu", "type")]),
    "two spellings of ports": ("port: 80\nports: {http: 80}", [("ports", "type")]),
    "two spellings of probes": ("health: /\nprobes: {readiness: /}", [("probes", "type")]),
    "replicas and autoscaling": ("replicas: 1\nautoscaling: {maxReplicas: 2}", [("autoscaling", "type")]),
    "host and namespace": ("dependsOn: {a: {host: b.c, namespace: d}}", [("dependsOn.a.namespace", "type")]),
}


@pytest.mark.parametrize(("text", "places"), REFUSED.values(), ids=REFUSED.keys())
def test_mistakes_are_refused_where_they_are(text: str, places: list[tuple[str, str]]) -> None:
    head = HEAD if "apiVersion" not in text else "name: checkout\n"
    assert refusals("ProjectFile", head + text) == places


TAKEN = {
    "null switches off": "service: null\nenv: {A: null}\nroutes: {web: {tls: null}}\nprobes: {startup: null}",
    "null beside a rival": "replicas: null\nautoscaling: {maxReplicas: 2}",
    "null beside an alternative": "env: {A: {value: null, secret: a, key: b}}",
    "no alternative in a layer": "probes: {startup: {failureThreshold: 3}}\nenv: {A: {optional: true}}",
    "text as written": "env: {A: 1.10, B: true, C: 2027-01-31}\nlabels: {a: 1}\nnodeSelector: {gpu: true}",
    "numbers for quantities": "resources: {cpu: 0.5, memory: 1073741824}\nslo: {a: {objective: 99.9}}",
    "extended resources": "resources: {cpu: 1, nvidia.com/gpu: 1, hugepages-2Mi: 4Mi}",
    "free data": "patches: {a: {merge: {spec: {a: null, b: [1, {c: null}]}}}}",
    "entries beside lists": "envFrom: {configMaps: [a], own: {secret: b, after: [configmap-a]}}",
    "no callers": "allowFrom: []",
}


@pytest.mark.parametrize("text", TAKEN.values(), ids=TAKEN.keys())
def test_unusual_ways_to_write_are_taken(text: str) -> None:
    assert refusals("ProjectFile", HEAD + text) == []


@pytest.mark.parametrize(("part", "missing"), [("ProjectFile", 2), ("OrgFile", 1), ("Environment", 0)])
def test_a_file_must_hold_what_no_other_can(part: Part, missing: int) -> None:
    assert refusals(part, "labels: {}" if part != "OrgFile" else "teams: {}") == [("", "required")] * missing


# The schema and kgen itself agree


def verdict(part: Part, root: Node, *, partial: bool = False) -> list[str]:
    """What kgen says of a single file, `partial` where it may leave to other layers what is one of several things."""
    findings: list[Any] = []
    data = to_data(normalise(root, BY_PART[part], findings)).data
    return [finding.message for finding in (*findings, *check(data, part, partial=partial))]


VALUES: tuple[Any, ...] = (True, 3, -1, 0.5, "x", "/x", [], {}, ["x"], [3])


def variants(data: Any) -> Iterator[tuple[NodePath, Any]]:
    """Each of VALUES in the place of each value below `data`."""
    entries = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in list(entries):
        for other in VALUES:
            data[key] = other
            yield (key,), other
        data[key] = value
        for path, other in variants(value):
            yield (key, *path), other


LOOSE = {"image", "dependsOn", "allowFrom"}
"""Short forms that hold a name in text; the schema does not look into that text."""


@pytest.mark.parametrize(("part", "text"), [("ProjectFile", RICH), ("OrgFile", ORG)], ids=["project", "organization"])
def test_the_schema_refuses_what_kgen_refuses(part: Part, text: str) -> None:
    data: Any = to_plain(read(text))
    differing = [
        (path, value)
        for path, value in variants(data)
        if validator(part).is_valid(data)
        and LOOSE.isdisjoint(path)
        and verdict(part, read(json.dumps(data)), partial=True)
    ]
    assert differing == []


SCALARS_AS_TEXT = {"image", "web", "api", "stripe", "ledger", "dependsOn", "allowFrom"}
"""Short forms of text where kgen takes the text of a number too, which nobody means."""


@pytest.mark.parametrize(("part", "text"), [("ProjectFile", RICH), ("OrgFile", ORG)], ids=["project", "organization"])
def test_the_schema_takes_what_kgen_takes(part: Part, text: str) -> None:
    data: Any = to_plain(read(text))
    differing = [
        (path, value)
        for path, value in variants(data)
        if not validator(part).is_valid(data)
        and not (isinstance(value, bool | int | float) and not SCALARS_AS_TEXT.isdisjoint(path))
        and not verdict(part, read(json.dumps(data)))
    ]
    assert differing == []


# The table of shapes and the types agree

SAMPLES: dict[tuple[str, ...], list[str]] = {
    ("allowFrom",): ["storefront", "[storefront, admin]", "[]"],
    ("dependsOn",): ["ledger", "[ledger, stripe]"],
    ("env", "*"): [
        "info",
        "1.10",
        "{secretKeyRef: {name: a, key: b, optional: true}}",
        "{configMapKeyRef: {name: a, key: b}}",
        "{fieldRef: {fieldPath: status.podIP}}",
        "{valueFrom: {secretKeyRef: {name: a, key: b}}}",
        "{valueFrom: {resourceFieldRef: {resource: limits.cpu, divisor: 1}}}",
    ],
    ("envFrom",): ["{configMaps: [a, b], secrets: [c]}", "{secrets: [a], own: {configMap: b}}"],
    ("extraObjects", "*"): ["extra/quota.yaml"],
    ("files", "*"): ["hello", "30"],
    ("image",): ["registry.example.com:5000/checkout:1.4.2", "checkout@sha256:" + "0" * 64],
    ("metrics",): ["true", "http", "9090"],
    ("namespace",): ["shop-${environment}"],
    ("owner",): ["payments"],
    ("podSecurity",): ["baseline"],
    ("ports", "*"): ["8080"],
    ("probes",): ["/healthz"],
    ("probes", "readiness"): [
        "/ready",
        "{path: /ready, port: 8081, scheme: HTTPS, httpHeaders: [{name: A, value: 1}], failureThreshold: 3}",
    ],
    ("resources",): ["{cpu: 250m, memory: 512Mi}", "{cpu: 1, ephemeral-storage: 1Gi, nvidia.com/gpu: 1}"],
    ("routes", "*"): ["shop.example.com/checkout", "shop"],
    ("serviceAccount",): ["deployer"],
    ("services", "*", "ports", "*"): ["80"],
}


def shapes_below(
    shape: Shape, path: tuple[str, ...] = (), seen: frozenset[int] = frozenset()
) -> Iterator[tuple[tuple[str, ...], Shape]]:
    """Every shape of the table by its shortest path; `*` stands for any name."""
    yield path, shape
    for key, below in (*shape.fields.items(), *([("*", shape.each)] if shape.each else [])):
        yield from shapes_below(below, (*path, key))


def test_every_short_form_has_a_sample() -> None:
    places: dict[int, tuple[str, ...]] = {}
    for path, shape in shapes_below(BY_PART["Overlay"]):
        if shape.shorts and len(path) < len(places.get(id(shape), (*path, ""))):
            places[id(shape)] = path
    assert sorted(places.values()) == sorted(SAMPLES)


def shape_at(path: tuple[str, ...]) -> Shape:
    shape = BY_PART["ProjectFile"]
    for step in path:
        below = shape.each if step == "*" else shape.fields[step]
        assert below is not None
        shape = below
    return shape


CASES = [(path, sample) for path, samples in SAMPLES.items() for sample in samples]


@pytest.mark.parametrize(("path", "sample"), CASES, ids=[f"{'.'.join(path)}: {sample}" for path, sample in CASES])
def test_short_forms_are_in_the_schema_and_become_what_the_types_accept(path: tuple[str, ...], sample: str) -> None:
    keys = [step if step != "*" else "/a" if path[0] == "files" else "a" for step in path]
    text = HEAD + "".join(f"{'  ' * depth}{key}:\n" for depth, key in enumerate(keys)) + "  " * len(keys) + sample
    root = read(text)
    node = next(node for where, node in walk(root) if where == tuple(keys))
    assert any(short.expand(node, []) is not None for short in shape_at(path).shorts)
    assert refusals("ProjectFile", text) == []
    assert verdict("ProjectFile", root) == []
    assert check(to_data(normalise(root, BY_PART["ProjectFile"], [])).data, "ProjectFile") == []


def walk(node: Node, path: NodePath = ()) -> Iterator[tuple[NodePath, Node]]:
    yield path, node
    if isinstance(node, MappingNode):
        for key, entry in node.entries.items():
            yield from walk(entry.value, (*path, key))


def test_every_short_form_is_reached_by_a_sample() -> None:
    unused = []
    for path, samples in SAMPLES.items():
        nodes = [read(f"a: {sample}") for sample in samples]
        values = [node.entries["a"].value for node in nodes if isinstance(node, MappingNode)]
        unused += [path for short in shape_at(path).shorts if not any(short.expand(value, []) for value in values)]
    assert unused == []


NONE = Shape()
"""The shape of what the table says nothing of."""


def pairs(part: Part) -> Iterator[tuple[str, Mapping[str, Any], Shape]]:
    """Every record of the language with the shape that the table gives it, once for each place in the table."""
    types = read_types(part)
    seen: set[tuple[str, int]] = set()
    waiting: list[tuple[Mapping[str, Any], Shape, str]] = [(types[part], BY_PART[part], part)]
    while waiting:
        node, shape, name = waiting.pop()
        named = name_of(node)
        if named is not None:
            if (named, id(shape)) not in seen:
                seen.add((named, id(shape)))
                waiting.append((types[named], shape, named))
            continue
        if "properties" in node:
            yield name, node, shape
        waiting += [
            (below, shape.fields.get(key) or shape.each or NONE, name) for key, below in fields_of(node).items()
        ]
        waiting += [(member, shape, name) for keyword in ("oneOf", "anyOf") for member in node.get(keyword, ())]
        values = (*node.get("patternProperties", {}).values(), node.get("additionalProperties"), node.get("items"))
        waiting += [(below, shape.each or NONE, name) for below in values if isinstance(below, dict)]


@pytest.mark.parametrize("part", FILES)
def test_every_field_in_the_table_of_shapes_is_in_a_type(part: Part) -> None:
    written: dict[int, set[str]] = {}
    tabled: dict[int, set[str]] = {}
    for _, record, shape in pairs(part):
        written.setdefault(id(shape), set()).update(fields_of(record))
        companions = (field for fields in shape.alternatives.values() for field in fields)
        spelled = (spelling.long for spelling in shape.spellings.values())
        rivals = (field for side in shape.rivals or () for field in side)
        tabled[id(shape)] = {*shape.fields, *shape.alternatives, *companions, *spelled, *rivals}
    assert [tabled[key] - written[key] for key in tabled if tabled[key] - written[key]] == []


@pytest.mark.parametrize("part", FILES)
def test_a_type_has_one_shape_wherever_it_stands(part: Part) -> None:
    known: dict[str, Shape] = {}
    for name, _, shape in pairs(part):
        assert known.setdefault(name, shape) == shape, name


@pytest.mark.parametrize("part", FILES)
def test_alternatives_are_those_of_the_union(part: Part) -> None:
    types = read_types(part)
    for name, _, shape in pairs(part):
        if shape.alternatives:
            tags = {member["properties"][TAG]["const"] for member in types[name]["oneOf"]}
            assert set(shape.alternatives) == tags, name


@pytest.mark.parametrize("part", FILES)
def test_what_alternatives_share_is_of_one_type(part: Part) -> None:
    types = read_types(part)
    unions = [node["oneOf"] for node in types.values() if "oneOf" in node]
    assert unions != []
    for members in unions:
        known: dict[str, Any] = {}
        for field, node in (entry for member in members for entry in fields_of(member).items()):
            bare = {key: value for key, value in node.items() if key not in {"description", "examples", "title"}}
            assert known.setdefault(field, bare) == bare, field


# The schema itself


def nodes_of(schema: Any) -> Iterator[Any]:
    yield schema
    for below in schema.values() if isinstance(schema, dict) else schema if isinstance(schema, list) else ():
        yield from nodes_of(below)


@pytest.mark.parametrize("part", FILES)
def test_the_schema_is_one(part: Part) -> None:
    schema = language_schema(part)
    jsonschema_rs.meta.validate(schema)
    assert (schema["$id"], schema["title"]) == (FILES[part].id, FILES[part].title)
    records = [node for node in nodes_of(schema) if isinstance(node, dict) and isinstance(node.get("properties"), dict)]
    assert not any(TAG in record["properties"] for record in records)
    assert all(list(node) == sorted(node) for node in nodes_of(schema) if isinstance(node, dict))


@pytest.mark.parametrize("part", FILES)
def test_every_field_is_described(part: Part) -> None:
    schema = language_schema(part)
    silent = [
        f"{name}.{field}"
        for name, record in (("", schema), *schema["$defs"].items())
        for field, below in record.get("properties", {}).items()
        if "description" not in {**referred(schema, below.get("$ref", "#")), **below}
    ]
    assert silent == []


def referred(schema: Any, pointer: str) -> Any:
    """What a reference such as `#/$defs/Image` points to."""
    for step in pointer.split("/")[1:]:
        schema = schema[step]
    return schema if pointer != "#" else {}


def test_the_schema_is_the_same_in_every_process() -> None:
    program = "import json; from kgen.json_schema import language_schema as l; print(json.dumps(l('ProjectFile')))"
    runs = [
        subprocess.run(
            [sys.executable, "-c", program],
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(REPOSITORY)},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1] == json.dumps(language_schema("ProjectFile")).encode() + b"\n"

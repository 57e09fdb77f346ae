"""Owns the tests of the language's types: what they take, what they refuse, and that they can be stored as data."""

import importlib
import json
import pkgutil
import re
from collections.abc import Iterator
from types import ModuleType
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo
from pydantic_core import SchemaValidator
from typing_extensions import TypeAliasType, is_typeddict

from kgen import schema
from kgen.schema import pattern
from tests.long_forms import ALTERNATIVES, ORGANIZATION, RICH, SMALLEST

PROJECT = TypeAdapter(schema.ProjectFile)
ORG = TypeAdapter(schema.OrgFile)

ACCEPTED: list[tuple[TypeAdapter[Any], Any]] = [
    (PROJECT, {}),
    (PROJECT, SMALLEST),
    (PROJECT, RICH),
    (PROJECT, ALTERNATIVES),
    (ORG, {}),
    (ORG, ORGANIZATION),
]
ACCEPTED_NAMES = [
    "empty project",
    "smallest project",
    "rich project",
    "alternatives",
    "empty organization",
    "organization",
]


@pytest.mark.parametrize(("adapter", "data"), ACCEPTED, ids=ACCEPTED_NAMES)
def test_long_forms_are_accepted_unchanged(adapter: TypeAdapter[Any], data: Any) -> None:
    assert adapter.validate_python(data) == data


Refusal = tuple[str, Any, list[str]]

REFUSED: list[Refusal] = [
    # Strict types
    ("port as text", {"ports": {"http": {"containerPort": "80"}}}, ["ports.http.containerPort: int_type"]),
    ("port as boolean", {"ports": {"http": {"containerPort": True}}}, ["ports.http.containerPort: int_type"]),
    ("port as fraction", {"ports": {"http": {"containerPort": 80.5}}}, ["ports.http.containerPort: int_type"]),
    ("replicas as float", {"replicas": 3.0}, ["replicas: int_type"]),
    ("boolean as text", {"hostNetwork": "true"}, ["hostNetwork: bool_type"]),
    ("boolean as number", {"hostNetwork": 1}, ["hostNetwork: bool_type"]),
    ("label as number", {"labels": {"a": 1}}, ["labels.a: string_type"]),
    ("list where a map belongs", {"sidecars": []}, ["sidecars: dict_type"]),
    ("text where a list belongs", {"command": "run"}, ["command: list_type"]),
    # Unknown fields
    ("unknown field", {"replcas": 3}, ["replcas: extra_forbidden"]),
    ("unknown field below", {"ports": {"a": {"containerPrt": 1}}}, ["ports.a.containerPrt: extra_forbidden"]),
    ("name in an environment", {"environments": {"dev": {"name": "x"}}}, ["environments.dev.name: extra_forbidden"]),
    ("project field in a workload", {"workloads": {"w": {"slo": {}}}}, ["workloads.w.slo: extra_forbidden"]),
    ("workload field in a sidecar", {"sidecars": {"s": {"replicas": 1}}}, ["sidecars.s.replicas: extra_forbidden"]),
    (
        "probes of an init container",
        {"initContainers": {"i": {"probes": {}}}},
        ["initContainers.i.probes: extra_forbidden"],
    ),
    (
        "companion of another alternative",
        {"env": {"A": {"alternative": "value", "key": "k"}}},
        ["env.A.value.key: extra_forbidden"],
    ),
    # Alternatives
    ("no alternative", {"env": {"A": {"key": "k"}}}, ["env.A: union_tag_not_found"]),
    ("unknown alternative", {"env": {"A": {"alternative": "vault"}}}, ["env.A: union_tag_invalid"]),
    # Items of lists are complete
    (
        "constraint without key",
        {"topologySpreadConstraints": [{"maxSkew": 1, "whenUnsatisfiable": "DoNotSchedule"}]},
        ["topologySpreadConstraints.0.topologyKey: missing"],
    ),
    ("rule without verbs", {"serviceAccount": {"rules": [{}]}}, ["serviceAccount.rules.0.verbs: missing"]),
    # Names
    ("name in capitals", {"name": "Web_App"}, ["name: string_pattern_mismatch"]),
    ("name beginning with a digit", {"name": "1web"}, ["name: string_pattern_mismatch"]),
    ("name ending with a dash", {"name": "web-"}, ["name: string_pattern_mismatch"]),
    ("name with a line break", {"name": "web\n"}, ["name: string_pattern_mismatch"]),
    ("name of dots", {"name": ".."}, ["name: string_pattern_mismatch"]),
    ("name of 41 characters", {"name": "a" * 41}, ["name: string_too_long"]),
    ("workload key", {"workloads": {"Worker": {}}}, ["workloads.Worker.[key]: string_pattern_mismatch"]),
    (
        "long environment",
        {"environments": {"e" * 41: {}}},
        [f"environments.{'e' * 41}.[key]: string_too_long"],
    ),
    ("port name of digits", {"ports": {"80-80": {}}}, ["ports.80-80.[key]: string_pattern_mismatch"]),
    ("port name with two dashes", {"ports": {"a--b": {}}}, ["ports.a--b.[key]: string_pattern_mismatch"]),
    (
        "port name of 16 characters",
        {"ports": {"aaaaaaaaaaaaaaaa": {}}},
        ["ports.aaaaaaaaaaaaaaaa.[key]: string_too_long"],
    ),
    ("variable with =", {"env": {"A=B": {"alternative": "value"}}}, ["env.A=B.[key]: string_pattern_mismatch"]),
    ("variable without name", {"env": {"": {"alternative": "value"}}}, ["env..[key]: string_pattern_mismatch"]),
    ("variable in other letters", {"env": {"é": {"alternative": "value"}}}, ["env.é.[key]: string_pattern_mismatch"]),
    ("alert with a dash", {"alerts": {"a-b": {}}}, ["alerts.a-b.[key]: string_pattern_mismatch"]),
    (
        "data key with a blank",
        {"files": {"/a": {"alternative": "secret", "key": "a b"}}},
        ["files./a.secret.key: string_pattern_mismatch"],
    ),
    (
        "repository in capitals",
        {"image": {"repository": "example.com/Shop"}},
        ["image.repository: string_pattern_mismatch"],
    ),
    ("tag with a colon", {"image": {"tag": "1:2"}}, ["image.tag: string_pattern_mismatch"]),
    ("short digest", {"image": {"digest": "sha256:abc"}}, ["image.digest: string_pattern_mismatch"]),
    # Paths
    (
        "relative mount path",
        {"files": {"etc/x": {"alternative": "content"}}},
        ["files.etc/x.[key]: string_pattern_mismatch"],
    ),
    (
        "root as mount path",
        {"volumes": {"/": {"alternative": "emptyDir"}}},
        ["volumes./.[key]: string_pattern_mismatch"],
    ),
    (
        "mount path upwards",
        {"volumes": {"/a/..": {"alternative": "emptyDir"}}},
        ["volumes./a/...[key]: string_pattern_mismatch"],
    ),
    (
        "mount path with a slash at its end",
        {"volumes": {"/a/": {"alternative": "emptyDir"}}},
        ["volumes./a/.[key]: string_pattern_mismatch"],
    ),
    (
        "mount path with a colon",
        {"volumes": {"/a:b": {"alternative": "emptyDir"}}},
        ["volumes./a:b.[key]: string_pattern_mismatch"],
    ),
    (
        "absolute item",
        {"files": {"/a": {"alternative": "secret", "items": {"k": "/b"}}}},
        ["files./a.secret.items.k: string_pattern_mismatch"],
    ),
    ("route path without slash", {"routes": {"a": {"path": "shop"}}}, ["routes.a.path: string_pattern_mismatch"]),
    ("route path with a blank", {"routes": {"a": {"path": "/a b"}}}, ["routes.a.path: string_pattern_mismatch"]),
    # Ranges
    ("port 0", {"ports": {"http": {"containerPort": 0}}}, ["ports.http.containerPort: greater_than_equal"]),
    ("port 65536", {"ports": {"http": {"containerPort": 65536}}}, ["ports.http.containerPort: less_than_equal"]),
    ("negative replicas", {"replicas": -1}, ["replicas: greater_than_equal"]),
    ("too many replicas", {"replicas": 100_001}, ["replicas: less_than_equal"]),
    ("maximum of 0 replicas", {"autoscaling": {"maxReplicas": 0}}, ["autoscaling.maxReplicas: greater_than_equal"]),
    ("traffic above 100", {"environments": {"c": {"traffic": 101}}}, ["environments.c.traffic: less_than_equal"]),
    (
        "negative grace period",
        {"terminationGracePeriodSeconds": -1},
        ["terminationGracePeriodSeconds: greater_than_equal"],
    ),
    ("number beyond int32", {"backoffLimit": 2**31}, ["backoffLimit: less_than_equal"]),
    (
        "octal mode as number",
        {"volumes": {"/a": {"alternative": "secret", "secret": {"defaultMode": 644}}}},
        ["volumes./a.secret.secret.defaultMode: less_than_equal"],
    ),
    # Amounts and times
    (
        "memory in Gb",
        {"resources": {"requests": {"memory": "1Gb"}}},
        ["resources.requests.memory: string_pattern_mismatch"],
    ),
    (
        "memory with a blank",
        {"resources": {"requests": {"memory": "1 Gi"}}},
        ["resources.requests.memory: string_pattern_mismatch"],
    ),
    (
        "negative memory",
        {"resources": {"requests": {"memory": "-1Gi"}}},
        ["resources.requests.memory: string_pattern_mismatch"],
    ),
    (
        "endless memory",
        {"resources": {"requests": {"memory": "1e400"}}},
        ["resources.requests.memory: string_pattern_mismatch"],
    ),
    (
        "cpu in other digits",
        {"resources": {"requests": {"cpu": "٣"}}},
        ["resources.requests.cpu: string_pattern_mismatch"],
    ),
    (
        "budget above 100 %",
        {"podDisruptionBudget": {"minAvailable": "150%"}},
        [
            "podDisruptionBudget.minAvailable.constrained-int: int_type",
            "podDisruptionBudget.minAvailable.constrained-str: string_pattern_mismatch",
        ],
    ),
    (
        "percentage without sign",
        {"podDisruptionBudget": {"minAvailable": "50"}},
        [
            "podDisruptionBudget.minAvailable.constrained-int: int_type",
            "podDisruptionBudget.minAvailable.constrained-str: string_pattern_mismatch",
        ],
    ),
    (
        "mode with a 9",
        {"files": {"/a": {"alternative": "content", "mode": "0944"}}},
        ["files./a.content.mode: string_pattern_mismatch"],
    ),
    ("duration without unit", {"metrics": {"interval": "30"}}, ["metrics.interval: string_pattern_mismatch"]),
    ("empty duration", {"alerts": {"A": {"for": ""}}}, ["alerts.A.for: string_too_short"]),
    (
        "timeout in days",
        {"routes": {"a": {"timeouts": {"request": "1d"}}}},
        ["routes.a.timeouts.request: string_pattern_mismatch"],
    ),
    ("objective of 100", {"slo": {"a": {"objective": "100"}}}, ["slo.a.objective: string_pattern_mismatch"]),
    ("window of a week and a half", {"slo": {"a": {"window": "10d"}}}, ["slo.a.window: literal_error"]),
    (
        "date in words",
        {"patches": {"a": {"alternative": "merge", "expires": "tomorrow"}}},
        ["patches.a.merge.expires: string_pattern_mismatch"],
    ),
    # Choices and expressions
    ("unknown kind", {"kind": "ReplicaSet"}, ["kind: literal_error"]),
    ("old language", {"apiVersion": "kgen.dev/v0"}, ["apiVersion: literal_error"]),
    ("empty PromQL", {"alerts": {"A": {"expr": ""}}}, ["alerts.A.expr: string_too_short"]),
    ("PromQL above 8 KiB", {"alerts": {"A": {"expr": "(" * 8193}}}, ["alerts.A.expr: string_too_long"]),
    ("gRPC method with blanks", {"routes": {"a": {"grpc": "a b"}}}, ["routes.a.grpc: string_pattern_mismatch"]),
    (
        "JSON pointer without slash",
        {"patches": {"a": {"alternative": "json6902", "json6902": [{"op": "add", "path": "spec"}]}}},
        ["patches.a.json6902.json6902.0.path: string_pattern_mismatch"],
    ),
]

REFUSED_BY_ORG: list[Refusal] = [
    ("Kubernetes as number", {"environments": {"a": {"kubernetes": 1.3}}}, ["environments.a.kubernetes: string_type"]),
    (
        "Kubernetes with patch",
        {"environments": {"a": {"kubernetes": "1.33.1"}}},
        ["environments.a.kubernetes: string_pattern_mismatch"],
    ),
    (
        "Kubernetes too old",
        {"environments": {"a": {"kubernetes": "1.24"}}},
        ["environments.a.kubernetes: string_pattern_mismatch"],
    ),
    ("project field", {"name": "checkout"}, ["name: extra_forbidden"]),
    ("output outside", {"output": "../k8s"}, ["output: string_pattern_mismatch"]),
    ("environment in defaults", {"defaults": {"environments": {}}}, ["defaults.environments: extra_forbidden"]),
]


def errors(validator: TypeAdapter[Any] | SchemaValidator, data: Any) -> list[str]:
    """What is wrong with `data`, as `place: type`; empty when nothing is."""
    try:
        validator.validate_python(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_input=False)
        return sorted(f"{'.'.join(map(str, one['loc']))}: {one['type']}" for one in found)
    return []


@pytest.mark.parametrize(("data", "expected"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED])
def test_wrong_projects_are_refused(data: Any, expected: list[str]) -> None:
    assert errors(PROJECT, data) == expected


@pytest.mark.parametrize(
    ("data", "expected"), [row[1:] for row in REFUSED_BY_ORG], ids=[row[0] for row in REFUSED_BY_ORG]
)
def test_wrong_org_files_are_refused(data: Any, expected: list[str]) -> None:
    assert errors(ORG, data) == expected


EDGES: list[tuple[str, Any]] = [
    ("name of 40 characters", {"name": "a" * 40}),
    ("port name of 15 characters", {"ports": {"1-2-a3-4-567890": {}}}),
    ("port 65535", {"ports": {"http": {"containerPort": 65535}}}),
    ("ports by name and number", {"metrics": {"port": "http"}, "dependsOn": {"a": {"port": 1}}}),
    (
        "quantities",
        {"resources": {"requests": {"a": "0", "b": "1.5", "c": ".5", "d": "5.", "e": "1e3", "f": "2Ei", "g": "3n"}}},
    ),
    ("surge above 100 %", {"strategy": {"rollingUpdate": {"maxSurge": "200%"}}}),
    ("hidden file", {"files": {"/a/.b/..c/...": {"alternative": "content"}}}),
    ("registry with port", {"image": {"repository": "localhost:5000/a/b_c/d--e.f"}}),
    ("registry by IPv6 address", {"image": {"repository": "[::1]:5000/a"}}),
    ("regular expression as path", {"routes": {"a": {"path": "/v[0-9]+/.*", "pathType": "RegularExpression"}}}),
    ("alert of one workload", {"alerts": {"worker.Down": {"for": "1h30m", "keepFiringFor": "0s"}}}),
    ("no callers", {"allowFrom": {}}),
    (
        "whole document as JSON pointer",
        {"patches": {"a": {"alternative": "json6902", "json6902": [{"op": "test", "path": "", "value": None}]}}},
    ),
]


@pytest.mark.parametrize("data", [row[1] for row in EDGES], ids=[row[0] for row in EDGES])
def test_edges_are_accepted(data: Any) -> None:
    assert errors(PROJECT, data) == []


# What pydantic-core builds from plain data alone: nothing here names a Python function or class.
PLAIN_TYPES = frozenset(
    {
        "bool",
        "definition-ref",
        "definitions",
        "dict",
        "float",
        "int",
        "list",
        "literal",
        "nullable",
        "str",
        "tagged-union",
        "typed-dict",
        "typed-dict-field",
        "union",
    }
)
# The class of a typed dictionary, and what documents a field: no verdict depends on them.
UNUSED_KEYS = frozenset({"cls", "metadata"})


def lower(value: Any) -> Any:
    """A core schema without the parts that decide nothing.

    A map of fields is no schema and keeps all its keys: a trigger has a field `metadata`.
    """
    if isinstance(value, dict):
        unused = UNUSED_KEYS if isinstance(value.get("type"), str) else frozenset()
        return {key: lower(below) for key, below in value.items() if key not in unused}
    return [lower(item) for item in value] if isinstance(value, list | tuple) else value


def core_types(value: Any) -> Iterator[str]:
    """The type of every schema in a lowered core schema; fields that happen to be called `type` are passed over."""
    if isinstance(value, dict):
        if isinstance(value.get("type"), str):
            yield value["type"]
        for below in value.values():
            yield from core_types(below)
    elif isinstance(value, list):
        for item in value:
            yield from core_types(item)


ADAPTERS = pytest.mark.parametrize("adapter", [PROJECT, ORG], ids=["ProjectFile", "OrgFile"])


@ADAPTERS
def test_core_schema_holds_no_function(adapter: TypeAdapter[Any]) -> None:
    assert set(core_types(lower(adapter.core_schema))) <= PLAIN_TYPES


@ADAPTERS
def test_core_schema_survives_json(adapter: TypeAdapter[Any]) -> None:
    stored = SchemaValidator(json.loads(json.dumps(lower(adapter.core_schema))))
    inputs = [data for _, data in ACCEPTED] + [data for _, data, _ in REFUSED + REFUSED_BY_ORG]
    assert [errors(stored, data) for data in inputs] == [errors(adapter, data) for data in inputs]


def modules() -> list[ModuleType]:
    found = pkgutil.iter_modules(schema.__path__, f"{schema.__name__}.")
    return [importlib.import_module(module.name) for module in found]


def records() -> dict[str, Any]:
    """Every record of the language by name, from the module that owns it."""
    return {
        name: value
        for module in modules()
        for name, value in vars(module).items()
        if is_typeddict(value) and value.__module__ == module.__name__ and not name.startswith("_")
    }


def test_every_record_is_exported() -> None:
    unions = {
        "EnvFrom",
        "EnvSource",
        "ExtraObject",
        "File",
        "LifecycleHandler",
        "ObjectFile",
        "Patch",
        "Probe",
        "Volume",
    }
    assert set(schema.__all__) == {*records(), *unions, "Json"}
    assert isinstance(schema.Json, TypeAliasType)


def described(record: Any) -> dict[str, str]:
    """The description of every field of a record."""
    hints = get_type_hints(record, include_extras=True)
    return {name: _description(hint) for name, hint in hints.items()}


def _description(hint: Any) -> str:
    if str(get_origin(hint)).endswith("Required"):
        return _description(get_args(hint)[0])
    found = [one.description for one in getattr(hint, "__metadata__", ()) if isinstance(one, FieldInfo)]
    return next((text for text in reversed(found) if text), "")


RECORDS = pytest.mark.parametrize("record", [records()[name] for name in sorted(records())], ids=sorted(records()))
SENTENCES = re.compile(r"(?! )(?:(?!  )[^\n])+\.")


@RECORDS
def test_every_field_is_described_in_sentences(record: Any) -> None:
    assert [name for name, text in described(record).items() if not SENTENCES.fullmatch(text)] == []


def test_every_record_is_described_in_sentences() -> None:
    # Made by a call, because keys that are keywords of Python cannot stand in a class; only parts of other records.
    parts = {"AlertWait", "OperationSource"}
    words = {name: (record.__doc__ or "").split("\n")[0] for name, record in records().items()}
    assert {name for name, text in words.items() if not SENTENCES.fullmatch(text)} == parts


PATTERNS = {name: value for name, value in vars(pattern).items() if re.fullmatch("[A-Z]+(_[A-Z]+)*", name)}


def test_every_pattern_says_what_it_asks_for() -> None:
    assert set(pattern.MEANINGS) == {value for value in PATTERNS.values() if isinstance(value, str)}


def test_patterns_are_anchored() -> None:
    assert [regex for regex in pattern.MEANINGS if not (regex.startswith("^") and regex.endswith("$"))] == []

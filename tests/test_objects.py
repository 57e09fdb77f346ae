"""Owns the proof that the shapes of `kgen.objects` and the API of Kubernetes agree."""

import json
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType, NoneType, UnionType
from typing import Any, Literal, NamedTuple, TypeAlias, TypedDict, Union, get_args, get_origin, get_type_hints

import pytest

from kgen import objects

Schema: TypeAlias = Mapping[str, Any]

# Kinds that come from CRDs, whose schemas are not at hand; all other modules hold Kubernetes' own kinds.
CRDS = frozenset(
    {
        "externalsecrets",
        "gateway",
        "grafana",
        "grafana_field",
        "grafana_panel",
        "keda",
        "progressive",
        "prometheus",
        "rule_tests",
    }
)
MODULES = {module.name: import_module(f"kgen.objects.{module.name}") for module in iter_modules(objects.__path__)}

# What the API forgives and kgen never leaves out: because validation in the API server asks for it after all, because
# the API server would add it and differ from the file for ever, or because its absence has a meaning nobody intends.
NEVER_LEFT_OUT = frozenset(
    {
        "ClusterRole.rules",
        "ClusterRoleBinding.subjects",
        "ConfigMapEnvSource.name",
        "ConfigMapKeySelector.name",
        "ConfigMapProjection.name",
        "ConfigMapVolumeSource.name",
        "Container.image",
        "ContainerPort.name",
        "ContainerRestartRule.exitCodes",
        "ContainerRestartRuleOnExitCodes.values",
        "CrossVersionObjectReference.apiVersion",
        "DownwardAPIProjection.items",
        "DownwardAPIVolumeSource.items",
        "EphemeralVolumeSource.volumeClaimTemplate",
        "ExecAction.command",
        "HTTPIngressPath.path",
        "HostAlias.hostnames",
        "ImageVolumeSource.reference",
        "IngressBackend.service",
        "IngressRule.http",
        "IngressServiceBackend.port",
        "IngressSpec.rules",
        "IngressTLS.hosts",
        "IngressTLS.secretName",
        "JobTemplateSpec.spec",
        "LocalObjectReference.name",
        "NetworkPolicySpec.policyTypes",
        "ObjectMeta.name",
        "PersistentVolumeClaimSpec.accessModes",
        "PersistentVolumeClaimSpec.resources",
        "PersistentVolumeClaimSpec.volumeMode",
        "PodDNSConfigOption.name",
        "PodDisruptionBudgetSpec.selector",
        "PodTemplateSpec.metadata",
        "PodTemplateSpec.spec",
        "ProjectedVolumeSource.sources",
        "Role.rules",
        "RoleBinding.subjects",
        "SecretEnvSource.name",
        "SecretKeySelector.name",
        "SecretProjection.name",
        "SecretVolumeSource.secretName",
        "ServicePort.name",
        "ServicePort.targetPort",
        "Subject.namespace",
        "VolumeResourceRequirements.requests",
    }
)
ENVELOPE = frozenset({"apiVersion", "kind", "metadata", "spec"})

UNKNOWN = "the API has no such field"
MISSING = "the API requires it"
STRICTER = "required here, optional in the API"


class Disagreement(NamedTuple):
    field: str
    reason: str


def is_typed_dict(hint: object) -> bool:
    return isinstance(hint, type) and hasattr(hint, "__required_keys__")


def typed_dicts(module: ModuleType) -> Iterator[type]:
    """The TypedDicts that a module defines, not those that it imports."""
    for value in vars(module).values():
        if is_typed_dict(value) and value.__module__ == module.__name__:
            yield value


def required_keys(shape: type) -> frozenset[str]:
    keys: frozenset[str] = shape.__required_keys__  # type: ignore[attr-defined]  # every TypedDict has them
    return keys


def is_object(shape: type) -> bool:
    """Whether it is a whole object: one whose kind is known."""
    hints = get_type_hints(shape)
    return "metadata" in hints and get_origin(hints.get("kind")) is Literal


def members(hint: object) -> tuple[Any, ...]:
    """The members of a union but for None; a hint that is no union is its own member."""
    args = get_args(hint) if get_origin(hint) in {Union, UnionType} else (hint,)
    return tuple(arg for arg in args if arg is not NoneType)


def parts(hint: object) -> Iterator[type]:
    """Every TypedDict that a value of this type can hold, itself included."""
    for member in members(hint):
        if is_typed_dict(member):
            yield member
            for inner in get_type_hints(member).values():
                yield from parts(inner)
        elif get_origin(member) in {list, dict}:
            yield from parts(get_args(member)[-1])


JSON_TYPES: Mapping[type, str] = {
    str: "string",
    int: "integer",
    bool: "boolean",
    float: "number",
    list: "array",
    dict: "object",
}


def written_types(hint: object) -> frozenset[str]:
    """The JSON types that values of a type are written as."""
    types: set[type] = set()
    for member in members(hint):
        literal = get_origin(member) is Literal
        types |= {type(value) for value in get_args(member)} if literal else {get_origin(member) or member}
    return frozenset(JSON_TYPES[one] for one in types)


def accepted_types(schema: Schema) -> frozenset[str]:
    """The JSON types that a schema accepts."""
    kinds: set[str] = set()
    for choice in (schema, *schema.get("oneOf", ())):
        kind = choice.get("type", [])
        kinds.update([kind] if isinstance(kind, str) else kind)
    return frozenset(kinds)


def compare(field: str, hint: object, schema: Schema, definitions: Schema) -> Iterator[Disagreement]:
    """Where a type and a schema say different things about the values of a field."""
    if "$ref" in schema:
        schema = definitions[schema["$ref"].rpartition("/")[2]]
    only, *others = members(hint)
    if is_typed_dict(only) and not others:
        yield from compare_fields(only, schema, definitions)
        return
    if unaccepted := written_types(hint) - accepted_types(schema):
        yield Disagreement(field, f"written as {', '.join(sorted(unaccepted))}")
    elif get_origin(only) is list:
        yield from compare(field, get_args(only)[0], schema["items"], definitions)
    elif get_origin(only) is dict:
        yield from compare(field, get_args(only)[1], schema["additionalProperties"], definitions)
    elif get_origin(only) is Literal and "enum" in schema:
        unknown = sorted(set(get_args(only)) - set(schema["enum"]))
        yield from (Disagreement(field, f"no such value: {value}") for value in unknown)


def compare_fields(shape: type, schema: Schema, definitions: Schema) -> Iterator[Disagreement]:
    """Where a TypedDict and the schema of an object say different things, nested objects included."""
    properties: Schema = schema.get("properties", {})
    required = frozenset(schema.get("required", ()))
    ours = required_keys(shape)
    hints = get_type_hints(shape)
    for key, hint in hints.items():
        field = f"{shape.__name__}.{key}"
        if key not in properties:
            yield Disagreement(field, UNKNOWN)
            continue
        if key in ours - required:
            yield Disagreement(field, STRICTER)
        yield from compare(field, hint, properties[key], definitions)
    yield from (Disagreement(f"{shape.__name__}.{key}", MISSING) for key in sorted(required - ours))


def api_version(path: Path) -> tuple[int, ...]:
    """(1, 37, 0) of `v1.37.0-local/_definitions.json`."""
    return tuple(int(number) for number in path.parent.name.removeprefix("v").partition("-")[0].split("."))


@pytest.fixture(scope="session")
def definitions() -> Schema:
    """The newest API's definitions by full name; `required` there is what any known version requires."""
    package = pytest.importorskip("kubernetes_validate", reason="the API's schemas come with kubernetes-validate")
    folder = Path(package.__file__).parent / "kubernetes-json-schema"
    paths = sorted(folder.glob("v*-local/_definitions.json"), key=api_version)
    apis: list[Schema] = [json.loads(path.read_text(encoding="utf-8"))["$defs"] for path in paths]
    return {
        name: {**schema, "required": {key for api in apis for key in api.get(name, {}).get("required", ())}}
        for name, schema in apis[-1].items()
    }


def definition_of(shape: type, definitions: Schema) -> Schema:
    """The definition that carries the apiVersion and kind of a whole object."""
    hints = get_type_hints(shape)
    (version,), (kind,) = get_args(hints["apiVersion"]), get_args(hints["kind"])
    group, _, version = version.rpartition("/")
    identity = [{"group": group, "kind": kind, "version": version}]
    matches: list[Schema] = [
        one for one in definitions.values() if one.get("x-kubernetes-group-version-kind") == identity
    ]
    (definition,) = matches
    return definition


SHAPES = tuple(shape for name, module in MODULES.items() if name not in CRDS for shape in typed_dicts(module))
KINDS = {shape.__name__: shape for shape in SHAPES if is_object(shape)}


def is_intended(one: Disagreement) -> bool:
    shape, _, key = one.field.partition(".")
    return one.reason == STRICTER and (one.field in NEVER_LEFT_OUT or (shape in KINDS and key in ENVELOPE))


@pytest.mark.parametrize("kind", KINDS)
def test_kind_agrees_with_the_api(kind: str, definitions: Schema) -> None:
    found = compare_fields(KINDS[kind], definition_of(KINDS[kind], definitions), definitions)
    assert {one for one in found if not is_intended(one)} == set()


def test_every_kind_and_every_part_is_compared() -> None:
    """A TypedDict that no kind holds, nor inherits from, would be compared with nothing."""
    assert set(KINDS) == {
        "ClusterRole",
        "ClusterRoleBinding",
        "ConfigMap",
        "CronJob",
        "DaemonSet",
        "Deployment",
        "HorizontalPodAutoscaler",
        "Ingress",
        "Job",
        "Namespace",
        "NetworkPolicy",
        "PersistentVolumeClaim",
        "PodDisruptionBudget",
        "Role",
        "RoleBinding",
        "Service",
        "ServiceAccount",
        "StatefulSet",
    }
    compared = {part for kind in KINDS.values() for part in parts(kind)}
    inherited = [part.__annotations__.items() for part in compared]
    assert {one for one in SHAPES if not any(one.__annotations__.items() <= fields for fields in inherited)} == set()


def test_never_left_out_has_no_idle_entry(definitions: Schema) -> None:
    found = {
        one for kind in KINDS.values() for one in compare_fields(kind, definition_of(kind, definitions), definitions)
    }
    assert NEVER_LEFT_OUT - {one.field for one in found if one.reason == STRICTER} == set()


@pytest.mark.parametrize("module", MODULES)
def test_exactly_the_optional_fields_take_none(module: str) -> None:
    """The writer leaves None out: where that is allowed the type says so, where it is not the type forbids it."""
    wrong = {
        f"{shape.__name__}.{key}"
        for shape in typed_dicts(MODULES[module])
        for key, hint in get_type_hints(shape).items()
        if (key in required_keys(shape)) == (NoneType in get_args(hint))
    }
    assert wrong == set()


class Inner(TypedDict, total=False):
    size: str | None


class Outer(TypedDict, total=False):
    name: str | None
    mode: Literal["a", "b"] | None
    port: int | str | None
    inner: list[Inner] | None
    tags: dict[str, str] | None


STRING: Schema = {"type": ["string", "null"]}
AGREEING: Schema = {
    "name": STRING,
    "mode": {"type": "string", "enum": ["a", "b", "c"]},
    "port": {"oneOf": [{"type": "string"}, {"type": "integer"}]},
    "inner": {"type": "array", "items": {"$ref": "#/$defs/Inner"}},
    "tags": {"type": "object", "additionalProperties": STRING},
    "more": STRING,
}


@pytest.mark.parametrize(
    ("changed", "required", "expected"),
    [
        pytest.param({}, [], [], id="agreement"),
        pytest.param({}, ["more"], [("Outer.more", MISSING)], id="required and absent here"),
        pytest.param({}, ["name"], [("Outer.name", MISSING)], id="required and optional here"),
        pytest.param({"name": {"type": "integer"}}, [], [("Outer.name", "written as string")], id="type"),
        pytest.param({"port": STRING}, [], [("Outer.port", "written as integer")], id="one type of two"),
        pytest.param({"mode": {"type": "string", "enum": ["a"]}}, [], [("Outer.mode", "no such value: b")], id="value"),
        pytest.param({"inner": STRING}, [], [("Outer.inner", "written as array")], id="list"),
        pytest.param({"tags": STRING}, [], [("Outer.tags", "written as object")], id="map"),
        pytest.param({"inner": {"type": "array", "items": {}}}, [], [("Inner.size", UNKNOWN)], id="nested"),
    ],
)
def test_disagreements_are_found(changed: Schema, required: list[str], expected: list[tuple[str, str]]) -> None:
    schema: Schema = {"properties": {**AGREEING, **changed}, "required": required}
    assert list(compare_fields(Outer, schema, {"Inner": {"properties": {"size": STRING}}})) == expected


def test_a_stricter_field_is_found() -> None:
    class Named(TypedDict):
        name: str

    assert list(compare_fields(Named, {"properties": {"name": STRING}}, {})) == [("Named.name", STRICTER)]

"""Owns the check of objects against Kubernetes' own JSON schemas, of the version that an environment runs.

The schemas come from the package kubernetes-validate, the engine is jsonschema-rs; both are the extra `validate`. What
is said of a mistake is said here: the engine's messages repeat values, which may be secret.
"""

import json
import re
from collections.abc import Iterator, Sequence
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import TYPE_CHECKING, Any, NamedTuple

from kgen.artifact import Object
from kgen.diagnostics import KgenError, escape, suggest
from kgen.node import Path
from kgen.validate.field import text
from kgen.validate.objects import group_of

if TYPE_CHECKING:
    from jsonschema_rs import Draft202012Validator, Registry, ValidationError

Version = tuple[int, int]
INSTALL = "pip install 'kgen-k8s[validate]'"
_FOLDER = re.compile(r"v(?P<major>[0-9]+)\.(?P<minor>[0-9]+)\.[0-9]+-local-strict")
_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "`true` or `false`",
    "object": "a mapping",
    "array": "a list",
}


class Mismatch(NamedTuple):
    """What an object has that its schema does not take, at `path`; without any value of the object."""

    code: str
    path: Path
    message: str
    help: str | None = None


def check(found: Object, version: Version) -> tuple[Mismatch, ...]:
    """What the API server of `version`, one of `versions()`, would refuse of an object.

    Nothing is known of kinds whose group is none of Kubernetes itself.
    """
    kind, api_version = text(found, "kind"), text(found, "apiVersion")
    if kind is None or api_version is None:
        field = "kind" if kind is None else "apiVersion"
        return (Mismatch("KG506", (field,), f"there is no `{field}`", "every object has both"),)
    if _validator(api_version, kind, version) is not None:
        return tuple(_dated(found, version, mistake) for mistake in _mistakes(found, version))
    return (_unknown_kind(api_version, kind, version),) if group_of(found) in _groups(version) else ()


@cache
def versions() -> tuple[Version, ...]:
    """The versions of Kubernetes that there are schemas for, oldest first. Raises KgenError without the extra."""
    try:
        import jsonschema_rs  # noqa: F401, PLC0415 - an optional extra

        names = [folder.name for folder in _root().iterdir()]
    except ImportError as error:
        message = "the schemas of Kubernetes are not installed"
        raise KgenError(message, f"`{INSTALL}` installs them") from error
    matches = (_FOLDER.fullmatch(name) for name in names)
    return tuple(sorted((int(match["major"]), int(match["minor"])) for match in matches if match))


def nearest_version(wanted: Version) -> Version:
    """`wanted`, or the nearest version that there are schemas for."""
    return min(versions(), key=lambda each: (abs(each[1] - wanted[1]), each))


def show(version: Version) -> str:
    return "{}.{}".format(*version)


def _mistakes(found: Object, version: Version) -> tuple[Mismatch, ...]:
    validator = _validator(str(found["apiVersion"]), str(found["kind"]), version)
    if validator is None:
        return ()
    return tuple(mistake for error in validator.iter_errors(dict(found)) for mistake in _describe(error, version))


def _describe(error: "ValidationError", version: Version) -> Iterator[Mismatch]:
    """The engine's finding in words of our own."""
    path: Path = tuple(error.instance_path)
    details = error.kind.as_dict()
    field = next((str(step) for step in reversed(path) if isinstance(step, str)), "the object")
    match error.kind.name:
        case "additionalProperties":
            for name in details["unexpected"]:
                help_text = suggest(name, _fields(error.schema_path, version), "fields")
                yield Mismatch("KG503", (*path, name), f"unknown field `{escape(name)}`", help_text)
        case "required":
            yield Mismatch("KG502", (*path, details["property"]), f"there is no `{details['property']}`")
        case "type":
            wanted = " or ".join(_TYPES[name] for name in details["types"] if name in _TYPES)
            yield Mismatch("KG502", path, f"`{escape(field)}` must be {wanted}")
        case "oneOf":
            yield Mismatch("KG502", path, f"`{escape(field)}` must be a number or text")
        case _:
            yield Mismatch("KG502", path, f"`{escape(field)}` is not what its schema asks for")


def _dated(found: Object, version: Version, mistake: Mismatch) -> Mismatch:
    """The mistake, or what is behind it: the field is of another version."""
    if mistake.code != "KG503":
        return mistake
    field, here = f"`{escape(str(mistake.path[-1]))}`", f"the environment runs {show(version)}"
    known = [other for other in versions() if not any(same.path == mistake.path for same in _mistakes(found, other))]
    known = [other for other in known if _validator(found["apiVersion"], found["kind"], other) is not None]
    later = [other for other in known if other > version]
    if later:
        message = f"{field} is there from Kubernetes {show(later[0])} on, {here}"
        return Mismatch("KG504", mistake.path, message, "leave it out in this environment")
    if known:
        message = f"{field} is there up to Kubernetes {show(known[-1])}, {here}"
        return Mismatch("KG505", mistake.path, message, "leave it out, or use what took its place")
    return mistake


def _unknown_kind(api_version: str, kind: str, version: Version) -> Mismatch:
    """Why a group of Kubernetes itself does not have a kind."""
    what, here = f"`{escape(api_version)}` {escape(kind)}", f"the environment runs {show(version)}"
    known = [other for other in versions() if _validator(api_version, kind, other) is not None]
    later = [other for other in known if other > version]
    if later:
        message = f"{what} is there from Kubernetes {show(later[0])} on, {here}"
        return Mismatch("KG504", ("apiVersion",), message, "use an older version of the kind")
    if known:
        message = f"{what} is there up to Kubernetes {show(known[-1])}, {here}"
        return Mismatch("KG505", ("apiVersion",), message, "use the version that took its place")
    elsewhere = [each for each in _kinds(version) if each[1] == kind]
    if elsewhere:
        help_text = suggest(api_version, (each[0] for each in elsewhere), f"versions of {kind}")
        return Mismatch("KG506", ("apiVersion",), f"Kubernetes has no {what}", help_text)
    help_text = suggest(kind, (each[1] for each in _kinds(version) if each[0] == api_version), "kinds")
    return Mismatch("KG506", ("kind",), f"Kubernetes has no {what}", help_text)


def _fields(schema_path: Sequence[str | int], version: Version) -> tuple[str, ...]:
    """The fields of the definition that an error is about; none where it is the object itself."""
    steps = list(schema_path)
    if "$defs" not in steps:
        return ("apiVersion", "kind", "metadata", "spec")
    name = steps[len(steps) - 1 - steps[::-1].index("$defs") + 1]
    return tuple(_definitions(version)["$defs"].get(name, {}).get("properties", {}))


@cache
def _validator(api_version: str, kind: str, version: Version) -> "Draft202012Validator | None":
    """The compiled schema of a kind, None where the version has none."""
    from jsonschema_rs import Draft202012Validator  # noqa: PLC0415 - an optional extra

    # Schemas are named by the first label of the API's group: `rbac.authorization.k8s.io/v1` is `rbac-v1`.
    name = re.sub(r"^([^./]*)(?:\.[^/]*)?/", r"\1-", api_version)
    if (api_version, kind) not in _kinds(version):
        return None
    try:
        schema = json.loads((_folder(version) / f"{kind.lower()}-{name.lower()}.json").read_text("utf-8"))
    except FileNotFoundError:
        return None
    return Draft202012Validator(schema, registry=_registry(version), mask="…")


@cache
def _kinds(version: Version) -> frozenset[tuple[str, str]]:
    """Every `apiVersion` and `kind` that the version knows."""
    found = set()
    for definition in _definitions(version)["$defs"].values():
        for each in definition.get("x-kubernetes-group-version-kind", ()):
            found.add(("/".join(filter(None, (each["group"], each["version"]))), each["kind"]))
    return frozenset(found)


@cache
def _groups(version: Version) -> frozenset[str]:
    """The groups of Kubernetes itself; that of core has no name."""
    return frozenset(api_version.rpartition("/")[0] for api_version, _ in _kinds(version))


@cache
def _registry(version: Version) -> "Registry":
    from jsonschema_rs import Registry  # noqa: PLC0415 - an optional extra

    definitions = _definitions(version)
    return Registry([(definitions["$id"], definitions)])


@cache
def _definitions(version: Version) -> dict[str, Any]:
    definitions: dict[str, Any] = json.loads((_folder(version) / "_definitions.json").read_text("utf-8"))
    return definitions


def _folder(version: Version) -> Traversable:
    return _root() / f"v{show(version)}.0-local-strict"


def _root() -> Traversable:
    return files("kubernetes_validate") / "kubernetes-json-schema"

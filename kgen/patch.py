"""Owns patches: the last changes that a project makes to its emitted objects."""

import json
from collections.abc import Iterator, Mapping, Sequence

from kgen import names, pod
from kgen.artifact import Artifact, Object, plain
from kgen.diagnostics import Problem, escape, nearest, suggest
from kgen.model import Patch

FIXED: tuple[tuple[tuple[str, ...], str], ...] = (
    (("apiVersion",), "write an object of another kind with `extraObjects`"),
    (("kind",), "write an object of another kind with `extraObjects`"),
    (("metadata", "name"), "other objects refer to this one by its name"),
    (("metadata", "namespace"), "use `namespace`, which moves all objects"),
    (("spec", "selector"), "use `selector`, which changes it in all objects"),
    (("spec", "podSelector"), "use `selector`, which changes it in all objects"),
)
"""What no patch may change, and why, or what to do instead."""


def apply_patches(
    artifacts: Sequence[Artifact], patches: Sequence[Patch]
) -> tuple[tuple[Artifact, ...], tuple[Problem, ...]]:
    """The artifacts with all patches applied in order, and a problem for each patch that could not be.

    A patch with a problem changes nothing. Objects that no patch touches stay the very same. A Job is found by its
    name without the digest of its pod template, and gets a new digest when a patch changes the template.
    Problems have paths below `patches.<name>`; their codes are KG480 (the wrong number of objects matches), KG482 (a
    fixed field is changed) and KG483 (an operation does not apply).
    """
    patched, problems = tuple(artifacts), []
    for patch in patches:
        outcome = _apply(patched, patch)
        if isinstance(outcome, Problem):
            problems.append(outcome)
        else:
            patched = outcome
    return patched, tuple(problems)


def _apply(artifacts: tuple[Artifact, ...], patch: Patch) -> tuple[Artifact, ...] | Problem:
    targets = [found for found in _objects(artifacts) if _matches(patch, *_address(found))]
    if len(targets) != patch.expected:
        return _miscounted(artifacts, patch, len(targets))
    changed: dict[int, Object] = {}
    for target in targets:
        outcome = _change(target, patch)
        if isinstance(outcome, Problem):
            return outcome
        changed[id(target)] = outcome
    return tuple(
        artifact._replace(objects=tuple(changed.get(id(found), found) for found in artifact.objects))
        for artifact in artifacts
    )


def _objects(artifacts: Sequence[Artifact]) -> Iterator[Object]:
    return (found for artifact in artifacts for found in artifact.objects)


def _matches(patch: Patch, kind: str, name: str) -> bool:
    return patch.kind == kind and patch.target in {None, name}


def _address(found: Object) -> tuple[str, str]:
    """Kind and name by which a patch finds an object: a Job's without its digest, which changes with every release."""
    kind, name = found["kind"], found["metadata"]["name"]
    return kind, name.removesuffix(_job_suffix(found)) if kind == "Job" else name


def _job_suffix(job: Object) -> str:
    template = _at(job, ("spec", "template"))
    return names.job_name("", pod.digest(template if isinstance(template, Mapping) else {}))


def _miscounted(artifacts: Sequence[Artifact], patch: Patch, matches: int) -> Problem:
    path = ("patches", patch.name, "target")
    wanted = patch.kind if patch.target is None else f"{patch.kind}/{patch.target}"
    if matches:
        message = f"patch `{patch.name}` matches {matches} of `{escape(wanted)}`, expected {patch.expected}"
        return Problem("KG480", path, message, help=f"when all of them are meant, write `count: {matches}`")
    present = {"/".join(_address(found)) for found in _objects(artifacts)}
    message = f"patch `{patch.name}` matches nothing: there is no `{escape(wanted)}`"
    return Problem("KG480", path, message, help=suggest(wanted, present, "objects"))


def _change(target: Object, patch: Patch) -> Object | Problem:
    kind, name = _address(target)
    before = plain(target)
    after = _operate(before, patch, f"{kind}/{name}") if patch.merge is None else merge(before, patch.merge)
    if isinstance(after, Problem):
        return after
    for field, remedy in FIXED:
        if _at(after, field) != _at(before, field):
            path = ("patches", patch.name, "json6902" if patch.merge is None else "merge")
            message = f"patch `{patch.name}` changes `{'.'.join(field)}` of `{kind}/{name}`"
            return Problem("KG482", path, message, help=remedy)
    assert isinstance(after, Mapping), "what has a kind is a mapping"
    if name == before["metadata"]["name"]:
        return after
    # Only a Job is called other than its address.
    return {**after, "metadata": {**after["metadata"], "name": name + _job_suffix(after)}}


def _at(value: object, path: Sequence[str]) -> object:
    """What stands at `path`; None where it leads nowhere."""
    for key in path:
        value = value.get(key) if isinstance(value, Mapping) else None
    return value


def merge(target: object, patch: object) -> object:
    """`target` changed by a JSON Merge Patch (RFC 7396): maps merge, None deletes, all else replaces."""
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(target) if isinstance(target, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            merged.pop(key, None)
        else:
            merged[key] = merge(merged.get(key), value)
    return merged


def _operate(document: object, patch: Patch, address: str) -> object:
    """`document` changed by a JSON Patch (RFC 6902), or a problem at the first operation that does not apply."""
    from jsonpatch import JsonPatch, JsonPatchException  # noqa: PLC0415 - few projects patch, and importing takes 3 ms
    from jsonpointer import JsonPointerException  # noqa: PLC0415 - as above

    for index, operation in enumerate(patch.operations or ()):
        try:
            document = JsonPatch([plain(operation)]).apply(document)
        except (JsonPatchException, JsonPointerException):
            return Problem(
                "KG483",
                ("patches", patch.name, "json6902", index, "path"),
                f"`{operation['op']} {escape(operation['path'])}` does not apply to `{address}`",
                help=_reason(document, operation),
            )
    return document


def _reason(document: object, operation: Mapping[str, object]) -> str:
    """Why `operation` does not apply to `document`, as a help text."""
    if operation["op"] in {"add", "replace", "test"} and operation.get("value") is None:
        return "give it a `value`; what is to be taken away is a `remove`"
    found: object = document
    for pointer in (operation[field] for field in ("from", "path") if field in operation):
        found, shown = document, ""
        for part in str(pointer).split("/")[1:]:
            key = part.replace("~1", "/").replace("~0", "~")
            children = dict(_children(found))
            if key not in children:
                is_new = isinstance(found, Mapping) and f"{shown}/{part}" == pointer and nearest(key, children) is None
                if is_new and operation["op"] == "replace":
                    return "`add` writes a field that is not there yet"
                return suggest(key, children, f"fields of `{escape(shown) or '/'}`")
            found, shown = children[key], f"{shown}/{part}"
    if operation["op"] == "test":
        return f"the value there is `{escape(json.dumps(found, ensure_ascii=False))}`"
    return "a value can be moved neither into itself nor in place of the whole object"


def _children(value: object) -> Iterator[tuple[str, object]]:
    if isinstance(value, Mapping):
        yield from value.items()
    elif isinstance(value, list):
        yield from ((str(index), item) for index, item in enumerate(value))

"""Owns the changes between two states of an environment: objects that come and go, fields that differ."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple, TypeAlias

from kgen.artifact import Object, plain
from kgen.explain.difference import ABSENT
from kgen.fields import Field, Identity, entry_names, identity, opened

Objects: TypeAlias = Mapping[Identity, Object]


class Change(NamedTuple):
    """One field of one object; `field` is empty where the whole object comes or goes.

    `before` and `after` are the values, `ABSENT` for one that is not there; `was` and `now` are the whole objects.
    """

    object: Identity
    field: Field
    before: Any
    after: Any
    was: Object | None
    now: Object | None


def by_identity(found: Iterable[Object]) -> dict[Identity, Object]:
    """The objects of one environment; one that lies in another namespace than most carries that in its name."""
    objects = [plain(one) for one in found]
    home = namespace_of(objects)
    keyed: dict[Identity, Object] = {}
    for one in objects:
        name = identity(one)
        namespace = one["metadata"].get("namespace")
        keyed[name if namespace in {None, home} else name._replace(name=f"{namespace}/{name.name}")] = one
    return keyed


def namespace_of(objects: Iterable[Object]) -> str | None:
    """The namespace that most of the objects lie in."""
    counted = Counter(str(one["metadata"]["namespace"]) for one in objects if one["metadata"].get("namespace"))
    return min(counted, key=lambda name: (-counted[name], name)) if counted else None


def compare(before: Objects, after: Objects) -> Iterator[Change]:
    """What leads from one state to the other, in the order of the files; objects that go stand last."""
    for name in (*after, *(gone for gone in before if gone not in after)):
        was, now = before.get(name), after.get(name)
        if was is None or now is None:
            yield Change(name, (), ABSENT if was is None else was, ABSENT if now is None else now, was, now)
            continue
        for field, old, new in differences(was, now):
            yield Change(name, field, old, new, was, now)


def differences(before: Any, after: Any, field: Field = ()) -> Iterator[tuple[Field, Any, Any]]:
    """Every smallest part in which two values differ: a part that only one has is named as a whole."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in (*before, *(new for new in after if new not in before)):
            old, new = opened(key, before.get(key, ABSENT)), opened(key, after.get(key, ABSENT))
            yield from differences(old, new, (*field, str(key)))
    elif _is_list_of_entries(before) and _is_list_of_entries(after):
        yield from _list_differences(before, after, field)
    elif type(before) is not type(after) or before != after:
        yield field, before, after


def _is_list_of_entries(value: Any) -> bool:
    return isinstance(value, list) and bool(value) and all(isinstance(entry, Mapping) for entry in value)


def _list_differences(before: Sequence[Any], after: Sequence[Any], field: Field) -> Iterator[tuple[Field, Any, Any]]:
    """Entries are the same where they have the same name; the order of those in both counts as a value of its own."""
    olds, news = entry_names(before), entry_names(after)
    if _are_indices(olds) != _are_indices(news):
        # One side has two entries of the same name: then only the places of both can be compared.
        olds, news = [str(index) for index in range(len(before))], [str(index) for index in range(len(after))]
    ours, theirs = dict(zip(olds, before, strict=True)), dict(zip(news, after, strict=True))
    for name in (*olds, *(new for new in news if new not in ours)):
        yield from differences(ours.get(name, ABSENT), theirs.get(name, ABSENT), (*field, f"[{name}]"))
    old_order, new_order = [name for name in olds if name in theirs], [name for name in news if name in ours]
    if old_order != new_order:
        yield field, old_order, new_order


def _are_indices(names: Sequence[str]) -> bool:
    return list(names) == [str(index) for index in range(len(names))]

"""Owns the differences between the objects of an environment as it is written and as it would be otherwise."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, NamedTuple

from kgen.artifact import Object, plain
from kgen.fields import Field, Identity, children, fields_below


class Absent(NamedTuple):
    """Stands for a field that is not there, which is something else than null."""


ABSENT = Absent()


class Change(NamedTuple):
    """One field of one object, with the leaf and without it; either may be `ABSENT`.

    `existence` says that the whole object comes or goes.
    """

    object: Identity
    field: Field
    value: Any
    otherwise: Any
    existence: bool


def changes_between(
    before: Mapping[Identity, Object], after: Mapping[Identity, Object], as_before: Callable[[str], str] = str
) -> Iterator[Change]:
    """Every field that differs, object by object: first those that are there before, then those that are new.

    `as_before` gives the names of objects and of list entries in `after` as they are before.
    """
    after = {found._replace(name=as_before(found.name)): one for found, one in after.items()}
    for name in (*before, *(found for found in after if found not in before)):
        ours, theirs = before.get(name), after.get(name)
        # Most objects are the same, and to compare them whole is far cheaper than field by field.
        if ours == theirs:
            continue
        existence = ours is None or theirs is None
        found = _changed(
            ABSENT if ours is None else plain(ours), ABSENT if theirs is None else plain(theirs), as_before
        )
        changes = [Change(name, field, value, otherwise, existence) for field, value, otherwise in found]
        yield from (change for change in changes if change.value != ABSENT)
        yield from (change for change in changes if change.value == ABSENT)


def _changed(
    ours: Any, theirs: Any, as_before: Callable[[str], str], path: Field = ()
) -> Iterator[tuple[Field, Any, Any]]:
    """The fields that differ at and below `path`. What is equal is not looked into."""
    if ours == theirs:
        return
    mine, other = children(ours), {as_before(step): below for step, below in children(theirs).items()}
    if mine and other:
        for step in (*mine, *(found for found in other if found not in mine)):
            yield from _changed(mine.get(step, ABSENT), other.get(step, ABSENT), as_before, (*path, step))
    elif not mine and not other:
        yield path, ours, theirs
    else:
        yield from (((*path, *field), value, ABSENT) for field, value in _fields(ours))
        yield from (((*path, *map(as_before, field)), ABSENT, value) for field, value in _fields(theirs))


def _fields(value: Any) -> Iterator[tuple[Field, Any]]:
    return iter(()) if value == ABSENT else fields_below(value, ())

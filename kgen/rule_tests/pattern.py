"""Owns the plain part of RE2 that label matchers are written in: a text that such an expression matches, and whether.

It goes from set to set of positions, so no expression takes long, whoever wrote it; `re` would neither promise that nor
read RE2's dialect.
"""

from typing import NamedTuple, TypeAlias

LONGEST = 256
"""Characters of an expression; a longer one is no plain one."""
DEEPEST = 3
"""Groups within groups: the time grows with every level."""
MOST = 100
"""The most that is counted in `x{n}`."""

_CLASSES = {"d": (("0", "9"),), "w": (("a", "z"), ("0", "9"), ("A", "Z"), ("_", "_")), "s": ((" ", " "), ("\t", "\r"))}
_QUANTIFIERS = {"*": (0, None), "+": (1, None), "?": (0, 1)}
_PREFERRED = "0a-_."
"""What stands for a character that may be nearly any."""


class Characters(NamedTuple):
    """One character: of these ranges, or with `negated` of none of them."""

    ranges: tuple[tuple[str, str], ...]
    negated: bool


class Repeat(NamedTuple):
    item: "Item"
    least: int
    most: int | None


Item: TypeAlias = "Characters | Repeat | Pattern"


class Pattern(NamedTuple):
    """Sequences of which one must match."""

    alternatives: tuple[tuple[Item, ...], ...]


class PatternError(Exception):
    """The expression says more than is known here, or something wrong."""


def read(text: str) -> Pattern:
    """The expression as a tree. Raises PatternError."""
    if len(text) > LONGEST:
        raise PatternError
    pattern, position = _alternatives(text, 0, 0)
    if position != len(text):
        raise PatternError
    return pattern


def sample(pattern: Pattern) -> str:
    """A short text that the expression matches in full: the first alternative of each, as few repetitions as may be."""
    return "".join(map(_sample, pattern.alternatives[0]))


def matches(pattern: Pattern, text: str) -> bool:
    """Whether the expression matches all of `text`."""
    return len(text) in _ends(pattern, text, frozenset({0}))


def _sample(item: Item) -> str:
    match item:
        case Characters(ranges=ranges, negated=False):
            return ranges[0][0]
        case Characters():
            found = next((character for character in _PREFERRED if _is_in(item, character)), None)
            if found is None:
                raise PatternError
            return found
        case Repeat():
            return _sample(item.item) * item.least
        case Pattern():
            return sample(item)


def _ends(item: Item, text: str, starts: frozenset[int]) -> frozenset[int]:
    """Where a match of the item ends that begins at one of `starts`."""
    match item:
        case Characters():
            return frozenset(start + 1 for start in starts if start < len(text) and _is_in(item, text[start]))
        case Repeat():
            return _repeated(item, text, starts)
        case Pattern():
            return frozenset().union(*(_sequence(items, text, starts) for items in item.alternatives))


def _sequence(items: tuple[Item, ...], text: str, starts: frozenset[int]) -> frozenset[int]:
    for item in items:
        starts = _ends(item, text, starts)
    return starts


def _repeated(item: Repeat, text: str, starts: frozenset[int]) -> frozenset[int]:
    for _ in range(item.least):
        starts = _ends(item.item, text, starts)
    found, fresh = starts, starts
    for _ in range(len(text) if item.most is None else item.most - item.least):
        fresh = _ends(item.item, text, fresh) - found
        found |= fresh
    return found


def _is_in(item: Characters, character: str) -> bool:
    return item.negated != any(low <= character <= high for low, high in item.ranges)


def _alternatives(text: str, position: int, depth: int) -> tuple[Pattern, int]:
    """The alternatives from `position` to the end of the text or of the group, and where that is."""
    found: list[tuple[Item, ...]] = []
    items: list[Item] = []
    while position < len(text) and text[position] != ")":
        if text[position] == "|":
            found.append(tuple(items))
            items, position = [], position + 1
            continue
        item, position = _item(text, position, depth)
        least_most, position = _quantifier(text, position)
        items.append(item if least_most is None else Repeat(item, *least_most))
    return Pattern((*found, tuple(items))), position


def _item(text: str, position: int, depth: int) -> tuple[Item, int]:
    character = text[position]
    if character == "(":
        start = position + (3 if text.startswith("(?:", position) else 1)
        if depth == DEEPEST or text.startswith("?", start):
            raise PatternError
        group, end = _alternatives(text, start, depth + 1)
        if end == len(text):
            raise PatternError
        return group, end + 1
    if character == "[":
        return _class(text, position + 1)
    if character == "\\":
        return _escaped(text, position + 1), position + 2
    if character == ".":
        return Characters((("\n", "\n"),), negated=True), position + 1
    # Matchers are anchored anyway, so `^` and `$` at the edges are mere habit; anywhere else they are a puzzle.
    if character in "^$" and position in {0, len(text) - 1}:
        return Pattern(((),)), position + 1
    if character in "^$*+?{":
        raise PatternError
    return Characters(((character, character),), negated=False), position + 1


def _escaped(text: str, position: int) -> Characters:
    character = text[position : position + 1]
    if character.lower() in _CLASSES:
        return Characters(_CLASSES[character.lower()], negated=character.isupper())
    if not character or character.isalnum():
        raise PatternError
    return Characters(((character, character),), negated=False)


def _class(text: str, position: int) -> tuple[Characters, int]:
    """A class such as `a-z0-9]`, from behind its opening bracket."""
    negated = text.startswith("^", position)
    position += negated
    ranges: list[tuple[str, str]] = []
    while position < len(text) and text[position] != "]":
        low = text[position]
        if low == "\\":
            escaped = _escaped(text, position + 1)
            if escaped.negated:
                raise PatternError
            ranges += escaped.ranges
            position += 2
        elif text[position + 1 : position + 2] == "-" and text[position + 2 : position + 3] not in {"]", "\\", ""}:
            ranges.append((low, text[position + 2]))
            position += 3
        elif low == "[":
            raise PatternError
        else:
            ranges.append((low, low))
            position += 1
    if position == len(text) or not ranges:
        raise PatternError
    return Characters(tuple(ranges), negated), position + 1


def _quantifier(text: str, position: int) -> tuple[tuple[int, int | None] | None, int]:
    """How often the item before `position` repeats, None for once, and where the text goes on."""
    character = text[position : position + 1]
    if character in _QUANTIFIERS and character:
        return _QUANTIFIERS[character], _beyond_lazy(text, position + 1)
    if character != "{":
        return None, position
    inside, closed, _ = text[position + 1 :].partition("}")
    low, comma, high = inside.partition(",")
    if not closed or any(part and not (part.isascii() and part.isdecimal()) for part in (low, high)) or not low:
        raise PatternError
    least, most = int(low), (int(high) if high else None) if comma else int(low)
    if max(least, most or 0) > MOST or (most is not None and most < least):
        raise PatternError
    return (least, most), _beyond_lazy(text, position + len(inside) + 2)


def _beyond_lazy(text: str, position: int) -> int:
    """Behind the `?` that makes a quantifier lazy, which decides nothing about a match in full."""
    if text[position : position + 1] in {"*", "+", "{"}:
        raise PatternError
    return position + text.startswith("?", position)

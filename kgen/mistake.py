"""Owns the words for a value of the wrong type: pydantic's errors become problems that say what to write instead."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Annotated, Any, NamedTuple, TypeAlias, get_args, get_origin, get_type_hints

from typing_extensions import TypeAliasType, is_typeddict

from kgen import schema, shapes
from kgen.diagnostics import Problem, escape, nearest, quote, suggest
from kgen.load import data_path
from kgen.node import TAG, Node, Path, ScalarNode, SequenceNode, dotted
from kgen.schema import pattern
from kgen.source import Span
from kgen.validator import Part

Error: TypeAlias = Mapping[str, Any]

UNKNOWN_FIELD = "KG201"
WRONG_TYPE = "KG202"
NO_ALTERNATIVE = "KG206"
WRONG_VALUE = "KG207"
WRONG_KEY = "KG208"
MISSING_FIELD = "KG210"


class Expectation(NamedTuple):
    """What a place of the language takes, in words that follow "must be"."""

    code: str
    words: str
    help: str | None = None


def describe(errors: Iterable[Error], data: Any, part: Part) -> list[Problem]:
    """One problem for each place that has errors; the members of a union speak together."""
    by_place: dict[tuple[Path, bool], list[Error]] = {}
    for error in errors:
        path, at_key = data_path(error["loc"], data)
        if error["type"] == "extra_forbidden":
            path, at_key = (path if path and path[-1] == error["loc"][-1] else (*path, error["loc"][-1])), True
        by_place.setdefault((path, at_key), []).append(error)
    return [_problem(path, at_key, found, part, data) for (path, at_key), found in by_place.items()]


def _problem(path: Path, at_key: bool, errors: list[Error], part: Part, data: Any) -> Problem:
    first = errors[0]
    if first["type"] == "extra_forbidden":
        return _unknown_field(path, part, data)
    if first["type"] == "union_tag_not_found":
        return _no_alternative(path, part, data)
    if first["type"] == "missing":
        names = quote(str(error["loc"][-1]) for error in errors)
        return Problem(MISSING_FIELD, path, f"{_name(path)} needs {names}", at_key=True)
    value = first["input"]
    if at_key:
        expected = _expectation(first, value)
        rule = expected.help or f"it must be {expected.words}"
        return Problem(WRONG_KEY, path, f"{_name(path)} is no valid name here", rule, at_key=True)
    expectations = [_expectation(error, value) for error in errors]
    forms = _short_forms(part, path) if first["type"] in MAPPING_TYPES else []
    words = _any_of([*forms, *dict.fromkeys(expectation.words for expectation in expectations)])
    code = WRONG_TYPE if all(e.code == WRONG_TYPE for e in expectations) else WRONG_VALUE
    help_text = next((e.help for e in expectations if e.help), None)
    return Problem(code, path, f"{_name(path)} must be {words}", help_text)


def _unknown_field(path: Path, part: Part, data: Any) -> Problem:
    name = str(path[-1])
    where = f" in `{escape(dotted(path[:-1]))}`" if len(path) > 1 else ""
    help_text = suggest(name, fields_at(part, path[:-1], data), "fields")
    if len(path) > 1 and name in fields_at("ProjectFile", (), None):
        help_text = "it stands at the top level of a project"
    return Problem(UNKNOWN_FIELD, path, f"unknown field `{escape(name)}`{where}", help_text, at_key=True)


def _no_alternative(path: Path, part: Part, data: Any) -> Problem:
    listed = quote(tag for one in _types_at(part, path, data) for tag in _tags(one))
    return Problem(
        NO_ALTERNATIVE, path, f"{_name(path)} does not say what it is", f"write one of {listed}", at_key=True
    )


def _tags(hint: Any) -> Iterable[str]:
    for record in _records(hint, None):
        yield from get_args(_bare(get_type_hints(record).get(TAG)))


def _name(path: Path) -> str:
    return f"`{escape(dotted(path))}`" if path else "the file"


def _expectation(error: Error, value: Any) -> Expectation:
    kind: str = error["type"]
    context: Mapping[str, Any] = error.get("ctx", {})
    if kind in TYPES:
        words, mend = TYPES[kind]
        return Expectation(WRONG_TYPE, words, mend(value))
    if kind == "literal_error":
        options = re.findall(r"'([^']+)'", context["expected"])
        listed = _any_of([f"`{option}`" for option in options])
        close = nearest(value, options) if isinstance(value, str) else None
        return Expectation(WRONG_VALUE, listed, f"did you mean `{close}`?" if close else None)
    if kind == "string_pattern_mismatch":
        regex: str = context["pattern"]
        return Expectation(WRONG_VALUE, pattern.MEANINGS[regex], _mend_form(value, regex))
    if kind in BOUNDS:
        key, words = BOUNDS[kind] if context.get("min_length") != 1 else ("min_length", "not empty")
        return Expectation(WRONG_VALUE, words.format(context[key]))
    return Expectation(WRONG_VALUE, f"valid ({error['msg']})")


def _mend_form(value: str, regex: str) -> str | None:
    """How to write a text that does not match; it is not repeated, because it may be a credential."""
    if regex == pattern.QUANTITY:
        size = re.fullmatch(r"\s*([0-9]{1,9})\s*([gtpe]|[km](?=[ib]))i?b?\s*", value, re.IGNORECASE)
        return size and f"did you mean `{size[1]}{size[2].upper()}i`?"
    if regex not in pattern.LOWER_CASE or len(value) > LONGEST_MENDED:
        return None
    if re.fullmatch(regex, value.lower()):
        return "write it in lower case"
    dashed = re.sub(r"[ ._]+", "-", value.lower())
    return "write it in lower case, with `-` between words" if re.fullmatch(regex, dashed) else None


def _any_of(words: Sequence[str]) -> str:
    *others, last = words
    return f"{', '.join(others)} or {last}" if others else last


def _short_forms(part: Part, path: Path) -> list[str]:
    """What may be written in place of the mapping at `path`, in words."""
    shape = _shape_at(part, path)
    shorts = shape.shorts if shape else ()
    return [words for words, form in SHORT_FORMS if any(short.expand(form, []) is not None for short in shorts)]


def _mend_text(value: Any) -> str | None:
    return "add quotes to make it text" if isinstance(value, bool | int | float) else None


def _mend_number(value: Any) -> str | None:
    if isinstance(value, str) and re.fullmatch(r"-?[0-9]+", value, re.ASCII):
        plain = str(int(value)) if len(value) < 20 else value
        return f"write {plain}, without quotes" + ("" if plain == value else " and leading zeros")
    if isinstance(value, str) and re.fullmatch(r"-?[0-9_]+", value, re.ASCII):
        return "numbers have no underscores"
    return "use the digits 0-9" if isinstance(value, str) and value.isdigit() else None


def _mend_boolean(value: Any) -> str | None:
    words = {"yes": "true", "on": "true", "y": "true", "no": "false", "off": "false", "n": "false"}
    if not isinstance(value, str):
        return None
    plain = words.get(value.lower(), value.lower())
    return f"write {plain}, without quotes" if plain in {"true", "false"} else None


def _mend_list(value: Any) -> str | None:
    return "put it in brackets, words separated by commas" if isinstance(value, str) else None


def _mend_mapping(value: Any) -> str | None:
    return "write `key: value` lines instead of a list" if isinstance(value, list) else None


def _no_help(_: Any) -> str | None:
    return None


LONGEST_MENDED = 100
MAPPING_TYPES = frozenset({"dict_type", "model_attributes_type"})
_NOWHERE = Span("", 1, 1)
SHORT_FORMS: tuple[tuple[str, Node], ...] = (
    ("a single value", ScalarNode("value", plain=True, span=_NOWHERE)),
    ("a list", SequenceNode((), span=_NOWHERE)),
)
"""The forms that a short form of a mapping may have, in words and as an example."""
TYPES: dict[str, tuple[str, Callable[[Any], str | None]]] = {
    "string_type": ("text", _mend_text),
    "int_type": ("a whole number", _mend_number),
    "int_from_float": ("a whole number", _no_help),
    "float_type": ("a number", _mend_number),
    "bool_type": ("`true` or `false`", _mend_boolean),
    "dict_type": ("a mapping", _mend_mapping),
    "list_type": ("a list", _mend_list),
    "model_attributes_type": ("a mapping", _mend_mapping),
    "none_required": ("empty", _no_help),
}
BOUNDS: dict[str, tuple[str, str]] = {
    "greater_than_equal": ("ge", "at least {}"),
    "less_than_equal": ("le", "at most {}"),
    "greater_than": ("gt", "more than {}"),
    "less_than": ("lt", "less than {}"),
    "string_too_long": ("max_length", "at most {} characters long"),
    "string_too_short": ("min_length", "at least {} characters long"),
    "too_long": ("max_length", "at most {} entries long"),
    "too_short": ("min_length", "at least {} entries long"),
}


def fields_at(part: Part, path: Path, data: Any) -> frozenset[str]:
    """The fields that may be written at `path`, short spellings included, tags of unions left out."""
    shape, current = _shape_at(part, path), data
    for step in path:
        current = _step(current, step)
    names: set[str] = set(shape.spellings) if shape is not None else set()
    for one in _types_at(part, path, data):
        for record in _records(one, current):
            names.update(get_type_hints(record))
    return frozenset(names - {TAG})


def _shape_at(part: Part, path: Path) -> shapes.Shape | None:
    shape: shapes.Shape | None = shapes.BY_PART[part]
    for step in path:
        shape = None if shape is None else shape.fields.get(str(step), shape.each)
    return shape


def _types_at(part: Part, path: Path, data: Any) -> list[Any]:
    """The types that the language has at `path`; of tagged unions above it only those that `data` says they are."""
    types: list[Any] = [getattr(schema, part)]
    for step in path:
        types = [below for one in types for below in _below(one, step, data)]
        data = _step(data, step)
    return types


def _step(data: Any, step: str | int) -> Any:
    if isinstance(data, dict):
        return data.get(step)
    return data[step] if isinstance(data, list) and isinstance(step, int) and step < len(data) else None


def _records(hint: Any, data: Any) -> list[Any]:
    """The records a type allows; of a tagged union only the one that `data` says it is, where it says so."""
    bare = _bare(hint)
    if is_typeddict(bare):
        return [bare]
    records = [record for member in get_args(bare) for record in _records(member, data)] if _is_union(bare) else []
    tag = data.get(TAG) if isinstance(data, dict) else None
    tagged = [r for r in records if tag in get_args(_bare(get_type_hints(r).get(TAG, None)))] if tag else []
    return tagged or records


def _below(hint: Any, step: str | int, data: Any) -> list[Any]:
    """The types one step below a type."""
    bare = _bare(hint)
    if get_origin(bare) in {dict, list}:
        return [get_args(bare)[-1]]
    return [hints[step] for record in _records(bare, data) if step in (hints := get_type_hints(record))]


def _bare(hint: Any) -> Any:
    """A type without the annotations around it."""
    while True:
        if isinstance(hint, TypeAliasType):
            hint = hint.__value__
        elif get_origin(hint) is Annotated or str(get_origin(hint)).endswith("Required"):
            hint = get_args(hint)[0]
        else:
            return hint


def _is_union(hint: Any) -> bool:
    return str(get_origin(hint)) in {"typing.Union", "<class 'types.UnionType'>"}

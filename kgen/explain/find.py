"""Owns how a person names an object or a field, in full or loosely, and what is suggested where nothing is meant."""

import re
from collections.abc import Collection, Iterable, Iterator

from kgen.diagnostics import KgenError, enumerate_names, escape, nearest, quote
from kgen.explain.effect import Experiment
from kgen.fields import Field, Identity, parse, show

_MARKS = re.compile(r"[.\[\]\"']+")
_MOST_SHOWN = 6


def find_object(experiment: Experiment, wanted: str, environment: str) -> Identity:
    """The object that `Kind/name` names, or the only one of a kind; case does not matter.

    Raises KgenError where there is none or several.
    """
    state = experiment.state(environment)
    matching = _named(wanted, state)
    if len(matching) == 1:
        return matching[0]
    if matching:
        raise KgenError(f"`{escape(wanted)}` names several objects", f"name one of {quote(map(str, matching))}")
    elsewhere = [name for name in experiment.frontend.environments if _named(wanted, experiment.state(name))]
    help_text = f"it is in {enumerate_names(elsewhere)}: write `-e {elsewhere[0]}`" if elsewhere else None
    if help_text is None:
        close = nearest(wanted, {str(one) for one in state} | {one.kind for one in state})
        kinds = {one.kind for one in state}
        help_text = f"did you mean `{close}`?" if close else f"kinds are {quote(kinds)}"
    raise KgenError(f"environment `{environment}` has no object `{escape(wanted)}`", help_text)


def _named(wanted: str, known: Iterable[Identity]) -> list[Identity]:
    kind, _, name = wanted.partition("/")
    return [one for one in known if one.kind.lower() == kind.lower() and name in {"", one.name}]


def find_fields(fields: Collection[Field], text: str, found: Identity) -> tuple[Field, ...]:
    """The fields at and below what `text` names: as `show` writes it, or by some of its words in order.

    `containers.checkout.image` and `image` name `spec.template.spec.containers[checkout].image`, as far as no other
    field has these words too. Empty where nothing has the name. Raises KgenError where several have.
    """
    exact = parse_field(text)
    below = tuple(one for one in fields if one[: len(exact)] == exact)
    if below or not text:
        return below
    words = _words(text)
    prefixes = dict.fromkeys(_prefixes(fields))
    matching = {prefix for prefix in prefixes if _means(words, _words(show(prefix)))}
    outermost = [
        one for one in prefixes if one in matching and not any(one[:cut] in matching for cut in range(len(one)))
    ]
    if len(outermost) > 1:
        shown = ", ".join(f"`{escape(show(one), 200)}`" for one in outermost[:_MOST_SHOWN])
        message = f"`{escape(text)}` may be {len(outermost)} fields of {found}"
        raise KgenError(message, f"write more of it, as in {shown}")
    return tuple(one for one in fields if outermost and one[: len(outermost[0])] == outermost[0])


def parse_field(text: str) -> Field:
    """The field that is written. Raises KgenError where a quote is not closed."""
    try:
        return parse(text)
    except ValueError as error:
        message = f"`{escape(text)}` is no path of a field"
        raise KgenError(message, "write it as `kgen explain PROJECT Kind/name` does") from error


def _words(text: str) -> list[str]:
    return [word.lower() for word in _MARKS.split(text) if word]


def _means(words: list[str], path: list[str]) -> bool:
    """Whether `words` stand in `path` in their order, the last one at its end."""
    rest = iter(path)
    return bool(words) and words[-1:] == path[-1:] and all(word in rest for word in words)


def no_such_field(experiment: Experiment, environment: str, found: Identity, text: str) -> KgenError:
    """That an object has no such field, with the nearest name, or the environments that have the field."""
    message = f"{found} has no field `{escape(text)}` in environment `{environment}`"
    known = {name: experiment.state(name).get(found, {}) for name in experiment.frontend.environments}
    elsewhere = [name for name, fields in known.items() if parse_field(text) in fields]
    if elsewhere:
        return KgenError(message, f"it is in {enumerate_names(elsewhere)}: write `-e {elsewhere[0]}`")
    close = nearest(text, {show(one) for fields in known.values() for one in _prefixes(fields)})
    listed = f"`kgen explain {experiment.frontend.path} {found}` lists its fields"
    return KgenError(message, f"did you mean `{escape(close)}`?" if close else listed)


def _prefixes(fields: Iterable[Field]) -> Iterator[Field]:
    return (one[:length] for one in fields for length in range(1, len(one) + 1))

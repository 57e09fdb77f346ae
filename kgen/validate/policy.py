"""Owns what becomes of a finding: how severe the organisation takes it, and whether the project accepts it."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from typing import Any, NamedTuple, cast

from kgen.artifact import Object
from kgen.diagnostics import Diagnostic, escape, suggest
from kgen.frontend import MergedEnvironment
from kgen.model import Stage
from kgen.node import MappingNode, Path, locate
from kgen.source import Span
from kgen.validate.field import mapping, text
from kgen.validate.objects import name_of
from kgen.validate.rule import Level, Rule

_EXCEPTIONS: Path = ("validate", "exceptions")
_RULES: Path = ("validate", "rules")
_REQUIRED = ("rule", "reason", "expires")


class Policy(NamedTuple):
    """What an org file says of rules: its data in long forms, and where `null` is written."""

    data: Mapping[str, Any]
    off: frozenset[Path]

    def level(self, rule: Rule, stage: Stage) -> Level:
        """How severe a finding of the rule is: what the org file says, else what the rule says itself."""
        path = (*_RULES, rule.name)
        if path in self.off or (*path, stage) in self.off:
            return "off"
        said = text(self.data, *path, stage)
        return rule.severity.at(stage) if said is None else cast("Level", said)

    def unknown_rules(self, root: MappingNode, rules: Collection[str]) -> Iterator[Diagnostic]:
        """The names in `validate.rules` that no rule has; `root` is the tree of the file."""
        off = {str(path[2]) for path in self.off if path[:2] == _RULES and len(path) > 2}
        for name in sorted({*mapping(self.data, *_RULES), *off} - set(rules)):
            yield _unknown_rule(name, rules, locate(root, (*_RULES, name), key=True))


def _unknown_rule(name: str, rules: Collection[str], span: Span) -> Diagnostic:
    return Diagnostic("KG508", f"there is no rule `{escape(name)}`", span, suggest(name, rules, "rules"))


class _Accepted(NamedTuple):
    """An exception of one environment; `span` is where it is written, and tells it from others of its name."""

    rule: str
    kind: str | None
    name: str | None
    span: Span


class Exceptions:
    """The exceptions of a project in all its environments, and which of them have accepted something."""

    def __init__(self, environments: Iterable[MergedEnvironment], rules: Collection[str], today: date) -> None:
        self.diagnostics: list[Diagnostic] = []
        self._used: set[Span] = set()
        self._accepted: dict[str, list[_Accepted]] = {}
        for environment in environments:
            written = mapping(environment.data, *_EXCEPTIONS)
            read = (self._read(environment, name, written[name], rules, today) for name in sorted(written))
            self._accepted[environment.name] = [each for each in read if each is not None]

    def accepts(self, environment: str, rule: Rule, found: Object | None) -> bool:
        """Whether an exception of the environment is about this finding; None is one about no object."""
        kind, name = (None, None) if found is None else (text(found, "kind"), name_of(found))
        fitting = [
            each.span
            for each in self._accepted.get(environment, ())
            if each.rule == rule.name and each.kind in (None, kind) and each.name in (None, name)
        ]
        self._used.update(fitting)
        return bool(fitting)

    def idle(self, organization: str | None) -> Iterator[Diagnostic]:
        """The exceptions that have accepted nothing anywhere. Those of the org file need not fit every project."""
        for span in sorted({each.span for accepted in self._accepted.values() for each in accepted} - self._used):
            if span.file != organization:
                message = "the exception accepts nothing: its rule finds nothing that it fits"
                yield Diagnostic("KG511", message, span, "remove it, or correct `rule`, `kind` and `name`")

    def _read(
        self, environment: MergedEnvironment, name: str, entry: Mapping[str, Any], rules: Collection[str], today: date
    ) -> _Accepted | None:
        """An exception that holds. One that is expired, or not complete, is reported and holds no more."""
        path = (*_EXCEPTIONS, name)
        span = locate(environment.root, path, key=True)
        for field in _REQUIRED:
            if field not in entry:
                message = f"the exception `{escape(name)}` has no `{field}`"
                self.diagnostics.append(Diagnostic("KG509", message, span, f"write `{field}`"))
                return None
        if entry["rule"] not in rules:
            self.diagnostics.append(_unknown_rule(entry["rule"], rules, locate(environment.root, (*path, "rule"))))
            return None
        until = day(entry["expires"])
        if until is None or until < today:
            place = locate(environment.root, (*path, "expires"))
            message = "is no day of the calendar" if until is None else "has passed"
            help_text = "mend what it accepts, or agree on another day"
            self.diagnostics.append(Diagnostic("KG510", f"`expires` of the exception {message}", place, help_text))
            return None
        return _Accepted(entry["rule"], entry.get("kind"), entry.get("name"), span)


def day(written: str) -> date | None:
    """A day as the language writes it, None for one that no calendar has."""
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None

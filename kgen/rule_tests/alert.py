"""Owns the rules of a document as they stand, and what Prometheus would make of an alert among them."""

import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import Any, NamedTuple

from promql_parser import VectorSelector

from kgen import promql
from kgen.model import Text
from kgen.names import text
from kgen.rule_tests.engine import Moment, evaluate, is_selected, may_select
from kgen.rule_tests.message import Found, UncertainError, fill
from kgen.rule_tests.reading import read
from kgen.rule_tests.series import NAME, Recorded
from kgen.rule_tests.vector import UnknownError, Vector, without

FINE, COARSE = 60, 300
"""How often rules may be evaluated, in seconds."""
_LABEL = re.compile(r"\$labels\.(\w+)", re.ASCII)


class Recording(NamedTuple):
    """A recording rule; `labels` are those of what it writes, its name among them."""

    expr: str
    labels: Text


class Alert(NamedTuple):
    """An alerting rule; `wait` is in seconds.

    `recordings` write what it reads. `selectors` are all that they and it read, None where that is not worked out.
    `joins` tells whether evaluating them may break off over two series that labels do not tell apart.
    """

    name: str
    expr: str
    wait: int
    labels: Text
    annotations: Text
    selectors: tuple[VectorSelector, ...] | None
    recordings: tuple[Recording, ...]
    joins: bool

    @property
    def shown(self) -> frozenset[str]:
        """The labels that its annotations tell."""
        return frozenset(label for _, template in self.annotations for label in _LABEL.findall(template))

    def reads(self, labels: Text) -> bool:
        """Whether it reads the series with these labels; one that is not worked out may."""
        return self.selectors is None or any(may_select(selector, labels) for selector in self.selectors)


class Rules(NamedTuple):
    """The names of all groups, and their rules, in the order in which they are evaluated."""

    groups: tuple[str, ...]
    recordings: tuple[Recording, ...]
    alerts: tuple[Alert, ...]

    @property
    def tick(self) -> int:
        """Seconds from one evaluation to the next: as many as all waits allow, because each takes time in every test.

        A subquery without a step of its own takes that of the rules, which in earnest is a minute.
        """
        coarse = all(alert.wait % COARSE == 0 and ":]" not in alert.expr for alert in self.alerts)
        return COARSE if coarse else FINE

    def round(self, seconds: int) -> int:
        """The first evaluation that is not earlier."""
        return -(-seconds // self.tick) * self.tick


class Outcome(NamedTuple):
    """A firing alert: all of its labels, and its annotations filled in, or None where one of them is not certain."""

    labels: Text
    annotations: Text | None


def read_rules(document: Mapping[str, Any]) -> Rules:
    """The rules of a document as Prometheus reads it from a file, in the order in which it evaluates them."""
    groups = document["groups"]
    rules = [rule for group in groups for rule in group["rules"]]
    recordings = tuple(
        Recording(rule["expr"], text({**(rule.get("labels") or {}), NAME: rule["record"]}))
        for rule in rules
        if "record" in rule
    )
    return Rules(
        groups=tuple(group["name"] for group in groups),
        recordings=recordings,
        alerts=tuple(_read_alert(rule, recordings) for rule in rules if "alert" in rule),
    )


def _read_alert(rule: Mapping[str, Any], recordings: tuple[Recording, ...]) -> Alert:
    expressions: tuple[str, ...] = ()
    selectors: tuple[VectorSelector, ...] | None = None
    sources: tuple[Recording, ...] = ()
    with suppress(UnknownError):
        sources = _sources(rule["expr"], recordings)
        expressions = tuple(_expressions(rule["expr"], recordings))
        selectors = tuple(reading.selector for expr in expressions for reading in read(expr).selectors)
    return Alert(
        name=rule["alert"],
        expr=rule["expr"],
        wait=int(promql.seconds(rule.get("for") or "0s")),
        labels=text(rule.get("labels") or {}),
        annotations=text(rule.get("annotations") or {}),
        selectors=selectors,
        recordings=sources,
        joins=selectors is None or any(read(expr).joins for expr in expressions),
    )


def _sources(expr: str, recordings: Iterable[Recording]) -> tuple[Recording, ...]:
    """The recordings that write what the expression reads."""
    readings = read(expr).selectors
    return tuple(
        recording
        for recording in recordings
        if any(is_selected(reading.selector, recording.labels) for reading in readings)
    )


def _expressions(expr: str, recordings: Iterable[Recording]) -> Iterator[str]:
    """The expression, and those that record what it reads."""
    yield expr
    for recording in _sources(expr, recordings):
        yield from _expressions(recording.expr, recordings)


def results(expr: str, sources: Iterable[Recording], rules: Rules, moment: Moment) -> Vector:
    """What the expression gives once its `sources` have been recorded at that moment. Raises UnknownError."""
    store = dict(moment.store)
    for recording in sources:
        metric = dict(recording.labels)[NAME]
        if any(reading.reach and is_selected(reading.selector, recording.labels) for reading in read(expr).selectors):
            raise UnknownError(f"it looks back at `{metric}`, which rules write")
        found = results(recording.expr, _sources(recording.expr, rules.recordings), rules, moment)
        written = (
            Recorded(text({**dict(labels), **dict(recording.labels)}), ((moment.at, value),)) for labels, value in found
        )
        store[metric] = (*store.get(metric, ()), *written)
    return evaluate(expr, moment._replace(store=store))


def objective_of(alert: Alert) -> str | None:
    """The objective whose recorded series the alert reads, None where it reads nothing that rules write."""
    found = {dict(recording.labels).get("slo", "") for recording in alert.recordings}
    if len(found) > 1:
        raise UnknownError("it reads the series of several objectives")
    return found.pop() if found else None


def outcomes(alert: Alert, rules: Rules, moment: Moment) -> tuple[Outcome, ...]:
    """The alerts that fire once it has waited, by their labels. Raises UnknownError."""
    exact = read(alert.expr).exact and not alert.recordings
    vector = results(alert.expr, alert.recordings, rules, moment)
    found = (Found(without(labels, {NAME}), value, exact) for labels, value in vector)
    return tuple(sorted(_outcome(alert, one) for one in found))


def _outcome(alert: Alert, found: Found) -> Outcome:
    labels = text({**dict(found.labels), **dict(alert.labels)})
    try:
        filled = {name: fill(template, found) for name, template in alert.annotations}
    except UncertainError:
        return Outcome(labels, None)
    return Outcome(labels, text(filled))

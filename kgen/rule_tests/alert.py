"""Owns the rules of a document as they stand, and what Prometheus would make of an alert among them."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from promql_parser import VectorSelector

from kgen import promql
from kgen.model import Text
from kgen.names import text
from kgen.rule_tests.engine import Moment, evaluate, is_selected
from kgen.rule_tests.message import Found, UncertainError, fill
from kgen.rule_tests.reading import read
from kgen.rule_tests.series import NAME, Recorded, Store
from kgen.rule_tests.vector import UnknownError, Vector, without

FINE, COARSE = 60, 300
"""How often rules may be evaluated, in seconds."""
_LABEL = re.compile(r"\$labels\.(\w+)", re.ASCII)


class Alert(NamedTuple):
    """An alerting rule; `wait` is in seconds."""

    name: str
    expr: str
    wait: int
    labels: Text
    annotations: Text

    @property
    def shown(self) -> frozenset[str]:
        """The labels that its annotations tell."""
        return frozenset(label for _, template in self.annotations for label in _LABEL.findall(template))


class Recording(NamedTuple):
    """A recording rule; `labels` are those of what it writes, its name among them."""

    expr: str
    labels: Text


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
    return Rules(
        groups=tuple(group["name"] for group in groups),
        recordings=tuple(
            Recording(rule["expr"], text({**(rule.get("labels") or {}), NAME: rule["record"]}))
            for rule in rules
            if "record" in rule
        ),
        alerts=tuple(_read_alert(rule) for rule in rules if "alert" in rule),
    )


def _read_alert(rule: Mapping[str, Any]) -> Alert:
    return Alert(
        name=rule["alert"],
        expr=rule["expr"],
        wait=int(promql.seconds(rule.get("for") or "0s")),
        labels=text(rule.get("labels") or {}),
        annotations=text(rule.get("annotations") or {}),
    )


def results(expr: str, rules: Rules, moment: Moment) -> Vector:
    """What the expression gives when all that it reads has been recorded at that moment. Raises UnknownError."""
    return evaluate(expr, moment._replace(store=_recorded(expr, rules, moment)))


def selectors(expr: str, rules: Rules) -> tuple[VectorSelector, ...]:
    """All that the expression reads, and what is read to record it."""
    own = tuple(reading.selector for reading in read(expr).selectors)
    behind = (
        selectors(recording.expr, rules)
        for recording in rules.recordings
        if any(is_selected(selector, recording.labels) for selector in own)
    )
    return (*own, *(selector for found in behind for selector in found))


def objective_of(alert: Alert, rules: Rules) -> str | None:
    """The objective whose recorded series the alert reads, None where it reads nothing that rules write."""
    readings = read(alert.expr).selectors
    found = {
        dict(recording.labels).get("slo", "")
        for recording in rules.recordings
        if any(is_selected(reading.selector, recording.labels) for reading in readings)
    }
    if len(found) > 1:
        raise UnknownError("it reads the series of several objectives")
    return found.pop() if found else None


def _recorded(expr: str, rules: Rules, moment: Moment) -> Store:
    """The store, and what the rules write of that which the expression reads."""
    store = dict(moment.store)
    readings = read(expr).selectors
    for recording in rules.recordings:
        found = [reading for reading in readings if is_selected(reading.selector, recording.labels)]
        metric = dict(recording.labels)[NAME]
        if any(reading.reach for reading in found):
            raise UnknownError(f"it looks back at `{metric}`, which rules write")
        if found:
            written = (
                Recorded(text({**dict(labels), **dict(recording.labels)}), ((moment.at, value),))
                for labels, value in results(recording.expr, rules, moment)
            )
            store[metric] = (*store.get(metric, ()), *written)
    return store


def outcomes(alert: Alert, rules: Rules, moment: Moment) -> tuple[Outcome, ...]:
    """The alerts that fire once it has waited, by their labels. Raises UnknownError."""
    readings = read(alert.expr)
    exact = readings.exact and not any(
        is_selected(reading.selector, recording.labels)
        for reading in readings.selectors
        for recording in rules.recordings
    )
    found = (Found(without(labels, {NAME}), value, exact) for labels, value in results(alert.expr, rules, moment))
    return tuple(sorted(_outcome(alert, one) for one in found))


def _outcome(alert: Alert, found: Found) -> Outcome:
    labels = text({**dict(found.labels), **dict(alert.labels)})
    try:
        filled = {name: fill(template, found) for name, template in alert.annotations}
    except UncertainError:
        return Outcome(labels, None)
    return Outcome(labels, text(filled))

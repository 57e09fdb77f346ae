"""Owns what is tested in one go: situations of several alerts side by side, as long as none disturbs another."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kgen.model import Text
from kgen.rule_tests.alert import Alert, Outcome, Rules, outcomes
from kgen.rule_tests.engine import Moment
from kgen.rule_tests.search import Situation
from kgen.rule_tests.series import Series, Store, fill_store, samples
from kgen.rule_tests.vector import ClashError, UnknownError


class Check(NamedTuple):
    """An alert at a moment in seconds, and what of it fires then; nothing where it stays silent.

    `past` are the labels of what its expression gives at each evaluation before, in either version of Prometheus.
    """

    alert: Alert
    at: int
    outcomes: tuple[Outcome, ...]
    past: tuple[frozenset[Text], ...]


class Scene(NamedTuple):
    """Series, a sample each `interval` seconds, and what is checked while they run."""

    series: tuple[Series, ...]
    interval: int
    checks: tuple[Check, ...]


def look(alert: Alert, at: int, rules: Rules, store: Store) -> Check:
    """The alert as it is at a moment. Raises UnknownError and ClashError."""
    past = tuple(
        frozenset(
            outcome.labels
            for closed in (True, False)
            for outcome in outcomes(alert, rules, Moment(store, moment, closed))
        )
        for moment in range(0, at, rules.tick)
    )
    found = outcomes(alert, rules, Moment(store, at, closed=True))
    if outcomes(alert, rules, Moment(store, at, closed=False)) != found:
        raise UnknownError("versions of Prometheus do not agree on it")
    return Check(alert, at, found, past)


def pack(given: Iterable[tuple[Situation, Check]], rules: Rules) -> tuple[Scene, ...]:
    """As few scenes as a first fit gives, because promtool evaluates all rules anew for each of them."""
    scenes: list[Scene] = []
    for situation, check in given:
        alone = Scene(situation.series, situation.interval, (check,))
        for index, scene in enumerate(scenes):
            together = _join(scene, alone, rules)
            if together is not None:
                scenes[index] = together
                break
        else:
            scenes.append(alone)
    return tuple(scenes)


def _join(scene: Scene, other: Scene, rules: Rules) -> Scene | None:
    """Both scenes as one, None where series contradict each other or an alert would see what it must not."""
    series = _merge(scene, other) if scene.interval == other.interval else None
    if series is None:
        return None
    together = Scene(series, scene.interval, (*scene.checks, *other.checks))
    store = fill_store(series, scene.interval)
    disturbed = (*_readers(scene.checks, other.series), *_readers(other.checks, scene.series))
    between = [alert for alert in rules.alerts if _reads(alert, scene.series) and _reads(alert, other.series)]
    if not all(_stands(check, rules, store) for check in disturbed) or refused(together, between, rules) is not None:
        return None
    return together


def refused(scene: Scene, alerts: Iterable[Alert], rules: Rules) -> str | None:
    """An alert that Prometheus would break off evaluating over these series, which spoils all that is checked there."""
    store = fill_store(scene.series, scene.interval)
    end = max(check.at for check in scene.checks)
    for alert in alerts:
        if alert.joins and sum(alert.reads(one.labels) for one in scene.series) > 1:
            try:
                for closed in (True, False):
                    outcomes(alert, rules, Moment(store, end, closed))
            except (ClashError, UnknownError):
                return alert.name
    return None


def _merge(scene: Scene, other: Scene) -> tuple[Series, ...] | None:
    """All series; of two that are the same for a while the longer one, None where two differ."""
    merged = {one.labels: one for one in scene.series}
    for one in other.series:
        known = merged.get(one.labels, one)
        shorter, longer = sorted((known, one), key=lambda found: len(samples(found.values, scene.interval)))
        head, whole = samples(shorter.values, scene.interval), samples(longer.values, scene.interval)
        if whole[: len(head)] != head:
            return None
        merged[one.labels] = longer
    return tuple(sorted(merged.values()))


def _readers(checks: Iterable[Check], series: tuple[Series, ...]) -> Iterator[Check]:
    return (check for check in checks if _reads(check.alert, series))


def _reads(alert: Alert, series: tuple[Series, ...]) -> bool:
    return any(alert.reads(one.labels) for one in series)


def _stands(check: Check, rules: Rules, store: Store) -> bool:
    try:
        return look(check.alert, check.at, rules, store) == check
    except (ClashError, UnknownError):
        return False

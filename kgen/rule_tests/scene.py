"""Owns what is tested in one go: situations of several alerts side by side, as long as none disturbs another."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kgen.rule_tests.alert import Alert, Outcome, Rules, outcomes, selectors
from kgen.rule_tests.engine import Moment, is_selected
from kgen.rule_tests.reading import read
from kgen.rule_tests.search import Situation
from kgen.rule_tests.series import Series, Store, fill_store, samples
from kgen.rule_tests.vector import ClashError, UnknownError


class Check(NamedTuple):
    """An alert at a moment in seconds, and what of it fires then; nothing where it stays silent.

    `begins` is the first moment at which a firing alert may have begun to wait.
    """

    alert: Alert
    at: int
    outcomes: tuple[Outcome, ...]
    begins: int


class Scene(NamedTuple):
    """Series, a sample each `interval` seconds, and what is checked while they run."""

    series: tuple[Series, ...]
    interval: int
    checks: tuple[Check, ...]


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
    disturbed = (*_readers(scene.checks, other.series, rules), *_readers(other.checks, scene.series, rules))
    if all(_stands(check, rules, store) for check in disturbed) and refused(together, rules) is None:
        return together
    return None


def refused(scene: Scene, rules: Rules) -> str | None:
    """An alert that Prometheus would break off evaluating over these series, which spoils all that is checked there."""
    store = fill_store(scene.series, scene.interval)
    end = max(check.at for check in scene.checks)
    for alert in rules.alerts:
        own = [one for one in scene.series if _reads(alert, one, rules)]
        try:
            for closed in (True, False) if own else ():
                outcomes(alert, rules, Moment(store, end, closed))
        except ClashError:
            return alert.name
        except UnknownError:
            # What cannot be worked out may break off over any two series that it joins.
            if len(own) > 1 and read(alert.expr).joins:
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


def _readers(checks: Iterable[Check], series: tuple[Series, ...], rules: Rules) -> Iterator[Check]:
    """The checks whose alerts read any of the series."""
    return (check for check in checks if any(_reads(check.alert, one, rules) for one in series))


def _reads(alert: Alert, series: Series, rules: Rules) -> bool:
    """Whether the alert reads the series; one whose selectors are not worked out may."""
    try:
        return any(is_selected(selector, series.labels) for selector in selectors(alert.expr, rules))
    except UnknownError:
        return True


def _stands(check: Check, rules: Rules, store: Store) -> bool:
    try:
        found = {outcomes(check.alert, rules, Moment(store, check.at, closed)) for closed in (True, False)}
    except (ClashError, UnknownError):
        return False
    return found == {check.outcomes}

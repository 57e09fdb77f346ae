"""Owns what is tested in one go: situations of several alerts side by side, as long as none disturbs another."""

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from kgen.rule_tests.alert import Alert, Outcome, Rules, outcomes, selectors
from kgen.rule_tests.engine import Moment, is_selected
from kgen.rule_tests.search import Situation
from kgen.rule_tests.series import Series, Store, fill_store, samples
from kgen.rule_tests.vector import ClashError, UnknownError


class Check(NamedTuple):
    """An alert at a moment in seconds, and what of it fires then; nothing where it stays silent."""

    alert: Alert
    at: int
    outcomes: tuple[Outcome, ...]


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
    store = fill_store(series, scene.interval)
    disturbed = (*_readers(scene.checks, other.series, rules), *_readers(other.checks, scene.series, rules))
    if not all(_stands(check, rules, store) for check in disturbed):
        return None
    return Scene(series, scene.interval, (*scene.checks, *other.checks))


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
    for check in checks:
        found = selectors(check.alert.expr, rules)
        if any(is_selected(selector, one.labels) for selector in found for one in series):
            yield check


def _stands(check: Check, rules: Rules, store: Store) -> bool:
    try:
        found = {outcomes(check.alert, rules, Moment(store, check.at, closed)) for closed in (True, False)}
    except (ClashError, UnknownError):
        return False
    return found == {check.outcomes}

"""Owns the document of tests that promtool reads: situations in which an alert fires, and others in which not."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from kgen import promql
from kgen.resolve.burn import BurnRate
from kgen.resolve.slo import Objective
from kgen.rule_tests.alert import Alert, Outcome, Rules, objective_of, read_rules
from kgen.rule_tests.objective import burn_situations
from kgen.rule_tests.scene import Check, Scene, look, pack, refused
from kgen.rule_tests.search import Situation, find_inputs
from kgen.rule_tests.series import fill_store
from kgen.rule_tests.vector import ClashError, UnknownError

if TYPE_CHECKING:
    from kgen.objects import rule_tests as objects

Watched = Mapping[str, tuple[Objective, tuple[BurnRate, ...]]]
"""Objectives by name, with the burn rates that are alerted on."""


class RuleTests(NamedTuple):
    """The document, and a sentence on each thing that it does not test."""

    document: "objects.RuleTestDocument"
    gaps: tuple[str, ...]


def write_tests(document: Mapping[str, Any], rule_file: str, watched: Watched) -> RuleTests:
    """Tests of all alerts in a document of rules, which will lie beside them as `rule_file`."""
    rules = read_rules(document)
    given: list[tuple[Situation, Check]] = []
    gaps: list[str] = []
    for alert in rules.alerts:
        try:
            found = tuple(_checks(alert, rules, watched))
        except (ClashError, UnknownError) as error:
            gaps.append(f"{alert.name} is not tested: {str(error) or 'labels do not tell its series apart'}.")
            continue
        given += found
        if all(check.outcomes for _, check in found):
            gaps.append(f"{alert.name} is only tested to fire: no input was found that silences it.")
    # All that fires comes first, so that the silent situations share scenes of their own.
    given.sort(key=lambda pair: not pair[1].outcomes)
    return RuleTests(_document(rules, rule_file, pack(given, rules)), tuple(gaps))


def _checks(alert: Alert, rules: Rules, watched: Watched) -> Iterator[tuple[Situation, Check]]:
    """The alert in situations in which it fires, and in those in which it does not. Raises UnknownError, ClashError."""
    objective = objective_of(alert)
    if objective is None:
        inputs = find_inputs(alert, rules)
        situations = [(inputs.firing, True), *((silent, True) for silent in inputs.silent)]
    elif objective in watched:
        situations = list(burn_situations(*watched[objective], alert.wait, rules))
    else:
        raise UnknownError(f"it is not known what objective {objective} counts")
    checks = [
        (situation, look(alert, situation.at, rules, fill_store(situation.series, situation.interval)), lasting)
        for situation, lasting in situations
    ]
    for situation, check, _ in checks:
        broken = refused(Scene(situation.series, situation.interval, (check,)), rules.alerts, rules)
        if broken is not None:
            raise UnknownError(f"over its series Prometheus might refuse to evaluate {broken}")
    if not any(check.outcomes for _, check, lasting in checks if lasting):
        raise UnknownError("no input was found that makes it fire")
    # What begins shortly before the end may not have lasted as long as the alert waits.
    yield from ((situation, check) for situation, check, lasting in checks if lasting or not check.outcomes)


def _document(rules: Rules, rule_file: str, scenes: tuple[Scene, ...]) -> "objects.RuleTestDocument":
    return {
        "rule_files": [rule_file],
        "evaluation_interval": promql.duration(rules.tick),
        # In any other order an alert might see what was recorded a minute before.
        "group_eval_order": list(rules.groups),
        "tests": [_scene(scene, number, rules.tick) for number, scene in enumerate(scenes, start=1)],
    }


def _scene(scene: Scene, number: int, tick: int) -> "objects.RuleTest":
    plain = [check for check in scene.checks if _is_certain(check)]
    early = [
        check._replace(at=_begin(check, tick) + check.alert.wait - tick, outcomes=())
        for check in scene.checks
        if check.outcomes and check.alert.wait >= tick
    ]
    rows = sorted((*early, *plain), key=lambda check: check.at)
    firing = {bool(check.outcomes) for check in scene.checks}
    kind = "some alerts fire" if len(firing) > 1 else "alerts fire" if True in firing else "alerts stay silent"
    return {
        "name": f"{number}: {kind}",
        "interval": promql.duration(scene.interval),
        "input_series": [{"series": one.selector, "values": one.values} for one in scene.series],
        "alert_rule_test": [_alert_row(check) for check in rows],
        "promql_expr_test": [_query_row(check) for check in scene.checks if not _is_certain(check)] or None,
    }


def _begin(check: Check, tick: int) -> int:
    """The moment at which a firing alert begins to wait: just before it has waited, it must not fire."""
    return next(number * tick for number, labels in enumerate(check.past) if labels)


def _is_certain(check: Check) -> bool:
    return all(outcome.annotations is not None for outcome in check.outcomes)


def _alert_row(check: Check) -> "objects.AlertTest":
    return {
        "eval_time": promql.duration(check.at) if check.at else "0s",
        "alertname": check.alert.name,
        "exp_alerts": [
            {"exp_labels": dict(outcome.labels), "exp_annotations": dict(outcome.annotations or ())}
            for outcome in check.outcomes
        ],
    }


def _query_row(check: Check) -> "objects.ExpressionTest":
    """The labels alone, of an alert whose annotations depend on more than is known here."""
    chosen = (promql.equals("alertname", check.alert.name), promql.equals("alertstate", "firing"))
    return {
        "expr": promql.selector("ALERTS", *chosen),
        "eval_time": promql.duration(check.at),
        "exp_samples": [_sample(check.alert, outcome, *chosen) for outcome in check.outcomes],
    }


def _sample(alert: Alert, outcome: Outcome, *chosen: str) -> "objects.ExpectedSample":
    labels = (promql.equals(name, value) for name, value in outcome.labels)
    return {"labels": promql.selector("ALERTS", *chosen, *labels), "value": 1}

"""Owns the document of tests that promtool reads: for each alert, situations in which it fires and in which it does not."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, NamedTuple

from kgen import promql
from kgen.resolve.burn import BurnRate
from kgen.resolve.slo import Objective
from kgen.rule_tests.alert import Alert, Outcome, Rules, objective_of, outcomes, read_rules
from kgen.rule_tests.engine import Moment
from kgen.rule_tests.objective import burn_situations
from kgen.rule_tests.scene import Check, Scene, pack
from kgen.rule_tests.search import MINUTE, Situation, find_inputs
from kgen.rule_tests.series import fill_store
from kgen.rule_tests.vector import ClashError, UnknownError

if TYPE_CHECKING:
    from kgen.objects import prometheus

RULES = "rules.yml"
"""The file of the rules, beside that of the tests."""


class RuleTests(NamedTuple):
    """The document, and in a sentence each what it does not test."""

    document: "prometheus.RuleTests"
    gaps: tuple[str, ...]


def write_tests(
    rule_document: Mapping[str, Any], objectives: Iterable[tuple[Objective, tuple[BurnRate, ...]]]
) -> RuleTests:
    """Tests of all alerts in a document of rules; `objectives` are those that the recorded series belong to."""
    rules = read_rules(rule_document)
    by_name = {objective.name: (objective, rates) for objective, rates in objectives}
    given: list[tuple[Situation, Check]] = []
    gaps: list[str] = []
    for alert in rules.alerts:
        try:
            found = tuple(_checks(alert, rules, by_name))
        except (ClashError, UnknownError) as error:
            gaps.append(f"{alert.name} is not tested: {error or 'its series are not told apart here'}")
            continue
        given += found
        if all(check.outcomes for _, check in found):
            gaps.append(f"{alert.name} is not tested to stay silent: no input was found that silences it")
    # Firing ones first, then silent ones: scenes that are of one kind are easier to read.
    given.sort(key=lambda pair: not pair[1].outcomes)
    return RuleTests(_document(rules, pack(given, rules)), tuple(gaps))

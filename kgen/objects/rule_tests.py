"""Owns the shape of the files of rule tests that `promtool test rules` reads."""

from typing import NotRequired, TypedDict


class InputSeries(TypedDict):
    """`values` in promtool's notation: `0+60x10` begins at 0 and grows by 60, ten times."""

    series: str
    values: str


class ExpectedAlert(TypedDict):
    """A firing alert with all of its labels, `alertname` excepted, and its annotations filled in."""

    exp_labels: dict[str, str]
    exp_annotations: dict[str, str]


class AlertTest(TypedDict):
    """All that fires under a name at a moment."""

    eval_time: str
    alertname: str
    exp_alerts: list[ExpectedAlert]


class ExpectedSample(TypedDict):
    labels: str
    value: float


class ExpressionTest(TypedDict):
    """All that an expression gives at a moment."""

    expr: str
    eval_time: str
    exp_samples: list[ExpectedSample]


class RuleTest(TypedDict):
    """Made-up series, a sample each `interval`, and what the rules make of them."""

    name: str
    interval: str
    input_series: list[InputSeries]
    alert_rule_test: list[AlertTest]
    promql_expr_test: NotRequired[list[ExpressionTest] | None]


class RuleTestDocument(TypedDict):
    """`rule_files` are relative to the file of the tests."""

    rule_files: list[str]
    evaluation_interval: str
    group_eval_order: list[str]
    tests: list[RuleTest]

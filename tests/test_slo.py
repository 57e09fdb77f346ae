"""Checks objectives: exact limits, recordings without gaps, alerts that fire when the budget burns and only then."""

from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kgen.model import Rule, Stage
from kgen.resolve.burn import SloWindow, burn_rates
from kgen.resolve.scope import Scope
from tests import models, promtool
from tests.promtool import Firing, Moment
from tests.scopes import found
from tests.watched import AVAILABILITY, METRICS, monitoring, rules, watched, web

if TYPE_CHECKING:
    from kgen import schema

SERVICE = 'namespace="checkout-production", service="checkout"'
OK, FAILED = (
    f'http_requests_total{{namespace="checkout-production",service="checkout",code="{c}"}}' for c in (200, 500)
)
FAST = "CheckoutAvailabilityErrorBudgetBurnFast"
SLOW = "CheckoutAvailabilityErrorBudgetBurnSlow"


def with_slo(slo: "schema.Slo", name: str = "availability", **metrics: str) -> Scope:
    """Production with one objective."""
    data: schema.Overlay = {"owner": {"team": "payments"}, "slo": {name: slo}}
    return watched({**data, "metrics": metrics} if metrics else data)  # type: ignore[typeddict-item]  # any metric names


def recorded(scope: Scope) -> dict[str, str]:
    """The expressions by the name they are recorded under."""
    groups = monitoring(scope, web()).groups
    return {rule.record: rule.expr for group in groups for rule in group.rules if rule.record is not None}


@pytest.mark.parametrize(
    ("objective", "window", "burns", "thresholds"),
    [
        ("99.9", "30d", ("14.4", "6", "3", "1"), ("0.0144", "0.006", "0.003", "0.001")),
        ("99.9", "28d", ("13.44", "5.6", "2.8", "0.933333"), ("0.01344", "0.0056", "0.0028", "0.000933333")),
        ("99.9", "7d", ("13.44", "3.5", "1.4", "0.98"), ("0.01344", "0.0035", "0.0014", "0.00098")),
        ("99.99", "30d", ("14.4", "6", "3", "1"), ("0.00144", "0.0006", "0.0003", "0.0001")),
        ("95", "30d", ("14.4", "6", "3", "1"), ("0.72", "0.3", "0.15", "0.05")),
    ],
)
def test_limits_are_exact(
    objective: str, window: SloWindow, burns: tuple[str, ...], thresholds: tuple[str, ...]
) -> None:
    rates = burn_rates(Decimal(objective), window)
    assert tuple(rate.burn for rate in rates) == tuple(map(Decimal, burns))
    assert tuple(rate.threshold for rate in rates) == tuple(map(Decimal, thresholds))
    assert [(rate.pair.long, rate.pair.short) for rate in rates] == [
        (3600, 300),
        (21600, 1800),
        (86400, 7200),
        (259200, 21600),
    ]


def test_recordings() -> None:
    found = recorded(with_slo({"objective": "99.9"}))
    series = f'{{{SERVICE}, slo="availability"}}'
    ratio = "service:slo_errors_per_requests:ratio"
    assert found[f"{ratio}_rate1h"] == (
        f'(sum(rate(http_requests_total{{{SERVICE}, code=~"5.."}}[1h])) or vector(0))\n'
        "/\n"
        f"(sum(rate(http_requests_total{{{SERVICE}}}[1h])) > 0)"
    )
    assert found["service:slo_requests:rate5m"] == f"sum(rate(http_requests_total{{{SERVICE}}}[5m]))"
    assert found[f"{ratio}_window"] == (
        f"sum_over_time(service:slo_errors:rate5m{series}[30d])\n"
        "/\n"
        f"(sum_over_time(service:slo_requests:rate5m{series}[30d]) > 0)"
    )
    assert found["service:slo_objective:ratio"] == "vector(0.999)"
    assert found["service:slo_error_budget_remaining:ratio"] == f"1 - {ratio}_window{series} / 0.001"


def test_recordings_carry_what_tells_environments_apart() -> None:
    group = monitoring(with_slo({"objective": "99.9"}), web()).groups[0]
    assert group.name == "kgen.checkout.slo.recordings"
    labels = (("namespace", "checkout-production"), ("service", "checkout"), ("slo", "availability"))
    assert {rule.labels for rule in group.rules} == {labels}


def test_page_of_two_pairs() -> None:
    series = f'{{{SERVICE}, slo="availability"}}'
    ratio = "service:slo_errors_per_requests:ratio_rate"
    assert rules(with_slo({"objective": "99.9"}))[FAST] == Rule(
        alert=FAST,
        record=None,
        expr=f"(\n  {ratio}1h{series} > 0.0144\n  and\n  {ratio}5m{series} > 0.0144\n)\n"
        "or\n"
        f"(\n  {ratio}6h{series} > 0.006\n  and\n  {ratio}30m{series} > 0.006\n)",
        wait=None,
        keep_firing=None,
        labels=(
            ("env", "production"),
            ("namespace", "checkout-production"),
            ("service", "checkout"),
            ("severity", "critical"),
            ("slo", "availability"),
            ("team", "payments"),
        ),
        annotations=(
            (
                "dashboard_url",
                "https://grafana.example.com/d/kgen-checkout-production?var-namespace=checkout-production",
            ),
            (
                "description",
                "{{ $value | humanizePercentage }} of requests failed; the objective is 99.9% good over 30d.",
            ),
            ("runbook_url", "https://runbooks.example.com/CheckoutAvailabilityErrorBudgetBurnFast"),
            ("summary", "The error budget of checkout for availability burns too fast."),
        ),
    )


def test_a_guard_counts_the_requests_of_the_long_window(tmp_path: Path) -> None:
    scope = with_slo({"objective": "99.9", "minRequests": 100})
    requests = f"http_requests_total{{{SERVICE}}}"
    fast = rules(scope, web())[FAST].expr
    assert f"  and on ()\n  sum(rate({requests}[1h])) * 3600 >= 100\n)" in fast
    assert f"  and on ()\n  sum(rate({requests}[6h])) * 21600 >= 100\n)" in fast
    promtool.check(monitoring(scope, web()), tmp_path)


def test_split_windows_wait_the_longer_the_slower() -> None:
    burning = rules(with_slo({"objective": "99.9", "splitWindows": True}), models.workload()._replace(metrics=METRICS))
    chosen = {name: (rule.wait, dict(rule.labels)["severity"]) for name, rule in burning.items() if "Burn" in name}
    assert chosen == {
        "CheckoutAvailabilityErrorBudgetBurn1h": ("2m", "critical"),
        "CheckoutAvailabilityErrorBudgetBurn6h": ("15m", "critical"),
        "CheckoutAvailabilityErrorBudgetBurn1d": ("1h", "warning"),
        "CheckoutAvailabilityErrorBudgetBurn3d": ("3h", "warning"),
    }


@pytest.mark.parametrize(
    ("stage", "alerts", "windows"),
    [
        ("production", {FAST: "critical", SLOW: "warning"}, {"5m", "30m", "1h", "2h", "6h", "1d", "3d"}),
        ("canary", {FAST: "warning"}, {"5m", "30m", "1h", "6h"}),
        ("dev", {}, {"5m", "1h", "6h"}),
    ],
)
def test_stages(stage: Stage, alerts: dict[str, str], windows: set[str]) -> None:
    scope = watched(AVAILABILITY, stage)
    found = {name: dict(rule.labels)["severity"] for name, rule in rules(scope).items() if "Burn" in name}
    assert found == alerts
    prefix = "service:slo_errors_per_requests:ratio_rate"
    assert {name.removeprefix(prefix) for name in recorded(scope) if name.startswith(prefix)} == windows


def test_the_org_file_changes_what_a_stage_is_told() -> None:
    org: schema.OrgFile = {"monitoring": {"stages": {"dev": {"slo": "pages", "severity": "warning"}}}}
    found = rules(watched(AVAILABILITY, "dev", org=org), web())
    assert dict(found[FAST].labels)["severity"] == "warning"
    assert dict(found["CheckoutDown"].labels)["severity"] == "warning"
    assert SLOW not in found


OTEL = "http_server_request_duration_seconds"


@pytest.mark.parametrize(
    ("slo", "metrics", "total", "bad"),
    [
        (
            {"objective": "99", "threshold": "300ms"},
            {},
            f"sum(rate(http_request_duration_seconds_count{{{SERVICE}}}[1h]))",
            f'1 - (sum(rate(http_request_duration_seconds_bucket{{{SERVICE}, le="0.3"}}[1h])) or vector(0))',
        ),
        (
            {"objective": "99", "threshold": "1s", "metric": "reply_seconds"},
            {},
            f"sum(rate(reply_seconds_count{{{SERVICE}}}[1h]))",
            f'1 - (sum(rate(reply_seconds_bucket{{{SERVICE}, le=~"1(\\\\.0)?"}}[1h])) or vector(0))',
        ),
        (
            {"objective": "99", "threshold": "250ms"},
            {"duration": "reply_milliseconds"},
            f"sum(rate(reply_milliseconds_count{{{SERVICE}}}[1h]))",
            f'1 - (sum(rate(reply_milliseconds_bucket{{{SERVICE}, le=~"250(\\\\.0)?"}}[1h])) or vector(0))',
        ),
        (
            {"objective": "99", "threshold": "300ms"},
            {"histograms": "native"},
            f"sum(histogram_count(rate(http_request_duration_seconds{{{SERVICE}}}[1h])))",
            f"1 - (histogram_fraction(0, 0.3, sum(rate(http_request_duration_seconds{{{SERVICE}}}[1h])))"
            f" * histogram_count(sum(rate(http_request_duration_seconds{{{SERVICE}}}[1h]))) or vector(0))",
        ),
        (
            {"objective": "99"},
            {"convention": "opentelemetry"},
            f"sum(rate({OTEL}_count{{{SERVICE}}}[1h]))",
            f'(sum(rate({OTEL}_count{{{SERVICE}, http_response_status_code=~"5.."}}[1h])) or vector(0))',
        ),
        (
            {"objective": "99", "metric": "hits_total"},
            {"status": "class", "failures": "5xx|timeout"},
            f"sum(rate(hits_total{{{SERVICE}}}[1h]))",
            f'(sum(rate(hits_total{{{SERVICE}, class=~"5xx|timeout"}}[1h])) or vector(0))',
        ),
        (
            {"objective": "99", "total": "jobs_total", "errors": 'jobs_total{result="failed"} # why'},
            {},
            "sum(rate(jobs_total[1h]))",
            '(sum(rate(jobs_total{result="failed"}[1h])) or vector(0))',
        ),
        (
            {
                "objective": "99",
                "total": 'rate(jobs_total{namespace="$namespace"}[$window])',
                "good": 'rate(jobs_total{namespace="$namespace", result="ok"}[${window}])',
            },
            {},
            'sum(rate(jobs_total{namespace="checkout-production"}[1h]))',
            '1 - (sum(rate(jobs_total{namespace="checkout-production", result="ok"}[1h])) or vector(0))',
        ),
    ],
    ids=[
        "latency",
        "whole seconds in both spellings",
        "milliseconds",
        "native histogram",
        "OpenTelemetry",
        "names of its own",
        "counters",
        "expressions",
    ],
)
def test_indicators(slo: "schema.Slo", metrics: dict[str, str], total: str, bad: str, tmp_path: Path) -> None:
    scope = with_slo(slo, "mine", **metrics)
    ratio = recorded(scope)["service:slo_errors_per_requests:ratio_rate1h"]
    assert ratio == f"{bad}\n/\n({total} > 0)"
    promtool.check(monitoring(scope, web()), tmp_path)


def test_grpc_has_names_of_its_own() -> None:
    grpc = models.HTTP._replace(name="grpc", app_protocol="grpc")
    main = web()
    container = main.pod.containers[0]._replace(ports=(grpc,))
    main = main._replace(pod=main.pod._replace(containers=(container,)))
    groups = monitoring(with_slo({"objective": "99.9"}), main).groups
    expr = groups[0].rules[0].expr
    assert 'grpc_server_handled_total{namespace="checkout-production", service="checkout", grpc_code=~"Unknown|' in expr


@pytest.mark.parametrize(
    ("slo", "problems"),
    [
        ({}, [("KG302", ("slo", "x"), "objective `x` needs `objective`")]),
        (
            {"objective": "100"},
            [("KG471", ("slo", "x", "objective"), "an objective of 100 percent leaves no error budget")],
        ),
        ({"objective": "0"}, [("KG471", ("slo", "x", "objective"), "an objective of 0 percent is always met")]),
        (
            {"objective": "99", "total": "a"},
            [("KG472", ("slo", "x"), "objective `x` does not say what it counts")],
        ),
        (
            {"objective": "99", "total": "a", "good": "b", "errors": "c"},
            [("KG472", ("slo", "x"), "objective `x` does not say what it counts")],
        ),
        (
            {"objective": "99", "total": 'a{namespace="x"}', "errors": 'b{namespace="x"}', "threshold": "1s"},
            [("KG472", ("slo", "x", "threshold"), "`threshold` has no meaning beside `total`")],
        ),
        (
            {"objective": "99", "total": "sum(rate(a[5m]))", "errors": 'b{namespace="x"}'},
            [("KG472", ("slo", "x", "total"), "`total` is neither a counter nor an expression over a window")],
        ),
        (
            {"objective": "99", "total": "rate(a[$window]", "errors": 'b{namespace="x"}'},
            [("KG520", ("slo", "x", "total"), "`total` is not valid PromQL: unclosed left parenthesis")],
        ),
        (
            {"objective": "99", "total": "scalar(rate(a[$window]))", "errors": 'b{namespace="x"}'},
            [
                (
                    "KG520",
                    ("slo", "x", "total"),
                    "`total` is not valid PromQL: expected type vector in aggregation expression, got scalar",
                )
            ],
        ),
        (
            {"objective": "99", "total": 'x"}[5m])) >= 0 or vector(1) or sum(rate(up{job="x', "errors": "b"},
            [("KG520", ("slo", "x", "total"), "`total` is not valid PromQL: not an expression")],
        ),
        (
            {"objective": "99", "total": "a", "errors": 'b{namespace="$namespace"}'},
            [("KG479", ("slo", "x", "total"), "`total` reads the series of all environments in cluster `prod`")],
        ),
        (
            {"objective": "90"},
            [
                (
                    "KG473",
                    ("slo", "x", "objective"),
                    "no error ratio is high enough for the alerts of objective `x` over 1h",
                )
            ],
        ),
    ],
)
def test_problems(slo: "schema.Slo", problems: list[tuple[str, tuple[str, ...], str]]) -> None:
    scope = with_slo(slo, "x")
    monitoring(scope, web())
    assert [problem for problem in found(scope) if problem[0] != "KG479" or problems[0][0] == "KG479"] == problems


def test_a_window_out_of_reach_is_left_out_with_a_note() -> None:
    scope = with_slo({"objective": "90"})
    fast = rules(scope, web())[FAST]
    assert "rate1h" not in fast.expr
    assert "rate6h" in fast.expr
    assert [problem.severity for problem in scope.problems] == ["note"]


def test_an_objective_no_alert_can_reach_is_an_error() -> None:
    scope = watched({"slo": {"availability": {"objective": "80"}}}, "canary")
    rules(scope, web())
    assert [(problem.code, problem.severity) for problem in scope.problems] == [("KG473", "error")]


def test_an_objective_needs_metrics() -> None:
    scope = with_slo({"objective": "99.9"})
    monitoring(scope, web()._replace(metrics=None))
    message = "objective `availability` has nothing to measure: the project has no `metrics`"
    assert found(scope) == [("KG470", ("slo", "availability"), message)]


def test_an_objective_that_counts_itself_needs_no_metrics() -> None:
    scope = with_slo({"objective": "99", "total": 'a{namespace="x"}', "errors": 'b{namespace="x"}'})
    assert FAST in rules(scope, web()._replace(metrics=None))
    assert found(scope) == []


def test_scraping_too_seldom_is_a_warning() -> None:
    scope = with_slo({"objective": "99.9"})
    monitoring(scope, web()._replace(metrics=METRICS._replace(interval="2m")))
    message = "scraping every 2m is too seldom for objectives, which look at 5 minutes"
    assert found(scope) == [("KG474", ("metrics", "interval"), message)]
    assert scope.problems[0].severity == "warning"


def test_failures_must_be_a_regular_expression() -> None:
    scope = with_slo({"objective": "99.9"}, failures="5..(")
    monitoring(scope, web())
    message = "`failures` is no regular expression: illegal regex for 5..("
    assert found(scope) == [("KG520", ("metrics", "failures"), message)]


# Behaviour over time


def burning(rule: Rule, share: str) -> Firing:
    return Firing(rule, {}, f"{share} of requests failed; the objective is 99.9% good over 30d.")


def test_ten_percent_errors_page(tmp_path: Path) -> None:
    watch = monitoring(with_slo({"objective": "99.9"}), web())
    page = rules(with_slo({"objective": "99.9"}), web())[FAST]
    # Five minutes of errors fill the short window; an hour's window needs more of them to pass its limit.
    series = {OK: "0+600x60 36000+540x60", FAILED: "0x60 0+60x60"}
    moments = [Moment("1h", FAST), Moment("1h2m", FAST), Moment("2h", FAST, (burning(page, "10%"),))]
    promtool.run(watch, tmp_path, series, moments)


def test_a_page_ends_soon_after_the_errors(tmp_path: Path) -> None:
    watch = monitoring(with_slo({"objective": "99.9"}), web())
    series = {OK: "0+540x60 32400+600x60", FAILED: "0+60x60 3600x60"}
    promtool.run(watch, tmp_path, series, [Moment("1h35m", FAST)])


def test_few_errors_open_a_ticket_but_page_nobody(tmp_path: Path) -> None:
    scope = with_slo({"objective": "99.9"})
    watch, ticket = monitoring(scope, web()), rules(scope, web())[SLOW]
    series = {OK: "0+996x720", FAILED: "0+4x720"}
    moments = [Moment("12h", FAST), Moment("12h", SLOW, (burning(ticket, "0.4%"),))]
    promtool.run(watch, tmp_path, series, moments)


@pytest.mark.parametrize(
    "series",
    [
        pytest.param({}, id="no series"),
        pytest.param({OK: "100x120", FAILED: "5x120"}, id="no traffic"),
        pytest.param({OK: "0+600x120"}, id="nothing ever failed"),
        pytest.param({OK: "0+600x120", FAILED: "0x120"}, id="nothing fails"),
        pytest.param({OK: "0+99999x120", FAILED: "0+1x120"}, id="within the budget"),
    ],
)
def test_silence(series: dict[str, str], tmp_path: Path) -> None:
    watch = monitoring(with_slo({"objective": "99.9"}), web())
    promtool.run(watch, tmp_path, series, [Moment("2h", FAST), Moment("2h", SLOW)])


@pytest.mark.parametrize(("guard", "fires"), [(None, True), (100, False), (50, True)])
def test_quiet_traffic(guard: int | None, fires: bool, tmp_path: Path) -> None:
    """Ten of 65 requests an hour fail: with so few, only without a guard anyone is woken."""
    slo: schema.Slo = {"objective": "99.9"} if guard is None else {"objective": "99.9", "minRequests": guard}
    watch, page = monitoring(with_slo(slo), web()), rules(with_slo(slo), web())[FAST]
    series = {OK: "0+1x60 60+1x54", FAILED: "0x60 0 0 0 0 0 1 2 3 4 5 6 7 8 9 10x40"}
    firing = (burning(page, "14.49%"),) if fires else ()
    promtool.run(watch, tmp_path, series, [Moment("1h15m", FAST, firing)])


def test_latency_counts_slow_requests(tmp_path: Path) -> None:
    scope = with_slo({"objective": "99", "threshold": "1s"}, "latency")
    watch, page = monitoring(scope, web()), rules(scope, web())["CheckoutLatencyErrorBudgetBurnFast"]
    base = 'namespace="checkout-production",service="checkout"'
    series = {
        f'http_request_duration_seconds_bucket{{{base},le="1.0"}}': "0+60x120",
        f'http_request_duration_seconds_bucket{{{base},le="+Inf"}}': "0+100x120",
        f"http_request_duration_seconds_count{{{base}}}": "0+100x120",
    }
    text = "40% of requests took longer than 1s; the objective is 99% good over 30d."
    promtool.run(watch, tmp_path, series, [Moment("2h", str(page.alert), (Firing(page, {}, text),))])

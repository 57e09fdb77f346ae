"""Checks the tests of rules that kgen writes: promtool passes them, and fails them as soon as a rule is another."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml

from kgen.artifact import plain
from kgen.compiler import Compilation, compile_project
from kgen.rule_tests import RULES, TESTS
from kgen.rule_tests.document import RuleTests, write_tests
from tests import promtool
from tests.golden import REPOSITORY, Case, cases

Document = dict[str, Any]

# Expressions as teams write them. Each must be made to fire, and silenced.
WRITTEN = {
    "a rate": 'rate(payment_errors_total{namespace="n"}[5m]) > 1',
    "a share": 'sum(rate(calls_total{code=~"5.."}[5m])) / sum(rate(calls_total[5m])) > 0.05',
    "a share by label": 'sum by (job) (rate(j_total{x="y"}[5m])) / sum by (job) (rate(j_total[5m])) > 0.1',
    "a level": "sum by (queue) (queue_depth) > 100",
    "a quantile": "histogram_quantile(0.99, sum by (le) (rate(d_bucket[5m]))) > 0.5",
    "a quantile by label": "histogram_quantile(0.95, sum by (le, route) (rate(d_bucket[5m]))) > 2",
    "an age": "time() - last_success_timestamp_seconds > 3600",
    "a date to come": "min(cert_expiry_timestamp_seconds) - time() < 86400 * 14",
    "nothing there": 'absent(heartbeat{job="x"})',
    "nothing there for long": "absent_over_time(heartbeat[10m])",
    "nothing up": "absent(up == 1)",
    "two conditions": "queue_depth > 10 and on (queue) queue_consumers == 0",
    "an exception": "queue_depth > 10 unless on (queue) queue_paused == 1",
    "another exception": "stale > 0 unless ignoring (reason) muted",
    "three conditions": "sum(x) > 5 and sum(y) > 3 and sum(z) < 1",
    "an increase": "increase(restarts_total[1h]) > 3",
    "no increase": "sum(increase(orders_total[30m])) == 0",
    "a fall": "delta(temperature[10m]) < -5",
    "a slope": "deriv(disk_free[30m]) < 0 and disk_free < 100",
    "a forecast": "predict_linear(disk_free_bytes[1h], 4 * 3600) < 0",
    "an average": "avg_over_time(cpu[10m]) > 0.9",
    "a moving maximum": "max_over_time(rate(a_total[5m])[30m:]) > 1",
    "a moving minimum": "min_over_time(healthy[5m]) < 1",
    "a last value": "last_over_time(x[10m]) > 3",
    "deviation": "stddev_over_time(x[10m]) > 3",
    "changes": "changes(leader[10m]) > 3",
    "resets": "resets(c_total[1h]) > 0",
    "two sides": 'max by (pod) (used{pod=~"x-.*"}) / on (pod) max by (pod) (limit{pod=~"x-.*"}) > 0.9',
    "many sides": "lag * on (topic) group_left (team) topic_owner > 1000",
    "other labels": 'x{a!="b"} > 5',
    "patterns": 'x{a!~"b|c", d=~"[0-9]+", e=~"(eu|us)-[a-z]{2}"} >= 5',
    "a count": 'count(up{job="api"} == 1) < 3',
    "twice as much": "a > 2 * b",
    "arithmetic": "(a - b) / a > 0.5",
    "a remainder": "x % 2 == 1",
    "a power": "x ^ 2 > 100",
    "a bool": "(a > bool 5) == 1",
    "a sign": "-balance > 10",
    "an absolute value": "abs(skew_seconds) > 30",
    "functions of each": "clamp_min(round(x), 0) + ceil(x) > 3",
    "a short range": "rate(errors_total[1m]) > 0.5",
    "an instant rate": "irate(a_total[5m]) > 2",
    "labels left out": "sum without (instance) (rate(a_total[2m])) > 100",
    "a share of time": '100 * (1 - avg(rate(idle_seconds_total{mode="idle"}[5m]))) > 80',
    "earlier": "x offset 10m - x > 100",
    "groups": "group by (a) (x) == 1 unless group by (a) (y) == 1",
    "the name as a label": '{__name__="x"} > 3',
}
UNKNOWN = {
    "hour() > 8 and x > 1": "it depends on the time of day",
    'label_replace(x, "a", "$1", "b", "(.*)") > 1': "`label_replace` is not worked out here",
    "quantile(0.9, x) > 1": "`quantile` is not worked out here",
    "x atan2 y > 1": "`atan2` is not worked out here",
    "x @ 5 > 1": "`@` is not worked out here",
    "x > 1 and x < 0": "no input was found that makes it fire",
    '{job="a"} > 1': "it does not name its metric",
    'x{a=~"(?i)b"} > 1': "the regular expression `(?i)b` is not worked out here",
    'x{a=~"a", a=~"b"} > 1': "no series of `x` was found that it would read",
    'ALERTS{alertname="X"} == 1': "it reads `ALERTS`, which Prometheus writes",
    "x offset 1d > 5": "it waits or looks back for more than 6 hours",
    "sum(rate(x[5m]": "it is not valid PromQL",
}


def alert(name: str, expr: str, wait: str | None = None, description: str = "It is.") -> Document:
    annotations = {"summary": "Something is wrong.", "description": description}
    return {"alert": name, "expr": expr, "for": wait, "labels": {"severity": "warning"}, "annotations": annotations}


def document(*rules: Document) -> Document:
    return plain({"groups": [{"name": "kgen.x.custom", "rules": list(rules)}]})


def written(rules: Document) -> RuleTests:
    return write_tests(rules, RULES, {})


def run(folder: Path, rules: Document, tests: Mapping[str, Any]) -> subprocess.CompletedProcess[str]:
    """What promtool says of rules and their tests."""
    (folder / RULES).write_text(json.dumps(rules))
    (folder / TESTS).write_text(json.dumps(plain(tests)))
    return promtool.run_program("test", "rules", TESTS, folder=folder)


def shown(tests: Mapping[str, Any], name: str) -> set[bool]:
    """Whether there is a test in which the alert fires at last, and one in which it never does."""
    found = set()
    for test in tests["tests"]:
        fires = [bool(row["exp_alerts"]) for row in test["alert_rule_test"] if row["alertname"] == name]
        fires += [True for query in test.get("promql_expr_test") or () if f'"{name}"' in query["expr"]]
        found |= {any(fires)} if fires else set()
    return found


@pytest.mark.parametrize("wait", [None, "10m", "1h"])
def test_written_alerts_fire_and_stay_silent(wait: str | None, tmp_path: Path) -> None:
    names = {f"A{number}": name for number, name in enumerate(WRITTEN)}
    rules = document(*(alert(key, WRITTEN[name], wait) for key, name in names.items()))
    tests = written(rules)
    done = run(tmp_path, rules, tests.document)

    assert tests.gaps == ()
    assert [name for key, name in names.items() if shown(tests.document, key) != {True, False}] == []
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(("expr", "reason"), UNKNOWN.items())
def test_what_is_not_known_is_said(expr: str, reason: str) -> None:
    tests = written(document(alert("Lost", expr)))

    assert tests.gaps == (f"Lost is not tested: {reason}.",)
    assert tests.document["tests"] == []


def test_an_alert_that_nothing_silences_is_named() -> None:
    assert written(document(alert("Always", "vector(1) > 0"))).gaps == (
        "Always is only tested to fire: no input was found that silences it.",
    )


def test_what_promtool_could_not_evaluate_is_kept_out(tmp_path: Path) -> None:
    """`Joined` breaks off over two series of `x`, and would take the tests of all others with it."""
    rules = document(
        alert("Joined", "x / on () y > 1"),
        alert("Plain", 'x{a="1"} > 1'),
        alert("Other", 'x{a="2"} > 1'),
        alert("Unclear", 'label_replace(x, "a", "", "b", "") > 1'),
        alert("Both", 'sum(x{a="1"}) + sum(x{a="2"}) > 5'),
    )
    tests = written(rules)
    done = run(tmp_path, rules, tests.document)

    assert tests.gaps == (
        "Unclear is not tested: `label_replace` is not worked out here.",
        "Both is not tested: over its series Prometheus might refuse to evaluate Unclear.",
    )
    assert done.returncode == 0, done.stdout + done.stderr


MUTATIONS: dict[str, Callable[[Document], None]] = {
    "fires at once": lambda rule: rule.update({"for": "0s"}),
    "waits longer": lambda rule: rule.update({"for": "1d"}),
    "never fires": lambda rule: rule.update(expr=f"({rule['expr']}) and on () vector(1) < 0"),
    "always fires": lambda rule: rule.update(expr=f"({rule['expr']}) or on () vector(1)"),
    "another severity": lambda rule: rule["labels"].update(severity="none"),
    "another text": lambda rule: rule["annotations"].update(description="It was."),
}


def example(project: str) -> Mapping[str, bytes]:
    """The rules of an example in production, and their tests."""
    case = next(case for case in cases() if case.name == f"examples/{project}")
    return compile_project(case.workspace(), "project.yml", tests=True).environments["production"].rule_tests


@pytest.mark.parametrize("mutation", MUTATIONS)
def test_a_changed_rule_fails(mutation: str, tmp_path: Path) -> None:
    custom = document(*(alert(f"A{number}", expr, "10m") for number, expr in enumerate(WRITTEN.values())))
    files = example("checkout")
    derived, tests = (yaml.load(files[file], yaml.CSafeLoader) for file in (RULES, TESTS))
    assert failures(custom, written(custom).document, mutation, tmp_path) == changed(custom, mutation)
    assert failures(derived, tests, mutation, tmp_path) == changed(derived, mutation)


def failures(rules: Document, tests: Mapping[str, Any], mutation: str, folder: Path) -> set[str]:
    """The alerts that no longer pass once every one of them is changed."""
    mutated = json.loads(json.dumps(rules))
    for rule in alerts_of(mutated):
        MUTATIONS[mutation](rule)
    done = run(folder, mutated, tests)
    return set(re.findall(r"alertname: *([A-Za-z0-9]+), time", done.stdout + done.stderr))


def changed(rules: Document, mutation: str) -> set[str]:
    """The alerts that the change makes others: one that does not wait fires at once already."""
    return {rule["alert"] for rule in alerts_of(rules) if mutation != "fires at once" or "for" in rule}


def alerts_of(rules: Document) -> Iterator[Document]:
    return (rule for group in rules["groups"] for rule in group["rules"] if "alert" in rule)


@pytest.mark.parametrize(
    ("expr", "description", "text"),
    [
        ("queue_depth > 10", "{{ $value }} wait.", "20 wait."),
        ("queue_depth > 10", "{{ $value | humanize }} in {{ $labels.queue }}", "20 in queue-1"),
        ("sum(queue_depth) > 10", "{{ $labels.queue }} is gone", " is gone"),
        ("a_ratio > 0.25", "{{ $value | humanizePercentage }}", "100%"),
        ("age_seconds > 5400", "{{ $value | humanizeDuration }}", "3h 0m 0s"),
        ("a_bytes > 1024", '{{ printf "%.1f" $value }}, {{ $value | humanize1024 }}', "2048.0, 2ki"),
        ('up{instance=~"[a-z]+:8080"} == 0', "{{ $labels.instance | stripPort | toUpper }}", "A"),
        # What rounding might change is left to the labels.
        ("rate(x_total[5m]) > 0.3", "{{ $value }}", None),
        ("queue_depth > 10", "{{ $externalLabels.cluster }}", None),
    ],
)
def test_annotations_are_filled_in(expr: str, description: str, text: str | None, tmp_path: Path) -> None:
    rules = document(alert("Shown", expr, description=description))
    tests = written(rules)
    done = run(tmp_path, rules, tests.document)
    found = [
        expected["exp_annotations"]["description"]
        for test in tests.document["tests"]
        for row in test["alert_rule_test"]
        for expected in row["exp_alerts"]
    ]

    assert found == ([] if text is None else [text])
    assert any(test["promql_expr_test"] for test in tests.document["tests"]) is (text is None)
    assert done.returncode == 0, done.stdout + done.stderr


def compiled(case: Case) -> Iterator[tuple[str, Compilation]]:
    for path in case.projects():
        yield f"{case.name}/{path}", compile_project(case.workspace(), path, tests=True)


def test_all_cases_and_examples_pass(tmp_path: Path) -> None:
    """One run of promtool for all, because starting it and its storage takes longer than evaluating."""
    files: list[str] = []
    untested: dict[str, list[str]] = {}
    for name, compilation in (found for case in cases() for found in compiled(case)):
        for environment in compilation.environments.values():
            folder = tmp_path / name.replace("/", "_") / environment.name
            assert set(environment.rule_tests) == ({RULES, TESTS} if "alerts.yml" in environment.files else set())
            for file, data in environment.rule_tests.items():
                folder.mkdir(parents=True, exist_ok=True)
                (folder / file).write_bytes(data)
            if environment.rule_tests:
                files.append(str(folder / TESTS))
                untested[f"{name}: {environment.name}"] = gaps(environment.rule_tests)
    done = promtool.run_program("test", "rules", *files, folder=tmp_path)

    assert len(files) > 40
    assert {name: found for name, found in untested.items() if found} == {}
    assert done.returncode == 0, done.stdout + done.stderr


def gaps(files: Mapping[str, bytes]) -> list[str]:
    """The alerts of the rule file that the tests do not make fire and stay silent."""
    rules = yaml.load(files[RULES], yaml.CSafeLoader)
    alerts = [rule["alert"] for rule in alerts_of(rules)]
    tests = yaml.load(files[TESTS], yaml.CSafeLoader)
    return [name for name in alerts if shown(tests, name) != {True, False}]


def test_the_same_bytes_elsewhere(tmp_path: Path) -> None:
    """In a process with another hash seed, and another order of everything that depends on it."""
    case = next(case for case in cases() if case.name == "examples/checkout")
    [path] = case.projects()
    script = (
        "import sys; from tests.golden import cases; from kgen.compiler import compile_project\n"
        f"case = next(case for case in cases() if case.name == {case.name!r})\n"
        f"found = compile_project(case.workspace(), {path!r}, tests=True).environments\n"
        "sys.stdout.buffer.write(b''.join(d for e in found.values() for d in e.rule_tests.values()))\n"
    )
    seed = "2" if os.environ.get("PYTHONHASHSEED") == "1" else "1"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": str(REPOSITORY)}
    command = [sys.executable, "-c", script]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, check=True)
    found = compile_project(case.workspace(), path, tests=True).environments

    assert done.stdout == b"".join(data for one in found.values() for data in one.rule_tests.values())


def test_none_are_written_unless_asked_for() -> None:
    case = next(case for case in cases() if case.name == "examples/checkout")
    [path] = case.projects()

    assert [one.rule_tests for one in compile_project(case.workspace(), path).environments.values()] == [{}, {}, {}]

"""Owns promtool for tests: it checks rule documents and runs them over made-up series."""

import json
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

import pytest

from kgen.artifact import plain
from kgen.emitters.alerts import rule_document
from kgen.model import Monitoring, Rule


class Firing(NamedTuple):
    """An alert that must fire: what its series adds to the rule's labels, and its description with all filled in."""

    rule: Rule
    labels: Mapping[str, str]
    description: str


class Moment(NamedTuple):
    """What must fire at a moment; nothing else of that name may."""

    at: str
    alert: str
    firing: tuple[Firing, ...] = ()


def check(monitoring: Monitoring, folder: Path) -> None:
    """Fails where promtool finds fault with the rules, duplicates and style included."""
    _write(monitoring, folder)
    found = run_program("check", "rules", "--lint=all", "--lint-fatal", "rules.yml", folder=folder)
    assert found.returncode == 0, found.stdout + found.stderr
    assert "duplicate" not in found.stdout + found.stderr


def run(
    monitoring: Monitoring, folder: Path, series: Mapping[str, str], moments: Iterable[Moment], interval: str = "1m"
) -> None:
    """Feeds the series, one value each `interval`, and fails where other alerts fire than expected."""
    _write(monitoring, folder)
    test = {
        "interval": interval,
        "input_series": [{"series": name, "values": values} for name, values in series.items()],
        "alert_rule_test": [_expectation(moment) for moment in moments],
    }
    document = {
        "rule_files": ["rules.yml"],
        "evaluation_interval": interval,
        # In any order, alerts may see what was recorded a moment before.
        "group_eval_order": [group.name for group in monitoring.groups],
        "tests": [test],
    }
    (folder / "test.yml").write_text(json.dumps(document))
    found = run_program("test", "rules", "test.yml", folder=folder)
    assert found.returncode == 0, found.stdout + found.stderr


def _expectation(moment: Moment) -> dict[str, object]:
    alerts = [
        {
            "exp_labels": {**firing.labels, **dict(firing.rule.labels)},
            "exp_annotations": {**dict(firing.rule.annotations), "description": firing.description},
        }
        for firing in moment.firing
    ]
    return {"eval_time": moment.at, "alertname": moment.alert, "exp_alerts": alerts}


def _write(monitoring: Monitoring, folder: Path) -> None:
    # Prometheus reads YAML, of which JSON is a part.
    (folder / "rules.yml").write_text(json.dumps(plain(rule_document(monitoring.groups))))


def run_program(*arguments: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """What promtool does; skips the test where it is not installed."""
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("promtool is not installed")
    return subprocess.run([program, *arguments], cwd=folder, capture_output=True, text=True, check=False)

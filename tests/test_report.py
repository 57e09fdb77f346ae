"""Owns the tests of the reports for machines, and that the command prints them."""

import json
from pathlib import Path
from typing import Any

import pytest

from kgen import __version__, report
from kgen.cli import main
from kgen.diagnostics import Diagnostic
from kgen.source import Span
from tests.disk import SHOP, put

ERROR = Diagnostic(
    "KG201",
    "unknown field `a`, 100% wrong",
    Span("a b/ü:1,2.yml", 3, 5, 7),
    "write\nanother",
    ("first", "second"),
)
NOTE = Diagnostic("KG000", "told", Span("/x/project.yml", 1, 1), severity="note")
WARNING = Diagnostic("KG201", "odd", Span("project.yml", 2, 1), severity="warning")
BUILT = report.Project("project.yml", "shop", "out", False, ("dev",), (report.File("dev/a.yml", "new"),), "folder")
CHECKED = report.Project(
    "shop/project.yml",
    "shop",
    "out",
    False,
    ("dev",),
    (
        report.File("dev/a.yml", "stale", "--- a\n+++ b\n"),
        report.File("dev/b.yml", "missing", ""),
        report.File("dev/c.yml", "orphaned", ""),
        report.File("dev/d.yml", "current"),
    ),
)
MEND = "kgen build shop"


def test_json_holds_projects_and_findings() -> None:
    assert json.loads(report.write("json", [BUILT, CHECKED], [ERROR, NOTE], MEND)) == {
        "kgen": __version__,
        "mend": MEND,
        "projects": [
            {
                "path": "project.yml",
                "name": "shop",
                "output": "out",
                "failed": False,
                "environments": ["dev"],
                "files": [{"path": "dev/a.yml", "state": "new"}],
                "guarantee": "folder",
            },
            {
                "path": "shop/project.yml",
                "name": "shop",
                "output": "out",
                "failed": False,
                "environments": ["dev"],
                "files": [
                    {"path": "dev/a.yml", "state": "stale", "diff": "--- a\n+++ b\n"},
                    {"path": "dev/b.yml", "state": "missing", "diff": ""},
                    {"path": "dev/c.yml", "state": "orphaned", "diff": ""},
                    {"path": "dev/d.yml", "state": "current"},
                ],
            },
        ],
        "diagnostics": [
            {
                "code": "KG201",
                "name": "unknown-field",
                "severity": "error",
                "message": "unknown field `a`, 100% wrong",
                "file": "a b/ü:1,2.yml",
                "line": 3,
                "column": 5,
                "length": 7,
                "help": "write\nanother",
                "notes": ["first", "second"],
            },
            {
                "code": "KG000",
                "severity": "note",
                "message": "told",
                "file": "/x/project.yml",
                "line": 1,
                "column": 1,
                "length": 1,
                "notes": [],
            },
        ],
    }


def test_annotations_are_one_line_each_and_escaped() -> None:
    assert report.write("github", [BUILT, CHECKED], [ERROR, NOTE, WARNING], MEND).splitlines() == [
        "::error file=a b/ü%3A1%2C2.yml,line=3,col=5,endColumn=12,title=KG201 unknown-field"
        "::unknown field `a`, 100%25 wrong%0Ahelp: write%0Aanother%0Anote: first%0Anote: second",
        "::notice file=/x/project.yml,line=1,col=1,endColumn=2,title=KG000::told",
        "::warning file=project.yml,line=2,col=1,endColumn=2,title=KG201 unknown-field::odd",
        "::error file=out/dev/a.yml,line=1,col=1,endColumn=2,title=KG621 stale-file"
        "::`out/dev/a.yml` is not what kgen builds%0Ahelp: run `kgen build shop`",
        "::error file=out/dev/b.yml,line=1,col=1,endColumn=2,title=KG622 missing-file"
        "::`out/dev/b.yml` is missing%0Ahelp: run `kgen build shop`",
        "::error file=out/dev/c.yml,line=1,col=1,endColumn=2,title=KG623 orphaned-file"
        "::`out/dev/c.yml` is no longer built%0Ahelp: run `kgen build shop`",
    ]
    assert report.write("github", [BUILT], [], MEND) == ""


def check_sarif(log: Any) -> list[dict[str, Any]]:
    """The results of a log, after a look at what SARIF 2.1.0 requires of each object."""
    assert set(log) == {"$schema", "version", "runs"}
    assert log["$schema"].endswith("/sarif-schema-2.1.0.json")
    assert log["version"] == "2.1.0"
    [run] = log["runs"]
    assert set(run) == {"tool", "results", "columnKind"}
    assert run["columnKind"] == "unicodeCodePoints"
    driver = run["tool"]["driver"]
    assert (driver["name"], driver["version"]) == ("kgen", __version__)
    rules = [rule["id"] for rule in driver["rules"]]
    assert rules == sorted(set(rules))
    for rule in driver["rules"]:
        assert set(rule) <= {"id", "name", "shortDescription", "fullDescription"}
        assert all(rule[key]["text"] for key in ("shortDescription", "fullDescription") if key in rule)
    results: list[dict[str, Any]] = run["results"]
    for result in results:
        assert set(result) == {"ruleId", "ruleIndex", "level", "message", "locations"}
        assert rules[result["ruleIndex"]] == result["ruleId"]
        assert result["level"] in {"error", "warning", "note"}
        assert result["message"]["text"]
        [location] = result["locations"]
        place = location["physicalLocation"]
        assert set(place) == {"artifactLocation", "region"}
        assert set(place["artifactLocation"]) == {"uri"}
        assert all(type(number) is int and number >= 1 for number in place["region"].values())
        assert place["region"]["endColumn"] > place["region"]["startColumn"]
    return results


def test_sarif_has_the_shape_of_the_standard() -> None:
    results = check_sarif(json.loads(report.write("sarif", [BUILT, CHECKED], [ERROR, NOTE], MEND)))
    assert [result["ruleId"] for result in results] == ["KG201", "KG000", "KG621", "KG622", "KG623"]
    places = [result["locations"][0]["physicalLocation"] for result in results]
    assert [place["artifactLocation"]["uri"] for place in places[:3]] == [
        "a%20b/%C3%BC%3A1%2C2.yml",
        "file:///x/project.yml",
        "out/dev/a.yml",
    ]
    assert places[0]["region"] == {"startLine": 3, "startColumn": 5, "endColumn": 12}
    assert results[0]["message"]["text"].splitlines() == [
        "unknown field `a`, 100% wrong",
        "help: write",
        "another",
        "note: first",
        "note: second",
    ]
    assert check_sarif(json.loads(report.write("sarif", [], [], MEND))) == []


@pytest.mark.parametrize("command", ["build", "check"])
def test_the_command_reports_on_stdout_and_tells_on_stderr(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    put(Path(), {"project.yml": SHOP + "imagee: x\n"})
    for form in ("json", "github", "sarif"):
        assert main([command, "--format", form]) == 1
        out, err = capsys.readouterr()
        assert "KG201" in out
        assert err.splitlines() == [f"project.yml: not {'written' if command == 'build' else 'compared'}: 1 error"]
    put(Path(), {"project.yml": SHOP})
    expected = ("new", 0) if command == "build" else ("missing", 1)
    status = main([command, "--format", "json", "-q"])
    [project] = json.loads(capsys.readouterr().out)["projects"]
    assert ({file["state"] for file in project["files"]}, status) == ({expected[0]}, expected[1])

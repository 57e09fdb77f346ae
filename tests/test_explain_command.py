"""Tests of `kgen explain` as a command: for each call its status, what goes to stdout, and what to stderr."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from kgen.cli import main
from kgen.codes import CODES
from kgen.explain.page import page_links
from tests.disk import put

Output = pytest.CaptureFixture[str]

SHOP = """\
apiVersion: kgen.dev/v1
name: shop
owner: payments
image: registry.example.com/shop:1.0.0
port: 8080
resources: {cpu: 100m, memory: 128Mi}
replicas: 2
env: {LEVEL: info, REGION: eu}
files: {/etc/shop/a.yml: "a: 1"}
workloads:
  worker: {command: [work]}
environments:
  dev: {env: {REGION: null}}
"""
PRODUCTION = "autoscaling: {minReplicas: 3, maxReplicas: 9}\nreplicas: null\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)
    put(Path(), {"shop/project.yml": SHOP, "shop/environments/production.yml": PRODUCTION})


def answer(words: Sequence[str], capsys: Output) -> str:
    assert main(["explain", *words]) == 0
    told = capsys.readouterr()
    assert told.err == ""
    return told.out


def data(words: Sequence[str], capsys: Output) -> Any:
    return json.loads(answer([*words, "--format", "json"], capsys))


REFUSALS = [
    pytest.param([], "it is not clear what to explain", "kgen explain PROJECT Kind/name", id="no words"),
    pytest.param(["shop", "a", "b", "c"], "it is not clear what to explain", "FILE:LINE", id="too many words"),
    pytest.param(["KG999"], "there is no diagnostic `KG999`", "or `kgen explain KG204`", id="number of a code"),
    pytest.param(["unknown-feld"], "there is no diagnostic `unknown-feld`", "`unknown-field`?", id="name of a code"),
    pytest.param(["nowhere", "Deployment/shop"], "`nowhere`", None, id="project"),
    pytest.param(
        ["shop", "Deployment/shop", "-e", "test"],
        "there is no environment `test`",
        "environments are `dev`, `production`",
        id="environment",
    ),
    pytest.param(
        ["shop", "Deployment/shop", "-e", "dev", "-e", "production"], "one environment at a time", "once", id="two"
    ),
    pytest.param(
        ["shop", "Deployment"],
        "`Deployment` names several objects",
        "name one of `Deployment/shop`, `Deployment/shop-worker`",
        id="several of a kind",
    ),
    pytest.param(["shop", "Deploment/shop"], "has no object `Deploment/shop`", "`Deployment/shop`?", id="object"),
    pytest.param(
        ["shop", "Zebra"], "environment `production` has no object `Zebra`", "kinds are `ConfigMap`", id="kind"
    ),
    pytest.param(
        ["shop", "HorizontalPodAutoscaler/shop", "-e", "dev"],
        "environment `dev` has no object `HorizontalPodAutoscaler/shop`",
        "it is in `production`: write `-e production`",
        id="object of another environment",
    ),
    pytest.param(
        ["shop", "Deployment/shop", "spec.replcas"],
        "Deployment/shop has no field `spec.replcas` in environment `production`",
        "did you mean `spec.replicas`?",
        id="field that another environment has, misspelt",
    ),
    pytest.param(
        ["shop", "Deployment/shop", "qqq"],
        "Deployment/shop has no field `qqq`",
        "`kgen explain shop/project.yml Deployment/shop` lists its fields",
        id="field",
    ),
    pytest.param(
        ["shop", "Deployment/shop", "env.value"],
        "`env.value` may be 2 fields of Deployment/shop",
        "write more of it, as in `spec.template.spec.containers[shop].env[LEVEL].value`, `spec.",
        id="several fields",
    ),
    pytest.param(["shop", "Deployment/shop", 'metadata["a'], "is no path of a field", "write it as", id="open quote"),
    pytest.param(["shop", "project.yml:1000"], "nothing is written at shop/project.yml:1000", "a value", id="line"),
    pytest.param(["shop", "other.yml:1"], "`other.yml` is no file of this project", "files are `shop/", id="file"),
    pytest.param(["shop", "more", "--html", "page.html"], "unexpected argument `more`", "--html FILE", id="page"),
    pytest.param(["shop", "--html", "no/page.html"], "`no/page.html`: no such file or directory", None, id="folder"),
]


@pytest.mark.parametrize(("words", "message", "help_text"), REFUSALS)
def test_what_cannot_be_explained(words: list[str], message: str, help_text: str | None, capsys: Output) -> None:
    assert main(["explain", *words]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert message in told.err
    assert help_text is None or help_text in told.err


def test_errors_in_a_file_are_told_before_anything_is_explained(capsys: Output) -> None:
    put(Path(), {"shop/project.yml": SHOP.replace("port:", "prt:")})
    assert main(["explain", "shop", "Deployment/shop"]) == 2
    message = "error: shop/project.yml has errors\n  = help: mend what `kgen build shop/project.yml` tells\n"
    assert capsys.readouterr() == ("", message)


def test_errors_of_one_environment_keep_only_that_one_from_being_explained(capsys: Output) -> None:
    put(Path(), {"shop/environments/production.yml": "autoscaling: {minReplicas: 3, maxReplicas: 2}\n"})
    assert main(["explain", "shop", "Deployment/shop"]) == 2
    assert "environment `production` of shop/project.yml has errors" in capsys.readouterr().err
    assert "spec.replicas: 2\n" in answer(["shop", "Deployment/shop", "-e", "dev"], capsys)


def test_an_object_is_listed_with_its_values(capsys: Output) -> None:
    lines = answer(["shop", "deployment/shop", "-e", "dev"], capsys).splitlines()
    assert lines[:3] == ['apiVersion: "apps/v1"', 'kind: "Deployment"', 'metadata.name: "shop"']
    assert {"field": "spec.replicas", "value": 2} in data(["shop", "deployment/shop", "-e", "dev"], capsys)


@pytest.mark.parametrize(
    "text",
    [
        "spec.template.spec.containers[shop].image",
        'spec.template.spec.containers["shop"].image',
        "spec.template.spec.containers.shop.image",
        "containers.shop.image",
        "containers[shop].image",
        "Image",
    ],
)
def test_a_field_may_be_named_loosely(text: str, capsys: Output) -> None:
    (found,) = data(["shop", "Deployment/shop", text], capsys)
    assert found["field"] == "spec.template.spec.containers[shop].image"
    assert found["decisions"][0]["how"] == "replaced"


def test_a_key_with_dots_and_slashes_needs_no_quotes(capsys: Output) -> None:
    (found,) = data(["shop", "Service/shop", "labels.app.kubernetes.io/component"], capsys)
    assert found["field"] == 'metadata.labels["app.kubernetes.io/component"]'


def test_a_field_stands_for_all_below_it(capsys: Output) -> None:
    found = data(["shop", "Deployment/shop", "spec.template.spec.containers[shop].resources"], capsys)
    assert [one["field"].rpartition("resources.")[2] for one in found] == [
        "requests.cpu",
        "requests.memory",
        "limits.memory",
    ]


def test_what_is_kept_away_is_explained(capsys: Output) -> None:
    (found,) = data(
        ["shop", "Deployment/shop", "spec.template.spec.containers[shop].env[REGION].value", "-e", "dev"], capsys
    )
    assert (found["value"], found["absent"]) == (None, True)
    assert [(one["otherwise"], one["writes"][0]["text"]) for one in found["decisions"]] == [("eu", "null")]


@pytest.mark.parametrize("file", ["shop/environments/production.yml", "environments/production.yml", "production.yml"])
def test_a_file_may_be_named_by_the_end_of_its_path(file: str, capsys: Output) -> None:
    (lower, upper) = data(["shop", f"{file}:1"], capsys)
    assert (lower["file"], lower["path"]) == ("shop/environments/production.yml", ["autoscaling", "minReplicas"])
    assert upper["environments"]["dev"]["changes"] == []
    changed = {(one["object"], one["field"]) for one in upper["environments"]["production"]["changes"]}
    assert ("HorizontalPodAutoscaler/shop", "spec.maxReplicas") in changed


def test_a_page_is_written(capsys: Output) -> None:
    assert main(["explain", "shop", "--html", "page.html", "-e", "dev"]) == 0
    assert capsys.readouterr() == ("", "shop: explained in page.html\n")
    page = Path("page.html").read_text(encoding="utf-8")
    assert '"chosen":"dev"' in page
    assert {name: bool(links) for name, links in page_links(page).items()} == {"dev": True, "production": True}


def test_a_code_that_no_example_shows_says_how_it_arises(capsys: Output) -> None:
    without_files = next(number for number, code in CODES.items() if code.arises)
    told = answer([without_files], capsys)
    assert " ".join(CODES[without_files].arises.split()) in " ".join(told.split())

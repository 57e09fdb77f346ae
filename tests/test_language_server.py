"""An editor with the real yaml-language-server helps to write a project: completion, hover, and mistakes underlined."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from kgen.json_schema import language_schema
from kgen.validator import Part
from tests.language_server import LanguageServer, run
from tests.test_json_schema import HEAD, ORG, RICH

NAMES: dict[Part, str] = {
    "ProjectFile": "project.yml",
    "OrgFile": "kgen.yml",
    "Environment": "environments/production.yml",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    folder = tmp_path_factory.mktemp("schemas")
    schemas = {write_schema(folder, part): name for part, name in NAMES.items()}
    with run(schemas) as running:
        yield running


def write_schema(folder: Path, part: Part) -> str:
    path = folder / f"{part}.json"
    path.write_text(json.dumps(language_schema(part)), encoding="utf-8")
    return path.as_uri()


VALID: list[tuple[Part, str]] = [
    ("ProjectFile", RICH),
    ("OrgFile", ORG),
    ("Environment", "extends: production\nreplicas: 2\nservice: null\nenv: {LOG_LEVEL: debug}\n"),
]


@pytest.mark.parametrize(("part", "text"), VALID, ids=["project", "organization", "environment"])
def test_a_valid_file_has_no_findings(server: LanguageServer, part: Part, text: str) -> None:
    assert server.diagnose(NAMES[part], text) == []


MISTAKES = {
    "unknown field": ("replcas: 3", [(3, "Property replcas is not allowed.")]),
    "unknown field below": (
        "resources:\n  limits: {cpu: 1}\n  requets: {cpu: 1}",
        [(5, "Property requets is not allowed.")],
    ),
    "unknown field of an alternative": ("env:\n  A: {sercet: a, key: b}", [(4, "Property sercet is not allowed.")]),
    "unknown value": (
        "ports:\n  http: {containerPort: 80, protocol: HTTP}",
        [(4, 'Value is not accepted. Valid values: "TCP", "UDP", "SCTP", null.')],
    ),
    "unknown level": (
        "podSecurity: lax",
        [(3, 'Value is not accepted. Valid values: "restricted", "baseline", "privileged".')],
    ),
    "wrong type": ('port: "8080"', [(3, "Incorrect type. Expected one of integer, object, null.")]),
    "wrong name": (
        "ports: {HTTP: 80}",
        [(3, "must be lower-case letters, digits and single `-`, with at least one letter")],
    ),
    "wrong pattern": (
        "resources: {memory: 1 GB}",
        [(3, "must be a quantity such as `250m`, `0.5`, `512Mi` or `2Gi`")],
    ),
    "two alternatives": (
        "volumes:\n  /a:\n    emptyDir: {}\n    nfs: {server: a, path: /b}",
        [(6, "`emptyDir` and `nfs` exclude each other")],
    ),
    "two spellings": ("port: 80\nports: {http: 80}", [(4, "`port` and `ports` exclude each other")]),
    "nothing for an environment": ("environments:\n  dev:", [(4, 'Incorrect type. Expected "Environment".')]),
}


@pytest.mark.parametrize(("text", "findings"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_underlined(server: LanguageServer, text: str, findings: list[tuple[int, str]]) -> None:
    assert server.diagnose("project.yml", f"{HEAD}{text}\n") == findings


COMPLETIONS = {
    "top level": ("", {"resources", "port", "ports", "health", "environments", "workloads"}),
    "beside other fields": ("image: a\nre", {"replicas", "resources", "repository"}),
    "environment": ("environments:\n  dev:\n    ", {"resources", "replicas", "extends", "traffic", "skip"}),
    "sidecar": ("sidecars:\n  proxy:\n    ", {"image", "native", "health", "resources"}),
    "short and long form": ("resources:\n  ", {"cpu", "memory", "requests", "limits"}),
    "every alternative": ("env:\n  A:\n    ", {"value", "secret", "configMap", "field", "secretKeyRef"}),
    "probe": ("probes:\n  readiness:\n    ", {"path", "httpGet", "grpc", "exec", "failureThreshold"}),
    "values": ("kind: ", {"Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"}),
    "values of a short form": ("podSecurity: ", {"restricted", "baseline", "privileged"}),
}


@pytest.mark.parametrize(("text", "labels"), COMPLETIONS.values(), ids=COMPLETIONS.keys())
def test_what_may_be_written_is_offered(server: LanguageServer, text: str, labels: set[str]) -> None:
    offered = server.complete("project.yml", HEAD + text)
    assert labels <= set(offered)


def test_what_is_offered_is_described(server: LanguageServer) -> None:
    offered = server.complete("project.yml", HEAD)
    assert offered["replicas"].startswith("Number of pods. Default: 1.")
    assert [label for label, documentation in offered.items() if not documentation] == []


def test_what_is_of_no_use_is_not_offered(server: LanguageServer) -> None:
    assert {"extends", "alternative", "name"}.isdisjoint(server.complete("project.yml", HEAD))


HOVERS = {
    "field": ("replicas: 3", "Number of pods. Default: 1."),
    "short form": ("image: checkout:1.0", "The image to run; `repository:tag` is its short form."),
    "short spelling": ("port: 8080", "Short for `ports.http`. Ports by name."),
    "field in a short form": ("resources:\n  memory: 512Mi", "Memory that is reserved, and the limit."),
    "entry of a map": ("ports:\n  http: 8080", "A port that a container listens on"),
    "variable": ("env:\n  A: a", "- `secret`: A variable whose value is one key of a Secret."),
    "union": ("probes:\n  readiness: /ready", "Whether the container may receive traffic."),
    "field of an alternative": ("env:\n  A:\n    secret: a", "Name of the Secret, in the namespace of the workload."),
    "environment's field": ("environments:\n  canary:\n    traffic: 5", "Makes it the canary of the environment"),
}


@pytest.mark.parametrize(("text", "shown"), HOVERS.values(), ids=HOVERS.keys())
def test_a_field_is_described(server: LanguageServer, text: str, shown: str) -> None:
    assert shown in server.hover("project.yml", HEAD + text)

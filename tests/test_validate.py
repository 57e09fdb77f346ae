"""`kgen validate` of projects: what it finds where, how severe that is, what is accepted, what projects do together."""

import re
from collections.abc import Mapping
from datetime import date

import pytest

from docs.rules import INTRODUCTION as RULES_PAGE
from kgen.diagnostics import Diagnostic
from kgen.validate import validate
from kgen.validate.gather import Gathering
from kgen.workspace import DiskWorkspace, find_projects
from tests.golden import EXAMPLES
from tests.memory import MemoryWorkspace, workspace

TODAY = date(2026, 6, 1)
HEAD = """\
apiVersion: kgen.dev/v1
name: shop
owner: payments
image: registry.example.com/shop:1.4.2
resources: {cpu: 100m, memory: 128Mi}
allowFrom: []
"""
SERVED = HEAD + "port: 8080\nhealth: /healthz\n"
ONE = "environments: {dev: {}}\n"
HOST_PATH = """\
podSecurity: privileged
volumes: {/logs: {hostPath: {path: /var/log}}}
"""
CALLER = HEAD.replace("name: shop", "name: caller").replace("allowFrom: []\n", "")


def found(files: MemoryWorkspace, *paths: str, environments: tuple[str, ...] | None = None) -> list[Diagnostic]:
    """What is found in the projects at the paths, today."""
    gathering = Gathering(files)
    subjects = [gathering.read(path, environments) for path in paths or ("project.yml",)]
    around = gathering.around(subjects)
    return list(validate(subjects, TODAY, around, complete=environments is None))


def short(diagnostics: list[Diagnostic]) -> list[tuple[str, str, str]]:
    return [(each.severity, each.code, str(each.span)) for each in diagnostics]


def test_a_good_project_has_no_finding() -> None:
    assert found(workspace(SERVED + "environments: {dev: {}, production: {replicas: 2}}\n")) == []


def test_the_examples_have_no_finding() -> None:
    paths = tuple(path.relative_to(EXAMPLES).as_posix() for path in find_projects(EXAMPLES))
    gathering = Gathering(DiskWorkspace(EXAMPLES, paths))
    diagnostics = validate([gathering.read(path) for path in paths], TODAY)

    assert [each for each in diagnostics if each.severity != "note"] == []


def test_a_finding_says_where_what_and_by_which_rule() -> None:
    (one,) = [each for each in found(workspace(HEAD + HOST_PATH + ONE)) if each.code == "KG726"]

    assert one == Diagnostic(
        "KG726",
        "Deployment `shop`: `/var/log` of the node is mounted",
        one.span,
        "use an `emptyDir`, a claim or a CSI volume",
        ("in deployment.yml at `spec.template.spec.volumes[0].hostPath`", "the rule is `host-path`"),
        "warning",
    )
    assert str(one.span) == "project.yml:8:1"


def test_what_a_project_compiles_with_is_told_too() -> None:
    assert short(found(workspace(HEAD.replace("128Mi", "128mi") + ONE))) == [("error", "KG207", "project.yml:5:32")]


# Where a finding points.

PLACES = [
    pytest.param("replicas: 1\n", "production: {}", "KG732", "project.yml:7:11", id="a field of the main workload"),
    pytest.param(
        "workloads:\n  worker:\n    command: [a]\n    replicas: 1\n",
        "production: {replicas: 2}",
        "KG732",
        "project.yml:10:15",
        id="a field of a further workload",
    ),
    pytest.param(
        "sidecars:\n  proxy: {image: registry.example.com/proxy, resources: {cpu: 1m, memory: 1Mi}}\n",
        "dev: {}",
        "KG701",
        "project.yml:8:11",
        id="a field of a sidecar",
    ),
    pytest.param(
        "initContainers:\n  setup:\n    command: [a]\n    securityContext: {readOnlyRootFilesystem: false}\n",
        "dev: {}",
        "KG719",
        "project.yml:10:47",
        id="a field of an init container",
    ),
    pytest.param(
        "port: 8080\nhealth: /a\nservices:\n  open: {type: LoadBalancer}\n",
        "production: {replicas: 2}",
        "KG739",
        "project.yml:10:16",
        id="a further Service",
    ),
    pytest.param(
        "extraObjects:\n  a:\n    object: {apiVersion: v1, kind: ConfigMap, metadata: {name: a}, dta: {}}\n",
        "dev: {}",
        "KG503",
        "project.yml:8:3",
        id="an extra object",
    ),
    pytest.param(
        "patches:\n  a: {target: {kind: Deployment}, merge: {spec: {replcas: 3}}, reason: a}\n",
        "dev: {}",
        "KG503",
        "project.yml:1:1",
        id="what a patch has done",
    ),
]


@pytest.mark.parametrize(("lines", "environments", "code", "place"), PLACES)
def test_a_finding_points_at_what_decides(lines: str, environments: str, code: str, place: str) -> None:
    diagnostics = found(workspace(f"{HEAD}{lines}environments: {{{environments}}}\n"))

    assert [str(each.span) for each in diagnostics if each.code == code] == [place]


def test_a_finding_in_a_patched_object_names_the_patch() -> None:
    lines = "patches:\n  a: {target: {kind: Deployment}, merge: {spec: {replcas: 3}}, reason: a}\n"
    (one,) = found(workspace(HEAD + lines + ONE))

    assert "the object is patched by `a`" in one.notes


def test_one_finding_of_several_environments_is_told_once() -> None:
    text = HEAD + HOST_PATH + "environments: {dev: {}, qa: {}, production: {replicas: 2}}\n"
    (one,) = [each for each in found(workspace(text)) if each.code == "KG726"]

    assert (one.severity, one.notes[2:]) == ("error", ())


def test_a_finding_of_one_environment_names_it() -> None:
    (one,) = found(workspace(HEAD + "environments: {dev: {}, production: {}}\n"))

    assert (one.code, one.notes[-1]) == ("KG732", "merged into environment `production`")


# Severities of the organisation.

LEVELS = [
    pytest.param("host-path: off", [], id="off"),
    pytest.param("host-path: error", ["error"], id="error in all stages"),
    pytest.param("host-path: {dev: off}", [], id="off in dev"),
    pytest.param("host-path: {production: off}", ["warning"], id="another stage"),
    pytest.param("host-path: null", [], id="null means off"),
    pytest.param("host-path: {dev: null}", [], id="null means off in dev"),
]


@pytest.mark.parametrize(("rules", "expected"), LEVELS)
def test_the_organisation_decides_how_severe_a_rule_is(rules: str, expected: list[str]) -> None:
    org = f"apiVersion: kgen.dev/v1\nvalidate: {{rules: {{{rules}}}}}\n"
    diagnostics = found(workspace(HEAD + HOST_PATH + ONE, org=org))

    assert [each.severity for each in diagnostics if each.code == "KG726"] == expected


def test_a_rule_that_is_off_by_default_can_be_asked_for() -> None:
    org = "apiVersion: kgen.dev/v1\nvalidate: {rules: {missing-digest: error}}\n"

    assert short(found(workspace(HEAD + ONE, org=org))) == [("error", "KG702", "project.yml:4:1")]


def test_an_unknown_rule_of_the_org_file_is_an_error() -> None:
    org = "apiVersion: kgen.dev/v1\nvalidate:\n  rules:\n    hostpath: off\n"
    (one,) = found(workspace(HEAD + ONE, org=org))

    assert (one.code, str(one.span), one.message) == ("KG508", "kgen.yml:4:5", "there is no rule `hostpath`")
    assert one.help is not None and "did you mean `host-path`?" in one.help


# Exceptions.


def excepting(entry: str, environments: str = "dev: {}") -> MemoryWorkspace:
    lines = f"validate:\n  exceptions:\n    logs: {{{entry}}}\n"
    return workspace(HEAD + HOST_PATH + lines + f"environments: {{{environments}}}\n")


EXCEPTIONS = [
    pytest.param("rule: host-path, reason: OPS-7, expires: 2026-06-01", [], id="accepted until today"),
    pytest.param("rule: host-path, kind: Deployment, name: shop, reason: a, expires: 2030-01-01", [], id="by name"),
    pytest.param(
        "rule: host-path, kind: DaemonSet, reason: a, expires: 2030-01-01",
        [("warning", "KG726", "project.yml:8:1"), ("error", "KG511", "project.yml:11:5")],
        id="another kind",
    ),
    pytest.param(
        "rule: host-path, reason: a, expires: 2026-05-31",
        [("warning", "KG726", "project.yml:8:1"), ("error", "KG510", "project.yml:11:49")],
        id="expired yesterday",
    ),
    pytest.param(
        "rule: host-path, reason: a, expires: 2030-02-31",
        [("warning", "KG726", "project.yml:8:1"), ("error", "KG510", "project.yml:11:49")],
        id="a day that is none",
    ),
    pytest.param(
        "rule: host-path, expires: 2030-01-01",
        [("warning", "KG726", "project.yml:8:1"), ("error", "KG509", "project.yml:11:5")],
        id="without a reason",
    ),
    pytest.param(
        "rule: host-paths, reason: a, expires: 2030-01-01",
        [("warning", "KG726", "project.yml:8:1"), ("error", "KG508", "project.yml:11:18")],
        id="of no rule",
    ),
    pytest.param(
        "rule: host-port, reason: a, expires: 2030-01-01",
        [("warning", "KG726", "project.yml:8:1"), ("error", "KG511", "project.yml:11:5")],
        id="of a rule that finds nothing",
    ),
]


@pytest.mark.parametrize(("entry", "expected"), EXCEPTIONS)
def test_an_exception_accepts_a_finding_for_a_time(entry: str, expected: list[tuple[str, str, str]]) -> None:
    codes = {code for _, code, _ in expected} | {"KG726"}
    diagnostics = [each for each in found(excepting(entry)) if each.code in codes]

    assert short(diagnostics) == expected


def test_the_exception_that_the_page_of_rules_shows_is_one() -> None:
    (shown,) = re.findall(r"```yaml fragment\n(.*?)```", RULES_PAGE, re.DOTALL)

    assert [each.code for each in found(workspace(HEAD + shown + ONE))] == ["KG511"]


def test_an_exception_that_fits_one_environment_is_not_idle() -> None:
    lines = "validate: {exceptions: {one: {rule: single-replica, reason: a, expires: 2030-01-01}}}\n"

    assert found(workspace(HEAD + lines + "environments: {dev: {}, production: {}}\n")) == []


def test_an_exception_is_idle_only_when_all_environments_were_looked_at() -> None:
    lines = "validate: {exceptions: {one: {rule: single-replica, reason: a, expires: 2030-01-01}}}\n"
    files = workspace(HEAD + lines + "environments: {dev: {}, production: {}}\n")

    assert found(files, environments=("dev",)) == []


def test_an_exception_of_the_org_file_need_not_fit_every_project() -> None:
    entry = "{rule: host-path, reason: a, expires: 2030-01-01}"
    org = f"apiVersion: kgen.dev/v1\ndefaults: {{validate: {{exceptions: {{logs: {entry}}}}}}}\n"

    assert found(workspace(HEAD + ONE, org=org)) == []


def test_an_environment_can_have_an_exception_of_its_own() -> None:
    entry = "{rule: single-replica, reason: a, expires: 2030-01-01}"
    lines = f"environments: {{dev: {{}}, production: {{validate: {{exceptions: {{one: {entry}}}}}}}}}\n"

    assert found(workspace(HEAD + lines)) == []


def test_a_value_that_is_said_to_be_no_secret_is_none() -> None:
    lines = (
        'env: {SESSION_TOKEN: {value: fixed, notSecret: "the name of a cookie"}}\n'
        'files: {/etc/api.token: {content: "none", notSecret: "a file that says none"}}\n'
    )

    assert found(workspace(HEAD + lines + ONE)) == []


# Projects and their org file.

PROJECT_CASES = [
    pytest.param("teams: {arcade: {}}", "", [("error", "KG512", "project.yml:3:8")], id="an owner that is no team"),
    pytest.param("teams: {payments: {}}", "", [], id="an owner that is a team"),
    pytest.param(
        "organization: a",
        "patches: {a: {target: {kind: Deployment}, merge: {spec: {paused: true}}, reason: a, expires: 2026-05-31}}\n",
        [("warning", "KG513", "project.yml:7:94")],
        id="a patch that has expired",
    ),
    pytest.param(
        "organization: a",
        "patches: {a: {target: {kind: Deployment}, merge: {spec: {paused: true}}, reason: a, expires: 2026-06-01}}\n",
        [],
        id="a patch that expires today",
    ),
    pytest.param(
        "limits: {replicas: {max: 5}}",
        "patches: {a: {target: {kind: Deployment}, merge: {spec: {replicas: 6}}, reason: a}}\n",
        [("error", "KG571", "project.yml:1:1")],
        id="a patch that asks for more than the organisation allows",
    ),
    pytest.param("limits: {replicas: {max: 5}}", "replicas: 5\n", [], id="as many as it allows"),
    pytest.param(
        'environments: {dev: {kubernetes: "1.99"}}', "", [("note", "KG507", "project.yml:1:1")], id="a version to come"
    ),
]


@pytest.mark.parametrize(("org", "lines", "expected"), PROJECT_CASES)
def test_projects_are_held_against_the_org_file(org: str, lines: str, expected: list[tuple[str, str, str]]) -> None:
    files = workspace(HEAD + lines + ONE, org=f"apiVersion: kgen.dev/v1\n{org}\n")

    assert short(found(files)) == expected


# Projects together.


def together(files: Mapping[str, str]) -> MemoryWorkspace:
    return MemoryWorkspace({"kgen.yml": "apiVersion: kgen.dev/v1\n", **files})


def test_a_host_that_another_project_has_is_found_from_one_of_them() -> None:
    route = "routes: {web: shop.example.com/}\n"
    one, two = SERVED + route + ONE, SERVED.replace("name: shop", "name: store") + route + ONE
    diagnostics = found(together({"a/project.yml": one, "b/project.yml": two}), "a/project.yml")

    assert [each.code for each in diagnostics] == ["KG455"]


def test_a_call_that_the_other_side_blocks_is_found() -> None:
    called = HEAD + "workloads: {api: {command: [api], port: 9090, health: /a, allowFrom: [somebody]}}\n" + ONE
    caller = CALLER + "dependsOn: {shop: {workload: api, port: http}}\n" + ONE
    diagnostics = found(together({"a/project.yml": called, "b/project.yml": caller}), "b/project.yml")

    assert [(each.code, str(each.span), each.message) for each in diagnostics] == [
        (
            "KG570",
            "b/project.yml:6:1",
            "NetworkPolicy `caller`: `shop-api` lets none of the calls in that this policy lets out",
        )
    ]


def test_a_call_that_the_other_side_takes_is_none() -> None:
    called = HEAD + "workloads: {api: {command: [api], port: 9090, health: /a, allowFrom: [caller]}}\n" + ONE
    caller = CALLER + "dependsOn: {shop: {workload: api, port: http}}\n" + ONE

    assert found(together({"a/project.yml": called, "b/project.yml": caller}), "b/project.yml") == []


def test_a_canary_of_another_environment_is_a_known_backend() -> None:
    environments = (
        "environments: {canary: {extends: production, traffic: 5, replicas: 1}, "
        "production: {replicas: 2, routes: {web: shop.example.com/}}}\n"
    )

    assert found(workspace(SERVED + environments)) == []


def test_the_same_again() -> None:
    files = workspace(HEAD + HOST_PATH + "environments: {dev: {}, production: {}}\n")

    assert found(files) == found(files)

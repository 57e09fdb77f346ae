"""The example shop gets all that its upstream manifests say, but for what is listed here with the reason why."""

import re
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import pytest
import yaml

from kgen.artifact import plain
from tests import corpus
from tests.conftest import UPDATE
from tests.golden import EXAMPLES, cases, compiled

SHOP = "online-boutique"
README = EXAMPLES / SHOP / "README.md"
PROJECTS: Mapping[str, tuple[str, ...]] = {
    "adservice": ("adservice",),
    "cartservice": ("cartservice", "redis-cart"),
    "checkoutservice": ("checkoutservice",),
    "currencyservice": ("currencyservice",),
    "emailservice": ("emailservice",),
    "frontend": ("frontend",),
    "loadgenerator": ("loadgenerator",),
    "paymentservice": ("paymentservice",),
    "productcatalogservice": ("productcatalogservice",),
    "recommendationservice": ("recommendationservice",),
    "shippingservice": ("shippingservice",),
}
"""The projects that each file of upstream manifests became."""
SERVICES = [project for projects in PROJECTS.values() for project in projects]

Leaves: TypeAlias = Mapping[str, object]
"""An object as its values by path. Items of lists go by the key by which Kubernetes merges them, else by position."""
Identity: TypeAlias = tuple[str, str]
"""Kind and name."""


class Pair(NamedTuple):
    """An upstream object and the one that production gets; `ports` are the container ports of its project by name."""

    project: str
    upstream: Leaves
    written: Leaves
    ports: Mapping[str, int]


class Found(NamedTuple):
    """A difference of a pair: None stands for no value on that side."""

    path: str
    upstream: object
    written: object


class Meant(NamedTuple):
    """A kind of difference that is meant: pattern of its path, which begins with the kind, and what both sides hold.

    A side is None for no value, a pattern in which `{project}` stands for the name of the project, or the value itself.
    `holds` says what one side must have to do with the other.
    """

    path: str
    upstream: object
    written: object
    reason: str
    holds: Callable[[Found, Pair], bool] | None = None


def names_the_port(found: Found, pair: Pair) -> bool:
    return pair.ports.get(str(found.written)) == found.upstream


def names_the_namespace(found: Found, _: Pair) -> bool:
    service, port = str(found.upstream).split(":")
    return found.written == f"{service}.{service}-production.svc.cluster.local:{port}"


ANY = r"(?s).*"
POD = r"Deployment\.spec\.template"
MAIN = rf"{POD}\.spec\.containers\[0\]"
INIT = rf"{POD}\.spec\.initContainers\[0\]"
CONTAINER = rf"{POD}\.spec\.(containers|initContainers)\[0\]"
KGEN_LABEL = r"(app\.kubernetes\.io/(component|instance|managed-by|name|part-of|version)|kgen\.dev/(environment|owner))"

DIFFERENCES: tuple[Meant, ...] = (
    # Names and labels
    Meant(r"\w+\.metadata\.namespace", None, "{project}-production", "each environment has a namespace of its own"),
    Meant(rf"(\w+\.metadata|{POD}\.metadata)\.labels\.app", "{project}", None, "recommended labels say more"),
    Meant(rf"(\w+\.metadata|{POD}\.metadata)\.labels\.{KGEN_LABEL}", None, ANY, "recommended labels"),
    Meant(r"(Deployment\.spec\.selector\.matchLabels|Service\.spec\.selector)\.app", "{project}", None, "see labels"),
    Meant(
        r"(Deployment\.spec\.selector\.matchLabels|Service\.spec\.selector)\.app\.kubernetes\.io/(component|name)",
        None,
        "main|{project}",
        "selectors hold the two labels that never change",
    ),
    Meant(r"\w+\.metadata\.annotations\.kgen\.dev/\w+", None, ANY, "who answers for it and what it is"),
    Meant(rf"{MAIN}\.name", "server|main|redis", "{project}", "a container is called like its workload"),
    Meant(
        rf"{POD}\.metadata\.annotations\.kubectl\.kubernetes\.io/default-container",
        None,
        "{project}",
        "`kubectl logs` finds the container that matters",
    ),
    Meant(rf"{POD}\.spec\.volumes\[0\]\.name", "redis-data", "data", "a volume is called like its path"),
    Meant(rf"{MAIN}\.volumeMounts\[/data\]\.name", "redis-data", "data", "a volume is called like its path"),
    Meant(rf"{POD}\.spec\.serviceAccountName", None, "redis-cart", "nothing runs as the account `default`"),
    # Images
    Meant(
        rf"{MAIN}\.image",
        "{project}",
        r"us-central1-docker\.pkg\.dev/google-samples/microservices-demo/{project}:v0\.10\.3",
        "upstream's build tool puts registry and version in front of the bare names",
    ),
    Meant(rf"{MAIN}\.image", "redis:alpine", r"redis:7\.4\.2-alpine", "a version that does not move by itself"),
    Meant(rf"{CONTAINER}\.imagePullPolicy", None, "Always", "the registry is asked whether the node may run it"),
    # Addresses and ports
    Meant(
        rf"{CONTAINER}\.env\[\w+_ADDR\]\.value",
        r"[a-z-]+:\d+",
        r"[a-z.-]+:\d+",
        "callers live in other namespaces",
        names_the_namespace,
    ),
    Meant(rf"{MAIN}\.ports\[\d+\]\.name", None, "http|grpc|tcp-redis", "ports are found by name"),
    Meant(r"Service\.spec\.ports\[\d+\]\.targetPort", ANY, "http|grpc|tcp-redis", "found by name", names_the_port),
    Meant(rf"{MAIN}\.\w+Probe\.(httpGet|tcpSocket)\.port", ANY, "http|tcp-redis", "found by name", names_the_port),
    Meant(
        rf"({MAIN}|Service\.spec)\.ports\[\d+\]\.protocol", None, "TCP", "Kubernetes' default, part of the merge key"
    ),
    Meant(
        r"Service\.spec\.ports\[\d+\]\.appProtocol", None, r"kubernetes\.io/h2c", "gateways and meshes know it is gRPC"
    ),
    # How pods are replaced, spread, started and stopped
    Meant(r"Deployment\.spec\.replicas", None, 2, "production survives the loss of a node"),
    Meant(r"Deployment\.spec\.replicas", None, 1, "a single Redis holds the carts"),
    Meant(r"Deployment\.spec\.revisionHistoryLimit", None, 5, "ten old versions are more than anybody goes back"),
    Meant(r"Deployment\.spec\.strategy\.type", None, "RollingUpdate", "Kubernetes' default"),
    Meant(r"Deployment\.spec\.strategy\.rollingUpdate\.maxSurge", None, "25%", "Kubernetes' default"),
    Meant(r"Deployment\.spec\.strategy\.rollingUpdate\.maxUnavailable", None, 0, "a rollout costs no capacity"),
    Meant(rf"{POD}\.spec\.topologySpreadConstraints\[\d\].*", None, ANY, "replicas spread over zones and nodes"),
    Meant(rf"{POD}\.spec\.restartPolicy", "Always", None, "the only value that a Deployment takes"),
    Meant(rf"{POD}\.spec\.terminationGracePeriodSeconds", None, 30, "Kubernetes' default"),
    Meant(rf"{MAIN}\.lifecycle\.preStop\.sleep\.seconds", None, 1, "no request meets a pod that has stopped"),
    Meant(rf"{MAIN}\.lifecycle\.preStop\.sleep\.seconds", None, 5, "no request meets a pod that has stopped"),
    Meant(rf"{MAIN}\.startupProbe\..*", None, ANY, "a slow start does not look like a hang"),
    Meant(rf"{CONTAINER}\.terminationMessagePolicy", None, "FallbackToLogsOnError", "a crash says why"),
    # Least privilege
    Meant(r"ServiceAccount\.automountServiceAccountToken", None, False, "no service calls the API server"),
    Meant(rf"{POD}\.spec\.automountServiceAccountToken", None, False, "no service calls the API server"),
    Meant(rf"{POD}\.spec\.enableServiceLinks", None, False, "no variables that nobody asked for"),
    Meant(
        rf"{POD}\.spec\.securityContext\.(fsGroup|runAsGroup|runAsUser)", 1000, 10001, "1000 may be a user of the node"
    ),
    Meant(rf"{POD}\.spec\.securityContext\.seccompProfile\.type", None, "RuntimeDefault", "Pod Security `restricted`"),
    Meant(rf"{POD}\.spec\.securityContext\.fsGroupChangePolicy", None, "OnRootMismatch", "volumes are ready sooner"),
    Meant(rf"{CONTAINER}\.volumeMounts\[/tmp\]\.(mountPath|name)", None, "/?tmp(-frontend-check)?", "writable `/tmp`"),
    Meant(rf"{POD}\.spec\.volumes\[\d\]\.name", None, "tmp(-frontend-check)?", "writable `/tmp`"),
    Meant(rf"{POD}\.spec\.volumes\[\d\]\.emptyDir", None, {}, "writable `/tmp`"),
    # The container that waits for the shop
    Meant(rf"{INIT}\.command\[[012]\]", ANY, ANY, "the same check in a shorter script"),
    Meant(rf"{INIT}\.resources\.requests\.cpu", None, "10m", "an init container without bounds may starve the node"),
    Meant(rf"{INIT}\.resources\.requests\.memory", None, "64Mi", "see its CPU"),
    Meant(rf"{INIT}\.resources\.limits\.memory", None, "256Mi", "see its CPU"),
)

FURTHER_OBJECTS: Mapping[str, str] = {
    "ConfigMap": "the dashboard of each service",
    "HTTPRoute": "the shop at its host, with a canary's share",
    "HorizontalPodAutoscaler": "the frontend follows the load",
    "Namespace": "each environment has a namespace of its own",
    "NetworkPolicy": "what `dependsOn` and `allowFrom` say, and nothing else",
    "PodDisruptionBudget": "drained nodes take one replica at a time",
    "PrometheusRule": "the alerts of each service",
    "ServiceAccount": "nothing runs as the account `default`, Redis neither",
}
"""Kinds of objects that production gets besides those of upstream."""

MERGE_KEYS = {"env": ("name",), "ports": ("containerPort", "port"), "volumeMounts": ("mountPath",)}
"""Lists in which Kubernetes knows an item by one of its fields."""


def flatten(value: object, path: str) -> Iterator[tuple[str, object]]:
    """Every scalar, empty map and empty list of `value` with its path."""
    if isinstance(value, dict) and value:
        for key, below in value.items():
            yield from flatten(below, f"{path}.{key}")
    elif isinstance(value, list) and value:
        keys = MERGE_KEYS.get(path.rpartition(".")[2], ())
        for index, item in enumerate(value):
            key = next((item[key] for key in keys if key in item), index)
            yield from flatten(item, f"{path}[{key}]")
    else:
        yield path, value


def leaves(found: Mapping[str, Any]) -> Leaves:
    pairs = list(flatten(dict(found), str(found["kind"])))
    assert len(dict(pairs)) == len(pairs), "two values have one path"
    return dict(pairs)


def upstream_objects(project: str) -> dict[Identity, dict[str, Any]]:
    """The upstream objects of one project by kind and name."""
    file = next(file for file, projects in PROJECTS.items() if project in projects)
    found = yaml.safe_load_all((corpus.folder() / SHOP / f"{file}.yaml").read_text())
    by_identity = {identity(each): each for each in found}
    others = [each for each in PROJECTS[file] if each != project]
    return {key: each for key, each in by_identity.items() if key[1] not in others}


@cache
def written_objects(project: str) -> dict[Identity, dict[str, Any]]:
    """What production gets of one project, by kind and name."""
    (case,) = (case for case in cases() if case.name == f"examples/{SHOP}")
    production = compiled(case).compilations[project].environments["production"]
    found = [plain(each) for artifact in production.artifacts for each in artifact.objects]
    return {identity(each): each for each in found}


def identity(found: Mapping[str, Any]) -> Identity:
    return found["kind"], found["metadata"]["name"]


def pairs_of(project: str) -> Iterator[Pair]:
    written = written_objects(project)
    main = written["Deployment", project]["spec"]["template"]["spec"]["containers"][0]
    ports = {port["name"]: port["containerPort"] for port in main.get("ports", [])}
    for key, upstream in upstream_objects(project).items():
        assert key in written, f"production gets no {key}"
        yield Pair(project, leaves(upstream), leaves(written[key]), ports)


def differences(pair: Pair) -> Iterator[Found]:
    for path in sorted(pair.upstream.keys() | pair.written.keys()):
        found = Found(path, pair.upstream.get(path), pair.written.get(path))
        # Without their types, 1 and true would be equal.
        if (type(found.upstream), found.upstream) != (type(found.written), found.written):
            yield found


def is_meant(found: Found, row: Meant, pair: Pair) -> bool:
    return (
        re.fullmatch(row.path, found.path) is not None
        and _is(found.upstream, row.upstream, pair)
        and _is(found.written, row.written, pair)
        and (row.holds is None or row.holds(found, pair))
    )


def _is(value: object, expected: object, pair: Pair) -> bool:
    if value is None or not isinstance(expected, str):
        return type(value) is type(expected) and value == expected
    return re.fullmatch(expected.replace("{project}", pair.project), str(value)) is not None


@pytest.mark.parametrize("project", SERVICES)
def test_production_gets_what_upstream_says(project: str) -> None:
    unlisted = [
        found
        for pair in pairs_of(project)
        for found in differences(pair)
        if not any(is_meant(found, row, pair) for row in DIFFERENCES)
    ]

    assert unlisted == []


def test_every_listed_difference_is_there() -> None:
    found = [(pair, each) for project in SERVICES for pair in pairs_of(project) for each in differences(pair)]
    idle = [row for row in DIFFERENCES if not any(is_meant(each, row, pair) for pair, each in found)]

    assert idle == []


def test_further_objects_are_those_listed() -> None:
    further = {
        kind for project in SERVICES for kind, _ in written_objects(project).keys() - upstream_objects(project).keys()
    }

    assert further == FURTHER_OBJECTS.keys()


# How much there is to read and write


def count_lines(path: Path) -> int:
    """The lines that say something: no comments, licence headers among them, and no blank ones."""
    lines = (line.strip() for line in path.read_text().splitlines())
    return sum(1 for line in lines if line and not line.startswith("#"))


def lines_by_file() -> dict[str, tuple[int, int]]:
    """For each file of upstream manifests its lines, and those of the projects that it became."""
    upstream = corpus.folder() / SHOP
    return {
        " and ".join(projects): (
            count_lines(upstream / f"{file}.yaml"),
            sum(count_lines(EXAMPLES / SHOP / project / "project.yml") for project in projects),
        )
        for file, projects in PROJECTS.items()
    }


def lines_table() -> str:
    """The table of the README."""
    counted = lines_by_file()
    shared = count_lines(EXAMPLES / SHOP / "kgen.yml")
    upstream, own = (sum(column) for column in zip(*counted.values(), strict=True))
    rows = [f"| {name} | {before} | {after} |" for name, (before, after) in counted.items()]
    rows += [f"| shared `kgen.yml` | | {shared} |", f"| **all** | **{upstream}** | **{own + shared}** |"]
    return "\n".join(["| service | manifests, lines | project.yml, lines |", "| --- | ---: | ---: |", *rows])


def test_projects_are_shorter_than_their_manifests() -> None:
    counted = lines_by_file()
    shared = count_lines(EXAMPLES / SHOP / "kgen.yml")
    upstream, own = (sum(column) for column in zip(*counted.values(), strict=True))

    assert [name for name, (before, after) in counted.items() if after * 2 > before] == []
    assert (own + shared) * 4 < upstream


def test_the_readme_has_the_counts(request: pytest.FixtureRequest) -> None:
    table, text = lines_table(), README.read_text()
    if request.config.getoption(UPDATE):
        text = re.sub(r"(?m)^\|.*\n(?:\|.*\n)+", lambda _: f"{table}\n", text, count=1)
        README.write_text(text)

    assert f"\n{table}\n" in text


def test_the_readme_says_how_much_is_written() -> None:
    (case,) = (case for case in cases() if case.name == f"examples/{SHOP}")
    said = re.search(r"more than (\d+) lines for each line", README.read_text())
    written = sum(
        len(data.splitlines()) for environment in compiled(case).environments() for data in environment.files.values()
    )
    own = sum(count_lines(path) for path in (EXAMPLES / SHOP).rglob("*.yml"))

    assert said is not None
    assert written > int(said[1]) * own

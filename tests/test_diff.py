"""Tests of `kgen diff`: what is compared with what, what is told, and what is never shown."""

import json
import subprocess
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from kgen.cli import main
from kgen.diff.change import by_identity, compare, differences
from kgen.diff.git import GitWorkspace, find_revision
from kgen.diff.mask import MASK, masked
from kgen.diff.sums import Sums, show_bytes, show_cores, sums_of
from kgen.diff.value import change_text, text_lines
from kgen.explain.difference import ABSENT
from kgen.fields import parse, show
from kgen.source import SourceError
from kgen.workspace import DiskWorkspace
from tests.disk import SHOP, named, put, routed, tree

SERVED = routed("shop", "shop.example.com")


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    """Exit status, stdout and stderr of `kgen diff`."""
    capsys.readouterr()
    status = main(["diff", *words])
    printed = capsys.readouterr()
    return status, printed.out, printed.err


def data(capsys: pytest.CaptureFixture[str], *words: str) -> Any:
    """What `kgen diff --format json` prints."""
    status, out, err = run(capsys, *words, "--format", "json")
    assert status in {0, 1}, err
    return json.loads(out)


def effects(found: Any) -> dict[tuple[str, str], str]:
    """Effects by object and field, those of all environments together."""
    return {
        (change["object"], change.get("field", change["change"])): change["effect"]
        for project in found
        for environment in project["environments"]
        for change in environment["changes"]
    }


def git(folder: Path, *words: str) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=a", "-c", "user.email=a@example.com", "-C", str(folder), *words],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout


def commit(folder: Path, files: Mapping[str, str]) -> None:
    put(folder, files)
    if not (folder / ".git").exists():
        git(folder, "init", "-q", "-b", "main")
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "-m", "x")


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder that commands run in."""
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    return folder


# Values


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param({"a": 1}, {"a": 1}, [], id="equal"),
        pytest.param({"a": 1}, {"a": "1"}, [("a", 1, "1")], id="another type"),
        pytest.param({"a": 1}, {"a": True}, [("a", 1, True)], id="a number and a boolean"),
        pytest.param({"a": {"b": 1}}, {}, [("a", {"b": 1}, ABSENT)], id="a part that goes is one difference"),
        pytest.param({}, {"a": [1]}, [("a", ABSENT, [1])], id="a part that comes is one difference"),
        pytest.param({"a": [1, 2]}, {"a": [1, 3]}, [("a", [1, 2], [1, 3])], id="a list of scalars is one value"),
        pytest.param(
            {"a": [{"name": "x", "v": 1}, {"name": "y", "v": 2}]},
            {"a": [{"name": "y", "v": 3}]},
            [("a[x]", {"name": "x", "v": 1}, ABSENT), ("a[y].v", 2, 3)],
            id="entries go by name",
        ),
        pytest.param(
            {"a": [{"name": "x"}, {"name": "y"}]},
            {"a": [{"name": "y"}, {"name": "x"}]},
            [("a", ["x", "y"], ["y", "x"])],
            id="the order of entries counts",
        ),
        pytest.param(
            {"a": [{"name": "x", "v": 1}]},
            {"a": [{"name": "x", "v": 95}, {"name": "x", "v": 5}]},
            [("a[0].v", 1, 95), ("a[1]", ABSENT, {"name": "x", "v": 5})],
            id="names that repeat are no names",
        ),
        pytest.param({"a.json": '{"b": 1}'}, {"a.json": '{"b":1}'}, [], id="JSON is looked into"),
        pytest.param(
            {"a.json": '{"b": 1'}, {"a.json": "{}"}, [("a.json", '{"b": 1', {})], id="what is no JSON is text"
        ),
    ],
)
def test_differences(before: Any, after: Any, expected: list[Any]) -> None:
    found = [
        (".".join(field) if len(field) == 1 else show(field), old, new)
        for field, old, new in differences(before, after)
    ]
    assert found == expected


def test_objects_of_other_namespaces_are_kept_apart() -> None:
    def config(namespace: str, value: str) -> dict[str, Any]:
        metadata = {"name": "a", "namespace": namespace}
        return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": metadata, "data": {"k": value}}

    extra = {**config("home", "x"), "metadata": {"name": "b", "namespace": "home"}}
    before = by_identity([config("home", "1"), extra, config("away", "1")])
    after = by_identity([config("home", "1"), extra, config("away", "2")])
    assert [(str(one.object), show(one.field)) for one in compare(before, after)] == [("ConfigMap/away/a", "data.k")]


@pytest.mark.parametrize(
    ("kind", "field", "value", "expected"),
    [
        pytest.param("Secret", "data", {"a": "eA=="}, {"a": MASK}, id="all data of a Secret"),
        pytest.param("Secret", "stringData.a", "x", MASK, id="one value of a Secret"),
        pytest.param("Deployment", "spec.env[DB_PASSWORD].value", "hunter2", MASK, id="by the name of a variable"),
        pytest.param(
            "Deployment",
            "spec.env",
            [{"name": "API_TOKEN", "value": "x"}, {"name": "A", "value": "x"}],
            [{"name": "API_TOKEN", "value": MASK}, {"name": "A", "value": "x"}],
            id="inside of a new list",
        ),
        pytest.param("ConfigMap", "data.url", "postgres://u:p4ss@db/x", MASK, id="by the form of a value"),
        pytest.param(
            "ConfigMap", "data.a", "x\ndb.password=hunter2\n", f"x\ndb.password={MASK}\n", id="in a longer text"
        ),
        pytest.param(
            "Deployment", "spec.args", ["--api-key=abc", "-v"], [f"--api-key={MASK}", "-v"], id="in arguments"
        ),
        pytest.param("", "env.DB_PASSWORD.value", "hunter2", MASK, id="in the language"),
        pytest.param("", "env.DB_PASSWORD.secret", "checkout-db", "checkout-db", id="the name of a Secret is none"),
        pytest.param("Deployment", "spec.env[DB_PASSWORD].value", "$(OTHER)", "$(OTHER)", id="a reference is none"),
        pytest.param("Deployment", "spec.replicas", 3, 3, id="a number"),
    ],
)
def test_masking(kind: str, field: str, value: Any, expected: Any) -> None:
    assert masked(value, parse(field), kind) == expected


GI = Decimal(2**30)


def deployment(pod: Mapping[str, Any], replicas: int | None = 2) -> dict[str, Any]:
    spec = {"replicas": replicas, "template": {"spec": pod}}
    kept = {key: value for key, value in spec.items() if value is not None}
    return {"kind": "Deployment", "apiVersion": "apps/v1", "metadata": {"name": "shop"}, "spec": kept}


def container(cpu: str, memory: str, **more: Any) -> dict[str, Any]:
    return {"resources": {"requests": {"cpu": cpu, "memory": memory}, "limits": {"memory": memory}}, **more}


HPA = {
    "kind": "HorizontalPodAutoscaler",
    "metadata": {"name": "shop"},
    "spec": {"minReplicas": 3, "scaleTargetRef": {"kind": "Deployment", "name": "shop"}},
}
MAIN = container("100m", "1Gi")


@pytest.mark.parametrize(
    ("objects", "expected"),
    [
        pytest.param([], Sums(0, *[Decimal(0)] * 4), id="nothing"),
        pytest.param(
            [deployment({"containers": [MAIN]})], Sums(2, Decimal("0.2"), 2 * GI, Decimal(0), 2 * GI), id="two pods"
        ),
        pytest.param(
            [deployment({"containers": [MAIN]}, None), HPA],
            Sums(3, Decimal("0.3"), 3 * GI, Decimal(0), 3 * GI),
            id="an autoscaler says how many",
        ),
        pytest.param(
            [
                deployment(
                    {"containers": [MAIN], "initContainers": [container("50m", "1Gi", restartPolicy="Always")]}, 1
                )
            ],
            Sums(1, Decimal("0.15"), 2 * GI, Decimal(0), 2 * GI),
            id="a sidecar stays",
        ),
        pytest.param(
            [deployment({"containers": [MAIN], "initContainers": [container("300m", "512Mi")]}, 1)],
            Sums(1, Decimal("0.3"), GI, Decimal(0), GI),
            id="an init container counts where it needs more",
        ),
        pytest.param(
            [deployment({"containers": [{"resources": {"limits": {"cpu": 1}}}]}, 1)],
            Sums(1, Decimal(1), Decimal(0), Decimal(1), Decimal(0)),
            id="a limit is a request where none is written",
        ),
        pytest.param(
            [{**deployment({"containers": [MAIN]}), "kind": "Job"}], Sums(0, *[Decimal(0)] * 4), id="a Job ends"
        ),
    ],
)
def test_sums(objects: list[dict[str, Any]], expected: Sums) -> None:
    assert sums_of(objects) == expected


@pytest.mark.parametrize(
    ("amount", "shown"),
    [
        ("0", "0"),
        ("1023", "1023"),
        ("1536", "1.5Ki"),
        ("1610612736", "1.5Gi"),
        ("-1073741824", "-1Gi"),
        ("1e9", "953.674Mi"),
    ],
)
def test_bytes_are_shown_in_the_largest_unit(amount: str, shown: str) -> None:
    assert show_bytes(Decimal(amount)) == shown


def test_cores_are_shown_without_needless_digits() -> None:
    assert [show_cores(Decimal(text)) for text in ("0.250", "10", "-0.1")] == ["0.25", "10", "-0.1"]


# Manifests on disk


def test_nothing_differs_after_a_build(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(here, {"project.yml": SHOP})
    assert main(["build"]) == 0
    assert run(capsys) == (0, "shop against out/: no difference\n", "")


def test_a_change_is_told_with_its_effect_and_the_line_behind_it(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(here, {"project.yml": SHOP})
    assert main(["build"]) == 0
    before = tree(here / "out")
    put(here, {"project.yml": SHOP.replace("{replicas: 2}", "{replicas: 3}")})
    status, out, err = run(capsys)
    assert (status, err) == (1, "")
    assert (
        out
        == """\
shop against out/
  production: changes how many pods Deployment/shop has
  dev: no difference

  in the words of project.yml:
    replicas  now 3  production  project.yml:6

production:
  changes how many pods run
    Deployment/shop
      spec.replicas: 2 → 3   (replicas at project.yml:6)

                   before  after  change
  pods             2       3      +1
  CPU requests     0.2     0.3    +0.1
  memory requests  256Mi   384Mi  +128Mi
  CPU limits       0       0      =
  memory limits    256Mi   384Mi  +128Mi
  (pods of Deployments and StatefulSets, at their fewest; CPU in cores)
"""
    )
    assert tree(here / "out") == before


def test_before_the_first_build_all_is_new(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(here, {"project.yml": SHOP})
    found = data(capsys, "-e", "dev")
    assert [one["environment"] for one in found[0]["environments"]] == ["dev"]
    assert {change["change"] for change in found[0]["environments"][0]["changes"]} == {"added"}
    assert effects(found)["Deployment/shop", "added"] == "scales"


def test_an_environment_that_goes_takes_its_objects(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(here, {"project.yml": SHOP})
    assert main(["build"]) == 0
    put(here, {"project.yml": SHOP.replace("dev: {}, ", "")})
    found = effects(data(capsys))
    assert found["Namespace/shop-dev", "removed"] == "data"
    assert found["Deployment/shop", "removed"] == "scales"


def test_a_smaller_volume_is_lost_data(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    volume = "kind: StatefulSet\nvolumes: {/data: {persistentVolumeClaim: {size: 10Gi}}}\n"
    put(here, {"project.yml": SHOP + volume})
    assert main(["build"]) == 0
    put(here, {"project.yml": SHOP + volume.replace("10Gi", "5Gi")})
    found = effects(data(capsys, "-e", "dev"))
    assert found == {("StatefulSet/shop", "spec.volumeClaimTemplates[data].spec.resources.requests.storage"): "data"}


def test_a_job_that_differs_is_a_new_job(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(here, {"project.yml": SHOP.replace("{replicas: 2}", "{}") + "kind: Job\ncommand: [migrate]\n"})
    assert main(["build"]) == 0
    put(here, {"project.yml": SHOP.replace("{replicas: 2}", "{}") + "kind: Job\ncommand: [migrate, --all]\n"})
    found = effects(data(capsys, "-e", "dev"))
    assert found["Job/shop", "metadata.name"] == "runs"
    assert set(found.values()) == {"runs"}


def test_other_files_in_the_output_folder_do_not_count(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(here, {"project.yml": SHOP})
    assert main(["build"]) == 0
    put(here, {"out/dev/notes.yml": "a: 1\n", "out/README.yml": "b: 2\n"})
    assert run(capsys)[0] == 0


def test_a_manifest_that_is_none_any_more_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(here, {"project.yml": SHOP})
    assert main(["build"]) == 0
    put(here, {"out/dev/deployment.yml": "# Generated by kgen from project.yml\nkind: Deployment\n"})
    status, out, err = run(capsys)
    assert (status, out) == (2, "")
    assert "`out/dev/deployment.yml` holds what is no Kubernetes object" in err


CANARY = SERVED.replace(
    "environments: {dev: {}, ", "environments: {dev: {}, canary: {extends: production, traffic: 5}, "
)


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        pytest.param(
            SERVED,
            CANARY,
            ["apply the canary first: `canary`, then `production`, which sends traffic to it"],
            id="comes",
        ),
        pytest.param(
            CANARY.replace("traffic: 5", "traffic: 0"),
            CANARY,
            ["apply the canary first: `canary`, then `production`, which sends traffic to it"],
            id="rises above 0",
        ),
        pytest.param(CANARY, CANARY.replace("traffic: 5", "traffic: 9"), [], id="rises"),
        pytest.param(
            CANARY,
            SERVED,
            ["apply production first: `production`, which sends traffic to `canary`, and then remove that"],
            id="goes",
        ),
    ],
)
def test_the_order_of_a_canary(
    before: str, after: str, expected: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(here, {"project.yml": before})
    assert main(["build"]) == 0
    put(here, {"project.yml": after})
    found = {one["environment"]: one["order"] for one in data(capsys)[0]["environments"]}
    assert found["production"] == expected


def test_projects_that_a_tree_no_longer_holds(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(here, {"src/a/project.yml": named("a"), "src/b/project.yml": named("b"), "src/c/project.yml": named("c")})
    assert main(["build", "src", "-o", "out"]) == 0
    (here / "src/c/project.yml").unlink()
    found = data(capsys, "src", "-o", "out")
    gone = {one["project"]: {change["change"] for e in one["environments"] for change in e["changes"]} for one in found}
    assert gone == {"a": set(), "b": set(), "c": {"removed"}}


# Errors


@pytest.mark.parametrize(
    ("words", "message"),
    [
        pytest.param(["-e", "prod"], "project.yml has no environment `prod`", id="unknown environment"),
        pytest.param(["--against", "main"], "is in no git repository", id="no repository"),
        pytest.param(["nowhere"], "there is no file or folder `nowhere`", id="no project"),
        pytest.param(["--format", "xml"], "invalid choice", id="no format"),
    ],
)
def test_what_cannot_be_compared(
    words: list[str], message: str, here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    put(here, {"project.yml": SHOP})
    status, out, err = run(capsys, *words)
    assert (status, out) == (2, "")
    assert message in err


def test_a_project_with_errors_is_not_compared(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(here, {"project.yml": SHOP + "prot: 8080\n"})
    status, out, err = run(capsys)
    assert (status, out) == (2, "")
    assert "unknown field `prot`" in err
    assert "project.yml has errors in the files on disk" in err


# A git revision


def test_since_a_revision_in_the_words_of_the_project(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SHOP + "env: {LOG_LEVEL: info}\nworkloads: {worker: {}}\n"
    commit(here, {"project.yml": text})
    put(here, {"project.yml": "# new\n" + text.replace("info", "debug").replace("128Mi", "256Mi")})
    found = data(capsys, "--against", "main")[0]
    assert found["against"].startswith("main (")
    assert [
        (one["fields"], one["environments"], one["before"]["value"], one["after"]["value"]) for one in found["fields"]
    ] == [
        (["resources.limits.memory", "resources.requests.memory"], ["dev", "production"], "128Mi", "256Mi"),
        (["env.LOG_LEVEL.value"], ["dev", "production"], "info", "debug"),
    ]
    assert [one["after"]["line"] for one in found["fields"]] == [6, 8]
    changed = [change for change in found["environments"][0]["changes"] if change["after"] == "debug"]
    assert [(one["object"], one["decidedBy"]["line"]) for one in changed] == [
        ("Deployment/shop", 8),
        ("Deployment/shop-worker", 8),
    ]


def test_the_work_tree_is_not_touched(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(here, {"project.yml": SHOP})
    put(here, {"project.yml": SHOP.replace("{replicas: 2}", "{replicas: 3}"), "new": "x"})
    git(here, "add", "new")
    before = tree(here)
    assert run(capsys, "--against", "HEAD")[0] == 1
    assert tree(here) == before


def test_overlays_org_file_and_sources_are_those_of_the_revision(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = SHOP.replace("environments: {dev: {}, production: {replicas: 2}}\n", "")
    project += "files: {/etc/shop/rules.txt: {source: conf/rules.txt}}\nenvironments: {dev: {}}\n"
    old = {
        "kgen.yml": "apiVersion: kgen.dev/v1\nenvironments: {production: {domain: old.example.com}}\n",
        "shop/project.yml": project + 'env: {D: "${domain}"}\n'.replace("${domain}", "x"),
        "shop/environments/production.yml": 'replicas: 2\nenv: {WHERE: "${domain}"}\n',
        "shop/conf/rules.txt": "one\n",
    }
    commit(here, old)
    put(
        here,
        {
            "kgen.yml": old["kgen.yml"].replace("old", "new"),
            "shop/environments/production.yml": old["shop/environments/production.yml"].replace("2", "4"),
            "shop/conf/rules.txt": "two\n",
        },
    )
    found = data(capsys, "shop", "--against", "HEAD", "-e", "production")[0]["environments"][0]["changes"]
    values = {
        change["field"]: (change["before"], change["after"]) for change in found if "checksum" not in change["field"]
    }
    assert values == {
        'data["etc-shop-rules.txt"]': ("one\n", "two\n"),
        "spec.replicas": (2, 4),
        "spec.template.spec.containers[shop].env[WHERE].value": ("old.example.com", "new.example.com"),
    }


def test_a_project_that_is_new_or_gone_or_has_moved(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(here, {"a/project.yml": named("a"), "b/project.yml": named("b"), "c/project.yml": named("c")})
    git(here, "mv", "b", "moved")
    (here / "c/project.yml").unlink()
    put(here, {"d/project.yml": named("d")})
    found = data(capsys, "--against", "HEAD")
    seen = {one["project"]: {change["change"] for e in one["environments"] for change in e["changes"]} for one in found}
    assert seen == {"a": set(), "b": set(), "d": {"added"}, "c": {"removed"}}


def test_an_unknown_revision_is_named(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(here, {"project.yml": SHOP})
    status, _, err = run(capsys, "--against", "--output=x")
    assert status == 2
    status, _, err = run(capsys, "--against", "mian")
    assert (status, err) == (
        2,
        "error: `mian` is no revision of this repository\n  = help: name a branch, a tag or a commit\n",
    )


def test_errors_of_the_revision_are_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(here, {"project.yml": SHOP + "prot: 8080\n"})
    put(here, {"project.yml": SHOP})
    status, out, err = run(capsys, "--against", "main")
    assert (status, out) == (2, "")
    assert "unknown field `prot`" in err
    assert "project.yml has errors in main (" in err


def test_from_a_folder_below_and_above(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    commit(here, {"kgen.yml": "apiVersion: kgen.dev/v1\n", "x/shop/project.yml": SHOP})
    put(here, {"x/shop/project.yml": SHOP.replace("{replicas: 2}", "{replicas: 3}")})
    expected = {("Deployment/shop", "spec.replicas"): "scales"}
    monkeypatch.chdir(here / "x/shop")
    assert effects(data(capsys, "--against", "HEAD")) == expected
    monkeypatch.chdir(here.parent)
    assert effects(data(capsys, "here/x/shop", "--against", "HEAD")) == expected
    assert effects(data(capsys, str(here / "x"), "--against", "HEAD")) == expected


PLACES = {
    "kgen.yml": "apiVersion: kgen.dev/v1\n",
    "a/project.yml": named("a"),
    "a/environments/dev.yml": "{}\n",
    "a/environments/.hidden.yml": "{}\n",
    "a/conf/one.txt": "1\n",
    "a/conf/.two": "2\n",
    "a/conf/deep/three.txt": "3\n",
    "b/project.yml": "name: 'b' # so\n",
    ".c/project.yml": named("c"),
}


def test_a_revision_reads_as_the_disk_does(here: Path) -> None:
    put(here, PLACES)
    (here / "a/conf/link.txt").symlink_to("../outside.txt")
    (here / "a/outside.txt").write_text("o\n")
    (here / "linked").symlink_to("a")
    (here / "a/away").symlink_to("/etc")
    (here / "a/round").symlink_to("round")
    commit(here, {})
    disk = DiskWorkspace(Path())
    past = GitWorkspace(find_revision(".", "HEAD"), ".")
    for path in ("a/project.yml", "kgen.yml", "a/none.yml", "linked/project.yml", "a/round"):
        if path != "a/round":
            assert past.read(path) == disk.read(path)
    for folder in ("a", "b", "linked", "none", ""):
        assert list(past.overlays(folder)) == list(disk.overlays(folder))
        if folder != "linked":
            assert past.organization(folder) == disk.organization(folder)
    assert past.projects("kgen.yml") == disk.projects("kgen.yml")
    for source in ("conf", "conf/one.txt", "conf/link.txt"):
        assert past.content("a/project.yml", source) == disk.content("a/project.yml", source)
    for source in ("../b/project.yml", "/etc/passwd", "none", "away/passwd", "round"):
        with pytest.raises(SourceError):
            past.content("a/project.yml", source)
    with pytest.raises(SourceError, match="lies outside of the repository"):
        past.read("../x/project.yml")


# Environments with each other


def test_environments_side_by_side(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text = SHOP.replace("{dev: {}, ", "{blue: {env: {LOG_LEVEL: debug}}, ").replace("production", "dev")
    put(here, {"project.yml": text + "env: {LOG_LEVEL: info, HOME: /dev/null}\nalerts: null\n"})
    status, out, err = run(capsys, "-e", "blue", "-e", "dev")
    assert (status, err) == (1, "")
    assert (
        out
        == """\
shop: what differs between blue, dev

in project.yml       blue           dev
env.LOG_LEVEL.value  debug          info
                     project.yml:6  project.yml:7
replicas             —              2
                                    project.yml:6

Deployment/shop
  spec.replicas   blue: 1 | dev: 2 (project.yml:6)
  spec.template.spec.containers[shop].env[LOG_LEVEL].value   blue: debug (project.yml:6) | dev: info (project.yml:7)
  spec.template.spec.topologySpreadConstraints   blue: — | \
dev: ["topology.kubernetes.io/zone", "kubernetes.io/hostname"] (project.yml:6)

PodDisruptionBudget/shop
  only in dev

                 blue   dev
pods             1      2
CPU requests     0.1    0.2
memory requests  128Mi  256Mi
CPU limits       0      0
memory limits    128Mi  256Mi
(pods of Deployments and StatefulSets, at their fewest; CPU in cores)
"""
    )
    found = data(capsys, "-e", "blue", "-e", "dev")[0]
    level = next(row for row in found["fields"] if row["fields"] == ["env.LOG_LEVEL.value"])
    assert {name: (cell["value"], cell["layer"], cell["line"]) for name, cell in level["values"].items()} == {
        "blue": ("debug", "environment `blue`", 6),
        "dev": ("info", "project", 7),
    }


def test_equal_environments(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(here, {"project.yml": SHOP.replace("dev: {}, production: {replicas: 2}", "blue: {}, green: {}")})
    assert run(capsys, "-e", "blue", "-e", "green") == (0, "shop: no difference between blue, green\n", "")


# Secrets


@pytest.mark.parametrize("form", ["text", "json", "markdown"])
@pytest.mark.parametrize(
    "words", [["--against", "HEAD"], ["-e", "dev", "-e", "production"], []], ids=["git", "matrix", "disk"]
)
def test_credentials_are_never_shown(
    form: str, words: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = """\
env: {DB_PASSWORD: {value: old-hunter2, notSecret: a password of a test}}
extraObjects: {token: {object: {apiVersion: v1, kind: Secret, metadata: {name: token}, data: {a: b2xkLWh1bnRlcjI=}}}}
"""
    start = SHOP.replace("dev: {}", "dev: {env: {DB_PASSWORD: {value: dev-hunter2, notSecret: a test}}}")
    commit(here, {"project.yml": start + text})
    assert main(["build"]) == 0
    put(here, {"project.yml": start + text.replace("old-hunter2", "new-hunter2").replace("b2xk", "bmV3")})
    status, out, err = run(capsys, *words, "--format", form)
    assert (status, err) == (1, "")
    assert "DB_PASSWORD" in out
    assert [secret for secret in ("hunter2", "LWh1bnRlcjI") if secret in out] == []


def test_a_text_that_differs_in_a_credential_alone_says_so(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    put(
        here, {"project.yml": SHOP + "files: {/etc/shop.conf: {source: shop.conf}}\n", "shop.conf": "a\npassword=old\n"}
    )
    assert main(["build"]) == 0
    put(here, {"shop.conf": "a\npassword=new\n"})
    status, out, _ = run(capsys, "-e", "dev")
    assert status == 1
    assert 'data["etc-shop.conf"]: what differs is a credential, which is not shown\n' in out


# Forms


def test_a_text_is_told_by_the_lines_that_differ() -> None:
    assert list(text_lines("a\n-b\nc\n", "a\n+b\nc\n")) == ["- -b", "+ +b"]
    assert list(text_lines("", "".join(f"{n}\n" for n in range(9)))) == [
        *(f"+ {n}" for n in range(8)),
        "… 1 more lines",
    ]


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        pytest.param("a", "b", "a → b", id="text"),
        pytest.param("", 1, '"" → 1', id="nothing in it"),
        pytest.param(ABSENT, [1], "new: [1]", id="new"),
        pytest.param({"a": None}, ABSENT, 'removed: {"a": null}', id="removed"),
        pytest.param("a" * 64, "b" * 64, f"{'a' * 12}… → {'b' * 12}…", id="digests"),
        pytest.param("x" * 90 + "1", "x" * 90 + "2", f"…{'x' * 24}1 → …{'x' * 24}2", id="long texts alike at first"),
        pytest.param("\x1b[2J", "b", "\\x1b[2J → b", id="what a terminal would obey"),
    ],
)
def test_a_change_in_one_line(before: Any, after: Any, told: str) -> None:
    assert change_text(before, after) == told


def test_markdown_is_a_line_and_what_unfolds(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(here, {"project.yml": SHOP})
    put(here, {"project.yml": SHOP.replace("{replicas: 2}", "{replicas: 3}")})
    status, out, err = run(capsys, "--against", "HEAD", "--format", "markdown")
    assert (status, err) == (1, "")
    lines = out.splitlines()
    assert lines[0] == "**kgen:** shop: production: changes how many pods Deployment/shop has"
    assert "| `replicas` | `2 → 3` | production | `project.yml:6` |" in lines
    assert lines.count("<details>") == lines.count("</details>") == 1
    assert "  - `spec.replicas`: `2 → 3` (`replicas at project.yml:6`)" in lines


def test_markdown_says_that_nothing_differs(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    commit(here, {"project.yml": SHOP})
    assert run(capsys, "--against", "HEAD", "--format", "markdown") == (0, "**kgen:** no difference in 1 project\n", "")

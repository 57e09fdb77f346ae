"""`kgen validate` as a command: of projects, and of manifests that kgen did not write."""

import json
from pathlib import Path

import pytest

from kgen.cli import main
from tests.disk import SHOP, put
from tests.test_validate_rules import FOLDER

Output = pytest.CaptureFixture[str]
CONFIG = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: rates, namespace: shop}\n"


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(tmp_path)


def test_a_project_without_findings(capsys: Output) -> None:
    put(Path(), {"project.yml": SHOP + "allowFrom: []\n"})

    assert main(["validate"]) == 0
    assert capsys.readouterr() == ("", "1 project, 2 environments: nothing found\n")


def test_warnings_do_not_fail(capsys: Output) -> None:
    put(Path(), {"project.yml": SHOP})

    assert main(["validate", ".", "-e", "production"]) == 0
    out, err = capsys.readouterr()
    assert (out, err.splitlines()[0], err.splitlines()[-1]) == (
        "",
        "warning[KG743]: Deployment `shop`: no NetworkPolicy covers its pods",
        "1 project, 1 environment: 1 warning",
    )


def test_errors_fail(capsys: Output) -> None:
    org = "apiVersion: kgen.dev/v1\nvalidate: {rules: {missing-network-policy: error}}\n"
    put(Path(), {"project.yml": SHOP, "kgen.yml": org})

    assert main(["validate", "-q"]) == 1
    err = capsys.readouterr().err
    assert err.startswith("error[KG743]: Deployment `shop`: no NetworkPolicy covers its pods\n --> project.yml:")


def test_what_does_not_compile_fails_with_what_a_build_says(capsys: Output) -> None:
    put(Path(), {"project.yml": SHOP.replace("owner", "onwer")})

    assert main(["validate"]) == 1
    assert "error[KG201]: unknown field `onwer`" in capsys.readouterr().err


@pytest.mark.parametrize("form", ["json", "sarif", "github"])
def test_a_report_names_the_rules(form: str, capsys: Output) -> None:
    put(Path(), {"project.yml": SHOP})

    assert main(["validate", "--format", form]) == 0
    assert "missing-network-policy" in capsys.readouterr().out


def test_manifests_are_judged_by_the_same_rules(capsys: Output) -> None:
    bad = (FOLDER / "host-path" / "bad.yml").read_text(encoding="utf-8")
    put(
        Path(),
        {"k8s/pod.yaml": bad, "k8s/deeper/rates.yml": CONFIG, "k8s/.hidden/x.yml": "a: [", "k8s/README.md": "a: ["},
    )

    assert main(["validate", "--manifests", "k8s"]) == 1
    out, err = capsys.readouterr()
    line = next(number for number, line in enumerate(bad.splitlines(), 1) if "hostPath" in line)
    assert out == ""
    assert err.startswith(
        f"error[KG726]: Pod `checkout`: `/var/lib/data` of the node is mounted\n  --> k8s/pod.yaml:{line}:"
    )
    assert err.endswith("2 files, 3 objects: 1 error\n")


def test_a_single_file_may_be_named(capsys: Output) -> None:
    put(Path(), {"rates.json": json.dumps({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "A_B"}})})

    assert main(["validate", "--manifests", "rates.json"]) == 1
    assert "the name must be lower-case letters" in capsys.readouterr().err


def test_stage_and_version_of_manifests_can_be_said(capsys: Output) -> None:
    pod = (FOLDER / "privileged-container" / "bad.yml").read_text(encoding="utf-8")
    put(Path(), {"pod.yml": pod})

    assert main(["validate", "--manifests", "pod.yml", "--stage", "dev"]) == 0
    assert "warning[KG718]" in capsys.readouterr().err
    old = "apiVersion: autoscaling/v2beta2\nkind: HorizontalPodAutoscaler\nmetadata: {name: a}\nspec: {}\n"
    put(Path(), {"old.yml": old})
    assert main(["validate", "--manifests", "old.yml", "--kubernetes", "1.26"]) == 1
    assert "is there up to Kubernetes 1.25, the environment runs 1.26" in capsys.readouterr().err


def test_the_org_file_above_manifests_decides_severities(capsys: Output) -> None:
    pod = (FOLDER / "privileged-container" / "bad.yml").read_text(encoding="utf-8")
    put(
        Path(),
        {"kgen.yml": "apiVersion: kgen.dev/v1\nvalidate: {rules: {privileged-container: off}}\n", "k8s/pod.yml": pod},
    )

    assert main(["validate", "--manifests", "k8s"]) == 0
    assert capsys.readouterr().err == "1 file, 2 objects: nothing found\n"


def test_the_items_of_a_list_are_objects(capsys: Output) -> None:
    items = [
        f"  - {{metadata: {{name: {name}, namespace: shop}}, apiVersion: v1, kind: ConfigMap}}" for name in ("A", "B")
    ]
    put(Path(), {"list.yml": "\n".join(["apiVersion: v1", "kind: List", "items:", *items, ""])})

    assert main(["validate", "--manifests", "list.yml"]) == 1
    err = capsys.readouterr().err
    assert [line.strip() for line in err.splitlines() if "-->" in line] == ["--> list.yml:4:23", "--> list.yml:5:23"]
    assert err.endswith("1 file, 2 objects: 2 errors\n")


def test_null_counts_as_not_written(capsys: Output) -> None:
    put(Path(), {"a.yml": CONFIG + "data: ~\nimmutable: null\n"})

    assert main(["validate", "--manifests", "a.yml"]) == 0
    assert capsys.readouterr().err == "1 file, 1 object: nothing found\n"


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("a: [", "k8s/a.yml:1:4"),
        ("a: 1\na: 2\n", "k8s/a.yml:2:1"),
        ("{{ .Values.a }}", "k8s/a.yml:1:2"),
        ("# nothing\n", "k8s/a.yml:1:1"),
        ("- a\n", "k8s/a.yml:1:1"),
    ],
)
def test_what_is_no_manifest_is_told(text: str, place: str, capsys: Output) -> None:
    put(Path(), {"k8s/a.yml": text})

    assert main(["validate", "--manifests", "k8s"]) == 1
    assert f"--> {place}\n" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (["--manifests", "nothing"], "there are no manifests in `nothing`"),
        (["--manifests", ".", "."], "kgen validate: projects and `--manifests` exclude each other"),
        (["--manifests", ".", "--kubernetes", "latest"], "`latest` is no version of Kubernetes"),
        (["nothing"], "there is no file or folder `nothing`"),
        (["shop", "-e", "prodution"], "no project has an environment `prodution`"),
        (["shop", "--image-tag", "a b"], "`--image-tag`: "),
    ],
)
def test_what_cannot_run(words: list[str], message: str, capsys: Output) -> None:
    put(Path(), {"shop/project.yml": SHOP})

    assert main(["validate", *words]) == 2
    assert capsys.readouterr().err.startswith(f"error: {message}")


def test_explain_knows_rules(capsys: Output) -> None:
    assert main(["explain", "host-path"]) == 0
    by_name = capsys.readouterr().out
    assert main(["explain", "kg726"]) == 0
    assert capsys.readouterr().out == by_name
    assert by_name.startswith("KG726 host-path\n\nA pod mounts a path of its node.\n")
    assert "\nbad:\n\n    volumes: [{name: data, hostPath: {path: /var/lib/data}}]\n" in by_name

"""Kubernetes' schemas, by version: what they refuse, in which words, and what they say of fields of other versions."""

import sys

import pytest

from kgen.diagnostics import KgenError
from kgen.validate import schemas

DEPLOYMENT = {"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "shop"}}
POD: dict[str, object] = {"containers": [{"name": "shop", "image": "shop:1"}]}
TEMPLATE = {"metadata": {"labels": {"app": "shop"}}, "spec": POD}
SPEC = {"selector": {"matchLabels": {"app": "shop"}}, "template": TEMPLATE}


def messages(found: object, version: schemas.Version = (1, 33)) -> list[tuple[str, str]]:
    assert isinstance(found, dict)
    return [(each.code, each.message) for each in schemas.check(found, version)]


def deployment(**fields: object) -> dict[str, object]:
    return {**DEPLOYMENT, "spec": {**SPEC, **fields}}


def pod(**fields: object) -> dict[str, object]:
    return {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "shop"}, "spec": {**POD, **fields}}


def test_there_are_schemas_of_every_version_from_1_25_on() -> None:
    found = schemas.versions()

    assert found[0] == (1, 25)
    assert found == tuple((1, minor) for minor in range(25, 25 + len(found)))
    assert found[-1] >= (1, 34)


def test_a_version_without_schemas_is_judged_by_the_nearest() -> None:
    assert schemas.nearest_version((1, 33)) == (1, 33)
    assert schemas.nearest_version((1, 99)) == schemas.versions()[-1]
    assert schemas.nearest_version((1, 20)) == (1, 25)


CASES = [
    pytest.param({**DEPLOYMENT, "spec": SPEC}, [], id="good"),
    pytest.param(deployment(replicas="3"), [("KG502", "`replicas` must be a whole number")], id="type"),
    pytest.param({**DEPLOYMENT, "spec": {"template": TEMPLATE}}, [("KG502", "there is no `selector`")], id="required"),
    pytest.param(deployment(replcas=3), [("KG503", "unknown field `replcas`")], id="unknown field"),
    pytest.param({**DEPLOYMENT, "spec": SPEC, "sepc": {}}, [("KG503", "unknown field `sepc`")], id="at the top"),
    pytest.param({**DEPLOYMENT, "kind": "deploy"}, [("KG506", "Kubernetes has no `apps/v1` deploy")], id="kind"),
    pytest.param({"apiVersion": "v1", "metadata": {}}, [("KG506", "there is no `kind`")], id="no kind"),
    pytest.param({"apiVersion": "example.com/v1", "kind": "Thing", "spec": 1}, [], id="a group of others"),
    pytest.param(
        {"apiVersion": "networking.gke.io/v1", "kind": "Ingress", "spec": 1}, [], id="a group that begins like another"
    ),
    pytest.param(
        {"apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "spec": {"maxUnavailable": []}},
        [("KG502", "`maxUnavailable` must be a number or text")],
        id="one of two types",
    ),
]


@pytest.mark.parametrize(("found", "expected"), CASES)
def test_what_is_refused(found: dict[str, object], expected: list[tuple[str, str]]) -> None:
    assert messages(found) == expected


def test_a_misspelled_field_is_told_the_right_one() -> None:
    (one,) = schemas.check(deployment(replcas=3), (1, 33))

    assert one.path == ("spec", "replcas")
    assert one.help is not None and one.help.endswith("did you mean `replicas`?")


OTHER_VERSIONS = [
    pytest.param(
        pod(resources={}),
        (1, 31),
        [("KG504", "`resources` is there from Kubernetes 1.32 on, the environment runs 1.31")],
        id="a field to come",
    ),
    pytest.param(pod(resources={}), (1, 32), [], id="a field that has come"),
    pytest.param(
        {"apiVersion": "autoscaling/v2beta2", "kind": "HorizontalPodAutoscaler"},
        (1, 26),
        [
            (
                "KG505",
                "`autoscaling/v2beta2` HorizontalPodAutoscaler is there up to Kubernetes 1.25, "
                "the environment runs 1.26",
            )
        ],
        id="a version that has gone",
    ),
    pytest.param(
        {"apiVersion": "resource.k8s.io/v1", "kind": "DeviceClass", "spec": {}},
        (1, 33),
        [("KG504", "`resource.k8s.io/v1` DeviceClass is there from Kubernetes 1.34 on, the environment runs 1.33")],
        id="a version to come",
    ),
]


@pytest.mark.parametrize(("found", "version", "expected"), OTHER_VERSIONS)
def test_what_is_of_another_version(
    found: dict[str, object], version: schemas.Version, expected: list[tuple[str, str]]
) -> None:
    assert messages(found, version) == expected


@pytest.mark.parametrize("missing", ["jsonschema_rs", "kubernetes_validate"])
def test_without_the_extra_the_command_to_install_it_is_told(missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, missing, None)
    schemas.versions.cache_clear()
    try:
        with pytest.raises(KgenError) as refused:
            schemas.versions()
    finally:
        schemas.versions.cache_clear()

    assert refused.value.help == "`pip install 'kgen-k8s[validate]'` installs them"

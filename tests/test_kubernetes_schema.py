"""Owns the proof that the check against Kubernetes' schemas finds what it is there to find."""

import pytest

from kgen.artifact import Object
from tests import kubernetes_schema

META = {"name": "checkout", "namespace": "checkout-production"}
ROLE = {"apiVersion": "rbac.authorization.k8s.io/v1", "kind": "Role", "metadata": META, "rules": []}


def config_map(**fields: object) -> Object:
    return {"apiVersion": "v1", "kind": "ConfigMap", "metadata": META, **fields}


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        pytest.param(config_map(data={"a": "b"}), [], id="valid"),
        pytest.param(ROLE, [], id="group with dots"),
        pytest.param(config_map(data={"a": "b"}, immutable=None), [], id="None is not written"),
        pytest.param({"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledObject", "spec": 1}, [], id="custom kind"),
        pytest.param(
            config_map(dta={}),
            [": Additional properties are not allowed ('dta' was unexpected)"],
            id="unknown field",
        ),
        pytest.param(config_map(data={"a": 1}), ['data.a: 1 is not of types "null", "string"'], id="wrong type"),
        pytest.param({"apiVersion": "v1", "kind": "Banana"}, [": Kubernetes 1.33 has no v1/Banana"], id="unknown kind"),
    ],
)
def test_errors(found: Object, expected: list[str]) -> None:
    assert kubernetes_schema.errors(found) == expected


@pytest.mark.parametrize(("version", "known"), [("1.29", False), ("1.33", True)])
def test_errors_are_those_of_the_version(version: str, known: bool) -> None:
    service = {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": META,
        "spec": {"trafficDistribution": "PreferClose"},
    }
    assert (kubernetes_schema.errors(service, version) == []) is known

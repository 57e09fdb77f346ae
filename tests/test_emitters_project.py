"""Owns the tests of what belongs to the project as a whole: namespace, accounts, files, secrets, extra objects."""

from typing import Any

import pytest

from kgen.emitters import configmap, externalsecret, extra, namespace, rbac, serviceaccount
from kgen.model import ConfigFiles, ExternalSecret, ServiceAccount
from tests import models
from tests.emission import written

LABELS = dict(models.labels("main"))
ANNOTATIONS = {"kgen.dev/language": "v1"}
METADATA = {
    "name": "checkout",
    "namespace": "checkout-production",
    "labels": LABELS,
    "annotations": ANNOTATIONS,
}


@pytest.mark.parametrize("emit", [serviceaccount.emit, rbac.emit, configmap.emit, externalsecret.emit, extra.emit])
def test_nothing_of_a_bare_project(emit: Any) -> None:
    assert written(emit, models.project(models.workload())) == {}


# Namespace


def test_namespace() -> None:
    assert written(namespace.emit, models.project()) == {
        "00-namespace.yml": [
            {
                "apiVersion": "v1",
                "kind": "Namespace",
                "metadata": {
                    "name": "checkout-production",
                    "labels": dict(models.labels()),
                    "annotations": ANNOTATIONS,
                },
            }
        ]
    }


def test_namespace_that_another_project_writes() -> None:
    shared = models.project().namespace._replace(create=False)
    assert written(namespace.emit, models.project()._replace(namespace=shared)) == {}


# Accounts and their rights

READ: Any = {"apiGroups": [""], "resources": ["configmaps"], "verbs": ["get", "list"]}
NODES: Any = {"apiGroups": [""], "resources": ["nodes"], "verbs": ["list"]}
CLUSTER_METADATA = {"name": "checkout-production:checkout", "labels": LABELS, "annotations": ANNOTATIONS}
SUBJECTS = [{"kind": "ServiceAccount", "name": "checkout", "namespace": "checkout-production"}]
RBAC = "rbac.authorization.k8s.io"
ROLE = {"apiVersion": f"{RBAC}/v1", "kind": "Role", "metadata": METADATA, "rules": [READ]}
ROLE_BINDING = {
    "apiVersion": f"{RBAC}/v1",
    "kind": "RoleBinding",
    "metadata": METADATA,
    "roleRef": {"apiGroup": RBAC, "kind": "Role", "name": "checkout"},
    "subjects": SUBJECTS,
}
CLUSTER_ROLE = {
    "apiVersion": f"{RBAC}/v1",
    "kind": "ClusterRole",
    "metadata": CLUSTER_METADATA,
    "rules": [NODES],
}
CLUSTER_ROLE_BINDING = {
    "apiVersion": f"{RBAC}/v1",
    "kind": "ClusterRoleBinding",
    "metadata": CLUSTER_METADATA,
    "roleRef": {"apiGroup": RBAC, "kind": "ClusterRole", "name": "checkout-production:checkout"},
    "subjects": SUBJECTS,
}


def test_service_account_mounts_no_token_by_itself() -> None:
    annotated = models.service_account()._replace(annotations=(("iam.example.com/role", "payments"),))
    assert written(serviceaccount.emit, models.project()._replace(service_accounts=(annotated,))) == {
        "serviceaccount.yml": [
            {
                "apiVersion": "v1",
                "kind": "ServiceAccount",
                "metadata": {**METADATA, "annotations": {"iam.example.com/role": "payments"}},
                "automountServiceAccountToken": False,
            }
        ]
    }


def test_existing_service_account_is_not_written() -> None:
    existing = models.service_account("shared")._replace(create=False)
    project = models.project()._replace(service_accounts=(existing, models.service_account()))
    (objects,) = written(serviceaccount.emit, project).values()
    assert [found["metadata"]["name"] for found in objects] == ["checkout"]


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        pytest.param(models.service_account()._replace(rules=(READ,)), [ROLE, ROLE_BINDING], id="rules"),
        pytest.param(
            models.service_account()._replace(cluster_rules=(NODES,)),
            [CLUSTER_ROLE, CLUSTER_ROLE_BINDING],
            id="cluster rules",
        ),
        pytest.param(
            models.service_account()._replace(rules=(READ,), cluster_rules=(NODES,)),
            [ROLE, ROLE_BINDING, CLUSTER_ROLE, CLUSTER_ROLE_BINDING],
            id="both",
        ),
        pytest.param(
            models.service_account()._replace(create=False, rules=(READ,)), [ROLE, ROLE_BINDING], id="existing account"
        ),
        pytest.param(
            models.service_account()._replace(annotations=(("iam.example.com/role", "x"),), rules=(READ,)),
            [ROLE, ROLE_BINDING],
            id="annotations of the account stay on the account",
        ),
    ],
)
def test_rbac(account: ServiceAccount, expected: list[dict[str, Any]]) -> None:
    project = models.project()._replace(service_accounts=(account,))
    assert written(rbac.emit, project) == {"rbac.yml": expected}


# Files


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        pytest.param(
            ConfigFiles(name="checkout-files", data=(("motd", "hello\n"),), binary=()),
            {"data": {"motd": "hello\n"}},
            id="text",
        ),
        pytest.param(
            ConfigFiles(name="checkout-files", data=(), binary=(("logo.png", "iVBORw=="),)),
            {"binaryData": {"logo.png": "iVBORw=="}},
            id="binary",
        ),
        pytest.param(
            ConfigFiles(name="checkout-files", data=(("a", ""),), binary=(("b", "AA=="),)),
            {"data": {"a": ""}, "binaryData": {"b": "AA=="}},
            id="both",
        ),
    ],
)
def test_config_map(files: ConfigFiles, expected: dict[str, Any]) -> None:
    project = models.project(models.workload()._replace(files=files))
    assert written(configmap.emit, project) == {
        "configmap.yml": [
            {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {**METADATA, "name": "checkout-files"}, **expected}
        ]
    }


# Secrets

POLICIES = {"conversionStrategy": "Default", "decodingStrategy": "None", "metadataPolicy": "None"}


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param(
            ("password", "user"),
            {
                "data": [
                    {
                        "secretKey": "password",
                        "remoteRef": {"key": "checkout-db", "property": "password", **POLICIES},
                    },
                    {"secretKey": "user", "remoteRef": {"key": "checkout-db", "property": "user", **POLICIES}},
                ]
            },
            id="keys",
        ),
        pytest.param((), {"dataFrom": [{"extract": {"key": "checkout-db", **POLICIES}}]}, id="the whole entry"),
    ],
)
def test_external_secret(keys: tuple[str, ...], expected: dict[str, Any]) -> None:
    secret = ExternalSecret(
        name="checkout-db", keys=keys, store="vault", store_kind="ClusterSecretStore", refresh_interval="1h"
    )
    assert written(externalsecret.emit, models.project()._replace(external_secrets=(secret,))) == {
        "externalsecret.yml": [
            {
                "apiVersion": "external-secrets.io/v1",
                "kind": "ExternalSecret",
                "metadata": {
                    "name": "checkout-db",
                    "namespace": "checkout-production",
                    "labels": dict(models.labels()),
                    "annotations": ANNOTATIONS,
                },
                "spec": {
                    "refreshInterval": "1h",
                    "secretStoreRef": {"name": "vault", "kind": "ClusterSecretStore"},
                    "target": {"name": "checkout-db", "creationPolicy": "Owner", "deletionPolicy": "Retain"},
                    **expected,
                },
            }
        ]
    }


# Extra objects


def test_extra_objects_are_written_as_they_are() -> None:
    quota = {"apiVersion": "v1", "kind": "ResourceQuota", "metadata": METADATA, "spec": {"hard": {"pods": "10"}}}
    limits = {"apiVersion": "v1", "kind": "LimitRange", "metadata": METADATA, "spec": {"limits": []}}
    project = models.project()._replace(extra_objects=(quota, limits))
    assert written(extra.emit, project) == {"extra.yml": [quota, limits]}

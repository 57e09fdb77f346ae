"""Owns what the project's ServiceAccounts may ask of the API: Roles, ClusterRoles and their bindings."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kgen import names
from kgen.artifact import Artifact, Object
from kgen.model import ResolvedProject, ServiceAccount

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    found = [each for account in project.service_accounts for each in _objects(project, account)]
    if found:
        yield Artifact("rbac.yml", tuple(found))


def _objects(project: ResolvedProject, account: ServiceAccount) -> Iterator[Object]:
    if account.rules:
        yield _role(project, account)
        yield _role_binding(project, account)
    if account.cluster_rules:
        yield _cluster_role(project, account)
        yield _cluster_role_binding(project, account)


def _role(project: ResolvedProject, account: ServiceAccount) -> "objects.Role":
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "Role",
        "metadata": names.metadata(project, account.name, account.labels, project.annotations),
        "rules": list(account.rules),
    }


def _role_binding(project: ResolvedProject, account: ServiceAccount) -> "objects.RoleBinding":
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "RoleBinding",
        "metadata": names.metadata(project, account.name, account.labels, project.annotations),
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "Role", "name": account.name},
        "subjects": [_subject(project, account)],
    }


def _cluster_role(project: ResolvedProject, account: ServiceAccount) -> "objects.ClusterRole":
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRole",
        "metadata": _cluster_metadata(project, account),
        "rules": list(account.cluster_rules),
    }


def _cluster_role_binding(project: ResolvedProject, account: ServiceAccount) -> "objects.ClusterRoleBinding":
    metadata = _cluster_metadata(project, account)
    return {
        "apiVersion": "rbac.authorization.k8s.io/v1",
        "kind": "ClusterRoleBinding",
        "metadata": metadata,
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": metadata["name"]},
        "subjects": [_subject(project, account)],
    }


def _cluster_metadata(project: ResolvedProject, account: ServiceAccount) -> "objects.ObjectMeta":
    return {
        "name": names.cluster_role_name(project.namespace.name, account.name),
        "labels": dict(account.labels),
        "annotations": dict(project.annotations) or None,
    }


def _subject(project: ResolvedProject, account: ServiceAccount) -> "objects.rbac.Subject":
    return {"kind": "ServiceAccount", "name": account.name, "namespace": project.namespace.name}

"""Owns the shapes of who pods are and what they may ask of the API: ServiceAccount, roles, bindings."""

from typing import Literal, Required, TypedDict

from kgen.objects.meta import ObjectMeta


class ServiceAccount(TypedDict, total=False):
    apiVersion: Required[Literal["v1"]]
    kind: Required[Literal["ServiceAccount"]]
    metadata: Required[ObjectMeta]
    automountServiceAccountToken: bool | None


class PolicyRule(TypedDict, total=False):
    apiGroups: list[str] | None
    resources: list[str] | None
    resourceNames: list[str] | None
    nonResourceURLs: list[str] | None
    verbs: Required[list[str]]


class Role(TypedDict):
    apiVersion: Literal["rbac.authorization.k8s.io/v1"]
    kind: Literal["Role"]
    metadata: ObjectMeta
    rules: list[PolicyRule]


class ClusterRole(TypedDict):
    apiVersion: Literal["rbac.authorization.k8s.io/v1"]
    kind: Literal["ClusterRole"]
    metadata: ObjectMeta
    rules: list[PolicyRule]


class RoleRef(TypedDict):
    apiGroup: Literal["rbac.authorization.k8s.io"]
    kind: Literal["Role", "ClusterRole"]
    name: str


class Subject(TypedDict):
    """Who is bound: only ever a ServiceAccount, and those live in a namespace."""

    kind: Literal["ServiceAccount"]
    name: str
    namespace: str


class RoleBinding(TypedDict):
    apiVersion: Literal["rbac.authorization.k8s.io/v1"]
    kind: Literal["RoleBinding"]
    metadata: ObjectMeta
    roleRef: RoleRef
    subjects: list[Subject]


class ClusterRoleBinding(TypedDict):
    apiVersion: Literal["rbac.authorization.k8s.io/v1"]
    kind: Literal["ClusterRoleBinding"]
    metadata: ObjectMeta
    roleRef: RoleRef
    subjects: list[Subject]

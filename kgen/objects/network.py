"""Owns the shapes of Service and Ingress."""

from typing import Literal, Required, TypeAlias, TypedDict

from kgen.objects.meta import IntOrString, ObjectMeta, Protocol

ServiceType: TypeAlias = Literal["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"]
PathType: TypeAlias = Literal["Exact", "Prefix", "ImplementationSpecific"]


class ServicePort(TypedDict, total=False):
    name: Required[str]
    port: Required[int]
    targetPort: Required[IntOrString]
    protocol: Protocol | None
    appProtocol: str | None
    nodePort: int | None


class ServiceSettings(TypedDict, total=False):
    """The fields of a Service that go from a project to the output as they are."""

    externalName: str | None
    externalTrafficPolicy: Literal["Cluster", "Local"] | None
    internalTrafficPolicy: Literal["Cluster", "Local"] | None
    ipFamilyPolicy: Literal["SingleStack", "PreferDualStack", "RequireDualStack"] | None
    loadBalancerClass: str | None
    loadBalancerSourceRanges: list[str] | None
    sessionAffinity: Literal["ClientIP", "None"] | None
    trafficDistribution: Literal["PreferClose", "PreferSameZone", "PreferSameNode"] | None


class ServiceSpec(ServiceSettings, total=False):
    """`clusterIP` is written for headless Services only; addresses are the cluster's to give."""

    type: ServiceType | None
    clusterIP: Literal["None"] | None
    publishNotReadyAddresses: bool | None
    selector: dict[str, str] | None
    ports: list[ServicePort] | None


class Service(TypedDict):
    apiVersion: Literal["v1"]
    kind: Literal["Service"]
    metadata: ObjectMeta
    spec: ServiceSpec


class ServiceBackendPort(TypedDict, total=False):
    """Exactly one of the two."""

    name: str | None
    number: int | None


class IngressServiceBackend(TypedDict):
    name: str
    port: ServiceBackendPort


class IngressBackend(TypedDict):
    service: IngressServiceBackend


class HTTPIngressPath(TypedDict):
    path: str
    pathType: PathType
    backend: IngressBackend


class HTTPIngressRuleValue(TypedDict):
    paths: list[HTTPIngressPath]


class IngressRule(TypedDict, total=False):
    host: str | None
    http: Required[HTTPIngressRuleValue]


class IngressTLS(TypedDict):
    hosts: list[str]
    secretName: str


class IngressSpec(TypedDict, total=False):
    ingressClassName: str | None
    rules: Required[list[IngressRule]]
    tls: list[IngressTLS] | None


class Ingress(TypedDict):
    apiVersion: Literal["networking.k8s.io/v1"]
    kind: Literal["Ingress"]
    metadata: ObjectMeta
    spec: IngressSpec

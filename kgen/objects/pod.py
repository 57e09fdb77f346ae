"""Owns the shape of a pod template."""

from typing import Literal, Required, TypedDict

from kgen.objects.container import Container, RestartPolicy
from kgen.objects.meta import LocalObjectReference, TemplateMeta
from kgen.objects.scheduling import Affinity, Toleration, TopologySpreadConstraint
from kgen.objects.security import PodSecurityContext
from kgen.objects.volume import Volume


class PodDNSConfigOption(TypedDict, total=False):
    name: Required[str]
    value: str | None


class PodDNSConfig(TypedDict, total=False):
    nameservers: list[str] | None
    searches: list[str] | None
    options: list[PodDNSConfigOption] | None


class HostAlias(TypedDict):
    ip: str
    hostnames: list[str]


class PodSettings(TypedDict, total=False):
    """The fields of a pod that go from a project to the output as they are."""

    affinity: Affinity | None
    dnsConfig: PodDNSConfig | None
    dnsPolicy: Literal["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"] | None
    hostAliases: list[HostAlias] | None
    hostIPC: bool | None
    hostNetwork: bool | None
    hostPID: bool | None
    hostUsers: bool | None
    hostname: str | None
    nodeSelector: dict[str, str] | None
    priorityClassName: str | None
    runtimeClassName: str | None
    schedulerName: str | None
    shareProcessNamespace: bool | None
    subdomain: str | None
    tolerations: list[Toleration] | None


class PodSpec(PodSettings, total=False):
    serviceAccountName: str | None
    automountServiceAccountToken: bool | None
    enableServiceLinks: bool | None
    imagePullSecrets: list[LocalObjectReference] | None
    securityContext: PodSecurityContext | None
    initContainers: list[Container] | None
    containers: Required[list[Container]]
    volumes: list[Volume] | None
    topologySpreadConstraints: list[TopologySpreadConstraint] | None
    restartPolicy: RestartPolicy | None
    terminationGracePeriodSeconds: int | None


class PodTemplateSpec(TypedDict):
    metadata: TemplateMeta
    spec: PodSpec

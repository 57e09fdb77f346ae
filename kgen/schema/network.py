"""Owns who reaches a workload and whom it reaches: Services, dependencies and callers."""

from typing import Annotated, Literal

from pydantic import Field

from kgen.schema.record import Record
from kgen.schema.scalar import Hostname, Name, PortName, PortNumber, PortReference, TextMap, UrlScheme


class ClientIPConfig(Record, total=False):
    """How long a client stays with a pod."""

    timeoutSeconds: Annotated[
        int,
        Field(ge=1, le=86400, description="Seconds without a connection after which it may change. Default: 10800."),
    ]


class SessionAffinityConfig(Record, total=False):
    """Settings of `sessionAffinity: ClientIP`."""

    clientIP: Annotated[ClientIPConfig, Field(description="How long a client stays with a pod.")]


class Service(Record, total=False):
    """How a workload is offered inside the cluster and out of it, in Kubernetes' words."""

    type: Annotated[
        Literal["ClusterIP", "NodePort", "LoadBalancer", "ExternalName"],
        Field(description="How far the Service reaches. Default: `ClusterIP`, the cluster itself."),
    ]
    annotations: Annotated[
        TextMap, Field(description="Annotations of the Service. May hold references such as `${environment}`.")
    ]
    headless: Annotated[
        bool, Field(description="Whether the name stands for the pods instead of one address. Default: `false`.")
    ]
    publishNotReadyAddresses: Annotated[
        bool,
        Field(
            description="Whether pods that are not ready can be looked up. Default: `false`; `true` for the headless "
            "Service of a StatefulSet."
        ),
    ]
    sessionAffinity: Annotated[
        Literal["None", "ClientIP"], Field(description="Whether a client stays with one pod. Default: `None`.")
    ]
    sessionAffinityConfig: Annotated[SessionAffinityConfig, Field(description="Settings of `sessionAffinity`.")]
    externalTrafficPolicy: Annotated[
        Literal["Cluster", "Local"],
        Field(
            description="Whether traffic from outside may pass to other nodes; `Local` keeps the client's address. "
            "Default: `Cluster`. Types NodePort and LoadBalancer only."
        ),
    ]
    internalTrafficPolicy: Annotated[
        Literal["Cluster", "Local"],
        Field(description="Whether traffic from inside may pass to other nodes. Default: `Cluster`."),
    ]
    trafficDistribution: Annotated[
        Literal["PreferClose", "PreferSameZone", "PreferSameNode"],
        Field(
            description="Which pods are preferred. Default: none. `PreferClose` needs Kubernetes 1.31, the others 1.35."
        ),
    ]
    loadBalancerClass: Annotated[
        str,
        Field(description="Which load balancer serves the Service. Default: the cluster's. Type LoadBalancer only."),
    ]
    loadBalancerSourceRanges: Annotated[
        list[str],
        Field(
            description="Networks that may connect, as CIDR blocks. Default: all. Type LoadBalancer only.",
            examples=[["203.0.113.0/24"]],
        ),
    ]
    ipFamilyPolicy: Annotated[
        Literal["SingleStack", "PreferDualStack", "RequireDualStack"],
        Field(description="Whether the Service has an IPv4 and an IPv6 address. Default: `SingleStack`."),
    ]
    externalName: Annotated[
        Hostname, Field(description="Host the name of the Service stands for. Type ExternalName only.")
    ]


class ServicePort(Record, total=False):
    """A port of a further Service; a number is its short form."""

    port: Annotated[PortNumber, Field(description="Number of the port. Default: the workload's own Service port.")]
    nodePort: Annotated[
        PortNumber,
        Field(
            description="Number opened on every node. Default: chosen by Kubernetes. Types NodePort and LoadBalancer "
            "only."
        ),
    ]


class FurtherService(Service, total=False):
    """One more Service in front of the same pods, named `<workload>-<key>`."""

    ports: Annotated[
        dict[PortName, ServicePort],
        Field(
            description="Ports of the Service, by the name of the container port they lead to.",
            examples=[{"http": {"port": 80}}],
        ),
    ]


class Peer(Record, total=False):
    """How another workload is found."""

    namespace: Annotated[
        str,
        Field(
            min_length=1,
            description="Namespace of the other side. Default: that of its project. Outside the workspace a dependency "
            "needs it, and a caller is taken to be in `<name>-<environment>`.",
        ),
    ]
    environment: Annotated[
        Name,
        Field(
            description="Environment of the other project. Default: the one of the same name, else the one that this "
            "environment extends."
        ),
    ]
    workload: Annotated[
        Name, Field(description="Workload of the other project, by its key in `workloads`. Default: its main one.")
    ]


class Dependency(Peer, total=False):
    """Something the project calls: another project by name, or any `host`."""

    port: Annotated[
        PortReference,
        Field(
            description="Port that is called, by name or number. Default: the main port; required outside the "
            "workspace."
        ),
    ]
    scheme: Annotated[
        UrlScheme,
        Field(description="Scheme of `${dependsOn.<name>.url}`. Default: `http`, or `https` for a host on port 443."),
    ]
    host: Annotated[
        Hostname,
        Field(
            description="Host outside the cluster, instead of `namespace`, `environment` and `workload`.",
            examples=["api.stripe.com"],
        ),
    ]


class Caller(Peer, total=False):
    """Someone who may call the workload: another project by name."""

    port: Annotated[
        PortReference, Field(description="Port that may be called, by name or number. Default: all Service ports.")
    ]

"""Owns the fields of a pod that belong to none of its containers, in Kubernetes' shapes."""

from typing import Annotated, Literal, Required

from pydantic import Field

from kgen.schema.record import Record
from kgen.schema.scalar import DnsLabel, ObjectName, Seconds, TextMap
from kgen.schema.scheduling import Affinity, Toleration, TopologySpreadConstraint
from kgen.schema.security import PodSecurity


class HostAlias(Record, total=False):
    """A line of the pod's `/etc/hosts`."""

    ip: Required[Annotated[str, Field(min_length=1, description="IP address the names stand for.")]]
    hostnames: Annotated[list[str], Field(description="Names for the address.")]


class PodDNSConfigOption(Record, total=False):
    """An option of the pod's resolver."""

    name: Annotated[str, Field(min_length=1, description="Name of the option.", examples=["ndots"])]
    value: Annotated[str, Field(description="Value of the option, as text.", examples=["2"])]


class PodDNSConfig(Record, total=False):
    """Settings added to those that `dnsPolicy` makes."""

    nameservers: Annotated[list[str], Field(max_length=3, description="Addresses of name servers, at most three.")]
    searches: Annotated[list[str], Field(max_length=32, description="Domains in which short names are looked up.")]
    options: Annotated[list[PodDNSConfigOption], Field(description="Options of the resolver.")]


class PodTerms(Record, total=False):
    """Where and how the pods of a workload run."""

    imagePullSecrets: Annotated[
        list[ObjectName], Field(description="Names of Secrets with credentials for image registries.")
    ]
    podSecurity: Annotated[
        PodSecurity,
        Field(
            description="How much pods may do: the Pod Security level and Kubernetes' pod security context. The level "
            "alone is the short form. Default: `restricted`."
        ),
    ]
    terminationGracePeriodSeconds: Annotated[
        Seconds, Field(description="Seconds that pods have to finish after they are told to stop. Default: 30.")
    ]
    nodeSelector: Annotated[TextMap, Field(description="Labels that a node must have to run the pods.")]
    tolerations: Annotated[list[Toleration], Field(description="Taints of nodes that the pods put up with.")]
    affinity: Annotated[Affinity, Field(description="Nodes and neighbours that the pods want or avoid.")]
    topologySpreadConstraints: Annotated[
        list[TopologySpreadConstraint],
        Field(
            description="How pods spread over places. Default: evenly over zones and nodes, for two or more replicas."
        ),
    ]
    priorityClassName: Annotated[ObjectName, Field(description="PriorityClass of the pods. Default: the cluster's.")]
    schedulerName: Annotated[str, Field(description="Scheduler that places the pods. Default: `default-scheduler`.")]
    runtimeClassName: Annotated[ObjectName, Field(description="RuntimeClass that runs the pods. Default: the node's.")]
    hostAliases: Annotated[list[HostAlias], Field(description="Lines added to `/etc/hosts` of the pods.")]
    hostname: Annotated[DnsLabel, Field(description="Host name of the pods. Default: the name of each pod.")]
    subdomain: Annotated[
        DnsLabel,
        Field(description="Name of the headless Service under which `hostname` can be looked up. Default: none."),
    ]
    dnsPolicy: Annotated[
        Literal["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"],
        Field(description="How pods look up names. Default: `ClusterFirst`."),
    ]
    dnsConfig: Annotated[PodDNSConfig, Field(description="Settings of the resolver, added to those of `dnsPolicy`.")]
    hostNetwork: Annotated[
        bool, Field(description="Whether pods use the node's network; needs the level `privileged`. Default: `false`.")
    ]
    hostPID: Annotated[
        bool,
        Field(description="Whether pods see the node's processes; needs the level `privileged`. Default: `false`."),
    ]
    hostIPC: Annotated[
        bool, Field(description="Whether pods share the node's IPC; needs the level `privileged`. Default: `false`.")
    ]
    hostUsers: Annotated[
        bool,
        Field(
            description="Whether pods use the node's user ids; `false` gives them a user namespace. Default: `true`."
        ),
    ]
    shareProcessNamespace: Annotated[
        bool, Field(description="Whether the containers of a pod see each other's processes. Default: `false`.")
    ]
    enableServiceLinks: Annotated[
        bool,
        Field(description="Whether pods get variables for every Service of their namespace. Default: `false`."),
    ]
    automountServiceAccountToken: Annotated[
        bool,
        Field(
            description="Whether pods get a token for the API server. Default: `true` exactly when the service account "
            "has `rules` or `clusterRules`."
        ),
    ]

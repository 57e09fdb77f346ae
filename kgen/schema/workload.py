"""Owns the workload: its containers, its pods, how it rolls out, scales and runs to completion."""

from typing import Annotated, Literal

from pydantic import Field

from kgen.schema.account import ServiceAccount
from kgen.schema.autoscaling import Autoscaling, PodDisruptionBudget
from kgen.schema.container import Container, InitContainer, Sidecar
from kgen.schema.network import Caller, Dependency, FurtherService, Service
from kgen.schema.observability import Metrics
from kgen.schema.pod import PodTerms
from kgen.schema.rollout import RolloutTerms
from kgen.schema.scalar import DnsLabel, Name, Replicas, TextMap


class Workload(Container, PodTerms, RolloutTerms, total=False):
    """What runs: a main container with its pod, and all that belongs to it. The top level is the main workload."""

    kind: Annotated[
        Literal["Deployment", "StatefulSet", "DaemonSet", "Job", "CronJob"],
        Field(description="Kubernetes' kind. Default: `CronJob` with a `schedule`, otherwise `Deployment`."),
    ]
    containerName: Annotated[DnsLabel, Field(description="Name of the main container. Default: the workload's name.")]
    sidecars: Annotated[dict[Name, Sidecar], Field(description="Containers that run beside the main one, by name.")]
    initContainers: Annotated[
        dict[Name, InitContainer],
        Field(
            description="Containers that run to their end before the main one starts, by name; in the order of "
            "`after`, then of their names."
        ),
    ]
    replicas: Annotated[
        Replicas,
        Field(
            description="Number of pods. Default: 1. Takes the place of `autoscaling` from lower layers. Deployments "
            "and StatefulSets only."
        ),
    ]
    autoscaling: Annotated[
        Autoscaling,
        Field(
            description="How the number of pods follows the load. Takes the place of `replicas` from lower layers. "
            "Deployments and StatefulSets only."
        ),
    ]
    podDisruptionBudget: Annotated[
        PodDisruptionBudget,
        Field(
            description="How many pods may be missing while nodes are drained. Default: one, for Deployments and "
            "StatefulSets of two or more replicas."
        ),
    ]
    serviceAccount: Annotated[
        ServiceAccount,
        Field(
            description="ServiceAccount that the pods run as; the name of an existing one is the short form. Default: "
            "one per project; a workload with its own gets `<name>-<key>`."
        ),
    ]
    service: Annotated[
        Service,
        Field(
            description="How the workload is offered. Default: a ClusterIP Service of all its ports; none without "
            "ports."
        ),
    ]
    services: Annotated[
        dict[Name, FurtherService],
        Field(
            description="Further Services in front of the same pods, named `<workload>-<key>`.",
            examples=[{"external": {"type": "LoadBalancer", "ports": {"http": {"port": 80}}}}],
        ),
    ]
    dependsOn: Annotated[
        dict[Name, Dependency],
        Field(
            description="What the workload calls, by name of the project; a name or a list of names is the short "
            "form. Once written, nothing else can be reached but DNS, the project's own pods and, with a token, the "
            "API server."
        ),
    ]
    allowFrom: Annotated[
        dict[Name, Caller],
        Field(
            description="Who may call the workload, by name of the project; a name or a list of names is the short "
            "form, `[]` lets in nobody. Once written, only routes, monitoring and the project's own pods can too."
        ),
    ]
    metrics: Annotated[
        Metrics,
        Field(
            description="Where Prometheus finds the metrics. Default: none. `true` means `/metrics` on the main port."
        ),
    ]
    labels: Annotated[TextMap, Field(description="Labels of every object of the workload; never part of selectors.")]
    annotations: Annotated[
        TextMap,
        Field(description="Annotations of every object of the workload. May hold references such as `${owner.team}`."),
    ]
    podLabels: Annotated[TextMap, Field(description="Labels of the pods alone; never part of selectors.")]
    podAnnotations: Annotated[
        TextMap, Field(description="Annotations of the pods alone. May hold references such as `${owner.team}`.")
    ]
    selector: Annotated[
        TextMap,
        Field(
            description="Selector labels instead of the derived ones, to adopt objects that exist: Kubernetes never "
            "lets selectors change. Default: `app.kubernetes.io/name` and `app.kubernetes.io/component`."
        ),
    ]


class FurtherWorkload(Workload, total=False):
    """One more workload of the project, named `<name>-<key>`; inherits what it shares with the main one."""

    inherit: Annotated[
        bool,
        Field(
            description="Whether it inherits image, variables, files, resources, security, scheduling, labels and "
            "network rules from the main workload. Default: `true`; `false` inherits only the image."
        ),
    ]

"""Owns the shapes of what kgen writes: TypedDicts that let mypy check the dict literals of the emitters.

They have Kubernetes' names and are imported under `TYPE_CHECKING` only. A field is required where the API of any
supported Kubernetes version requires it, or where kgen never leaves it out. Every other field takes None, which the
writer leaves out. Only what kgen writes is here, not all that the API knows.

Here are the whole objects and what the resolved model carries of them; all other parts are in the modules.
"""

from kgen.objects.autoscaling import HorizontalPodAutoscaler, HorizontalPodAutoscalerBehavior, MetricSpec
from kgen.objects.container import (
    EnvFromSource,
    EnvVarSource,
    Lifecycle,
    MountPropagation,
    Probe,
    PullPolicy,
    RestartPolicy,
)
from kgen.objects.externalsecrets import ExternalSecret, SecretStoreKind
from kgen.objects.gateway import (
    GRPCRoute,
    HTTPRoute,
    HTTPRouteFilter,
    HTTPRouteMatch,
    HTTPRouteRetry,
    HTTPRouteTimeouts,
    ReferenceGrant,
    RouteKind,
)
from kgen.objects.grafana import Dashboard
from kgen.objects.keda import ScaledObject, ScaleTrigger
from kgen.objects.meta import ConfigMap, IntOrString, Namespace, ObjectMeta, Protocol, Quantity, TemplateMeta
from kgen.objects.network import Ingress, PathType, Service, ServiceSettings, ServiceType
from kgen.objects.pod import PodSettings, PodTemplateSpec
from kgen.objects.policy import (
    NetworkPolicy,
    NetworkPolicyPeer,
    NetworkPolicyPort,
    PodDisruptionBudget,
    UnhealthyPodEvictionPolicy,
)
from kgen.objects.progressive import AnalysisTemplate, Canary, MetricTemplate, Rollout
from kgen.objects.prometheus import PodMonitor, PrometheusRule, RuleDocument, ServiceMonitor
from kgen.objects.rbac import ClusterRole, ClusterRoleBinding, PolicyRule, Role, RoleBinding, ServiceAccount
from kgen.objects.scheduling import TopologySpreadConstraint
from kgen.objects.security import PodSecurityContext, SecurityContext
from kgen.objects.volume import AccessMode, PersistentVolumeClaim, VolumeSource
from kgen.objects.workload import (
    ConcurrencyPolicy,
    CronJob,
    DaemonSet,
    DaemonSetSettings,
    Deployment,
    DeploymentSettings,
    Job,
    JobSettings,
    StatefulSet,
    StatefulSetSettings,
)

__all__ = [
    "AccessMode",
    "AnalysisTemplate",
    "Canary",
    "ClusterRole",
    "ClusterRoleBinding",
    "ConcurrencyPolicy",
    "ConfigMap",
    "CronJob",
    "DaemonSet",
    "DaemonSetSettings",
    "Dashboard",
    "Deployment",
    "DeploymentSettings",
    "EnvFromSource",
    "EnvVarSource",
    "ExternalSecret",
    "GRPCRoute",
    "HTTPRoute",
    "HTTPRouteFilter",
    "HTTPRouteMatch",
    "HTTPRouteRetry",
    "HTTPRouteTimeouts",
    "HorizontalPodAutoscaler",
    "HorizontalPodAutoscalerBehavior",
    "Ingress",
    "IntOrString",
    "Job",
    "JobSettings",
    "Lifecycle",
    "MetricSpec",
    "MetricTemplate",
    "MountPropagation",
    "Namespace",
    "NetworkPolicy",
    "NetworkPolicyPeer",
    "NetworkPolicyPort",
    "ObjectMeta",
    "PathType",
    "PersistentVolumeClaim",
    "PodDisruptionBudget",
    "PodMonitor",
    "PodSecurityContext",
    "PodSettings",
    "PodTemplateSpec",
    "PolicyRule",
    "Probe",
    "PrometheusRule",
    "Protocol",
    "PullPolicy",
    "Quantity",
    "ReferenceGrant",
    "RestartPolicy",
    "Role",
    "RoleBinding",
    "Rollout",
    "RouteKind",
    "RuleDocument",
    "ScaleTrigger",
    "ScaledObject",
    "SecretStoreKind",
    "SecurityContext",
    "Service",
    "ServiceAccount",
    "ServiceMonitor",
    "ServiceSettings",
    "ServiceType",
    "StatefulSet",
    "StatefulSetSettings",
    "TemplateMeta",
    "TopologySpreadConstraint",
    "UnhealthyPodEvictionPolicy",
    "VolumeSource",
]

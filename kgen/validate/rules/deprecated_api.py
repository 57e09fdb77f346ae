"""Finds versions of APIs and fields that are on their way out."""

from collections.abc import Iterator, Mapping

from kgen.diagnostics import escape
from kgen.validate.field import text
from kgen.validate.objects import Objects
from kgen.validate.rule import WARNING, Finding, Rule

RULE = Rule(
    code="KG748",
    name="deprecated-api",
    severity=WARNING,
    summary="An object has a deprecated version, kind or field.",
    explanation="A later version of Kubernetes or of the controller refuses it. What the environment's own version has "
    "no longer is an error of its own.",
    help="write the one that takes its place",
    good="serviceAccountName: checkout",
    bad="{serviceAccountName: checkout, serviceAccount: checkout}",
)

_SUCCESSORS: Mapping[tuple[str, str], str] = {
    ("v1", "ReplicationController"): "`apps/v1` Deployment",
    ("v1", "Endpoints"): "`discovery.k8s.io/v1` EndpointSlice",
    ("v1", "ComponentStatus"): "the health endpoints of the API server",
    ("batch/v1beta1", "CronJob"): "`batch/v1`",
    ("autoscaling/v2beta1", "HorizontalPodAutoscaler"): "`autoscaling/v2`",
    ("autoscaling/v2beta2", "HorizontalPodAutoscaler"): "`autoscaling/v2`",
    ("autoscaling/v1", "HorizontalPodAutoscaler"): "`autoscaling/v2`",
    ("policy/v1beta1", "PodDisruptionBudget"): "`policy/v1`",
    ("policy/v1beta1", "PodSecurityPolicy"): "Pod Security labels of the namespace",
    ("networking.k8s.io/v1beta1", "Ingress"): "`networking.k8s.io/v1`",
    ("extensions/v1beta1", "Ingress"): "`networking.k8s.io/v1`",
    ("admissionregistration.k8s.io/v1beta1", "ValidatingAdmissionPolicy"): "`admissionregistration.k8s.io/v1`",
    ("flowcontrol.apiserver.k8s.io/v1beta3", "FlowSchema"): "`flowcontrol.apiserver.k8s.io/v1`",
    ("gateway.networking.k8s.io/v1alpha2", "GRPCRoute"): "`gateway.networking.k8s.io/v1`",
    ("gateway.networking.k8s.io/v1beta1", "HTTPRoute"): "`gateway.networking.k8s.io/v1`",
    ("gateway.networking.k8s.io/v1beta1", "Gateway"): "`gateway.networking.k8s.io/v1`",
    ("external-secrets.io/v1beta1", "ExternalSecret"): "`external-secrets.io/v1`",
}
"""What takes the place of a version and kind."""


def check(objects: Objects) -> Iterator[Finding]:
    for found in objects.items:
        version, kind = text(found, "apiVersion") or "", text(found, "kind") or ""
        successor = _SUCCESSORS.get((version, kind))
        if successor:
            yield Finding(
                found, ("apiVersion",), f"`{escape(version)}` {escape(kind)} is deprecated", f"use {successor}"
            )
    for pod in objects.pods:
        if "serviceAccount" in pod.spec:
            path = (*pod.spec_path, "serviceAccount")
            yield Finding(pod.owner, path, "`serviceAccount` is deprecated", "use `serviceAccountName`")

"""Owns Rollouts and AnalysisTemplates of Argo Rollouts, which let a new version take over its traffic step by step."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kgen import names
from kgen.artifact import Artifact
from kgen.model import Analysis, ResolvedProject, Rollout, RolloutStep, Workload

if TYPE_CHECKING:
    from kgen import objects
    from kgen.objects.progressive import CanaryStep, GatewayPluginRoute, RolloutAnalysisBackground


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    for workload in project.workloads:
        if workload.rollout is not None:
            analysis = workload.rollout.analysis
            templates = () if analysis is None else (_template(project, workload, analysis),)
            yield Artifact("rollout.yml", (_rollout(project, workload, workload.rollout), *templates))


def _rollout(project: ResolvedProject, workload: Workload, rollout: Rollout) -> "objects.Rollout":
    settings = workload.settings
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "Rollout",
        "metadata": names.controller_metadata(project, workload, workload.name),
        "spec": {
            "replicas": workload.replicas,
            "minReadySeconds": settings.get("minReadySeconds"),
            "revisionHistoryLimit": settings.get("revisionHistoryLimit"),
            "progressDeadlineSeconds": settings.get("progressDeadlineSeconds"),
            "selector": {"matchLabels": dict(workload.selector)},
            "workloadRef": {
                "apiVersion": "apps/v1",
                "kind": "Deployment",
                "name": workload.name,
                "scaleDown": "onsuccess",
            },
            "strategy": {
                "canary": {
                    "canaryService": names.canary_name(workload.name),
                    "stableService": names.stable_name(workload.name),
                    "trafficRouting": {
                        "plugins": {
                            "argoproj-labs/gatewayAPI": {
                                "httpRoutes": _routes(rollout.http_routes),
                                "grpcRoutes": _routes(rollout.grpc_routes),
                                "namespace": project.namespace.name,
                            }
                        }
                    },
                    "analysis": _analysis(workload) if rollout.analysis else None,
                    "steps": [part for step in rollout.steps for part in _step(step)],
                }
            },
        },
    }


def _routes(routes: tuple[str, ...]) -> "list[GatewayPluginRoute] | None":
    return [{"name": name} for name in routes] or None


def _step(step: RolloutStep) -> "tuple[CanaryStep, CanaryStep]":
    # A pause that names no time ends when somebody promotes the new version.
    return {"setWeight": step.weight}, {"pause": {"duration": step.pause}}


def _analysis(workload: Workload) -> "RolloutAnalysisBackground":
    """Measures beside the steps, from the first on to the last."""
    return {
        "templates": [{"templateName": workload.name}],
        "args": [{"name": names.REVISION, "valueFrom": {"podTemplateHashValue": "Latest"}}],
    }


def _template(project: ResolvedProject, workload: Workload, analysis: Analysis) -> "objects.AnalysisTemplate":
    return {
        "apiVersion": "argoproj.io/v1alpha1",
        "kind": "AnalysisTemplate",
        "metadata": names.metadata(project, workload.name, workload.labels, workload.annotations),
        "spec": {
            "args": [{"name": names.REVISION}],
            "metrics": [
                {
                    "name": analysis.slo,
                    "interval": analysis.interval,
                    # Without requests there is no sample, and nothing against the new version.
                    "successCondition": f"len(result) == 0 || result[0] <= {analysis.limit}",
                    "failureLimit": analysis.failure_limit,
                    "provider": {"prometheus": {"address": analysis.address, "query": analysis.query}},
                }
            ],
        },
    }

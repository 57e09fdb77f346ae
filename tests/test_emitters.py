"""Owns the tests of the list of emitters: which files there are, and in which order."""

from kgen.artifact import Artifact
from kgen.emitters import EMITTERS
from kgen.model import ConfigFiles, ExternalSecret, ResolvedProject, Rollout, RolloutStep
from tests import models

FULL = models.project(
    models.workload()._replace(
        claims=(models.claim(),),
        files=ConfigFiles(name="checkout-files", data=(("a", "b"),), binary=()),
        services=(models.service(),),
        autoscaling=models.autoscaling(),
        disruption_budget=models.disruption_budget(),
        rollout=Rollout(steps=(RolloutStep(5, "10m"),), http_routes=("web",), grpc_routes=(), analysis=None),
    ),
    models.workload("agent")._replace(kind="DaemonSet"),
    models.workload("database")._replace(kind="StatefulSet", governing_service="checkout-database"),
    models.workload("migrate")._replace(kind="Job"),
    models.workload("nightly")._replace(kind="CronJob", schedule=models.schedule()),
    models.workload("worker")._replace(
        autoscaling=models.autoscaling()._replace(metrics=(), triggers=({"type": "cron", "metadata": {}},))
    ),
)._replace(
    service_accounts=(models.service_account()._replace(rules=({"verbs": ["get"], "resources": ["pods"]},)),),
    external_secrets=(
        ExternalSecret(name="db", keys=("password",), store="vault", store_kind="SecretStore", refresh_interval="1h"),
    ),
    extra_objects=({"apiVersion": "v1", "kind": "LimitRange", "metadata": {"name": "limits"}},),
)


def artifacts(project: ResolvedProject) -> list[Artifact]:
    return [artifact for emit in EMITTERS for artifact in emit(project)]


def test_files_come_in_their_order() -> None:
    assert [artifact.path for artifact in artifacts(FULL)] == [
        "00-namespace.yml",
        "serviceaccount.yml",
        "rbac.yml",
        "configmap.yml",
        "pvc.yml",
        "deployment.yml",
        "statefulset.yml",
        "daemonset.yml",
        "job.yml",
        "cronjob.yml",
        "rollout.yml",
        "service.yml",
        "hpa.yml",
        "scaledobject.yml",
        "pdb.yml",
        "externalsecret.yml",
        "extra.yml",
    ]


def test_no_two_objects_have_the_same_identity() -> None:
    identities = [
        (found["apiVersion"], found["kind"], found["metadata"].get("namespace"), found["metadata"]["name"])
        for artifact in artifacts(FULL)
        for found in artifact.objects
    ]
    assert len(identities) == len(set(identities))


def test_project_with_nothing_has_no_files() -> None:
    nothing = models.project()
    assert artifacts(nothing._replace(namespace=nothing.namespace._replace(create=False))) == []

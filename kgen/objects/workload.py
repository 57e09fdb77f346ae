"""Owns the shapes of the controllers that run pods: Deployment, StatefulSet, DaemonSet, Job, CronJob.

A `...Settings` class holds those fields of a controller that go from a project to the output as they are.
"""

from typing import Literal, Required, TypeAlias, TypedDict

from kgen.objects.meta import IntOrString, LabelSelector, ObjectMeta, TemplateMeta
from kgen.objects.pod import PodTemplateSpec
from kgen.objects.volume import PersistentVolumeClaim

ConcurrencyPolicy: TypeAlias = Literal["Allow", "Forbid", "Replace"]


class RollingUpdateDeployment(TypedDict, total=False):
    maxSurge: IntOrString | None
    maxUnavailable: IntOrString | None


class DeploymentStrategy(TypedDict, total=False):
    type: Literal["RollingUpdate", "Recreate"] | None
    rollingUpdate: RollingUpdateDeployment | None


class DeploymentSettings(TypedDict, total=False):
    minReadySeconds: int | None
    progressDeadlineSeconds: int | None
    revisionHistoryLimit: int | None
    strategy: DeploymentStrategy | None


class DeploymentSpec(DeploymentSettings, total=False):
    replicas: int | None
    selector: Required[LabelSelector]
    template: Required[PodTemplateSpec]


class Deployment(TypedDict):
    apiVersion: Literal["apps/v1"]
    kind: Literal["Deployment"]
    metadata: ObjectMeta
    spec: DeploymentSpec


class RollingUpdateStatefulSetStrategy(TypedDict, total=False):
    maxUnavailable: IntOrString | None
    partition: int | None


class StatefulSetUpdateStrategy(TypedDict, total=False):
    type: Literal["RollingUpdate", "OnDelete"] | None
    rollingUpdate: RollingUpdateStatefulSetStrategy | None


class StatefulSetPersistentVolumeClaimRetentionPolicy(TypedDict, total=False):
    whenDeleted: Literal["Retain", "Delete"] | None
    whenScaled: Literal["Retain", "Delete"] | None


class StatefulSetSettings(TypedDict, total=False):
    minReadySeconds: int | None
    persistentVolumeClaimRetentionPolicy: StatefulSetPersistentVolumeClaimRetentionPolicy | None
    podManagementPolicy: Literal["OrderedReady", "Parallel"] | None
    revisionHistoryLimit: int | None
    updateStrategy: StatefulSetUpdateStrategy | None


class StatefulSetSpec(StatefulSetSettings, total=False):
    replicas: int | None
    serviceName: Required[str]
    selector: Required[LabelSelector]
    template: Required[PodTemplateSpec]
    volumeClaimTemplates: list[PersistentVolumeClaim] | None


class StatefulSet(TypedDict):
    apiVersion: Literal["apps/v1"]
    kind: Literal["StatefulSet"]
    metadata: ObjectMeta
    spec: StatefulSetSpec


class RollingUpdateDaemonSet(TypedDict, total=False):
    maxSurge: IntOrString | None
    maxUnavailable: IntOrString | None


class DaemonSetUpdateStrategy(TypedDict, total=False):
    type: Literal["RollingUpdate", "OnDelete"] | None
    rollingUpdate: RollingUpdateDaemonSet | None


class DaemonSetSettings(TypedDict, total=False):
    minReadySeconds: int | None
    revisionHistoryLimit: int | None
    updateStrategy: DaemonSetUpdateStrategy | None


class DaemonSetSpec(DaemonSetSettings):
    selector: LabelSelector
    template: PodTemplateSpec


class DaemonSet(TypedDict):
    apiVersion: Literal["apps/v1"]
    kind: Literal["DaemonSet"]
    metadata: ObjectMeta
    spec: DaemonSetSpec


class JobSettings(TypedDict, total=False):
    activeDeadlineSeconds: int | None
    backoffLimit: int | None
    completions: int | None
    parallelism: int | None
    ttlSecondsAfterFinished: int | None


class JobSpec(JobSettings):
    template: PodTemplateSpec


class Job(TypedDict):
    apiVersion: Literal["batch/v1"]
    kind: Literal["Job"]
    metadata: ObjectMeta
    spec: JobSpec


class JobTemplateSpec(TypedDict, total=False):
    metadata: TemplateMeta | None
    spec: Required[JobSpec]


class CronJobSpec(TypedDict, total=False):
    schedule: Required[str]
    timeZone: str | None
    concurrencyPolicy: ConcurrencyPolicy | None
    startingDeadlineSeconds: int | None
    suspend: bool | None
    successfulJobsHistoryLimit: int | None
    failedJobsHistoryLimit: int | None
    jobTemplate: Required[JobTemplateSpec]


class CronJob(TypedDict):
    apiVersion: Literal["batch/v1"]
    kind: Literal["CronJob"]
    metadata: ObjectMeta
    spec: CronJobSpec

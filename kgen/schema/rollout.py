"""Owns how pods are replaced and how Jobs run and repeat: the fields that belong to single kinds of workload."""

from typing import Annotated, Literal

from pydantic import Field

from kgen.schema.record import Record
from kgen.schema.scalar import Count, IntOrPercent, IntOrSurgePercent, PositiveCount, Seconds


class RollingUpdateDeployment(Record, total=False):
    """How many pods a Deployment replaces at a time."""

    maxSurge: Annotated[
        IntOrSurgePercent,
        Field(description="Pods above the wanted number, as a number or a percentage. Default: `25%`."),
    ]
    maxUnavailable: Annotated[
        IntOrPercent, Field(description="Pods that may be missing, as a number or a percentage. Default: 0.")
    ]


class DeploymentStrategy(Record, total=False):
    """How a Deployment replaces its pods."""

    type: Annotated[
        Literal["RollingUpdate", "Recreate"],
        Field(
            description="Replace step by step, or stop all pods first. Default: `RollingUpdate`; `Recreate` with a "
            "claim that only one node may mount."
        ),
    ]
    rollingUpdate: Annotated[RollingUpdateDeployment, Field(description="How many pods are replaced at a time.")]


class RollingUpdate(Record, total=False):
    """How many pods a StatefulSet or DaemonSet replaces at a time."""

    partition: Annotated[
        Count,
        Field(
            description="First pod that is replaced; those below keep the old version. Default: 0. StatefulSets only."
        ),
    ]
    maxUnavailable: Annotated[
        IntOrPercent,
        Field(
            description="Pods that may be missing, as a number or a percentage. Default: `10%` for DaemonSets, "
            "otherwise 1."
        ),
    ]
    maxSurge: Annotated[
        IntOrPercent,
        Field(description="Nodes that may run the old and the new pod at once. Default: 0. DaemonSets only."),
    ]


class UpdateStrategy(Record, total=False):
    """How a StatefulSet or DaemonSet replaces its pods."""

    type: Annotated[
        Literal["RollingUpdate", "OnDelete"],
        Field(description="Replace step by step, or only pods that someone deletes. Default: `RollingUpdate`."),
    ]
    rollingUpdate: Annotated[RollingUpdate, Field(description="How many pods are replaced at a time.")]


class ClaimRetentionPolicy(Record, total=False):
    """What becomes of a StatefulSet's claims."""

    whenDeleted: Annotated[
        Literal["Retain", "Delete"], Field(description="When the StatefulSet is deleted. Default: `Retain`.")
    ]
    whenScaled: Annotated[Literal["Retain", "Delete"], Field(description="When it is scaled down. Default: `Retain`.")]


class RolloutTerms(Record, total=False):
    """Fields of the controllers, each for its kinds."""

    strategy: Annotated[
        DeploymentStrategy,
        Field(description="How pods are replaced. Default: RollingUpdate of `25%` and 0. Deployments only."),
    ]
    updateStrategy: Annotated[
        UpdateStrategy,
        Field(description="How pods are replaced. Default: RollingUpdate. StatefulSets and DaemonSets only."),
    ]
    minReadySeconds: Annotated[
        Seconds,
        Field(
            description="Seconds a new pod must be ready before it counts as available. Default: 0. Deployments, "
            "StatefulSets and DaemonSets only."
        ),
    ]
    revisionHistoryLimit: Annotated[
        Count,
        Field(
            description="Old versions kept for a rollback. Default: 5. Deployments, StatefulSets and DaemonSets only."
        ),
    ]
    progressDeadlineSeconds: Annotated[
        PositiveCount,
        Field(description="Seconds without progress after which a rollout has failed. Default: 600. Deployments only."),
    ]
    podManagementPolicy: Annotated[
        Literal["OrderedReady", "Parallel"],
        Field(
            description="Whether pods start one after the other or at once. Default: `OrderedReady`. StatefulSets only."
        ),
    ]
    persistentVolumeClaimRetentionPolicy: Annotated[
        ClaimRetentionPolicy, Field(description="What becomes of claims. Default: they are kept. StatefulSets only.")
    ]
    backoffLimit: Annotated[
        Count, Field(description="Failures after which a Job gives up. Default: 6. Jobs and CronJobs only.")
    ]
    activeDeadlineSeconds: Annotated[
        PositiveCount,
        Field(description="Seconds after which a Job is stopped. Default: never. Jobs and CronJobs only."),
    ]
    parallelism: Annotated[
        Count, Field(description="Pods of a Job that run at once. Default: 1. Jobs and CronJobs only.")
    ]
    completions: Annotated[
        PositiveCount, Field(description="Pods of a Job that must succeed. Default: 1. Jobs and CronJobs only.")
    ]
    ttlSecondsAfterFinished: Annotated[
        Seconds,
        Field(
            description="Seconds after which a finished Job is deleted. Default: 86400 for Jobs. Jobs and CronJobs "
            "only."
        ),
    ]
    restartPolicy: Annotated[
        Literal["Never", "OnFailure", "Always"],
        Field(
            description="Whether a failed container makes a new pod or runs again in place. Default: `Never` for Jobs "
            "and CronJobs; the other kinds have `Always` alone."
        ),
    ]
    schedule: Annotated[
        str,
        Field(
            description="Five cron fields: minute, hour, day of the month, month, day of the week. Makes the workload "
            "a CronJob.",
            examples=["0 3 * * *"],
        ),
    ]
    timeZone: Annotated[
        str,
        Field(min_length=1, description="Time zone of the schedule. Default: `Etc/UTC`.", examples=["Europe/Berlin"]),
    ]
    concurrencyPolicy: Annotated[
        Literal["Forbid", "Allow", "Replace"],
        Field(
            description="What happens when the last run still goes on: the new one is left out, runs beside it, or "
            "takes its place. Default: `Forbid`. CronJobs only."
        ),
    ]
    startingDeadlineSeconds: Annotated[
        PositiveCount,
        Field(description="Seconds by which a run may start late; then it is left out. Default: 300. CronJobs only."),
    ]
    suspend: Annotated[
        bool,
        Field(description="Whether no further run is started. Default: `false`, in a canary `true`. CronJobs only."),
    ]
    successfulJobsHistoryLimit: Annotated[
        Count, Field(description="Successful runs that are kept. Default: 3. CronJobs only.")
    ]
    failedJobsHistoryLimit: Annotated[Count, Field(description="Failed runs that are kept. Default: 1. CronJobs only.")]

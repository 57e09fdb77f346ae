"""Owns CronJobs."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from kgen import names, pod
from kgen.artifact import Artifact
from kgen.model import ResolvedProject, Schedule, Workload

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    found = [(workload, workload.schedule) for workload in project.workloads if workload.schedule is not None]
    if found:
        yield Artifact("cronjob.yml", tuple(_cron_job(project, workload, schedule) for workload, schedule in found))


def _cron_job(project: ResolvedProject, workload: Workload, schedule: Schedule) -> "objects.CronJob":
    return {
        "apiVersion": "batch/v1",
        "kind": "CronJob",
        "metadata": names.controller_metadata(project, workload, workload.name),
        "spec": {
            "schedule": schedule.cron,
            "timeZone": schedule.time_zone,
            "concurrencyPolicy": schedule.concurrency_policy,
            "startingDeadlineSeconds": schedule.starting_deadline,
            "suspend": schedule.suspend,
            "successfulJobsHistoryLimit": schedule.successful_history,
            "failedJobsHistoryLimit": schedule.failed_history,
            "jobTemplate": {
                "metadata": {
                    "labels": names.controller_labels(workload),
                    "annotations": dict(workload.annotations) or None,
                },
                "spec": {
                    **cast("objects.JobSettings", workload.settings),
                    "template": pod.template(workload.pod),
                },
            },
        },
    }

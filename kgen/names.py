"""Owns every name, label and selector that two objects share."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import TYPE_CHECKING

from kgen.model import ResolvedProject, Text, Workload

if TYPE_CHECKING:
    from kgen.objects import ObjectMeta
    from kgen.objects.autoscaling import CrossVersionObjectReference

MAIN = "main"
NAME = "app.kubernetes.io/name"
COMPONENT = "app.kubernetes.io/component"
INSTANCE = "app.kubernetes.io/instance"
PART_OF = "app.kubernetes.io/part-of"
MANAGED_BY = "app.kubernetes.io/managed-by"
VERSION = "app.kubernetes.io/version"
ENVIRONMENT = "kgen.dev/environment"
OWNER = "kgen.dev/owner"
REVISION = "revision"
REVISION_ARGUMENT = f"{{{{args.{REVISION}}}}}"
"""What stands in the query of an analysis for the hash in the names of the new version's pods."""


def workload_name(project: str, component: str) -> str:
    """The main workload is called like the project, a further one `<project>-<key>`."""
    return project if component == MAIN else f"{project}-{component}"


def job_name(workload: str, digest: str) -> str:
    """A Job carries the digest of its pod template: a template cannot be changed, so a new one needs a new Job."""
    return f"{workload}-{digest}"


def cluster_role_name(namespace: str, service_account: str) -> str:
    """The ClusterRole and its binding; the namespace keeps projects and environments of one cluster apart."""
    return f"{namespace}:{service_account}"


def namespace_name(project: str, environment: str) -> str:
    return f"{project}-{environment}"


def files_name(workload: str) -> str:
    """The ConfigMap with a workload's files."""
    return f"{workload}-files"


def headless_name(workload: str) -> str:
    """The headless Service that governs a StatefulSet beside its ClusterIP Service."""
    return f"{workload}-headless"


def canary_name(workload: str) -> str:
    """The Service of the version that is rolled out."""
    return f"{workload}-canary"


def stable_name(workload: str) -> str:
    """The Service of the version that is proven."""
    return f"{workload}-stable"


def scale_target(workload: Workload) -> "CrossVersionObjectReference":
    """What an autoscaler scales: the controller that runs the pods."""
    if workload.rollout is not None:
        return {"apiVersion": "argoproj.io/v1alpha1", "kind": "Rollout", "name": workload.name}
    return {"apiVersion": "apps/v1", "kind": workload.kind, "name": workload.name}


def dashboard_name(project: str) -> str:
    """The ConfigMap with the project's dashboard."""
    return f"{project}-dashboard"


def dashboard_uid(project: str, environment: str) -> str:
    """What Grafana knows the dashboard by, in links too: at most 40 characters, the digest where it would be longer."""
    uid = f"kgen-{project}-{environment}"
    return uid if len(uid) <= 40 else f"{uid[:31]}-{sha256(uid.encode()).hexdigest()[:8]}"


def text(pairs: Mapping[str, str]) -> Text:
    """A map of text as the model keeps it: sorted pairs."""
    return tuple(sorted(pairs.items()))


def selector(project: str, component: str) -> dict[str, str]:
    """The labels that select a workload's pods. They are immutable in a cluster: nothing may be added here."""
    return {NAME: project, COMPONENT: component}


def label_value(value: str) -> str:
    """A derived label value: what Kubernetes refuses becomes `-`, cut at 63 characters, ends alphanumeric."""
    return re.sub(r"[^A-Za-z0-9_.-]", "-", value)[:63].strip("-_.")


def slug(path: str) -> str:
    """A DNS label made of a path: `/var/lib/data` becomes `var-lib-data`."""
    return re.sub(r"[^a-z0-9]+", "-", path.lower()).strip("-")[:63].strip("-") or "root"


def controller_labels(workload: Workload) -> dict[str, str]:
    """The labels of a Deployment, StatefulSet, DaemonSet, Job or CronJob; `version` may change with every release."""
    version = {VERSION: workload.version} if workload.version else {}
    return {**dict(workload.labels), **version}


def metadata(project: ResolvedProject, name: str, labels: Text, annotations: Text) -> "ObjectMeta":
    """The metadata of a namespaced object."""
    return {
        "name": name,
        "namespace": project.namespace.name,
        "labels": dict(labels),
        "annotations": dict(annotations) or None,
    }


def controller_metadata(project: ResolvedProject, workload: Workload, name: str) -> "ObjectMeta":
    """The metadata of the controller of a workload; only a Job is called other than its workload."""
    return metadata(project, name, text(controller_labels(workload)), workload.annotations)

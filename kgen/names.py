"""Owns every name, label and selector that two objects share."""

import re
from collections.abc import Mapping

from kgen.model import ResolvedProject, Text, Workload

MAIN = "main"
NAME = "app.kubernetes.io/name"
COMPONENT = "app.kubernetes.io/component"


def workload_name(project: str, component: str) -> str:
    """The main workload is called like the project, a further one `<project>-<key>`."""
    return project if component == MAIN else f"{project}-{component}"


def namespace_name(project: str, environment: str) -> str:
    return f"{project}-{environment}"


def files_name(workload: str) -> str:
    """The ConfigMap with a workload's files."""
    return f"{workload}-files"


def headless_name(workload: str) -> str:
    """The headless Service that governs a StatefulSet beside its ClusterIP Service."""
    return f"{workload}-headless"


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


def object_labels(project: ResolvedProject, component: str | None = None) -> dict[str, str]:
    """The labels of an object that belongs to the project, or to one of its workloads."""
    labels = dict(project.labels)
    if component is not None:
        labels[COMPONENT] = component
    return labels


def workload_labels(workload: Workload) -> dict[str, str]:
    return dict(workload.labels)

"""Owns the list of emitters, one for each output file, in the order of the files."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from kgen.artifact import Artifact
from kgen.emitters import (
    alerts,
    configmap,
    cronjob,
    daemonset,
    dashboard,
    deployment,
    externalsecret,
    extra,
    hpa,
    job,
    namespace,
    networkpolicy,
    pdb,
    podmonitor,
    pvc,
    rbac,
    rollout,
    routes,
    scaledobject,
    service,
    serviceaccount,
    servicemonitor,
    statefulset,
)
from kgen.model import ResolvedProject

Emitter: TypeAlias = Callable[[ResolvedProject], Iterator[Artifact]]
"""Yields at most one artifact, and none when the project has nothing for its file."""

EMITTERS: tuple[Emitter, ...] = (
    namespace.emit,
    serviceaccount.emit,
    rbac.emit,
    configmap.emit,
    pvc.emit,
    deployment.emit,
    statefulset.emit,
    daemonset.emit,
    job.emit,
    cronjob.emit,
    rollout.emit,
    service.emit,
    hpa.emit,
    scaledobject.emit,
    pdb.emit,
    networkpolicy.emit,
    routes.emit,
    servicemonitor.emit,
    podmonitor.emit,
    alerts.emit,
    dashboard.emit,
    externalsecret.emit,
    extra.emit,
)

"""Owns the list of emitters, one for each output file, in the order of the files."""

from collections.abc import Callable, Iterator
from typing import TypeAlias

from kgen.artifact import Artifact
from kgen.emitters import (
    configmap,
    cronjob,
    daemonset,
    deployment,
    externalsecret,
    extra,
    hpa,
    job,
    namespace,
    networkpolicy,
    pdb,
    pvc,
    rbac,
    routes,
    scaledobject,
    service,
    serviceaccount,
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
    service.emit,
    hpa.emit,
    scaledobject.emit,
    pdb.emit,
    networkpolicy.emit,
    routes.emit,
    externalsecret.emit,
    extra.emit,
)

"""Owns where a finding belongs in the project: a place in an object becomes the path of what decides it."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from kgen import names
from kgen.artifact import Object
from kgen.frontend import MergedEnvironment
from kgen.model import ResolvedProject
from kgen.node import MappingNode, Path, ScalarNode, find, locate, walk
from kgen.resolve.files import key_of
from kgen.source import Span
from kgen.validate.fault import container_of
from kgen.validate.field import get, mapping, text
from kgen.validate.objects import name_of

SECTIONS: Mapping[str, str] = {
    "AnalysisTemplate": "/rollout",
    "CronJob": "schedule",
    "ClusterRole": "serviceAccount.clusterRules",
    "ClusterRoleBinding": "serviceAccount.clusterRules",
    "ConfigMap": "files",
    "ExternalSecret": "env",
    "GRPCRoute": "/routes",
    "HTTPRoute": "/routes",
    "HorizontalPodAutoscaler": "autoscaling",
    "Ingress": "/routes",
    "Namespace": "/namespace",
    "NetworkPolicy": "allowFrom",
    "PersistentVolumeClaim": "volumes",
    "PodDisruptionBudget": "podDisruptionBudget",
    "PodMonitor": "metrics",
    "PrometheusRule": "/alerts",
    "ReferenceGrant": "/routes",
    "Role": "serviceAccount.rules",
    "RoleBinding": "serviceAccount.rules",
    "Rollout": "/rollout",
    "ScaledObject": "autoscaling",
    "Service": "service",
    "ServiceAccount": "serviceAccount",
    "ServiceMonitor": "metrics",
}
"""The section of the language that an object comes from, where nobody knows better; with `/` one of the project."""


class Setting(NamedTuple):
    """An environment as its objects came about."""

    merged: MergedEnvironment
    project: ResolvedProject


def find_span(setting: Setting, found: Object, path: Path, mend: str) -> Span:
    """Where the project decides what stands at `path` of an object; where it says nothing of it, what is nearest."""
    root = setting.merged.root
    if any(found.get("metadata") == extra["metadata"] for extra in setting.project.extra_objects):
        return locate(root, _extra_path(root, name_of(found)), key=True)
    return locate(root, language_path(setting, found, path, mend or SECTIONS.get(str(found.get("kind")), "")))


def language_path(setting: Setting, found: Object, path: Path, mend: str) -> Path:
    """The path in the merged project of the field `mend`, which is written as in a rule."""
    data: Mapping[str, Any] = setting.merged.data
    if mend.startswith("/"):
        section = tuple(mend[1:].split("."))
        return (*section, *_entry(data, section, name_of(found).removeprefix(f"{setting.project.name}-")))
    component = text(found, "metadata", "labels", names.COMPONENT) or names.MAIN
    base: Path = ("workloads", component) if component in mapping(data, "workloads") else ()
    field: Path = tuple(mend.split(".")) if mend else ()
    workload = names.workload_name(setting.project.name, component)
    further = name_of(found).removeprefix(f"{workload}-")
    if field[:1] == ("service",) and further in mapping(data, *base, "services"):
        return (*base, "services", further, *field[1:])
    return (*base, *_container(setting, component, mapping(data, *base), found, path), *field)


def _container(
    setting: Setting, component: str, workload: Mapping[str, Any], found: Object, path: Path
) -> tuple[str, ...]:
    """The way from a workload to the container that a path of its object leads into; none to the main one."""
    name = container_of(found, path)
    main = next((each.main_container for each in setting.project.workloads if each.component == component), None)
    if name is None or name == main:
        return ()
    return next(((kind, name) for kind in ("sidecars", "initContainers") if name in mapping(workload, kind)), ())


def _entry(data: Mapping[str, Any], section: Path, name: str) -> tuple[str, ...]:
    """The key of a section that an object is named after: `checkout-web` and `checkout-web-redirect` after `web`."""
    keys = [key for key in mapping(data, *section) if name == key or name.startswith(f"{key}-")]
    return (max(keys, key=len),) if keys else ()


def _extra_path(root: MappingNode, name: str) -> Path:
    """The entry of an extra object: the one that spells its name out, or the only one that names a file."""
    section = find(root, ("extraObjects",))
    entries = section.entries if isinstance(section, MappingNode) else {}
    sources = []
    for key in entries:
        written = find(root, ("extraObjects", key, "object", "metadata", "name"))
        if isinstance(written, ScalarNode) and written.text == name:
            return ("extraObjects", key)
        if find(root, ("extraObjects", key, "source")) is not None:
            sources.append(key)
    return ("extraObjects", sources[0]) if len(sources) == 1 else ("extraObjects",)


def excused_names(root: MappingNode) -> frozenset[str]:
    """What the project says `notSecret` of: names of variables, paths of files and their keys in a ConfigMap."""
    excused = set()
    for path, node in walk(root):
        if isinstance(node, MappingNode) and "notSecret" in node.entries:
            excused |= {str(path[-1]), key_of(str(path[-1]))}
    return frozenset(excused)


def is_excused(excused: frozenset[str], found: Object, path: Path) -> bool:
    """Whether a value that looks like a credential has a name that the project says is none."""
    return not excused.isdisjoint({str(path[-1]), str(get(found, *path[:-1], "name"))})


def patches_of(project: ResolvedProject, found: Object) -> tuple[str, ...]:
    """The names of the patches that have changed an object."""
    kind, name = found.get("kind"), name_of(found)
    return tuple(patch.name for patch in project.patches if patch.kind == kind and patch.target in (None, name))

"""Owns the table of shapes: where the language has short forms, text as written, and fields that exclude each other.

Types are checked later and elsewhere; a field that has none of these is not in the table. `kgen schema` takes the short
forms from here.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

from kgen import expand
from kgen.expand import Short

NOTHING: Mapping[str, Any] = MappingProxyType({})


class Spelling(NamedTuple):
    """A second spelling of a field: `short: x` stands for `long: x`, or for `long: {under: x}`."""

    long: str
    under: str | None = None


class Shape(NamedTuple):
    """What is known of a field before its type is checked.

    `text`: scalars here are kept as written. `free`: plain data of another system, `null` included. `fields`: shapes of
    a record's fields. `each`: the shape of every value of a map or list. `spellings`: further spellings of fields.
    `alternatives`: fields of which one is written, each with its companions; they make a union type, and the step adds
    its tag. `rivals`: two sides of which one may be written, without making a type of their own.
    """

    shorts: tuple[Short, ...] = ()
    text: bool = False
    free: bool = False
    fields: "Mapping[str, Shape]" = NOTHING
    each: "Shape | None" = None
    spellings: Mapping[str, Spelling] = NOTHING
    alternatives: Mapping[str, tuple[str, ...]] = NOTHING
    rivals: "tuple[frozenset[str], frozenset[str]] | None" = None


TEXT = Shape(text=True)
TEXT_MAP = Shape(each=TEXT)
FREE = Shape(free=True)
METADATA = Shape(fields={"labels": TEXT_MAP, "annotations": TEXT_MAP})
SELECTOR = Shape(fields={"matchLabels": TEXT_MAP})

IMAGE = Shape(shorts=(expand.image(),), fields=expand.same(("repository", "tag", "digest"), TEXT))
PORT = Shape(shorts=(expand.scalar_as("containerPort"),))
PORTS = Shape(each=PORT)
RESOURCES = Shape(shorts=(expand.plain_resources(),), fields={"requests": TEXT_MAP, "limits": TEXT_MAP})

HTTP_GET = Shape(fields={"path": TEXT, "httpHeaders": Shape(each=Shape(fields={"value": TEXT}))})
HANDLERS = {"httpGet": (), "grpc": (), "tcpSocket": (), "exec": ()}
PROBE = Shape(shorts=(expand.probe_path(),), alternatives=HANDLERS, fields={"httpGet": HTTP_GET})
PROBES = Shape(shorts=(expand.same_probe_thrice(),), fields={"readiness": PROBE, "liveness": PROBE, "startup": PROBE})
HOOK = Shape(alternatives={"exec": (), "httpGet": (), "tcpSocket": (), "sleep": ()}, fields={"httpGet": HTTP_GET})
LIFECYCLE = Shape(fields={"postStart": HOOK, "preStop": HOOK})

ENV_SOURCE = Shape(
    shorts=(expand.kubernetes_env_source(), expand.scalar_as("value")),
    alternatives={
        "value": ("notSecret",),
        "secret": ("key", "optional"),
        "configMap": ("key", "optional"),
        "field": (),
        "resourceFieldRef": (),
    },
    fields={**expand.same(("value", "key"), TEXT), "resourceFieldRef": Shape(fields={"divisor": TEXT})},
)
ENV_FROM = Shape(
    shorts=(expand.sources_by_kind(),),
    each=Shape(alternatives={"configMap": (), "secret": ()}),
)
FILE = Shape(
    shorts=(expand.scalar_as("content"),),
    alternatives={
        "source": (),
        "content": ("notSecret",),
        "secret": ("items", "key", "optional"),
        "configMap": ("items", "key", "optional"),
    },
    fields={"content": TEXT, "items": TEXT_MAP, "key": TEXT},
)
CLAIM_SPEC = Shape(
    fields={
        "selector": SELECTOR,
        "resources": Shape(fields={"requests": TEXT_MAP, "limits": TEXT_MAP}),
    }
)
CLAIM_TEMPLATE = Shape(fields={"metadata": METADATA, "spec": CLAIM_SPEC})
VOLUME_TYPES = (
    "emptyDir",
    "persistentVolumeClaim",
    "secret",
    "configMap",
    "downwardAPI",
    "projected",
    "csi",
    "ephemeral",
    "image",
    "nfs",
    "hostPath",
    "volume",
)
DOWNWARD = Shape(fields={"items": Shape(each=Shape(fields={"resourceFieldRef": Shape(fields={"divisor": TEXT})}))})
PROJECTION = Shape(
    fields={
        "downwardAPI": DOWNWARD,
        "clusterTrustBundle": Shape(fields={"labelSelector": SELECTOR}),
        "podCertificate": Shape(fields={"userAnnotations": TEXT_MAP}),
    }
)
VOLUME = Shape(
    alternatives=dict.fromkeys(VOLUME_TYPES, ()),
    fields={
        "emptyDir": Shape(fields={"sizeLimit": TEXT}),
        "persistentVolumeClaim": Shape(fields={"size": TEXT}),
        "downwardAPI": DOWNWARD,
        "projected": Shape(fields={"sources": Shape(each=PROJECTION)}),
        "csi": Shape(fields={"volumeAttributes": TEXT_MAP}),
        "ephemeral": Shape(fields={"volumeClaimTemplate": CLAIM_TEMPLATE}),
    },
)

CONTAINER: dict[str, Shape] = {
    "image": IMAGE,
    "ports": PORTS,
    "probes": PROBES,
    "resources": RESOURCES,
    "env": Shape(each=ENV_SOURCE),
    "envFrom": ENV_FROM,
    "files": Shape(each=FILE),
    "volumes": Shape(each=VOLUME),
    "lifecycle": LIFECYCLE,
}
CONTAINER_SPELLINGS = {"port": Spelling("ports", "http"), "health": Spelling("probes")}
FURTHER_CONTAINERS = Shape(each=Shape(fields=CONTAINER, spellings=CONTAINER_SPELLINGS))

QUANTITY_TARGET = Shape(fields={"value": TEXT, "averageValue": TEXT})
METRIC_SOURCE = Shape(fields={"target": QUANTITY_TARGET, "metric": Shape(fields={"selector": SELECTOR})})
METRIC = Shape(
    fields=expand.same(("resource", "containerResource", "pods", "object", "external"), METRIC_SOURCE),
)
TRIGGER = Shape(fields={"threshold": TEXT, "metadata": TEXT_MAP})
SCALING_RULES = Shape(fields={"tolerance": TEXT})
AUTOSCALING = Shape(
    fields={
        "behavior": Shape(fields=expand.same(("scaleUp", "scaleDown"), SCALING_RULES)),
        "metrics": Shape(each=METRIC),
        "triggers": Shape(each=TRIGGER),
    }
)

POD_TERM = Shape(fields={"labelSelector": SELECTOR, "namespaceSelector": SELECTOR})
POD_AFFINITY = Shape(
    fields={
        "requiredDuringSchedulingIgnoredDuringExecution": Shape(each=POD_TERM),
        "preferredDuringSchedulingIgnoredDuringExecution": Shape(each=Shape(fields={"podAffinityTerm": POD_TERM})),
    }
)
AFFINITY = Shape(fields={"podAffinity": POD_AFFINITY, "podAntiAffinity": POD_AFFINITY})

SERVICE = Shape(fields={"annotations": TEXT_MAP})
SERVICE_PORT = Shape(shorts=(expand.scalar_as("port"),))
FURTHER_SERVICE = Shape(fields={"annotations": TEXT_MAP, "ports": Shape(each=SERVICE_PORT)})
ACCOUNT = Shape(
    shorts=(expand.existing_account(),),
    fields={"annotations": TEXT_MAP, "labels": TEXT_MAP},
)
DEPENDENCIES = Shape(
    shorts=(expand.names_as_map(),),
    each=Shape(rivals=(frozenset({"host"}), frozenset({"namespace", "environment", "workload"}))),
)
CALLERS = Shape(shorts=(expand.names_as_map(),), each=Shape())

WORKLOAD: dict[str, Shape] = {
    **CONTAINER,
    "sidecars": FURTHER_CONTAINERS,
    "initContainers": FURTHER_CONTAINERS,
    "autoscaling": AUTOSCALING,
    "metrics": Shape(shorts=(expand.switched_on(), expand.scalar_as("port"))),
    "podSecurity": Shape(shorts=(expand.scalar_as("level"),)),
    "serviceAccount": ACCOUNT,
    "service": SERVICE,
    "services": Shape(each=FURTHER_SERVICE),
    "dependsOn": DEPENDENCIES,
    "allowFrom": CALLERS,
    "affinity": AFFINITY,
    "topologySpreadConstraints": Shape(each=Shape(fields={"labelSelector": SELECTOR})),
    **expand.same(("labels", "annotations", "podLabels", "podAnnotations", "selector", "nodeSelector"), TEXT_MAP),
}
WORKLOAD_RIVALS = (frozenset({"replicas"}), frozenset({"autoscaling"}))

ROUTE = Shape(
    shorts=(expand.host_and_path(),),
    fields=expand.same(("annotations", "headers", "queryParams"), TEXT_MAP),
)
SLO = Shape(fields={"objective": TEXT})
ALERT = Shape(fields={"labels": TEXT_MAP, "annotations": TEXT_MAP})
PATCH = Shape(
    alternatives={"merge": (), "json6902": ()},
    fields={"merge": FREE, "json6902": Shape(each=Shape(fields={"value": FREE, "path": TEXT}))},
)
EXTRA_OBJECT = Shape(
    shorts=(expand.scalar_as("source"),),
    alternatives={"source": (), "object": ()},
    fields={"object": FREE},
)
OWNER = Shape(shorts=(expand.scalar_as("team"),))

OVERLAY_FIELDS: dict[str, Shape] = {
    **WORKLOAD,
    "owner": OWNER,
    "namespace": Shape(shorts=(expand.scalar_as("name"),)),
    "workloads": Shape(each=Shape(fields=WORKLOAD, spellings=CONTAINER_SPELLINGS, rivals=WORKLOAD_RIVALS)),
    "routes": Shape(each=ROUTE),
    "slo": Shape(each=SLO),
    "dashboard": Shape(fields={"panels": Shape(each=Shape(fields={"exprs": TEXT_MAP}))}),
    "alerts": Shape(each=ALERT),
    "patches": Shape(each=PATCH),
    "extraObjects": Shape(each=EXTRA_OBJECT),
}
OVERLAY = Shape(fields=OVERLAY_FIELDS, spellings=CONTAINER_SPELLINGS, rivals=WORKLOAD_RIVALS)
PROJECT = Shape(
    fields={**OVERLAY_FIELDS, "environments": Shape(each=OVERLAY)},
    spellings=CONTAINER_SPELLINGS,
    rivals=WORKLOAD_RIVALS,
)

QUANTITY_LIMIT = Shape(each=Shape(fields={"max": TEXT}))
ORGANIZATION = Shape(
    fields={
        "defaults": OVERLAY,
        "tiers": Shape(each=OVERLAY),
        "components": Shape(each=OVERLAY),
        "environments": Shape(each=Shape(fields={"overrides": OVERLAY})),
        "routing": Shape(fields={"gateway": Shape(fields={"namespaceLabels": TEXT_MAP})}),
        "monitoring": Shape(fields={"labels": TEXT_MAP}),
        "limits": Shape(fields={"resources": QUANTITY_LIMIT}),
        "validate": Shape(fields={"rules": Shape(each=Shape(shorts=(expand.same_in_all_stages(),)))}),
    }
)

BY_PART: Mapping[str, Shape] = {
    "ProjectFile": PROJECT,
    "Environment": OVERLAY,
    "Overlay": OVERLAY,
    "OrgFile": ORGANIZATION,
}
"""The shape of each type that a whole document, or a layer of it, can have."""

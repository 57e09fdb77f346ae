"""Owns the comparison of the language with Kubernetes: same fields, same types, or a reason why not."""

import json
import re
from importlib.resources import files
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, Required, Union, get_args, get_origin, get_type_hints

import pytest
from typing_extensions import is_typeddict

from kgen import schema

API = "io.k8s.api."

NEW = "too new: clusters that do not know it drop it without a word; a patch can write it"
DERIVED = "kgen decides it from other fields"
KEYED = "a list of named things is a map by name in the language"
LINUX = "kgen writes pods for Linux nodes"
NO_DEVICES = "block devices and device claims are rare enough for a patch"
OLD = "deprecated by Kubernetes"
PROBED_POD = "a probe asks its own pod; Pod Security forbids other hosts"
RARE = "rare enough for a patch"
IN_TREE = "a storage driver inside Kubernetes; claims and `csi` serve the same"

# Fields of Kubernetes that the language leaves out, by definition and field.
ABSENT: dict[str, str] = {
    "Container.name": DERIVED,
    "Container.livenessProbe": "a field of `probes`",
    "Container.readinessProbe": "a field of `probes`",
    "Container.startupProbe": "a field of `probes`",
    "Container.resizePolicy": RARE,
    "Container.restartPolicy": DERIVED,
    "Container.restartPolicyRules": NEW,
    "Container.stdinOnce": RARE,
    "Container.terminationMessagePolicy": DERIVED,
    "Container.volumeDevices": NO_DEVICES,
    "Container.volumeMounts": "a field of `volumes`",
    "ContainerPort.name": KEYED,
    "ContainerPort.hostIP": RARE,
    "ResourceRequirements.claims": NO_DEVICES,
    "HTTPGetAction.host": PROBED_POD,
    "HTTPGetAction.protocol": NEW,
    "TCPSocketAction.host": PROBED_POD,
    "GRPCAction.mode": NEW,
    "Lifecycle.stopSignal": "needs `os`, which the language has not",
    "SecurityContext.windowsOptions": LINUX,
    "PodSecurityContext.windowsOptions": LINUX,
    "PodSpec.activeDeadlineSeconds": "a field of Jobs in the language",
    "PodSpec.containers": DERIVED,
    "PodSpec.ephemeralContainers": "only for running pods",
    "PodSpec.evictionResponders": NEW,
    "PodSpec.hostnameOverride": NEW,
    "PodSpec.initContainers": KEYED,
    "PodSpec.nodeName": "takes the pod away from the scheduler",
    "PodSpec.os": LINUX,
    "PodSpec.overhead": "set by the RuntimeClass",
    "PodSpec.preemptionPolicy": "set by the PriorityClass",
    "PodSpec.priority": "set by the PriorityClass",
    "PodSpec.readinessGates": RARE,
    "PodSpec.resourceClaims": NO_DEVICES,
    "PodSpec.resources": NEW,
    "PodSpec.restartPolicy": "a field of Jobs in the language",
    "PodSpec.schedulingGates": RARE,
    "PodSpec.schedulingGroup": NEW,
    "PodSpec.securityContext": "a part of `podSecurity`",
    "PodSpec.serviceAccount": OLD,
    "PodSpec.serviceAccountName": "a part of `serviceAccount`",
    "PodSpec.setHostnameAsFQDN": RARE,
    "PodSpec.volumes": KEYED,
    "VolumeMount.bindMountOptions": NEW,
    "VolumeMount.mountPath": KEYED,
    "VolumeMount.recursiveReadOnly": RARE,
    "VolumeMount.subPathExpr": RARE,
    "Volume.awsElasticBlockStore": IN_TREE,
    "Volume.azureDisk": IN_TREE,
    "Volume.azureFile": IN_TREE,
    "Volume.cephfs": IN_TREE,
    "Volume.cinder": IN_TREE,
    "Volume.fc": IN_TREE,
    "Volume.flexVolume": IN_TREE,
    "Volume.flocker": IN_TREE,
    "Volume.gcePersistentDisk": IN_TREE,
    "Volume.gitRepo": OLD,
    "Volume.glusterfs": IN_TREE,
    "Volume.iscsi": IN_TREE,
    "Volume.photonPersistentDisk": IN_TREE,
    "Volume.portworxVolume": IN_TREE,
    "Volume.quobyte": IN_TREE,
    "Volume.rbd": IN_TREE,
    "Volume.scaleIO": IN_TREE,
    "Volume.storageos": IN_TREE,
    "Volume.vsphereVolume": IN_TREE,
    "EmptyDirVolumeSource.mode": NEW,
    "SecretVolumeSource.defaultUser": NEW,
    "ConfigMapVolumeSource.defaultUser": NEW,
    "DownwardAPIVolumeSource.defaultUser": NEW,
    "ProjectedVolumeSource.defaultUser": NEW,
    "KeyToPath.user": NEW,
    "DownwardAPIVolumeFile.user": NEW,
    "ClusterTrustBundleProjection.user": NEW,
    "PodCertificateProjection.user": NEW,
    "ServiceAccountTokenProjection.user": NEW,
    "PersistentVolumeClaimVolumeSource.readOnly": "a field of every volume",
    "HorizontalPodAutoscalerSpec.scaleTargetRef": DERIVED,
    "PodDisruptionBudgetSpec.selector": DERIVED,
    "ServiceSpec.allocateLoadBalancerNodePorts": RARE,
    "ServiceSpec.clusterIP": "`headless` says it",
    "ServiceSpec.clusterIPs": "`headless` says it",
    "ServiceSpec.externalIPs": "unsafe: whoever writes it can take the traffic of others",
    "ServiceSpec.healthCheckNodePort": RARE,
    "ServiceSpec.ipFamilies": RARE,
    "ServiceSpec.loadBalancerIP": OLD,
    "ServiceSpec.ports": KEYED,
    "ServiceSpec.selector": DERIVED,
    "DeploymentSpec.paused": "a state, not a setting",
    "DeploymentSpec.replicas": "a field of the workload",
    "DeploymentSpec.selector": DERIVED,
    "DeploymentSpec.template": DERIVED,
    "StatefulSetSpec.ordinals": RARE,
    "StatefulSetSpec.replicas": "a field of the workload",
    "StatefulSetSpec.selector": DERIVED,
    "StatefulSetSpec.serviceName": DERIVED,
    "StatefulSetSpec.template": DERIVED,
    "StatefulSetSpec.volumeClaimTemplates": DERIVED,
    "DaemonSetSpec.selector": DERIVED,
    "DaemonSetSpec.template": DERIVED,
    "JobSpec.backoffLimitPerIndex": RARE,
    "JobSpec.completionMode": RARE,
    "JobSpec.managedBy": RARE,
    "JobSpec.manualSelector": DERIVED,
    "JobSpec.maxFailedIndexes": RARE,
    "JobSpec.podFailurePolicy": RARE,
    "JobSpec.podReplacementPolicy": RARE,
    "JobSpec.scheduling": NEW,
    "JobSpec.selector": DERIVED,
    "JobSpec.successPolicy": RARE,
    "JobSpec.template": DERIVED,
    "CronJobSpec.jobTemplate": DERIVED,
}

# Fields of the language that Kubernetes has not, or has in another shape, by type and field.
OWN: dict[str, str] = {
    "Container.env": KEYED,
    "Container.envFrom": KEYED,
    "Container.files": "written as a ConfigMap and mounts",
    "Container.image": "text in Kubernetes, in three parts here",
    "Container.ports": KEYED,
    "Container.probes": "three fields in Kubernetes",
    "Container.volumes": KEYED,
    "Port.appProtocol": "a field of the Service's port",
    "Port.service": "decides what the Service offers",
    "Port.servicePort": "the port of the Service",
    "GRPCAction.port": "a name is turned into the number that Kubernetes wants",
    "PodTerms.imagePullSecrets": "names are all there is to say",
    "PodTerms.podSecurity": "the security context and the level",
    "PodSecurity.level": "Pod Security's own word",
    "Volume.persistentVolumeClaim": "makes the claim as well",
    "Volume.volume": "shares the volume of another container",
    "PersistentVolumeClaim.accessModes": "a field of the claim that kgen writes",
    "PersistentVolumeClaim.size": "the storage that the claim which kgen writes asks for",
    "PersistentVolumeClaim.storageClassName": "a field of the claim that kgen writes",
    "Autoscaling.cooldownPeriod": "KEDA's",
    "Autoscaling.cpu": "a metric that kgen writes",
    "Autoscaling.memory": "a metric that kgen writes",
    "Autoscaling.pollingInterval": "KEDA's",
    "Autoscaling.triggers": "KEDA's",
    "Service.annotations": "part of the metadata",
    "Service.headless": "an address of `None`",
    "RolloutTerms.restartPolicy": "a field of the pod in Kubernetes",
    "ClaimMetadata": "the part of the metadata that Kubernetes copies",
}

# What stands for what: a name, the type, the definitions, and whether the type stands in a list.
ROOTS: list[tuple[str, Any, tuple[str, ...], bool]] = [
    ("Container", schema.Container, ("core.v1.Container",), False),
    ("Port", schema.Port, ("core.v1.ContainerPort",), False),
    ("Resources", schema.Resources, ("core.v1.ResourceRequirements",), False),
    ("Probe", schema.Probe, ("core.v1.Probe",), False),
    ("ResourceFieldSelector", schema.ResourceFieldSelector, ("core.v1.ResourceFieldSelector",), False),
    ("Volume", schema.Volume, ("core.v1.Volume", "core.v1.VolumeMount"), False),
    (
        "PersistentVolumeClaim",
        schema.PersistentVolumeClaim,
        ("core.v1.PersistentVolumeClaimVolumeSource",),
        False,
    ),
    ("PodTerms", schema.PodTerms, ("core.v1.PodSpec",), False),
    ("PodSecurity", schema.PodSecurity, ("core.v1.PodSecurityContext",), False),
    ("PolicyRule", schema.PolicyRule, ("rbac.v1.PolicyRule",), True),
    ("Autoscaling", schema.Autoscaling, ("autoscaling.v2.HorizontalPodAutoscalerSpec",), False),
    ("PodDisruptionBudget", schema.PodDisruptionBudget, ("policy.v1.PodDisruptionBudgetSpec",), False),
    ("Service", schema.Service, ("core.v1.ServiceSpec",), False),
    (
        "RolloutTerms",
        schema.RolloutTerms,
        (
            "apps.v1.DeploymentSpec",
            "apps.v1.StatefulSetSpec",
            "apps.v1.DaemonSetSpec",
            "batch.v1.JobSpec",
            "batch.v1.CronJobSpec",
        ),
        False,
    ),
]


class Pair(NamedTuple):
    """Records of the language (one, or the members of a union) and the definitions of Kubernetes they stand for.

    `listed` tells whether a list stands above them: such records are written as a whole, others may be overlaid.
    """

    name: str
    records: tuple[Any, ...]
    definitions: tuple[str, ...]
    listed: bool


def newest() -> dict[str, Any]:
    """The definitions of the newest Kubernetes that is installed."""
    folder = files("kubernetes_validate") / "kubernetes-json-schema"
    releases = [re.fullmatch(r"v1\.([0-9]+)\.0-local", entry.name) for entry in folder.iterdir()]
    latest = max((release for release in releases if release), key=lambda release: int(release[1]))
    definitions: dict[str, Any] = json.loads((folder / latest[0] / "_definitions.json").read_text())["$defs"]
    return {name.removeprefix(API): value for name, value in definitions.items()}


DEFINITIONS = newest()


def short(definition: str) -> str:
    return definition.rpartition(".")[2]


def our_fields(pair: Pair) -> dict[str, Any]:
    """The type of every field, tags of unions left out."""
    hints = {name: hint for record in pair.records for name, hint in get_type_hints(record).items()}
    return {name: hint for name, hint in hints.items() if name != "alternative"}


def their_fields(pair: Pair) -> dict[str, list[Any]]:
    """The JSON Schemas of every field, one for each definition that has it."""
    fields: dict[str, list[Any]] = {}
    for definition in pair.definitions:
        for name, value in DEFINITIONS[definition]["properties"].items():
            fields.setdefault(name, []).append(value)
    return fields


def bare(hint: Any) -> Any:
    """A type without what is said about it."""
    while get_origin(hint) is Annotated or get_origin(hint) is Required:
        hint = get_args(hint)[0]
    return hint


def members(hint: Any) -> tuple[Any, ...]:
    return tuple(map(bare, get_args(hint))) if get_origin(hint) in (Union, UnionType) else (hint,)


def our_shape(hint: Any) -> str:
    hint = bare(hint)
    if get_origin(hint) is list:
        return f"list of {our_shape(get_args(hint)[0])}"
    if get_origin(hint) is dict:
        return f"map of {our_shape(get_args(hint)[1])}"
    if get_origin(hint) is Literal:
        return "text"
    if set(members(hint)) == {int, str}:
        return "integer or text"
    if all(is_typeddict(member) for member in members(hint)):
        return "record"
    return {str: "text", int: "integer", bool: "boolean"}[hint]


def their_shape(value: Any) -> str:
    if "$ref" in value:
        named = {"Quantity": "text", "IntOrString": "integer or text"}
        return named.get(short(value["$ref"]), "record")
    kind = value["type"] if isinstance(value["type"], str) else value["type"][0]
    if kind == "array":
        return f"list of {their_shape(value['items'])}"
    if kind == "object":
        return f"map of {their_shape(value['additionalProperties'])}"
    return {"string": "text", "integer": "integer", "boolean": "boolean"}[kind]


def below(hint: Any, values: list[Any], listed: bool) -> Pair | None:
    """The records one field leads to, if it leads to any."""
    hint = bare(hint)
    while get_origin(hint) is list:
        hint, values, listed = bare(get_args(hint)[0]), [value["items"] for value in values], True
    records = members(hint)
    if not all(is_typeddict(record) for record in records):
        return None
    definitions = tuple(sorted({value["$ref"].removeprefix("#/$defs/").removeprefix(API) for value in values}))
    name = records[0].__name__ if len(records) == 1 else short(definitions[0])
    return Pair(name, records, definitions, listed)


def walk() -> tuple[Pair, ...]:
    """All pairs below the roots, in the order in which they are met."""
    met: dict[Pair, None] = {}
    waiting = [Pair(name, members(bare(root)), definitions, listed) for name, root, definitions, listed in ROOTS]
    while waiting:
        pair = waiting.pop()
        if pair in met or pair.name in OWN:
            continue
        met[pair] = None
        known = their_fields(pair)
        for name, hint in our_fields(pair).items():
            if name in known and f"{pair.name}.{name}" not in OWN:
                found = below(hint, known[name], pair.listed)
                waiting += [found] if found else []
    return tuple(met)


PAIRS = walk()
EACH_PAIR = pytest.mark.parametrize(
    "pair", PAIRS, ids=[pair.name + (" in a list" if pair.listed else "") for pair in PAIRS]
)


@EACH_PAIR
def test_no_field_is_unknown_to_kubernetes(pair: Pair) -> None:
    known = their_fields(pair)
    assert [name for name in our_fields(pair) if name not in known and f"{pair.name}.{name}" not in OWN] == []


@EACH_PAIR
def test_no_field_of_kubernetes_is_missing(pair: Pair) -> None:
    fields = our_fields(pair)
    theirs = {f"{short(d)}.{name}": name for d in pair.definitions for name in DEFINITIONS[d]["properties"]}
    assert [place for place, name in theirs.items() if name not in fields and place not in ABSENT] == []


@EACH_PAIR
def test_types_agree(pair: Pair) -> None:
    known = their_fields(pair)
    shared = {
        name: hint for name, hint in our_fields(pair).items() if name in known and f"{pair.name}.{name}" not in OWN
    }
    expected = {name: {their_shape(value) for value in known[name]} for name in shared}
    assert {name: {our_shape(hint)} for name, hint in shared.items()} == expected


def test_only_items_of_lists_require_fields() -> None:
    """A record that is met outside a list too may be overlaid, so it requires nothing."""
    overlaid = {pair.name for pair in PAIRS if not pair.listed}
    for pair in PAIRS:
        fields = our_fields(pair)
        theirs = {name for d in pair.definitions for name in DEFINITIONS[d].get("required", []) if name in fields}
        written = {name for record in pair.records for name in record.__required_keys__ if name != "alternative"}
        assert (pair.name, written) == (pair.name, set() if pair.name in overlaid else theirs)


def test_no_reason_is_stale() -> None:
    fields = {pair.name: our_fields(pair) for pair in PAIRS}
    theirs = {f"{short(d)}.{name}" for pair in PAIRS for d in pair.definitions for name in DEFINITIONS[d]["properties"]}
    written = {f"{short(d)}.{name}" for pair in PAIRS for d in pair.definitions for name in our_fields(pair)}
    assert ABSENT.keys() <= theirs - written
    assert {own for own in OWN if "." in own} <= {f"{name}.{field}" for name in fields for field in fields[name]}

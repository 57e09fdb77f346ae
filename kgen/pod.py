"""Owns the pod template in Kubernetes' shape, which all five controllers carry."""

from hashlib import sha256
from typing import TYPE_CHECKING

from kgen.artifact import Object, plain
from kgen.json_text import compact_json
from kgen.model import Container, EnvVar, Mount, Pod, Port

if TYPE_CHECKING:
    from kgen import objects


def template(pod: Pod) -> "objects.PodTemplateSpec":
    """The template of a controller; containers, variables, mounts and volumes in the order of the model."""
    return {
        "metadata": {"labels": dict(pod.labels), "annotations": dict(pod.annotations) or None},
        "spec": {
            **pod.settings,
            "serviceAccountName": pod.service_account,
            "automountServiceAccountToken": pod.automount_token,
            "enableServiceLinks": pod.enable_service_links,
            "imagePullSecrets": [{"name": name} for name in pod.image_pull_secrets] or None,
            "restartPolicy": pod.restart_policy,
            "terminationGracePeriodSeconds": pod.grace_period,
            "topologySpreadConstraints": list(pod.topology_spread) or None,
            "securityContext": pod.security_context or None,
            "initContainers": [_container(container) for container in pod.init_containers] or None,
            "containers": [_container(container) for container in pod.containers],
            "volumes": [{**volume.source, "name": volume.name} for volume in pod.volumes] or None,
        },
    }


def digest(of: Object) -> str:
    """Eight hexadecimal digits of what will be written of a pod template, whatever the order of its keys."""
    return sha256(compact_json(plain(of)).encode()).hexdigest()[:8]


def _container(container: Container) -> "objects.container.Container":
    return {
        "name": container.name,
        "image": container.image,
        "imagePullPolicy": container.pull_policy,
        "restartPolicy": "Always" if container.native else None,
        "command": list(container.command or ()) or None,
        "args": list(container.args or ()) or None,
        "workingDir": container.working_dir,
        "ports": [_port(port) for port in container.ports] or None,
        "envFrom": list(container.env_from) or None,
        "env": [_variable(variable) for variable in container.env] or None,
        "resources": _resources(container),
        "volumeMounts": [_mount(mount) for mount in container.mounts] or None,
        "startupProbe": container.startup,
        "livenessProbe": container.liveness,
        "readinessProbe": container.readiness,
        "lifecycle": container.lifecycle,
        "terminationMessagePath": container.termination_message_path,
        # The last lines of the log say why a container died when it left no message of its own.
        "terminationMessagePolicy": "FallbackToLogsOnError",
        "securityContext": container.security_context or None,
        "stdin": container.stdin,
        "tty": container.tty,
    }


def _port(port: Port) -> "objects.container.ContainerPort":
    return {"name": port.name, "containerPort": port.number, "hostPort": port.host, "protocol": port.protocol}


def _variable(variable: EnvVar) -> "objects.container.EnvVar":
    return {"name": variable.name, "value": variable.value, "valueFrom": variable.source}


def _resources(container: Container) -> "objects.container.ResourceRequirements | None":
    if not container.requests and not container.limits:
        return None
    return {"requests": dict(container.requests) or None, "limits": dict(container.limits) or None}


def _mount(mount: Mount) -> "objects.container.VolumeMount":
    return {
        "name": mount.volume,
        "mountPath": mount.path,
        "subPath": mount.sub_path,
        "readOnly": mount.read_only,
        "mountPropagation": mount.propagation,
    }

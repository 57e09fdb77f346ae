"""Owns containers: the main one, sidecars and init containers, put together from what the other resolvers decide."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from kgen.model import Container, Mount, Port
from kgen.node import Path
from kgen.resolve.files import FileSet, resolve_files
from kgen.resolve.image import resolve_image
from kgen.resolve.probe import resolve_lifecycle, resolve_probes, stop_delay
from kgen.resolve.resources import resolve_resources
from kgen.resolve.scope import Scope
from kgen.resolve.security import Level, container_needs, container_security, report_forbidden
from kgen.resolve.site import Site
from kgen.resolve.variable import resolve_env, resolve_env_from
from kgen.resolve.volume import VolumeSet, mount_volumes
from kgen.source import Content

if TYPE_CHECKING:
    from kgen import schema
    from kgen.objects import Lifecycle

TMP = "/tmp"
_SLEEP_ACTION = (1, 30)
"""From this version on Kubernetes can pause without a program in the image."""


class Surroundings(NamedTuple):
    """What the containers of one pod share while it is put together."""

    scope: Scope
    level: Level
    grace_period: int
    served: bool
    ports: tuple[Port, ...]
    contents: Mapping[Path, Content]
    files: FileSet
    volumes: VolumeSet


class Role(NamedTuple):
    """What a container is in its pod."""

    name: str
    main: bool = False
    native: bool = False
    finishes: bool = False


def resolve_container(
    fields: "schema.Container", role: Role, ports: tuple[Port, ...], pod: Surroundings, site: Site
) -> Container:
    """One container in full. The volumes of the whole pod must have been declared before."""
    report_forbidden(container_needs(fields), pod.level, site)
    resources = resolve_resources(
        fields.get("resources"), pod.scope.organization.ceiling, site.at("resources"), main=role.main
    )
    probes = {} if role.finishes else resolve_probes(fields.get("probes", {}), ports, pod.ports, site.at("probes"))
    return Container(
        name=role.name,
        image=_image(fields, role, pod.scope, site),
        pull_policy=None if site.is_off("imagePullPolicy") else fields.get("imagePullPolicy", "Always"),
        command=_replaced(fields.get("command"), site.at("command")),
        args=_replaced(fields.get("args"), site.at("args")),
        working_dir=fields.get("workingDir"),
        ports=ports,
        env_from=resolve_env_from(fields.get("envFrom", {}), site.at("envFrom")),
        env=resolve_env(fields.get("env", {}), site.at("env")),
        requests=resources.requests,
        limits=resources.limits,
        mounts=_mounts(fields, role, pod, site),
        readiness=probes.get("readiness"),
        liveness=probes.get("liveness"),
        startup=probes.get("startup"),
        lifecycle=_lifecycle(fields, role, ports, pod, site.at("lifecycle")),
        security_context=container_security(fields, pod.level, site),
        stdin=fields.get("stdin"),
        tty=fields.get("tty"),
        termination_message_path=fields.get("terminationMessagePath"),
        native=role.native,
    )


def _image(fields: "schema.Container", role: Role, scope: Scope, site: Site) -> str:
    if "image" not in fields:
        site.at("image").report("KG401", "there is no `image`", "write `image: registry.example.com/name:tag`")
        return ""
    of_project = role.main or fields["image"] == scope.data.get("image")
    return resolve_image(fields["image"], scope.environment.stage, site.at("image"), of_project=of_project) or ""


def _replaced(words: list[str] | None, site: Site) -> tuple[str, ...] | None:
    return None if words is None else tuple(site.at(index).replace(word) for index, word in enumerate(words))


def _mounts(fields: "schema.Container", role: Role, pod: Surroundings, site: Site) -> tuple[Mount, ...]:
    """Files and volumes by path, and under `restricted` a writable `/tmp`, because the root is not."""
    volumes = mount_volumes(fields.get("volumes", {}), pod.volumes, site.at("volumes"))
    files = resolve_files(fields.get("files", {}), pod.contents, pod.files, pod.volumes, site.at("files"))
    taken = {mount.path for mount in volumes}
    for mount in files:
        if mount.path in taken:
            site.at("files", mount.path).report(
                "KG323", f"`{mount.path}` is a file and a volume", "choose another path for one of them", at_key=True
            )
    mounts = {mount.path: mount for mount in (*files, *volumes)}
    # A folder of its own for each container: what one leaves there is none of the others' business.
    tmp = "tmp" if role.main else f"tmp-{role.name}"
    read_only = fields.get("securityContext", {}).get("readOnlyRootFilesystem", True)
    if pod.level == "restricted" and read_only and TMP not in mounts and not site.is_off("volumes", TMP):
        mounts[TMP] = Mount(TMP, pod.volumes.add(tmp, {"emptyDir": {}}), None, None, None)
    return tuple(mounts[path] for path in sorted(mounts))


def _lifecycle(
    fields: "schema.Container", role: Role, ports: tuple[Port, ...], pod: Surroundings, site: Site
) -> "Lifecycle | None":
    written = resolve_lifecycle(fields.get("lifecycle", {}), ports, pod.ports, site)
    delayed = role.main and pod.served and pod.scope.environment.kubernetes >= _SLEEP_ACTION
    if delayed and "preStop" not in written and not site.is_off("preStop") and not site.is_off():
        written = {**written, **(stop_delay(pod.grace_period) or {})}
    return cast("Lifecycle", written) or None

"""Owns pod templates: which containers run in which order, with which volumes, under which account."""

import hashlib
import json
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from kgen import names
from kgen.model import Claim, ConfigFiles, Container, Kind, Pod, Port, Text
from kgen.node import Path
from kgen.resolve.container import Role, Surroundings, resolve_container
from kgen.resolve.files import FileSet
from kgen.resolve.label import written_annotations, written_labels
from kgen.resolve.port import check_pod_ports, resolve_ports
from kgen.resolve.scope import Scope
from kgen.resolve.security import level_of, pod_needs, pod_security, report_forbidden
from kgen.resolve.site import Site
from kgen.resolve.variable import all_before, ordered_after
from kgen.resolve.volume import VolumeSet, declare_volumes
from kgen.source import Content

if TYPE_CHECKING:
    from kgen import schema
    from kgen.objects import PodSettings, RestartPolicy, TopologySpreadConstraint

GRACE_PERIOD = 30
DEFAULT_CONTAINER = "kubectl.kubernetes.io/default-container"
CHECKSUM = "checksum/config"
_NATIVE_SIDECARS = (1, 29)
_SETTINGS = (
    "nodeSelector",
    "tolerations",
    "affinity",
    "priorityClassName",
    "schedulerName",
    "hostAliases",
    "hostname",
    "subdomain",
    "dnsPolicy",
    "dnsConfig",
    "runtimeClassName",
    "hostNetwork",
    "hostPID",
    "hostIPC",
    "hostUsers",
    "shareProcessNamespace",
)
"""Kubernetes' pod fields that go through as they are."""


class Part(NamedTuple):
    """A container of a pod before it is resolved."""

    fields: "schema.Container"
    role: Role
    ports: tuple[Port, ...]
    site: Site


class PodPlan(NamedTuple):
    """What is decided about a workload before its pod.

    `named_ports` are asked for by routes, metrics or Services; `config_maps` holds the digest of every ConfigMap that
    the project writes besides the workload's own.
    """

    workload: str
    kind: Kind
    labels: Text
    account: str
    automount_token: bool
    served: bool
    spread: "tuple[TopologySpreadConstraint, ...]"
    named_ports: frozenset[int | str]
    config_maps: Mapping[str, str]


class PodResult(NamedTuple):
    """A pod template, and what goes with it. `claim_paths` tells where each claim is written, by its name."""

    pod: Pod
    files: ConfigFiles | None
    claims: tuple[Claim, ...]
    claim_paths: Mapping[str, Path]
    ports: tuple[Port, ...]


def container_name(fields: "schema.Workload", workload: str) -> str:
    return fields.get("containerName", workload)


def pod_ports(fields: "schema.Workload", named: frozenset[int | str], site: Site) -> tuple[Port, ...]:
    """The ports of all containers that keep running, the main container's first.

    A sidecar's port joins the Service when something names it.
    """
    ports = list(resolve_ports(fields.get("ports", {}), site.at("ports")))
    for key, sidecar in sorted(fields.get("sidecars", {}).items()):
        for port in resolve_ports(sidecar.get("ports", {}), site.at("sidecars", key, "ports"), offered=False):
            wanted = port.service is None and named & {port.name, port.number}
            hidden = sidecar["ports"][port.name].get("service") is False
            ports.append(port._replace(service=port.number) if wanted and not hidden else port)
    return tuple(ports)


def resolve_pod(
    fields: "schema.Workload", plan: PodPlan, scope: Scope, contents: Mapping[Path, Content], site: Site
) -> PodResult:
    """The pod template of one workload."""
    level = level_of(fields)
    report_forbidden(pod_needs(fields), level, site)
    ports = pod_ports(fields, plan.named_ports, site)
    volumes, files = VolumeSet(plan.workload, plan.kind), FileSet(plan.workload)
    pod = Surroundings(
        scope=scope,
        level=level,
        grace_period=fields.get("terminationGracePeriodSeconds", GRACE_PERIOD),
        served=plan.served,
        ports=ports,
        contents=contents,
        files=files,
        volumes=volumes,
    )
    parts = _parts(fields, plan, scope, site)
    check_pod_ports((part.role.name, part.ports, part.site) for part in parts if not part.role.finishes)
    for part in parts:
        declare_volumes(part.fields.get("volumes", {}), volumes, part.role.name, part.site.at("volumes"))
    built = {part.role.name: resolve_container(part.fields, part.role, part.ports, pod, part.site) for part in parts}
    files.declare_volume(volumes)
    config = files.config()
    checksum = _checksum(plan, config, list(built.values()), volumes)
    resolved = _pod(fields, plan, built, _first(parts), site)._replace(
        annotations=_annotations(fields, plan, checksum, site), volumes=volumes.volumes()
    )
    return PodResult(resolved, config, volumes.claims(), volumes.claim_paths(), ports)


def _pod(
    fields: "schema.Workload", plan: PodPlan, built: Mapping[str, Container], first: tuple[str, ...], site: Site
) -> Pod:
    """The pod but for its volumes and annotations. `first` names the containers that come before the main one."""
    written = written_labels(fields.get("podLabels", {}), site.at("podLabels"))
    return Pod(
        # The selector is among the derived labels, and must hold whatever else is written.
        labels=names.text({**written, **dict(plan.labels)}),
        annotations=(),
        service_account=plan.account,
        automount_token=plan.automount_token,
        init_containers=tuple(built[name] for name in first),
        containers=tuple(container for name, container in built.items() if name not in first),
        volumes=(),
        security_context=pod_security(fields, site),
        image_pull_secrets=tuple(fields.get("imagePullSecrets", [])),
        restart_policy=_restart_policy(fields, plan.kind),
        grace_period=fields.get("terminationGracePeriodSeconds", GRACE_PERIOD),
        enable_service_links=fields.get("enableServiceLinks", False),
        topology_spread=plan.spread,
        settings=_settings(fields),
    )


def _parts(fields: "schema.Workload", plan: PodPlan, scope: Scope, site: Site) -> list[Part]:
    """The main container, then sidecars and init containers by name."""
    main = container_name(fields, plan.workload)
    parts = [Part(fields, Role(main, main=True), resolve_ports(fields.get("ports", {}), site.at("ports")), site)]
    for key, sidecar in sorted(fields.get("sidecars", {}).items()):
        native = scope.environment.kubernetes >= _NATIVE_SIDECARS and sidecar.get("native", True)
        here = site.at("sidecars", key)
        if plan.kind in {"Job", "CronJob"} and not native:
            ordinary = sidecar.get("native") is False
            mend = "remove `native: false`" if ordinary else "native sidecars need Kubernetes 1.29 or newer"
            here.report("KG432", f"sidecar `{key}` would keep the {plan.kind} from ever finishing", mend, at_key=True)
        own = resolve_ports(sidecar.get("ports", {}), here.at("ports"), offered=False)
        parts.append(Part(sidecar, Role(key, native=native), own, here))
    for key, init in sorted(fields.get("initContainers", {}).items()):
        here = site.at("initContainers", key)
        own = resolve_ports(init.get("ports", {}), here.at("ports"), offered=False)
        parts.append(Part(cast("schema.Container", init), Role(key, finishes=True), own, here))
    taken: set[str] = set()
    for part in parts:
        if part.role.name in taken:
            message = f"two containers of this pod are named `{part.role.name}`"
            ways = ", or give the main container another name with `containerName`" if part.role.name == main else ""
            help_text = f"rename one of them{ways}"
            part.site.report("KG428", message, help_text, at_key=True)
        taken.add(part.role.name)
    return parts


def _first(parts: list[Part]) -> tuple[str, ...]:
    """The names of what runs before the main container.

    Native sidecars come first, together with what they wait for, then the init containers that are left.
    """
    waiting = {part.role.name: part for part in parts if part.role.native or part.role.finishes}
    after = {name: cast("schema.Sidecar", part.fields).get("after", []) for name, part in waiting.items()}
    native = [name for name, part in waiting.items() if part.role.native]
    early = all_before(native, after)
    order = sorted(after, key=lambda name: (name not in early, not waiting[name].role.native, name))
    return ordered_after({name: after[name] for name in order}, {name: waiting[name].site for name in order})


def _annotations(fields: "schema.Workload", plan: PodPlan, checksum: str | None, site: Site) -> Text:
    annotations = {DEFAULT_CONTAINER: container_name(fields, plan.workload)}
    if checksum is not None:
        annotations[CHECKSUM] = checksum
    written = written_annotations(fields.get("podAnnotations", {}), site.at("podAnnotations"))
    return names.text({**annotations, **written})


def _checksum(plan: PodPlan, config: ConfigFiles | None, containers: list[Container], volumes: VolumeSet) -> str | None:
    """A digest of all ConfigMap data that the pod reads, so that a change restarts its readers and nobody else.

    The template of a Job is immutable and starts no second time, so it carries none.
    """
    if plan.kind == "Job":
        return None
    digests = {
        name: digest for name, digest in plan.config_maps.items() if name in _config_maps_read(containers, volumes)
    }
    if config is not None:
        digests[config.name] = digest_of([config.data, config.binary])
    return digest_of(sorted(digests.items())) if digests else None


def digest_of(data: Any) -> str:
    """A digest that changes with any change of `data`."""
    return hashlib.sha256(json.dumps(data, sort_keys=True).encode()).hexdigest()


def _config_maps_read(containers: list[Container], volumes: VolumeSet) -> frozenset[str]:
    variables = [cast("Mapping[str, Any]", variable.source or {}) for one in containers for variable in one.env]
    references = [variable.get("configMapKeyRef") for variable in variables]
    references += [cast("Any", source.get("configMapRef")) for one in containers for source in one.env_from]
    for volume in volumes.volumes():
        source = cast("Mapping[str, Any]", volume.source)
        references.append(source.get("configMap"))
        references += [part.get("configMap") for part in (source.get("projected") or {}).get("sources") or []]
    return frozenset(reference["name"] for reference in references if reference)


def _restart_policy(fields: "schema.Workload", kind: Kind) -> "RestartPolicy | None":
    return fields.get("restartPolicy", "Never" if kind in {"Job", "CronJob"} else None)


def _settings(fields: "schema.Workload") -> "PodSettings":
    written = cast("Mapping[str, Any]", fields)
    return cast("PodSettings", {key: written[key] for key in _SETTINGS if key in written})

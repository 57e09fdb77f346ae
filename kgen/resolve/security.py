"""Owns Pod Security: what each level writes into pods and containers, and what each level forbids.

The rules are those of Kubernetes' Pod Security Standards.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeAlias, cast

from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema
    from kgen.objects import PodSecurityContext, SecurityContext

Level: TypeAlias = Literal["restricted", "baseline", "privileged"]

LEVELS: tuple[Level, ...] = ("restricted", "baseline", "privileged")
USER = 10001
"""A user that owns nothing on the node: above 10000, so that it is no user of any common distribution."""

_BASELINE_CAPABILITIES = frozenset(
    {"AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE"}
    | {"SETFCAP", "SETGID", "SETPCAP", "SETUID", "SYS_CHROOT"}
)
SAFE_SYSCTLS = frozenset(
    {
        "kernel.shm_rmid_forced",
        "net.ipv4.ip_local_port_range",
        "net.ipv4.ip_local_reserved_ports",
        "net.ipv4.ip_unprivileged_port_start",
        "net.ipv4.ping_group_range",
        "net.ipv4.tcp_fin_timeout",
        "net.ipv4.tcp_keepalive_intvl",
        "net.ipv4.tcp_keepalive_probes",
        "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_syncookies",
        "net.ipv4.tcp_wmem",
    }
)
SELINUX_TYPES = frozenset({"", "container_t", "container_init_t", "container_kvm_t", "container_engine_t"})
_RESTRICTED_VOLUMES = frozenset(
    {"configMap", "csi", "downwardAPI", "emptyDir", "ephemeral", "image", "persistentVolumeClaim", "projected"}
    | {"secret", "volume"}
)
_POD_FIELDS = (
    "appArmorProfile",
    "fsGroup",
    "fsGroupChangePolicy",
    "runAsGroup",
    "runAsNonRoot",
    "runAsUser",
    "seLinuxChangePolicy",
    "seLinuxOptions",
    "seccompProfile",
    "supplementalGroups",
    "supplementalGroupsPolicy",
    "sysctls",
)
_POD_DEFAULTS: dict[Level, dict[str, Any]] = {
    "restricted": {
        "fsGroup": USER,
        "fsGroupChangePolicy": "OnRootMismatch",
        "runAsGroup": USER,
        "runAsNonRoot": True,
        "runAsUser": USER,
        "seccompProfile": {"type": "RuntimeDefault"},
    },
    "baseline": {"seccompProfile": {"type": "RuntimeDefault"}},
    "privileged": {},
}
_CONTAINER_DEFAULTS: dict[Level, dict[str, Any]] = {
    "restricted": {
        "allowPrivilegeEscalation": False,
        "capabilities": {"drop": ["ALL"]},
        "privileged": False,
        "readOnlyRootFilesystem": True,
    },
    "baseline": {"privileged": False},
    "privileged": {},
}


def level_of(fields: "schema.Workload") -> Level:
    return fields.get("podSecurity", {}).get("level", "restricted")


def least_strict(levels: Iterator[Level]) -> Level:
    return max(levels, key=LEVELS.index, default="restricted")


def pod_security(fields: "schema.Workload", site: Site) -> "PodSecurityContext":
    """The pod's security context: the level's, and over it what `podSecurity` says."""
    written = cast("Mapping[str, Any]", fields.get("podSecurity", {}))
    here = site.at("podSecurity")
    context = {key: value for key, value in _POD_DEFAULTS[level_of(fields)].items() if not here.is_off(key)}
    context.update((key, written[key]) for key in _POD_FIELDS if key in written)
    if "fsGroup" not in context and "fsGroupChangePolicy" not in written:
        # Without a group there is nothing whose change it could decide.
        context.pop("fsGroupChangePolicy", None)
    return cast("PodSecurityContext", context)


def container_security(container: "schema.Container", level: Level, site: Site) -> "SecurityContext":
    """A container's security context: the level's, and over it what `securityContext` says."""
    written = cast("Mapping[str, Any]", container.get("securityContext", {}))
    here = site.at("securityContext")
    context = {key: value for key, value in _CONTAINER_DEFAULTS[level].items() if not here.is_off(key)}
    for key, value in written.items():
        # An added capability leaves the dropped ones dropped.
        context[key] = {**context.get(key, {}), **value} if key == "capabilities" else value
    return cast("SecurityContext", context)


Finding: TypeAlias = tuple[Level, tuple[str | int, ...], str]
"""The least strict level that a setting needs, where it is written below the workload or container, and what it is."""


def report_forbidden(findings: Iterator[Finding], level: Level, site: Site) -> None:
    """Reports every setting that needs a less strict level than the workload has."""
    for needed, steps, what in findings:
        if LEVELS.index(needed) > LEVELS.index(level):
            site.at(*steps).report(
                "KG331",
                f"{what} is forbidden by the Pod Security level `{level}`",
                f"it needs `podSecurity: {needed}`",
                at_key=True,
            )


def pod_needs(fields: "schema.Workload") -> Iterator[Finding]:
    """What a workload's pod fields need."""
    for field in ("hostNetwork", "hostPID", "hostIPC"):
        if cast("Mapping[str, Any]", fields).get(field):
            yield "privileged", (field,), f"`{field}`"
    security = fields.get("podSecurity", {})
    for index, sysctl in enumerate(security.get("sysctls", [])):
        if sysctl["name"] not in SAFE_SYSCTLS:
            yield "privileged", ("podSecurity", "sysctls", index), f"the sysctl `{sysctl['name']}`"
    if 0 in security.get("supplementalGroups", []):
        yield "baseline", ("podSecurity", "supplementalGroups"), "the root group"
    yield from _identity_needs(security, ("podSecurity",))


def container_needs(container: "schema.Container") -> Iterator[Finding]:
    """What a container's fields need."""
    for path, volume in container.get("volumes", {}).items():
        if volume["alternative"] == "hostPath":
            yield "privileged", ("volumes", path), "a `hostPath` volume"
        elif volume["alternative"] not in _RESTRICTED_VOLUMES:
            yield "baseline", ("volumes", path), f"a volume of type `{volume['alternative']}`"
    for name, port in container.get("ports", {}).items():
        if port.get("hostPort"):
            yield "privileged", ("ports", name, "hostPort"), "a host port"
    context = container.get("securityContext", {})
    here = ("securityContext",)
    if context.get("privileged"):
        yield "privileged", (*here, "privileged"), "a privileged container"
    if context.get("procMount", "Default") != "Default":
        yield "privileged", (*here, "procMount"), "an unmasked `/proc`"
    if context.get("allowPrivilegeEscalation"):
        yield "baseline", (*here, "allowPrivilegeEscalation"), "privilege escalation"
    capabilities = context.get("capabilities", {})
    for index, added in enumerate(capabilities.get("add", [])):
        if added not in _BASELINE_CAPABILITIES:
            yield "privileged", (*here, "capabilities", "add", index), f"the capability `{added}`"
        elif added != "NET_BIND_SERVICE":
            yield "baseline", (*here, "capabilities", "add", index), f"the capability `{added}`"
    if "drop" in capabilities and "ALL" not in capabilities["drop"]:
        yield "baseline", (*here, "capabilities", "drop"), "keeping capabilities"
    yield from _identity_needs(context, here)


def _identity_needs(context: "schema.Identity", here: tuple[str, ...]) -> Iterator[Finding]:
    if context.get("runAsUser") == 0:
        yield "baseline", (*here, "runAsUser"), "the root user"
    if context.get("runAsNonRoot") is False:
        yield "baseline", (*here, "runAsNonRoot"), "`runAsNonRoot: false`"
    if context.get("seccompProfile", {}).get("type") == "Unconfined":
        yield "privileged", (*here, "seccompProfile"), "an unconfined seccomp profile"
    if context.get("appArmorProfile", {}).get("type") == "Unconfined":
        yield "privileged", (*here, "appArmorProfile"), "an unconfined AppArmor profile"
    selinux = context.get("seLinuxOptions", {})
    if selinux.get("user") or selinux.get("role") or selinux.get("type", "") not in SELINUX_TYPES:
        yield "privileged", (*here, "seLinuxOptions"), "a custom SELinux user, role or type"

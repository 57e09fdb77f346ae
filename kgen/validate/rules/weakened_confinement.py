"""Finds pods that take away what AppArmor, SELinux or the kernel's defaults hold back."""

from collections.abc import Iterator

from kgen.artifact import Object
from kgen.diagnostics import escape
from kgen.node import Path
from kgen.resolve.security import SAFE_SYSCTLS, SELINUX_TYPES
from kgen.validate.field import get, mapping, mappings, text, texts
from kgen.validate.objects import Objects
from kgen.validate.rule import RELEASED, Finding, Rule

RULE = Rule(
    code="KG723",
    name="weakened-confinement",
    severity=RELEASED,
    summary="A pod switches AppArmor off, changes SELinux, unmasks `/proc` or sets an unsafe sysctl.",
    explanation="Pod Security `baseline` forbids all of these: each lets the container see or change something of the "
    "node.",
    help="remove it",
    good="securityContext: {sysctls: [{name: net.ipv4.tcp_syncookies, value: '1'}]}",
    bad="securityContext: {sysctls: [{name: kernel.msgmax, value: '65536'}]}",
    mend="podSecurity",
)

_APPARMOR = "container.apparmor.security.beta.kubernetes.io/"


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        here = (*pod.spec_path, "securityContext")
        yield from _context(pod.owner, here)
        for path, sysctl in mappings(pod.owner, *here, "sysctls"):
            name = text(sysctl, "name") or ""
            if name not in SAFE_SYSCTLS:
                yield Finding(pod.owner, path, f"the sysctl `{escape(name)}` is unsafe")
        for key, value in texts(pod.metadata, "annotations").items():
            if key.startswith(_APPARMOR) and value == "unconfined":
                yield Finding(pod.owner, (*pod.path, "metadata", "annotations", key), "AppArmor is switched off")
    for container in objects.containers():
        here = (*container.path, "securityContext")
        yield from _context(container.owner, here)
        if get(container.owner, *here, "procMount") not in (None, "Default"):
            yield Finding(container.owner, (*here, "procMount"), "`/proc` is unmasked")


def _context(found: Object, path: Path) -> Iterator[Finding]:
    if get(found, *path, "appArmorProfile", "type") == "Unconfined":
        yield Finding(found, (*path, "appArmorProfile"), "AppArmor is switched off")
    options = mapping(found, *path, "seLinuxOptions")
    if options.get("user") or options.get("role") or options.get("type", "") not in SELINUX_TYPES:
        yield Finding(found, (*path, "seLinuxOptions"), "SELinux has a user, role or type of its own")

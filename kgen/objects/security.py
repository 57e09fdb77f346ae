"""Owns the shapes of security contexts: what a container or a pod may do on its node."""

from typing import Literal, Required, TypedDict


class SeccompProfile(TypedDict, total=False):
    type: Required[Literal["RuntimeDefault", "Localhost", "Unconfined"]]
    localhostProfile: str | None


class AppArmorProfile(TypedDict, total=False):
    type: Required[Literal["RuntimeDefault", "Localhost", "Unconfined"]]
    localhostProfile: str | None


class Capabilities(TypedDict, total=False):
    add: list[str] | None
    drop: list[str] | None


class SELinuxOptions(TypedDict, total=False):
    user: str | None
    role: str | None
    type: str | None
    level: str | None


class WindowsSecurityContextOptions(TypedDict, total=False):
    gmsaCredentialSpec: str | None
    gmsaCredentialSpecName: str | None
    hostProcess: bool | None
    runAsUserName: str | None


class Sysctl(TypedDict):
    name: str
    value: str


class SecurityContext(TypedDict, total=False):
    """What one container may do; it wins over the pod's where both speak."""

    allowPrivilegeEscalation: bool | None
    appArmorProfile: AppArmorProfile | None
    capabilities: Capabilities | None
    privileged: bool | None
    procMount: Literal["Default", "Unmasked"] | None
    readOnlyRootFilesystem: bool | None
    runAsGroup: int | None
    runAsNonRoot: bool | None
    runAsUser: int | None
    seLinuxOptions: SELinuxOptions | None
    seccompProfile: SeccompProfile | None
    windowsOptions: WindowsSecurityContextOptions | None


class PodSecurityContext(TypedDict, total=False):
    appArmorProfile: AppArmorProfile | None
    fsGroup: int | None
    fsGroupChangePolicy: Literal["OnRootMismatch", "Always"] | None
    runAsGroup: int | None
    runAsNonRoot: bool | None
    runAsUser: int | None
    seLinuxChangePolicy: Literal["MountOption", "Recursive"] | None
    seLinuxOptions: SELinuxOptions | None
    seccompProfile: SeccompProfile | None
    supplementalGroups: list[int] | None
    supplementalGroupsPolicy: Literal["Merge", "Strict"] | None
    sysctls: list[Sysctl] | None
    windowsOptions: WindowsSecurityContextOptions | None

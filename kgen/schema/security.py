"""Owns what a pod and its containers are allowed to do on the node."""

from typing import Annotated, Literal, Required

from pydantic import Field

from kgen.schema.record import Record
from kgen.schema.scalar import UserId


class Capabilities(Record, total=False):
    """Single rights of the root user, given or taken away."""

    add: Annotated[list[str], Field(description="Capabilities to give; `restricted` allows only `NET_BIND_SERVICE`.")]
    drop: Annotated[list[str], Field(description="Capabilities to take away. Default under `restricted`: `[ALL]`.")]


class SeccompProfile(Record, total=False):
    """Which system calls are allowed."""

    type: Annotated[
        Literal["RuntimeDefault", "Localhost", "Unconfined"],
        Field(description="Which profile is used. Default under `restricted`: `RuntimeDefault`."),
    ]
    localhostProfile: Annotated[str, Field(description="Path of the profile on the node, with type `Localhost`.")]


class AppArmorProfile(Record, total=False):
    """The AppArmor profile; Kubernetes 1.30 or newer."""

    type: Annotated[Literal["RuntimeDefault", "Localhost", "Unconfined"], Field(description="Which profile is used.")]
    localhostProfile: Annotated[str, Field(description="Name of the profile on the node, with type `Localhost`.")]


class SELinuxOptions(Record, total=False):
    """The SELinux label."""

    user: Annotated[str, Field(description="SELinux user.")]
    role: Annotated[str, Field(description="SELinux role.")]
    type: Annotated[str, Field(description="SELinux type.")]
    level: Annotated[str, Field(description="SELinux level.")]


class Sysctl(Record, total=False):
    """A kernel parameter of the pod's namespaces."""

    name: Required[Annotated[str, Field(description="Name of the parameter.")]]
    value: Required[Annotated[str, Field(description="Value of the parameter.")]]


class Identity(Record, total=False):
    """What pod and container security contexts have in common."""

    runAsUser: Annotated[
        UserId,
        Field(
            description="User id of the processes. Default under `restricted`: 10001 for the whole pod; `null` keeps "
            "the image's own."
        ),
    ]
    runAsGroup: Annotated[
        UserId,
        Field(
            description="Group id of the processes. Default under `restricted`: 10001 for the whole pod; `null` keeps "
            "the image's own."
        ),
    ]
    runAsNonRoot: Annotated[
        bool, Field(description="Whether Kubernetes refuses to run as root. Default under `restricted`: `true`.")
    ]
    seccompProfile: Annotated[SeccompProfile, Field(description="Which system calls are allowed.")]
    seLinuxOptions: Annotated[SELinuxOptions, Field(description="SELinux label of the processes.")]
    appArmorProfile: Annotated[AppArmorProfile, Field(description="AppArmor profile of the processes.")]


class SecurityContext(Identity, total=False):
    """Kubernetes' security context of one container, merged over what the level of `podSecurity` writes."""

    allowPrivilegeEscalation: Annotated[
        bool,
        Field(
            description="Whether a process may gain more rights than its parent. Default under `restricted`: `false`."
        ),
    ]
    capabilities: Annotated[Capabilities, Field(description="Single rights of the root user.")]
    privileged: Annotated[
        bool, Field(description="Whether the container has the rights of the node; needs the level `privileged`.")
    ]
    procMount: Annotated[
        Literal["Default", "Unmasked"],
        Field(description="How `/proc` is mounted. Default: `Default`, with paths masked."),
    ]
    readOnlyRootFilesystem: Annotated[
        bool,
        Field(
            description="Whether the container's own files are read-only. Default under `restricted`: `true`, "
            "with an empty directory at `/tmp`."
        ),
    ]


class PodSecurity(Identity, total=False):
    """The Pod Security level of a workload and Kubernetes' security context of its pods."""

    level: Annotated[
        Literal["restricted", "baseline", "privileged"],
        Field(
            description="Pod Security level, enforced on the namespace. Default: `restricted`, with an unprivileged "
            "user and a read-only root. What a level forbids is an error that names the level needed."
        ),
    ]
    fsGroup: Annotated[
        UserId,
        Field(description="Group that owns the files of volumes. Default under `restricted`: 10001."),
    ]
    fsGroupChangePolicy: Annotated[
        Literal["OnRootMismatch", "Always"],
        Field(description="When the ownership of volumes is changed. Default under `restricted`: `OnRootMismatch`."),
    ]
    supplementalGroups: Annotated[list[UserId], Field(description="Further group ids of the processes.")]
    supplementalGroupsPolicy: Annotated[
        Literal["Merge", "Strict"],
        Field(description="Whether the groups that the image gives its user count too. Default: `Merge`."),
    ]
    seLinuxChangePolicy: Annotated[
        Literal["MountOption", "Recursive"],
        Field(description="How the SELinux label gets on volumes. Default: `MountOption`."),
    ]
    sysctls: Annotated[list[Sysctl], Field(description="Kernel parameters of the pod.")]

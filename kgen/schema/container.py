"""Owns what every container of a pod can say of itself: the main one, sidecars and init containers."""

from typing import Annotated, Literal

from pydantic import Field

from kgen.schema.file import File
from kgen.schema.probe import Lifecycle, Probes
from kgen.schema.record import Record
from kgen.schema.scalar import (
    EnvName,
    ImageDigest,
    ImageTag,
    MountPath,
    PortName,
    PortNumber,
    Quantities,
    Repository,
    SourceKey,
)
from kgen.schema.security import SecurityContext
from kgen.schema.variable import EnvFrom, EnvSource
from kgen.schema.volume import Volume


class Image(Record, total=False):
    """A container image; `repository:tag@digest` is its short form."""

    repository: Annotated[
        Repository,
        Field(description="Registry and path of the image, in lower case.", examples=["registry.example.com/checkout"]),
    ]
    tag: Annotated[
        ImageTag,
        Field(
            description="Tag of the image. `latest`, or neither tag nor digest, is refused in canary and production "
            "unless `--image-tag` gives one.",
            examples=["1.4.2"],
        ),
    ]
    digest: Annotated[
        ImageDigest, Field(description="Digest that pins the image, `sha256:` and 64 digits; it wins over the tag.")
    ]


class Port(Record, total=False):
    """A port that a container listens on; a number is its short form."""

    containerPort: Annotated[PortNumber, Field(description="Number the process listens on.", examples=[8080])]
    protocol: Annotated[Literal["TCP", "UDP", "SCTP"], Field(description="Transport protocol. Default: `TCP`.")]
    appProtocol: Annotated[
        str,
        Field(
            min_length=1,
            description="What is spoken on the port; routes and `dependsOn` URLs follow it. Default: none.",
            examples=["http", "grpc"],
        ),
    ]
    servicePort: Annotated[
        PortNumber, Field(description="Number under which the Service offers the port. Default: the container port.")
    ]
    hostPort: Annotated[
        PortNumber, Field(description="Number opened on the node as well; needs `podSecurity: privileged`.")
    ]
    service: Annotated[
        bool,
        Field(
            description="Whether the Service offers the port. Default: `true`; for a sidecar's port, whether "
            "`metrics`, a route or `services` names it."
        ),
    ]


class Resources(Record, total=False):
    """What a container gets; `{cpu, memory}` is the short form that sets requests and the memory limit."""

    requests: Annotated[
        Quantities,
        Field(
            description="What the scheduler reserves. Required for the main container in each environment; sidecars "
            "and init containers default to 10m of CPU and 64Mi of memory.",
            examples=[{"cpu": "250m", "memory": "512Mi"}],
        ),
    ]
    limits: Annotated[
        Quantities,
        Field(
            description="What the container may not pass. Default: none for CPU; 256Mi of memory for sidecars and init "
            "containers that write no resources.",
            examples=[{"memory": "512Mi"}],
        ),
    ]


class ContainerTerms(Record, total=False):
    """What every container has, init containers included."""

    image: Annotated[
        Image,
        Field(
            description="The image to run; `repository:tag` is its short form. Required for the main container and for "
            "sidecars; an init container defaults to the project's."
        ),
    ]
    imagePullPolicy: Annotated[
        Literal["Always", "IfNotPresent", "Never"],
        Field(
            description="When the image is pulled. Default: `Always`, which asks the registry at every start and "
            "downloads only what is new; `null` leaves it to Kubernetes."
        ),
    ]
    ports: Annotated[
        dict[PortName, Port],
        Field(
            description="Ports by name. The main port is the one named `http`, or the only one; `port: 8080` is the "
            "short form for one named `http`. A workload without ports gets no Service.",
            examples=[{"http": {"containerPort": 8080}}],
        ),
    ]
    resources: Annotated[
        Resources,
        Field(
            description="CPU, memory and other resources. In the short form `{cpu: 250m, memory: 512Mi}` the memory "
            "limit equals the request and CPU has no limit."
        ),
    ]
    env: Annotated[
        dict[EnvName, EnvSource],
        Field(
            description="Environment variables by name. Plain text is a literal value; a variable wins over one of "
            "`envFrom`, and follows those that its `$(VAR)` names."
        ),
    ]
    envFrom: Annotated[
        dict[SourceKey, EnvFrom],
        Field(description="ConfigMaps and Secrets whose keys all become variables, under keys of your choice."),
    ]
    files: Annotated[
        dict[MountPath, File],
        Field(
            description="Files by absolute mount path: from the project's folder, written out, or from an existing "
            "Secret or ConfigMap. Plain text is the content of a file."
        ),
    ]
    volumes: Annotated[
        dict[MountPath, Volume],
        Field(
            description="Volumes by absolute mount path, mounted in the container that writes them; others of the pod "
            "share one with `{volume: <name>}`.",
            examples=[{"/cache": {"emptyDir": {"sizeLimit": "1Gi"}}}],
        ),
    ]
    securityContext: Annotated[
        SecurityContext, Field(description="Kubernetes' security context, merged over what `podSecurity` writes.")
    ]
    command: Annotated[
        list[str],
        Field(
            description="Program to run instead of the image's entry point. No shell is involved.",
            examples=[["checkout", "worker"]],
        ),
    ]
    args: Annotated[list[str], Field(description="Arguments of the program, instead of the image's.")]
    workingDir: Annotated[str, Field(description="Folder the program starts in. Default: the image's.")]
    stdin: Annotated[bool, Field(description="Whether standard input stays open. Default: `false`.")]
    tty: Annotated[bool, Field(description="Whether the container gets a terminal; needs `stdin`. Default: `false`.")]
    terminationMessagePath: Annotated[
        str,
        Field(
            description="File in which a failing container may leave its last words. Default: `/dev/termination-log`, "
            "and the end of the log where that is empty."
        ),
    ]


class Container(ContainerTerms, total=False):
    """A container that keeps running: the main one of a workload, or a sidecar."""

    probes: Annotated[
        Probes,
        Field(
            description="How Kubernetes asks whether the container is ready, alive and started. `health: /healthz` is "
            "the short form for all three on one path of the main port."
        ),
    ]
    lifecycle: Annotated[
        Lifecycle, Field(description="What is done right after the container starts and before it is stopped.")
    ]


_AFTER = (
    "Names of init containers and native sidecars that must have come before this one. Default: none; what is not "
    "ordered runs by name."
)


class Sidecar(Container, total=False):
    """A container that runs beside the main one. It needs an image and inherits nothing from the workload."""

    native: Annotated[
        bool,
        Field(
            description="Whether Kubernetes starts it before the main container and stops it after. Default: `true` "
            "where the environment's Kubernetes is 1.29 or newer."
        ),
    ]
    after: Annotated[list[str], Field(description=_AFTER)]


class InitContainer(ContainerTerms, total=False):
    """A container that runs to its end before the main one starts.

    Without an image of its own it uses the project's, and then inherits `env`, `envFrom` and `files` too.
    """

    after: Annotated[list[str], Field(description=_AFTER)]

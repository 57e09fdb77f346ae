"""Owns how Kubernetes asks a container something: probes, lifecycle handlers, and the actions both share."""

from typing import Annotated, Literal, Required

from pydantic import Field

from kgen.schema.record import TAG, Record
from kgen.schema.scalar import HeaderName, PortReference, PositiveCount, Seconds, UrlPath


class HTTPHeader(Record, total=False):
    """A header of an HTTP request."""

    name: Required[Annotated[HeaderName, Field(description="Name of the header.")]]
    value: Required[Annotated[str, Field(description="Value of the header.")]]


class HTTPGetAction(Record, total=False):
    """An HTTP GET request to the pod; any answer from 200 to 399 is a success."""

    path: Annotated[UrlPath, Field(description="Path of the request. Default: `/`.", examples=["/ready"])]
    port: Annotated[
        PortReference, Field(description="Declared port of the pod, by name or number. Default: the main port.")
    ]
    scheme: Annotated[Literal["HTTP", "HTTPS"], Field(description="Default: `HTTP`; certificates are not verified.")]
    httpHeaders: Annotated[list[HTTPHeader], Field(description="Headers to send; set `Host` here.")]


class GRPCAction(Record, total=False):
    """A call of the gRPC health service, `grpc.health.v1.Health/Check`."""

    port: Annotated[
        PortReference,
        Field(description="Declared port of the pod, by name or number; the manifest carries its number."),
    ]
    service: Annotated[str, Field(description="Service name placed in the health request. Default: empty.")]


class TCPSocketAction(Record, total=False):
    """A TCP connection to the pod; that it opens is a success."""

    port: Annotated[
        PortReference, Field(description="Declared port of the pod, by name or number. Default: the main port.")
    ]


class ExecAction(Record, total=False):
    """A command run inside the container; exit status 0 is a success."""

    command: Annotated[
        list[str],
        Field(
            min_length=1,
            description="Program and arguments. No shell is involved, so pipes need `[sh, -c, ...]`.",
            examples=[["pg_isready", "-U", "postgres"]],
        ),
    ]


class SleepAction(Record, total=False):
    """A pause of the container."""

    seconds: Annotated[Seconds, Field(description="Length of the pause in seconds.")]


class ProbeTiming(Record, total=False):
    """When a probe runs and how many results decide."""

    initialDelaySeconds: Annotated[
        Seconds,
        Field(description="Seconds from the start of the container to the first probe. Default: 0."),
    ]
    periodSeconds: Annotated[
        PositiveCount,
        Field(description="Seconds between two probes. Default: 10; `health` sets 5, and 10 for liveness."),
    ]
    timeoutSeconds: Annotated[
        PositiveCount,
        Field(
            description="Seconds after which a probe counts as failed. Default: 1; `health` sets 2, and 5 for liveness."
        ),
    ]
    successThreshold: Annotated[
        PositiveCount,
        Field(
            description="Successes in a row after which a failed probe passes. Default: 1, the only value for "
            "liveness and startup."
        ),
    ]
    failureThreshold: Annotated[
        PositiveCount,
        Field(description="Failures in a row that count. Default: 3; `health` sets 6 for liveness and 60 for startup."),
    ]
    terminationGracePeriodSeconds: Annotated[
        PositiveCount,
        Field(
            description="Seconds a container has to stop after a failed liveness or startup probe. Default: the pod's."
        ),
    ]


class HTTPGetProbe(ProbeTiming, total=False):
    """A probe that sends an HTTP GET request."""

    alternative: Required[Annotated[Literal["httpGet"], TAG]]
    httpGet: Annotated[HTTPGetAction, Field(description="The request; a bare path is its short form.")]


class GRPCProbe(ProbeTiming, total=False):
    """A probe that calls the gRPC health service."""

    alternative: Required[Annotated[Literal["grpc"], TAG]]
    grpc: Annotated[GRPCAction, Field(description="The gRPC health check to call.")]


class TCPSocketProbe(ProbeTiming, total=False):
    """A probe that opens a TCP connection."""

    alternative: Required[Annotated[Literal["tcpSocket"], TAG]]
    tcpSocket: Annotated[TCPSocketAction, Field(description="The connection to open.")]


class ExecProbe(ProbeTiming, total=False):
    """A probe that runs a command in the container."""

    alternative: Required[Annotated[Literal["exec"], TAG]]
    exec: Annotated[ExecAction, Field(description="The command to run.")]


Probe = Annotated[HTTPGetProbe | GRPCProbe | TCPSocketProbe | ExecProbe, Field(discriminator="alternative")]


class Probes(Record, total=False):
    """The three questions Kubernetes asks a container."""

    readiness: Annotated[
        Probe,
        Field(
            description="Whether the container may receive traffic. While it fails, the pod is taken out of its "
            "Services."
        ),
    ]
    liveness: Annotated[
        Probe,
        Field(description="Whether the container still works. When it fails, the container is restarted."),
    ]
    startup: Annotated[
        Probe,
        Field(
            description="Whether the container has started; the other probes wait for it. "
            "Default: derived from the liveness probe whenever there is one."
        ),
    ]


class ExecHandler(Record, total=False):
    """A lifecycle handler that runs a command in the container."""

    alternative: Required[Annotated[Literal["exec"], TAG]]
    exec: Annotated[ExecAction, Field(description="The command to run.")]


class HTTPGetHandler(Record, total=False):
    """A lifecycle handler that sends an HTTP GET request to the container."""

    alternative: Required[Annotated[Literal["httpGet"], TAG]]
    httpGet: Annotated[HTTPGetAction, Field(description="The request to send.")]


class TCPSocketHandler(Record, total=False):
    """A lifecycle handler that Kubernetes keeps for compatibility and no longer runs."""

    alternative: Required[Annotated[Literal["tcpSocket"], TAG]]
    tcpSocket: Annotated[
        TCPSocketAction, Field(description="Deprecated by Kubernetes: fails when the handler is called.")
    ]


class SleepHandler(Record, total=False):
    """A lifecycle handler that waits; Kubernetes 1.30 or newer."""

    alternative: Required[Annotated[Literal["sleep"], TAG]]
    sleep: Annotated[SleepAction, Field(description="The pause to make.")]


LifecycleHandler = Annotated[
    ExecHandler | HTTPGetHandler | TCPSocketHandler | SleepHandler, Field(discriminator="alternative")
]


class Lifecycle(Record, total=False):
    """What is done right after a container starts and before it is stopped."""

    postStart: Annotated[
        LifecycleHandler,
        Field(
            description="Runs right after the container starts, beside its own process. Failure kills the container."
        ),
    ]
    preStop: Annotated[
        LifecycleHandler,
        Field(
            description="Runs before the container is told to stop, within the grace period. Default: served workloads "
            "on Kubernetes 1.30 or newer sleep up to 5 seconds, so that load balancers stop sending first."
        ),
    ]

"""Owns the shape of a container: its environment, ports, probes, lifecycle, resources and mounts."""

from typing import Literal, Required, TypeAlias, TypedDict

from kgen.objects.meta import IntOrString, Protocol, Quantity
from kgen.objects.security import SecurityContext

PullPolicy: TypeAlias = Literal["Always", "IfNotPresent", "Never"]
RestartPolicy: TypeAlias = Literal["Always", "OnFailure", "Never"]
MountPropagation: TypeAlias = Literal["None", "HostToContainer", "Bidirectional"]


class ConfigMapKeySelector(TypedDict, total=False):
    name: Required[str]
    key: Required[str]
    optional: bool | None


class SecretKeySelector(TypedDict, total=False):
    name: Required[str]
    key: Required[str]
    optional: bool | None


class ObjectFieldSelector(TypedDict, total=False):
    apiVersion: str | None
    fieldPath: Required[str]


class ResourceFieldSelector(TypedDict, total=False):
    containerName: str | None
    resource: Required[str]
    divisor: Quantity | None


class EnvVarSource(TypedDict, total=False):
    """Exactly one of the four."""

    configMapKeyRef: ConfigMapKeySelector | None
    secretKeyRef: SecretKeySelector | None
    fieldRef: ObjectFieldSelector | None
    resourceFieldRef: ResourceFieldSelector | None


class EnvVar(TypedDict, total=False):
    name: Required[str]
    value: str | None
    valueFrom: EnvVarSource | None


class ConfigMapEnvSource(TypedDict, total=False):
    name: Required[str]
    optional: bool | None


class SecretEnvSource(TypedDict, total=False):
    name: Required[str]
    optional: bool | None


class EnvFromSource(TypedDict, total=False):
    prefix: str | None
    configMapRef: ConfigMapEnvSource | None
    secretRef: SecretEnvSource | None


class ContainerPort(TypedDict, total=False):
    name: Required[str]
    containerPort: Required[int]
    protocol: Protocol | None
    hostIP: str | None
    hostPort: int | None


class ExecAction(TypedDict):
    command: list[str]


class HTTPHeader(TypedDict):
    name: str
    value: str


class HTTPGetAction(TypedDict, total=False):
    host: str | None
    httpHeaders: list[HTTPHeader] | None
    path: str | None
    port: Required[IntOrString]
    scheme: Literal["HTTP", "HTTPS"] | None


class TCPSocketAction(TypedDict, total=False):
    host: str | None
    port: Required[IntOrString]


class GRPCAction(TypedDict, total=False):
    """`port` is a number: a name is not allowed here."""

    port: Required[int]
    service: str | None


class SleepAction(TypedDict):
    seconds: int


class LifecycleHandler(TypedDict, total=False):
    """Exactly one of the four; `sleep` needs Kubernetes 1.30."""

    exec: ExecAction | None
    httpGet: HTTPGetAction | None
    tcpSocket: TCPSocketAction | None
    sleep: SleepAction | None


class Lifecycle(TypedDict, total=False):
    postStart: LifecycleHandler | None
    preStop: LifecycleHandler | None
    stopSignal: str | None


class Probe(TypedDict, total=False):
    """Exactly one of the first four; times are in seconds."""

    exec: ExecAction | None
    grpc: GRPCAction | None
    httpGet: HTTPGetAction | None
    tcpSocket: TCPSocketAction | None
    failureThreshold: int | None
    initialDelaySeconds: int | None
    periodSeconds: int | None
    successThreshold: int | None
    terminationGracePeriodSeconds: int | None
    timeoutSeconds: int | None


class ResourceRequirements(TypedDict, total=False):
    requests: dict[str, Quantity] | None
    limits: dict[str, Quantity] | None


class ContainerResizePolicy(TypedDict):
    resourceName: Literal["cpu", "memory"]
    restartPolicy: Literal["NotRequired", "RestartContainer"]


class ContainerRestartRuleOnExitCodes(TypedDict):
    operator: Literal["In", "NotIn"]
    values: list[int]


class ContainerRestartRule(TypedDict):
    action: Literal["Restart"]
    exitCodes: ContainerRestartRuleOnExitCodes


class VolumeDevice(TypedDict):
    name: str
    devicePath: str


class VolumeMount(TypedDict, total=False):
    name: Required[str]
    mountPath: Required[str]
    subPath: str | None
    subPathExpr: str | None
    readOnly: bool | None
    recursiveReadOnly: Literal["Disabled", "IfPossible", "Enabled"] | None
    mountPropagation: MountPropagation | None


class Container(TypedDict, total=False):
    """A main, init or sidecar container; `restartPolicy: Always` on an init container makes it a native sidecar."""

    name: Required[str]
    image: Required[str]
    imagePullPolicy: PullPolicy | None
    restartPolicy: RestartPolicy | None
    restartPolicyRules: list[ContainerRestartRule] | None
    command: list[str] | None
    args: list[str] | None
    workingDir: str | None
    ports: list[ContainerPort] | None
    envFrom: list[EnvFromSource] | None
    env: list[EnvVar] | None
    resources: ResourceRequirements | None
    resizePolicy: list[ContainerResizePolicy] | None
    volumeMounts: list[VolumeMount] | None
    volumeDevices: list[VolumeDevice] | None
    startupProbe: Probe | None
    livenessProbe: Probe | None
    readinessProbe: Probe | None
    lifecycle: Lifecycle | None
    terminationMessagePath: str | None
    terminationMessagePolicy: Literal["File", "FallbackToLogsOnError"] | None
    securityContext: SecurityContext | None
    stdin: bool | None
    stdinOnce: bool | None
    tty: bool | None

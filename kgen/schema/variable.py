"""Owns where a container's environment variables come from."""

from typing import Annotated, Literal, Required

from pydantic import Field

from kgen.schema.record import TAG, Record
from kgen.schema.scalar import DataKey, DnsLabel, ObjectName, Quantity


class ResourceFieldSelector(Record, total=False):
    """A resource of a container, as a number."""

    resource: Annotated[
        str, Field(min_length=1, description="The resource to read.", examples=["limits.memory", "requests.cpu"])
    ]
    containerName: Annotated[DnsLabel, Field(description="Container to read from. Default: the container itself.")]
    divisor: Annotated[Quantity, Field(description="Unit the number is given in. Default: `1`.", examples=["1Mi"])]


class EnvValue(Record, total=False):
    """A variable with a literal value."""

    alternative: Required[Annotated[Literal["value"], TAG]]
    value: Annotated[
        str,
        Field(
            description="The value, exactly as written: `1.10`, `on` and `0755` stay text. May hold references "
            "such as `${environment}`; Kubernetes' `$(VAR)` passes through."
        ),
    ]
    notSecret: Annotated[
        str,
        Field(
            min_length=1, description="Why a value that looks like a credential is none; without it, kgen refuses it."
        ),
    ]


class EnvSecret(Record, total=False):
    """A variable whose value is one key of a Secret."""

    alternative: Required[Annotated[Literal["secret"], TAG]]
    secret: Annotated[ObjectName, Field(description="Name of the Secret, in the namespace of the workload.")]
    key: Annotated[DataKey, Field(description="Key of the Secret that holds the value.", examples=["password"])]
    optional: Annotated[
        bool, Field(description="Whether the container starts without the Secret or the key. Default: `false`.")
    ]


class EnvConfigMap(Record, total=False):
    """A variable whose value is one key of a ConfigMap."""

    alternative: Required[Annotated[Literal["configMap"], TAG]]
    configMap: Annotated[ObjectName, Field(description="Name of the ConfigMap, in the namespace of the workload.")]
    key: Annotated[DataKey, Field(description="Key of the ConfigMap that holds the value.")]
    optional: Annotated[
        bool, Field(description="Whether the container starts without the ConfigMap or the key. Default: `false`.")
    ]


class EnvField(Record, total=False):
    """A variable whose value is a field of the pod."""

    alternative: Required[Annotated[Literal["field"], TAG]]
    field: Annotated[
        str,
        Field(
            min_length=1,
            description="Path of the field in the pod.",
            examples=["status.podIP", "metadata.labels['version']"],
        ),
    ]


class EnvResourceField(Record, total=False):
    """A variable whose value is a request or limit of a container."""

    alternative: Required[Annotated[Literal["resourceFieldRef"], TAG]]
    resourceFieldRef: Annotated[ResourceFieldSelector, Field(description="The resource to read, in Kubernetes' shape.")]


EnvSource = Annotated[
    EnvValue | EnvSecret | EnvConfigMap | EnvField | EnvResourceField, Field(discriminator="alternative")
]


class EnvFromTerms(Record, total=False):
    """How the keys of a ConfigMap or Secret become variables."""

    prefix: Annotated[str, Field(description="Text put before each key. Default: none.", examples=["DB_"])]
    optional: Annotated[bool, Field(description="Whether the container starts without the object. Default: `false`.")]
    after: Annotated[
        list[str],
        Field(
            description="Keys of `envFrom` entries that come before this one; where two hold the same variable, "
            "the later one wins. Default: order of the keys."
        ),
    ]


class EnvFromConfigMap(EnvFromTerms, total=False):
    """All keys of a ConfigMap as variables."""

    alternative: Required[Annotated[Literal["configMap"], TAG]]
    configMap: Annotated[ObjectName, Field(description="Name of the ConfigMap, in the namespace of the workload.")]


class EnvFromSecret(EnvFromTerms, total=False):
    """All keys of a Secret as variables."""

    alternative: Required[Annotated[Literal["secret"], TAG]]
    secret: Annotated[ObjectName, Field(description="Name of the Secret, in the namespace of the workload.")]


EnvFrom = Annotated[EnvFromConfigMap | EnvFromSecret, Field(discriminator="alternative")]

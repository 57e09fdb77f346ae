"""Owns the single values that records share: text that matches a pattern, numbers within a range."""

from typing import Annotated, Literal

from pydantic import Field
from pydantic.config import JsonDict
from pydantic.fields import FieldInfo

from kgen.schema import pattern


def _matching(regex: str, max_length: int | None = None, min_length: int | None = None) -> FieldInfo:
    """Text that matches `regex`; editors show the meaning instead of the pattern."""
    shown: JsonDict = {"patternErrorMessage": f"must be {pattern.MEANINGS[regex]}"}
    field: FieldInfo = Field(pattern=regex, min_length=min_length, max_length=max_length, json_schema_extra=shown)
    return field


ApiVersion = Literal["kgen.dev/v1"]
TextMap = dict[str, str]

# Names

Name = Annotated[str, _matching(pattern.NAME, 40)]
"""An RFC 1035 label of at most 40 characters: room is left for what kgen adds to it."""
DnsLabel = Annotated[str, _matching(pattern.DNS_LABEL, 63)]
ObjectName = Annotated[str, _matching(pattern.DNS_SUBDOMAIN, 253)]
Hostname = Annotated[str, _matching(pattern.DNS_SUBDOMAIN, 253)]
SourceKey = Annotated[str, _matching(pattern.DNS_SUBDOMAIN, 263)]
"""A key of `envFrom`: the name of an object with room for `configmap-` before it."""
Identifier = Annotated[str, _matching(pattern.IDENTIFIER, 63)]
"""A key that names no Kubernetes object: a patch, a panel."""
RuleName = Annotated[str, _matching(pattern.RULE_NAME, 63)]
AlertName = Annotated[str, _matching(pattern.ALERT_NAME, 128)]
EnvName = Annotated[str, _matching(pattern.ENV_NAME)]
DataKey = Annotated[str, _matching(pattern.DATA_KEY, 253)]
MetricName = Annotated[str, _matching(pattern.METRIC_NAME)]
LabelName = Annotated[str, _matching(pattern.LABEL_NAME)]
HeaderName = Annotated[str, _matching(pattern.HEADER_NAME, 256)]
GrpcMethod = Annotated[str, _matching(pattern.GRPC_METHOD, 1024)]
Repository = Annotated[str, _matching(pattern.REPOSITORY, 255)]
ImageTag = Annotated[str, _matching(pattern.TAG)]
ImageDigest = Annotated[str, _matching(pattern.DIGEST)]
KubernetesVersion = Annotated[str, _matching(pattern.KUBERNETES_VERSION)]

# Ports

PortNumber = Annotated[int, Field(ge=1, le=65535)]
PortName = Annotated[str, _matching(pattern.PORT_NAME, 15)]
PortReference = PortNumber | PortName
"""A port by number or by the name it is declared under."""

# Paths and addresses

MountPath = Annotated[str, _matching(pattern.MOUNT_PATH, 4096)]
RelativePath = Annotated[str, _matching(pattern.RELATIVE_PATH, 4096)]
UrlPath = Annotated[str, _matching(pattern.URL_PATH, 1024)]
Url = Annotated[str, _matching(pattern.URL, 2048)]
UrlScheme = Annotated[str, _matching(pattern.URL_SCHEME, 63)]

# Numbers and amounts

Count = Annotated[int, Field(ge=0, le=2**31 - 1)]
"""A whole number from 0 on that fits Kubernetes' int32."""
PositiveCount = Annotated[int, Field(ge=1, le=2**31 - 1)]
Seconds = Annotated[int, Field(ge=0, le=2**31 - 1)]
Replicas = Annotated[int, Field(ge=0, le=100_000)]
Weight = Annotated[int, Field(ge=1, le=100)]
UserId = Annotated[int, Field(ge=0, le=2**31 - 1)]
NumericFileMode = Annotated[int, Field(ge=0, le=0o777)]
"""Kubernetes' own shape of a mode: the number itself, so that octal 0440 is written 288."""
FileMode = Annotated[str, _matching(pattern.FILE_MODE)]
Quantity = Annotated[str, _matching(pattern.QUANTITY, 40)]
Quantities = dict[str, Quantity]
IntOrPercent = Count | Annotated[str, _matching(pattern.PERCENT)]
IntOrSurgePercent = Count | Annotated[str, _matching(pattern.SURGE_PERCENT)]
"""A surge may pass what is running: `200%`."""
Decimal = Annotated[str, _matching(pattern.DECIMAL, 40)]
"""A number kept as text, so that no digit is lost."""

# Time and expressions

Duration = Annotated[str, _matching(pattern.DURATION, 40, min_length=2)]
"""As Prometheus writes it. The pattern alone would take an empty text."""
RouteDuration = Annotated[str, _matching(pattern.ROUTE_DURATION)]
"""As Gateway API writes it."""
Objective = Annotated[str, _matching(pattern.OBJECTIVE)]
JsonPointer = Annotated[str, _matching(pattern.JSON_POINTER)]
Date = Annotated[str, _matching(pattern.DATE)]
Promql = Annotated[str, Field(min_length=1, max_length=8192)]

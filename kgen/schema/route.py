"""Owns how requests from outside reach a project: hosts, paths and what happens on the way, as Gateway API says it."""

from typing import Annotated, Literal

from pydantic import Field

from kgen.schema.record import Record
from kgen.schema.scalar import (
    DnsLabel,
    GrpcMethod,
    HeaderName,
    Hostname,
    Name,
    ObjectName,
    PortNumber,
    PortReference,
    RouteDuration,
    TextMap,
    UrlPath,
)

HttpMethod = Literal["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]


class HTTPPathModifier(Record, total=False):
    """How the path of a request is changed."""

    type: Annotated[
        Literal["ReplaceFullPath", "ReplacePrefixMatch"], Field(description="Which of the other fields is set.")
    ]
    replaceFullPath: Annotated[UrlPath, Field(description="Path that takes the place of the whole path.")]
    replacePrefixMatch: Annotated[
        UrlPath, Field(description="Path that takes the place of the route's own `path`; needs a PathPrefix.")
    ]


class HTTPURLRewrite(Record, total=False):
    """How a request is changed before the project sees it."""

    hostname: Annotated[Hostname, Field(description="Host that takes the place of the one that was asked for.")]
    path: Annotated[HTTPPathModifier, Field(description="How the path is changed.")]


class HTTPRouteTimeouts(Record, total=False):
    """How long requests may take."""

    request: Annotated[
        RouteDuration, Field(description="Whole request as the client sees it, retries included.", examples=["10s"])
    ]
    backendRequest: Annotated[
        RouteDuration, Field(description="One attempt at a pod; not more than `request`.", examples=["3s"])
    ]


class HTTPRouteRetry(Record, total=False):
    """When a failed request is tried again; needs the experimental channel of Gateway API."""

    attempts: Annotated[int, Field(ge=1, le=100, description="How often a request is tried again.")]
    backoff: Annotated[RouteDuration, Field(description="Least time between two attempts.", examples=["100ms"])]
    codes: Annotated[
        list[Annotated[int, Field(ge=400, le=599)]],
        Field(description="Status codes, 400 to 599, after which a request is tried again.", examples=[[502, 503]]),
    ]


class BackendReference(Record, total=False):
    """A Service."""

    name: Annotated[DnsLabel, Field(description="Name of the Service.")]
    namespace: Annotated[DnsLabel, Field(description="Namespace of the Service. Default: the project's own.")]
    port: Annotated[PortNumber, Field(description="Number of the Service's port.")]


class RouteMirror(Record, total=False):
    """Where copies of requests go; their answers are thrown away."""

    backendRef: Annotated[
        BackendReference, Field(description="Service that gets the copies. `name` and `port` are required.")
    ]
    percent: Annotated[int, Field(ge=0, le=100, description="Share of requests copied, in percent. Default: 100.")]


class RouteTls(Record, total=False):
    """TLS of an Ingress. With Gateway API it ends at the Gateway's listener."""

    secretName: Annotated[ObjectName, Field(description="Secret with certificate and key. Default: `<route>-tls`.")]


class GatewayReference(Record, total=False):
    """A Gateway and those of its listeners that routes attach to."""

    name: Annotated[ObjectName, Field(description="Name of the Gateway. Default: `public`.")]
    namespace: Annotated[DnsLabel, Field(description="Namespace of the Gateway. Default: `gateway-system`.")]
    listener: Annotated[ObjectName, Field(description="Listener that routes attach to. Default: `https`.")]
    httpListener: Annotated[
        ObjectName,
        Field(
            description="Listener on which requests are redirected to https. Default: `http`; `null` writes no "
            "redirect."
        ),
    ]


class Route(Record, total=False):
    """Requests that reach the project from outside; `host/path` is the short form.

    Conditions on method, headers and query parameters must all hold.
    """

    host: Annotated[
        str,
        Field(
            min_length=1,
            description="Host that is asked for. Without a dot it means `<host>.${domain}`. May hold references.",
            examples=["shop.example.com", "shop"],
        ),
    ]
    hostnames: Annotated[
        list[Annotated[str, Field(min_length=1)]],
        Field(
            max_length=15,
            description="Further hosts of the same route, at most 15. `${routes.<name>.url}` uses `host`.",
        ),
    ]
    path: Annotated[
        UrlPath,
        Field(
            description="Path of the requests, without `//`, `.` and `..` steps. Default: `/`.", examples=["/checkout"]
        ),
    ]
    pathType: Annotated[
        Literal["PathPrefix", "Exact", "RegularExpression"],
        Field(description="How `path` is compared. Default: `PathPrefix`, whole steps of the path."),
    ]
    port: Annotated[
        PortReference,
        Field(description="Port of the workload, by name or number. Default: its main port."),
    ]
    workload: Annotated[
        Name,
        Field(
            description="Workload that answers, by its key in `workloads`, `main` for the project's own. Default: "
            "`main`, or the only other that has the port."
        ),
    ]
    methods: Annotated[list[HttpMethod], Field(min_length=1, description="HTTP methods that match. Default: all.")]
    headers: Annotated[
        dict[HeaderName, str],
        Field(max_length=16, description="Headers that a request must have with exactly this value."),
    ]
    queryParams: Annotated[
        dict[HeaderName, str],
        Field(max_length=16, description="Query parameters that a request must have with exactly this value."),
    ]
    grpc: Annotated[
        GrpcMethod,
        Field(
            description="gRPC service or method that matches, instead of `path`; makes a GRPCRoute.",
            examples=["shop.v1.Checkout", "shop.v1.Checkout/Pay"],
        ),
    ]
    redirectFrom: Annotated[
        list[UrlPath],
        Field(description="Old paths on the same hosts, redirected to `path`.", examples=[["/cart/checkout"]]),
    ]
    urlRewrite: Annotated[HTTPURLRewrite, Field(description="How a request is changed before the project sees it.")]
    timeouts: Annotated[HTTPRouteTimeouts, Field(description="How long requests may take. Default: the Gateway's.")]
    retry: Annotated[
        HTTPRouteRetry,
        Field(description="When a failed request is tried again; needs `channel: experimental` in the org file."),
    ]
    mirror: Annotated[RouteMirror, Field(description="Service that gets a copy of the requests.")]
    tls: Annotated[RouteTls, Field(description="TLS of an Ingress; `null` serves plain HTTP.")]
    gateway: Annotated[GatewayReference, Field(description="Gateway to attach to. Default: the organisation's.")]
    ingressClassName: Annotated[ObjectName, Field(description="Class of an Ingress. Default: the organisation's.")]
    annotations: Annotated[
        TextMap, Field(description="Annotations of the route. May hold references such as `${environment}`.")
    ]

"""Owns the shapes of Gateway API's routes and grants.

What the API server would add inside a list (`group`, `kind`, `weight`, a match's `path` and `type`) is required here:
GitOps tools report a difference for ever where it is left out.
"""

from typing import Literal, Required, TypeAlias, TypedDict

from kgen.objects.meta import ObjectMeta

RouteKind: TypeAlias = Literal["HTTPRoute", "GRPCRoute"]
HTTPMethod: TypeAlias = Literal["GET", "HEAD", "POST", "PUT", "DELETE", "CONNECT", "OPTIONS", "TRACE", "PATCH"]


class ParentReference(TypedDict, total=False):
    """The Gateway that a route attaches to, with `sectionName` to one listener of it."""

    group: Required[Literal["gateway.networking.k8s.io"]]
    kind: Required[Literal["Gateway"]]
    name: Required[str]
    namespace: str | None
    sectionName: str | None


class BackendObjectReference(TypedDict, total=False):
    """A Service and its port by number; `namespace` only where it is not the route's own."""

    group: Required[Literal[""]]
    kind: Required[Literal["Service"]]
    name: Required[str]
    namespace: str | None
    port: Required[int]


class BackendRef(BackendObjectReference):
    """A share of the traffic: `weight` of the sum of all weights in the rule."""

    weight: int


class HTTPPathMatch(TypedDict):
    type: Literal["Exact", "PathPrefix", "RegularExpression"]
    value: str


class HeaderMatch(TypedDict):
    """Also the shape of a query parameter's match, and of a header's in a GRPCRoute."""

    type: Literal["Exact", "RegularExpression"]
    name: str
    value: str


class HTTPRouteMatch(TypedDict, total=False):
    path: Required[HTTPPathMatch]
    headers: list[HeaderMatch] | None
    queryParams: list[HeaderMatch] | None
    method: HTTPMethod | None


class HTTPPathModifier(TypedDict, total=False):
    """Exactly the value that `type` names."""

    type: Required[Literal["ReplaceFullPath", "ReplacePrefixMatch"]]
    replaceFullPath: str | None
    replacePrefixMatch: str | None


class HTTPRequestRedirectFilter(TypedDict, total=False):
    scheme: Literal["http", "https"] | None
    hostname: str | None
    path: HTTPPathModifier | None
    port: int | None
    statusCode: Required[Literal[301, 302, 303, 307, 308]]


class HTTPURLRewriteFilter(TypedDict, total=False):
    hostname: str | None
    path: HTTPPathModifier | None


class Fraction(TypedDict):
    numerator: int
    denominator: int


class RequestMirrorFilter(TypedDict, total=False):
    """Copies all requests, or a `percent` or a `fraction` of them."""

    backendRef: Required[BackendObjectReference]
    percent: int | None
    fraction: Fraction | None


class HTTPRouteFilter(TypedDict, total=False):
    """Exactly the filter that `type` names; a redirect may not stand beside `backendRefs`."""

    type: Required[Literal["RequestRedirect", "URLRewrite", "RequestMirror"]]
    requestRedirect: HTTPRequestRedirectFilter | None
    urlRewrite: HTTPURLRewriteFilter | None
    requestMirror: RequestMirrorFilter | None


class HTTPRouteTimeouts(TypedDict, total=False):
    """Durations such as `10s`; `backendRequest` may not be longer than `request`."""

    request: str | None
    backendRequest: str | None


class HTTPRouteRetry(TypedDict, total=False):
    """Known to the experimental channel only."""

    codes: list[int] | None
    attempts: int | None
    backoff: str | None


class HTTPRouteRule(TypedDict, total=False):
    name: str | None
    matches: Required[list[HTTPRouteMatch]]
    filters: list[HTTPRouteFilter] | None
    backendRefs: list[BackendRef] | None
    timeouts: HTTPRouteTimeouts | None
    retry: HTTPRouteRetry | None


class HTTPRouteSpec(TypedDict, total=False):
    parentRefs: Required[list[ParentReference]]
    hostnames: list[str] | None
    rules: Required[list[HTTPRouteRule]]


class HTTPRoute(TypedDict):
    apiVersion: Literal["gateway.networking.k8s.io/v1"]
    kind: Literal["HTTPRoute"]
    metadata: ObjectMeta
    spec: HTTPRouteSpec


class GRPCMethodMatch(TypedDict, total=False):
    """At least one of `service` and `method`."""

    type: Required[Literal["Exact", "RegularExpression"]]
    service: str | None
    method: str | None


class GRPCRouteMatch(TypedDict, total=False):
    method: GRPCMethodMatch | None
    headers: list[HeaderMatch] | None


class GRPCRouteFilter(TypedDict):
    type: Literal["RequestMirror"]
    requestMirror: RequestMirrorFilter


class GRPCRouteRule(TypedDict, total=False):
    """Has neither timeouts nor retries."""

    name: str | None
    matches: list[GRPCRouteMatch] | None
    filters: list[GRPCRouteFilter] | None
    backendRefs: Required[list[BackendRef]]


class GRPCRouteSpec(TypedDict, total=False):
    parentRefs: Required[list[ParentReference]]
    hostnames: list[str] | None
    rules: Required[list[GRPCRouteRule]]


class GRPCRoute(TypedDict):
    apiVersion: Literal["gateway.networking.k8s.io/v1"]
    kind: Literal["GRPCRoute"]
    metadata: ObjectMeta
    spec: GRPCRouteSpec


class ReferenceGrantFrom(TypedDict):
    group: Literal["gateway.networking.k8s.io"]
    kind: RouteKind
    namespace: str


class ReferenceGrantTo(TypedDict):
    group: Literal[""]
    kind: Literal["Service"]
    name: str


# A call instead of a class, because `from` is a word of Python.
ReferenceGrantSpec = TypedDict("ReferenceGrantSpec", {"from": list[ReferenceGrantFrom], "to": list[ReferenceGrantTo]})


class ReferenceGrant(TypedDict):
    """Lives in the namespace of the Services it opens; `v1` is too young to be everywhere."""

    apiVersion: Literal["gateway.networking.k8s.io/v1beta1"]
    kind: Literal["ReferenceGrant"]
    metadata: ObjectMeta
    spec: ReferenceGrantSpec

"""Owns the names under which workloads count requests and measure how long they take."""

from typing import TYPE_CHECKING, Literal, NamedTuple, TypeAlias

from kgen import promql
from kgen.model import Workload

if TYPE_CHECKING:
    from kgen import schema

Protocol: TypeAlias = Literal["http", "grpc"]

_GRPC = frozenset({"grpc", "grpc-web", "grpcs"})
_HTTP = frozenset(
    {"http", "https", "http2", "h2c", "web", "kubernetes.io/h2c", "kubernetes.io/ws", "kubernetes.io/wss"}
)


class Convention(NamedTuple):
    """Metric and label names of one protocol.

    `requests` is a counter, None where the histogram `duration` counts too. A request failed when its label `status`
    matches the regular expression `failures`. `native` histograms have no buckets of their own name.
    """

    requests: str | None
    status: str
    failures: str
    duration: str
    native: bool


# What counts as failed is the server's fault; a client that is wrong, or gives up, costs no error budget.
_CONVENTIONS: dict[tuple[str, Protocol], Convention] = {
    ("prometheus", "http"): Convention(
        requests="http_requests_total",
        status="code",
        failures="5..",
        duration="http_request_duration_seconds",
        native=False,
    ),
    ("prometheus", "grpc"): Convention(
        requests="grpc_server_handled_total",
        status="grpc_code",
        failures="Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss",
        duration="grpc_server_handling_seconds",
        native=False,
    ),
    ("opentelemetry", "http"): Convention(
        requests=None,
        status="http_response_status_code",
        failures="5..",
        duration="http_server_request_duration_seconds",
        native=False,
    ),
    ("opentelemetry", "grpc"): Convention(
        requests=None,
        status="rpc_response_status_code",
        failures="UNKNOWN|DEADLINE_EXCEEDED|UNIMPLEMENTED|INTERNAL|UNAVAILABLE|DATA_LOSS",
        duration="rpc_server_call_duration_seconds",
        native=False,
    ),
}


def resolve_convention(metrics: "schema.Metrics", protocol: Protocol) -> Convention:
    """The names of the convention that `metrics` picks, each replaced where it writes one."""
    names = _CONVENTIONS[metrics.get("convention", "prometheus"), protocol]
    return Convention(
        requests=metrics.get("requests", names.requests),
        status=metrics.get("status", names.status),
        failures=metrics.get("failures", names.failures),
        duration=metrics.get("duration", names.duration),
        native=metrics.get("histograms") == "native",
    )


def protocols(workload: Workload) -> tuple[Protocol, ...]:
    """What a workload's Service ports speak, HTTP first: `appProtocol` says so, else the first word of the name."""
    found: set[Protocol] = set()
    for container in workload.pod.containers:
        for port in container.ports:
            spoken = port.app_protocol or port.name.partition("-")[0]
            if port.service is None or port.protocol != "TCP" or port.name.endswith("metrics"):
                continue
            if spoken in _GRPC or port.name.partition("-")[0] in _GRPC:
                found.add("grpc")
            elif spoken in _HTTP:
                found.add("http")
    return tuple(sorted(found, reverse=True))


def request_rate(names: Convention, window: str, *matchers: str) -> str:
    """Requests a second of every series over `window`."""
    if names.requests is not None:
        return f"rate({promql.selector(names.requests, *matchers)}[{window}])"
    if names.native:
        return f"histogram_count(rate({promql.selector(names.duration, *matchers)}[{window}]))"
    return f"rate({promql.selector(f'{names.duration}_count', *matchers)}[{window}])"


def units_per_second(duration: str) -> int:
    """How many of the unit in a metric's name make a second."""
    return 1000 if duration.endswith(("_milliseconds", "_ms")) else 1

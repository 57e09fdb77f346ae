"""Owns the panels of what the project depends on: whether that is there, and how calls to it go."""

from kgen import promql
from kgen.model import Panel, Query, Workload
from kgen.resolve.convention import request_rate, resolve_convention
from kgen.resolve.dependency import Dependency, resolve_dependencies
from kgen.resolve.request_panels import quantile
from kgen.resolve.scope import Scope
from kgen.resolve.view import RATE, SCRAPED, View

_CALLS = "http_client_request_duration_seconds"
"""The histogram in which OpenTelemetry counts outgoing requests; the Prometheus client libraries have none."""


def dependency_panels(scope: Scope, workloads: tuple[Workload, ...], view: View) -> tuple[Panel, ...]:
    """Pods of dependencies inside the cluster, and outgoing calls where the convention counts them."""
    # Whoever resolves the workloads reports what is wrong with their dependencies.
    silent = scope._replace(problems=[])
    known = {
        (dependency.name, dependency.namespace): dependency
        for workload in workloads
        for dependency in resolve_dependencies(silent, workload.component)
    }
    inside = [dependency for _, dependency in sorted(known.items(), key=str) if dependency.namespace is not None]
    metrics = scope.data.get("metrics", {})
    counted = metrics.get("convention") == "opentelemetry" and any(workload.metrics for workload in workloads)
    return (
        *((_ready(inside),) if inside else ()),
        *(_calls(metrics.get("histograms") == "native", view) if known and counted else ()),
    )


def _ready(dependencies: list[Dependency]) -> Panel:
    return Panel(
        title="Ready pods",
        description="Ready pods of each dependency inside the cluster, found by their names.",
        type="timeseries",
        unit="short",
        queries=tuple(Query(_ready_pods(dependency), dependency.name) for dependency in dependencies),
        minimum=0,
    )


def _ready_pods(dependency: Dependency) -> str:
    service = dependency.host.partition(".")[0]
    pods = promql.selector(
        "kube_pod_status_ready",
        promql.equals("namespace", dependency.namespace or ""),
        promql.matches("pod", f"{promql.literal(service)}-.+"),
        promql.equals("condition", "true"),
    )
    return f"sum({pods})"


def _calls(native: bool, view: View) -> tuple[Panel, ...]:
    known = resolve_convention({"convention": "opentelemetry"}, "http")._replace(duration=_CALLS, native=native)
    window = RATE.strip("[]")
    total = f"sum{view.by('server_address')} ({request_rate(known, window, *SCRAPED)})"
    failures = promql.matches(known.status, known.failures)
    failed = f"sum{view.by('server_address')} ({request_rate(known, window, *SCRAPED, failures)})"
    slowest = quantile(known.duration, "0.95", SCRAPED, view, "server_address", native=native)
    described = (
        ("Calls", "Outgoing HTTP requests a second by the host that answers.", "reqps", total),
        (
            "Failed calls",
            "Share of outgoing HTTP requests that were answered with 5xx.",
            "percentunit",
            f"{failed}\n/\n{total}",
        ),
        ("Duration of calls (p95)", "How long 95 of 100 outgoing HTTP requests take at most.", "s", slowest),
    )
    return tuple(
        Panel(
            title=title,
            description=description,
            type="timeseries",
            unit=unit,
            queries=(Query(expr, view.legend("{{server_address}}")),),
            minimum=0,
        )
        for title, description, unit, expr in described
    )

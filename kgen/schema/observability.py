"""Owns what a project tells of itself: metrics, objectives, alerts and dashboard."""

from typing import Annotated, Literal

from pydantic import Field
from typing_extensions import TypedDict

from kgen.schema.record import Record
from kgen.schema.scalar import (
    Duration,
    Identifier,
    LabelName,
    MetricName,
    Objective,
    PortReference,
    PositiveCount,
    Promql,
    UrlPath,
)


class Metrics(Record, total=False):
    """Where Prometheus finds the metrics of a workload; a port name or `true` is the short form."""

    port: Annotated[
        PortReference,
        Field(description="Port of the pod that serves metrics, by name or number. Default: the main port."),
    ]
    path: Annotated[UrlPath, Field(description="Path of the metrics. Default: `/metrics`.")]
    interval: Annotated[Duration, Field(description="Time between two scrapes. Default: `30s`.")]
    convention: Annotated[
        Literal["prometheus", "opentelemetry"],
        Field(
            description="Names that requests and durations are counted under, which objectives and dashboard use: "
            "those of the Prometheus client libraries, or OpenTelemetry's. Default: `prometheus`."
        ),
    ]
    requests: Annotated[
        MetricName,
        Field(description="Counter of requests. Default: the convention's.", examples=["http_requests_total"]),
    ]
    status: Annotated[
        LabelName,
        Field(description="Label that holds the status of a request. Default: the convention's.", examples=["code"]),
    ]
    failures: Annotated[
        str,
        Field(
            min_length=1,
            description="Regular expression of the statuses that count as failures. Default: the convention's.",
            examples=["5.."],
        ),
    ]
    duration: Annotated[
        MetricName,
        Field(
            description="Histogram of the durations of requests. Default: the convention's.",
            examples=["http_request_duration_seconds"],
        ),
    ]
    histograms: Annotated[
        Literal["classic", "native"],
        Field(description="Kind of histogram that durations are measured with. Default: `classic`, with buckets."),
    ]


class Slo(Record, total=False):
    """A service level objective: the share of requests that must be good.

    It needs `metrics`, unless it counts with `total`.
    """

    objective: Annotated[
        Objective,
        Field(description="Good requests in percent, below 100. Required.", examples=["99.9"]),
    ]
    window: Annotated[
        Literal["7d", "28d", "30d"], Field(description="Time over which the objective holds. Default: `30d`.")
    ]
    threshold: Annotated[
        Duration,
        Field(
            description="Makes it a latency objective: a request is good when it takes no longer. With classic "
            "histograms it must be the bound of a bucket.",
            examples=["300ms"],
        ),
    ]
    metric: Annotated[
        MetricName,
        Field(
            description="Counter of requests, or histogram of their durations. Default: chosen by "
            "`metrics.convention`.",
            examples=["http_requests_total"],
        ),
    ]
    errors: Annotated[
        Promql,
        Field(
            description="Counter of failed requests, instead of `metric`; needs `total`. A PromQL selector, or an "
            "expression over `[$window]`, which stands for each window in turn. `$namespace` is the environment's.",
            examples=['jobs_total{namespace="$namespace", result="failed"}'],
        ),
    ]
    good: Annotated[
        Promql, Field(description="Counter of good requests, written like `errors` and in its place; needs `total`.")
    ]
    total: Annotated[
        Promql,
        Field(
            description="Counter of all requests, written like `errors`.",
            examples=['jobs_total{namespace="$namespace"}'],
        ),
    ]
    minRequests: Annotated[
        PositiveCount,
        Field(
            description="Requests below which no alert fires, counted over the longer window of each pair. Default: "
            "none.",
            examples=[100],
        ),
    ]
    splitWindows: Annotated[
        bool,
        Field(
            description="Whether each pair of windows gets an alert of its own. Default: `false`, one page and one "
            "ticket."
        ),
    ]


AlertWait = TypedDict(
    "AlertWait",
    {
        "for": Annotated[
            Duration,
            Field(
                description="How long the expression must hold before the alert fires. Default: at once.",
                examples=["10m"],
            ),
        ]
    },
    total=False,
)


class Alert(Record, AlertWait, total=False):
    """An alert of one's own, or changes to a derived one of the same name."""

    expr: Annotated[
        Promql,
        Field(
            description="PromQL that gives a result while something is wrong; `$namespace` in it is the "
            "environment's. Required for an alert of one's own.",
            examples=['rate(payment_errors_total{namespace="$namespace"}[5m]) > 1'],
        ),
    ]
    keepFiringFor: Annotated[
        Duration,
        Field(description="How long the alert keeps firing after the expression stops holding. Default: not at all."),
    ]
    severity: Annotated[
        Literal["critical", "warning", "info"],
        Field(
            description="Who is told: `critical` pages someone, `warning` opens a ticket, `info` is never sent alone. "
            "Default: `warning`. Canary and dev lower it."
        ),
    ]
    summary: Annotated[
        str,
        Field(
            min_length=1, description="What is wrong, in one sentence without templates.", examples=["Payments fail."]
        ),
    ]
    description: Annotated[
        str,
        Field(
            description="More on it; may hold the templates `{{ $value }}` and `{{ $labels.<name> }}`, also with "
            "`| humanize`, `| humanizePercentage` and the like. Default: the summary."
        ),
    ]
    labels: Annotated[
        dict[LabelName, str],
        Field(description="Further labels, by which Alertmanager routes. Those that kgen sets cannot be changed."),
    ]
    annotations: Annotated[
        dict[LabelName, str],
        Field(
            description="Further annotations; `runbook_url` and `dashboard_url` are derived where they are not given."
        ),
    ]


class Panel(Record, total=False):
    """A panel of one's own on the dashboard."""

    title: Annotated[str, Field(min_length=1, description="Title of the panel. Default: its key.")]
    description: Annotated[
        str, Field(min_length=1, description="What the panel shows and what is normal. Default: the title.")
    ]
    type: Annotated[
        Literal["timeseries", "stat", "table", "heatmap", "text"],
        Field(description="How it is shown. Default: `timeseries`, or `text` where only `content` is given."),
    ]
    expr: Annotated[
        Promql,
        Field(
            description="PromQL of the panel's series; may use Grafana's variables such as `$__rate_interval`.",
            examples=['sum(rate(orders_total{service="checkout"}[$__rate_interval]))'],
        ),
    ]
    exprs: Annotated[
        dict[Annotated[str, Field(min_length=1)], Promql],
        Field(description="Several series, PromQL by legend, instead of `expr`."),
    ]
    legend: Annotated[
        str, Field(description="Name of each series of `expr`; `{{label}}` stands for the value of a label.")
    ]
    unit: Annotated[
        str,
        Field(
            min_length=1,
            description="Unit of the values, as Grafana names it. Default: `short`.",
            examples=["reqps", "s", "bytes", "percentunit"],
        ),
    ]
    content: Annotated[str, Field(description="Markdown of a `text` panel.")]
    width: Annotated[int, Field(ge=1, le=24, description="Width in columns, of which a row has 24. Default: 8.")]
    height: Annotated[int, Field(ge=2, le=40, description="Height in rows of the grid. Default: 8.")]


class Dashboard(Record, total=False):
    """What is added to the derived dashboard."""

    panels: Annotated[
        dict[Identifier, Panel], Field(description="Panels by name, in a row of their own after the derived ones.")
    ]

"""Owns the codes of monitoring: objectives, alerts, panels and the PromQL in them (KG47x, KG481 and KG520)."""

from kgen.codes.code import Code, service

MONITORING: dict[str, Code] = {
    "KG470": Code(
        "objective-without-metrics",
        "An objective has nothing to measure.",
        "An objective counts requests by the metrics of the main workload, and this project has no `metrics`. Add "
        "them, or count with expressions of your own in `errors` and `total`.",
        service("port: 8080\nslo: {availability: {objective: 99.9}}\n"),
    ),
    "KG471": Code(
        "impossible-objective",
        "An objective is not between 0 and 100 percent.",
        "What must always be good leaves no error budget, and what need never be good is always met; an alert on "
        "either says nothing. Choose a percentage between them, such as 99.9.",
        service("port: 8080\nmetrics: true\nslo: {availability: {objective: 0}}\n"),
    ),
    "KG472": Code(
        "unclear-indicator",
        "An objective with expressions of its own does not say what it counts.",
        "It needs `total` and either `errors` or `good`, each a counter or an expression over `[$window]`; `metric` "
        "and `threshold` belong to the objectives that kgen counts itself.",
        service("slo: {jobs: {objective: 99, errors: 'jobs_failed_total{namespace=\"$namespace\"}'}}\n"),
    ),
    "KG473": Code(
        "alert-out-of-reach",
        "An alert of an objective could never fire.",
        "With a low objective the budget burns so slowly that even if every request failed, the limit of a short "
        "window would not be reached. Those alerts are left out; where none is left, choose a higher objective.",
        service("port: 8080\nmetrics: true\nslo: {availability: {objective: 90}}\n", "{production: {}}"),
    ),
    "KG474": Code(
        "scraped-too-seldom",
        "Metrics are scraped too seldom for an objective.",
        "The shortest window of an objective's alerts is five minutes, and a rate over it needs four samples. Choose "
        "an `interval` of 75s or less.",
        service("port: 8080\nmetrics: {interval: 2m}\nslo: {availability: {objective: 99.9}}\n"),
    ),
    "KG475": Code(
        "unknown-alert",
        "A change to an alert finds no alert to change.",
        "An entry of `alerts` without `expr` changes a derived alert, so the name must be that of one. Correct it, or "
        "write `expr` for an alert of your own.",
        service("alerts: {CrashLoping: {for: 30m}}\n"),
    ),
    "KG476": Code(
        "duplicate-alert",
        "Two entries are the same alert.",
        "An alert may be written with or without the name of the service before it, and either way it is the same. "
        "Keep one of the entries, or choose another name.",
        service("alerts: {CrashLooping: {for: 30m}, ShopCrashLooping: {for: 10m}}\n"),
    ),
    "KG477": Code(
        "unknown-template",
        "A text of an alert holds a template that does not belong there.",
        "Prometheus evaluates what stands in `{{ }}`, and a mistake in it shows only when the alert fires. "
        "`description` and annotations take `{{ $value }}` and `{{ $labels.<name> }}`; `summary` and labels are plain "
        "text.",
        service(
            "alerts:\n"
            "  QueueFull:\n"
            "    expr: 'queue_depth{namespace=\"$namespace\"} > 100'\n"
            "    summary: The queue holds {{ $value }} orders.\n"
        ),
    ),
    "KG478": Code(
        "reserved-alert-field",
        "An alert writes a label or annotation that has a field of its own.",
        "kgen sets `team`, `service`, `namespace`, `env` and `severity` itself, because alerts are routed by them; "
        "`summary` and `description` are fields beside `annotations`. Use the field, or choose another name.",
        service(
            "alerts:\n"
            "  QueueFull: {expr: 'queue_depth{namespace=\"$namespace\"} > 100', labels: {severity: critical}}\n"
        ),
    ),
    "KG479": Code(
        "foreign-series",
        "An expression reads the series of other environments too.",
        "Environments of one cluster share its Prometheus, so without a matcher of the namespace a fault in dev would "
        'alert production. Add `namespace="$namespace"` to the selectors.',
        service("alerts: {QueueFull: {expr: queue_depth > 100}}\n", "{dev: {}, production: {}}"),
    ),
    "KG481": Code(
        "unclear-panel",
        "A panel of the dashboard does not say what it shows.",
        "A panel shows `expr`, several `exprs`, or the `content` of a text, and exactly one of them. Write the one "
        "that goes with its `type`.",
        service("dashboard: {panels: {orders: {title: Orders per second}}}\n"),
    ),
    "KG520": Code(
        "invalid-promql",
        "An expression is not valid PromQL.",
        "Prometheus would refuse the whole file of rules because of it, and Grafana would show an empty panel. The "
        "note says where the expression breaks.",
        service("alerts: {QueueFull: {expr: 'rate(queue_depth > 100'}}\n"),
    ),
}

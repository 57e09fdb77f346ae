"""Owns the rules of Grafana's dashboard-linter, all 17 of them, as tests apply them to a dashboard's JSON.

The conditions are those of https://github.com/grafana/dashboard-linter; what is written here is their meaning for
classic dashboards that ask Prometheus.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from promql_parser import Call, MatrixSelector, VectorSelector, parse, walk

Json = dict[str, Any]

DESCRIBED = frozenset({"stat", "singlestat", "graph", "table", "timeseries", "gauge"})
SOURCED = frozenset({"singlestat", "graph", "table", "timeseries"})
UNITS = frozenset(
    {
        *("none", "short", "percent", "percentunit", "bytes", "decbytes", "bps", "Bps", "binBps", "pps"),
        *("s", "ms", "reqps", "ops", "iops", "rps", "wps", "cps"),
    }
)
RATE_INTERVAL = timedelta(seconds=433)
_LABEL_QUERY = re.compile(r"(label_names|label_values|metrics|query_result)\((?:(.+), *)?([^,]*)\)")


class Finding(NamedTuple):
    """What a rule finds wrong: in a panel, or in the dashboard where `panel` is empty."""

    rule: str
    panel: str
    text: str


def lint(dashboard: Json) -> list[Finding]:
    """All findings of all rules."""
    found = [finding for rule in DASHBOARD_RULES for finding in rule(dashboard)]
    for panel in dashboard["panels"]:
        if panel["type"] != "row":
            found += [finding for rule in PANEL_RULES for finding in rule(panel)]
            for target in panel.get("targets", []):
                # The other rules look into the query, so it has to parse.
                found += [*target_promql(panel, target)] or [
                    one for rule in TARGET_RULES for one in rule(panel, target)
                ]
    return found


def selectors(expr: str) -> list[Any]:
    """Every selector of a query, Grafana's variables expanded."""
    found: list[Any] = []

    def visit(node: object) -> bool:
        if isinstance(node, VectorSelector):
            found.append(node)
        return True

    walk(parse(expand(expr)), pre_visit=visit)
    return found


def rates(expr: str) -> list[tuple[str, MatrixSelector]]:
    """Every `rate`, `irate` and `increase` of a query with what it is taken of."""
    found: list[tuple[str, MatrixSelector]] = []

    def visit(node: object) -> bool:
        if isinstance(node, Call) and node.func.name in {"rate", "irate", "increase"}:
            found.extend((node.func.name, each) for each in node.args if isinstance(each, MatrixSelector))
        return True

    walk(parse(expand(expr)), pre_visit=visit)
    return found


def expand(expr: str) -> str:
    """A query with values for Grafana's own variables; that of `$__rate_interval` is none that anyone would write."""
    with_rate = re.sub(r"\$\{?__rate_interval\}?", f"{RATE_INTERVAL.seconds}s", expr)
    return re.sub(r"\$\{?__(?:interval|range)\}?", "5m", with_rate)


def _variable(dashboard: Json, name: str) -> Json | None:
    return next((each for each in dashboard["templating"]["list"] if each["name"] == name), None)


def template_datasource(dashboard: Json) -> Iterator[Finding]:
    rule = "template-datasource-rule"
    sources = [each for each in dashboard["templating"]["list"] if each["type"] == "datasource"]
    names = {"datasource": "Data source", "prometheus_datasource": "Prometheus data source"}
    if not sources:
        yield Finding(rule, "", "no data source variable")
    for source in sources:
        if names.get(source["name"]) != source["label"]:
            yield Finding(rule, "", f"variable {source['name']} labelled {source['label']}")


def template_job(dashboard: Json) -> Iterator[Finding]:
    yield from _template_variable(dashboard, "job")


def template_instance(dashboard: Json) -> Iterator[Finding]:
    yield from _template_variable(dashboard, "instance")


def _template_variable(dashboard: Json, name: str) -> Iterator[Finding]:
    rule, found = f"template-{name}-rule", _variable(dashboard, name)
    if found is None:
        yield Finding(rule, "", f"no variable {name}")
        return
    wanted = {"type": "query", "label": name.capitalize(), "multi": True, "allValue": ".+"}
    for key, value in wanted.items():
        if found.get(key) != value:
            yield Finding(rule, "", f"{key} is {found.get(key)}")
    if found["datasource"]["uid"] not in {"$datasource", "${datasource}", "$prometheus_datasource"}:
        yield Finding(rule, "", f"data source {found['datasource']}")


def template_label_promql(dashboard: Json) -> Iterator[Finding]:
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query":
            found = _LABEL_QUERY.fullmatch(variable["query"])
            try:
                parse(expand(found[2] or "up")) if found else parse("")
            except ValueError as error:
                yield Finding("template-label-promql-rule", "", f"{variable['query']}: {error}")


def template_reload(dashboard: Json) -> Iterator[Finding]:
    for variable in dashboard["templating"]["list"]:
        if variable["type"] == "query" and variable["refresh"] != 2:
            yield Finding("template-on-time-change-reload-rule", "", variable["name"])


def uneditable(dashboard: Json) -> Iterator[Finding]:
    if dashboard["editable"] is not False:
        yield Finding("uneditable-dashboard", "", "editable")


def panel_datasource(panel: Json) -> Iterator[Finding]:
    if panel["type"] in SOURCED and panel.get("datasource", {}).get("uid") not in {"$datasource", "${datasource}"}:
        yield Finding("panel-datasource-rule", panel["title"], "data source is no variable")


def panel_title_description(panel: Json) -> Iterator[Finding]:
    if panel["type"] in DESCRIBED and not (panel["title"] and panel["description"]):
        yield Finding("panel-title-description-rule", panel["title"], "title or description missing")


def panel_units(panel: Json) -> Iterator[Finding]:
    if panel["type"] in DESCRIBED and panel["fieldConfig"]["defaults"].get("unit") not in UNITS:
        yield Finding("panel-units-rule", panel["title"], str(panel["fieldConfig"]["defaults"].get("unit")))


def panel_no_targets(panel: Json) -> Iterator[Finding]:
    if panel["type"] in DESCRIBED and not panel.get("targets"):
        yield Finding("panel-no-targets-rule", panel["title"], "no targets")


def target_logql(panel: Json, target: Json) -> Iterator[Finding]:
    """There is no Loki here: a target that asked it would have to be checked."""
    if target["datasource"]["type"] != "prometheus":
        yield Finding("target-logql-rule", panel["title"], target["datasource"]["type"])


def target_logql_auto(panel: Json, target: Json) -> Iterator[Finding]:
    if "$__auto" in target["expr"]:
        yield Finding("target-logql-auto-rule", panel["title"], "a range of Loki")


def target_promql(panel: Json, target: Json) -> Iterator[Finding]:
    try:
        parse(expand(target["expr"]))
    except ValueError as error:
        yield Finding("target-promql-rule", panel["title"], f"{target['expr']}: {error}")


def target_rate_interval(panel: Json, target: Json) -> Iterator[Finding]:
    for function, rated in rates(target["expr"]):
        if function != "increase" and rated.range != RATE_INTERVAL:
            yield Finding("target-rate-interval-rule", panel["title"], f"{function} over {rated.range}")


def target_job(panel: Json, target: Json) -> Iterator[Finding]:
    yield from _target_matcher(panel, target, "job")


def target_instance(panel: Json, target: Json) -> Iterator[Finding]:
    yield from _target_matcher(panel, target, "instance")


def _target_matcher(panel: Json, target: Json, label: str) -> Iterator[Finding]:
    for selector in selectors(target["expr"]):
        values = [(str(each.op), each.value) for each in selector.matchers.matchers if each.name == label]
        if values != [("MatchOp.Re", f"${label}")]:
            yield Finding(f"target-{label}-rule", panel["title"], str(selector.name))


def target_counter_agg(panel: Json, target: Json) -> Iterator[Finding]:
    """A counter is only ever seen through a rate."""
    rated = {selected.vector_selector.name for _, selected in rates(target["expr"])}
    for selector in selectors(target["expr"]):
        if (selector.name or "").endswith("_total") and selector.name not in rated:
            yield Finding("target-counter-agg-rule", panel["title"], selector.name)


DASHBOARD_RULES: tuple[Callable[[Json], Iterator[Finding]], ...] = (
    template_datasource,
    template_job,
    template_instance,
    template_label_promql,
    template_reload,
    uneditable,
)
PANEL_RULES: tuple[Callable[[Json], Iterator[Finding]], ...] = (
    panel_datasource,
    panel_title_description,
    panel_units,
    panel_no_targets,
)
TARGET_RULES: tuple[Callable[[Json, Json], Iterator[Finding]], ...] = (
    target_logql,
    target_logql_auto,
    target_rate_interval,
    target_job,
    target_instance,
    target_counter_agg,
)

"""Owns the panels that a project adds to its dashboard."""

from typing import TYPE_CHECKING

from kgen.diagnostics import Problem, escape
from kgen.model import Panel, Query
from kgen.node import Path
from kgen.promql_check import GRAFANA
from kgen.resolve.query import check_query
from kgen.resolve.scope import Scope

if TYPE_CHECKING:
    from kgen import schema


def custom_panels(scope: Scope) -> tuple[Panel, ...]:
    """The panels under `dashboard.panels` by name, without those that are reported as wrong."""
    panels = scope.data.get("dashboard", {}).get("panels", {})
    found = (_panel(scope, key, written) for key, written in sorted(panels.items()))
    return tuple(panel for panel in found if panel is not None)


def _panel(scope: Scope, key: str, written: "schema.Panel") -> Panel | None:
    path = ("dashboard", "panels", key)
    fields = {"expr", "exprs", "content"} & written.keys()
    kind = written.get("type", "text" if fields == {"content"} else "timeseries")
    wanted = "`content`" if kind == "text" else "either `expr` or `exprs`"
    if len(fields) != 1 or ("content" in fields) != (kind == "text"):
        message = f"panel `{escape(key)}` of type `{kind}` needs {wanted}, and nothing else to show"
        scope.problems.append(Problem("KG481", path, message, f"write {wanted}", at_key=True))
        return None
    queries = _queries(scope, path, kind, written)
    title = written.get("title", key)
    return Panel(
        title=title,
        description=written.get("description", f"{title}."),
        type=kind,
        unit=written.get("unit", "short"),
        queries=queries,
        content=written.get("content"),
        width=written.get("width", 8),
        height=written.get("height", 8),
    )


def _queries(scope: Scope, path: Path, kind: str, written: "schema.Panel") -> tuple[Query, ...]:
    exprs = [((*path, "exprs", legend), legend, expr) for legend, expr in sorted(written.get("exprs", {}).items())]
    if "expr" in written:
        exprs = [((*path, "expr"), written.get("legend", ""), written["expr"])]
    return tuple(
        Query(
            expr=expr.strip(),
            legend=legend or None,
            instant=kind == "table",
            format="table" if kind == "table" else "heatmap" if kind == "heatmap" else "time_series",
        )
        for place, legend, expr in exprs
        if check_query(scope, place, expr, GRAFANA)
    )

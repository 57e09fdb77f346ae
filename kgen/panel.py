"""Owns Grafana panels: each one's place on the grid, and its meaning in Grafana's JSON."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from kgen.model import Panel, Query, Row, Threshold

if TYPE_CHECKING:
    from kgen.objects import grafana_field, grafana_panel

COLUMNS = 24
DATA_SOURCE: "grafana_panel.DataSourceRef" = {"type": "prometheus", "uid": "${datasource}"}


def place_panels(rows: Iterable[Row]) -> "list[grafana_panel.Panel | grafana_panel.RowPanel]":
    """All rows with their panels, from left to right and top to bottom; ids count from 1."""
    placed: list[grafana_panel.Panel | grafana_panel.RowPanel] = []
    top = 0
    for row in rows:
        placed.append(_row(row, len(placed) + 1, top))
        top += 1
        left = height = 0
        for panel in row.panels:
            if left + panel.width > COLUMNS:
                top, left, height = top + height, 0, 0
            place: grafana_panel.GridPos = {"x": left, "y": top, "w": panel.width, "h": panel.height}
            placed.append(_panel(panel, len(placed) + 1, place))
            left, height = left + panel.width, max(height, panel.height)
        top += height
    return placed


def _row(row: Row, number: int, top: int) -> "grafana_panel.RowPanel":
    """An open row: its panels stand behind it, not in it."""
    return {
        "id": number,
        "type": "row",
        "title": row.title,
        "collapsed": False,
        "gridPos": {"x": 0, "y": top, "w": COLUMNS, "h": 1},
        "panels": [],
    }


def _panel(panel: Panel, number: int, place: "grafana_panel.GridPos") -> "grafana_panel.Panel":
    if panel.type == "text":
        return {
            "id": number,
            "type": "text",
            "title": panel.title,
            "description": panel.description,
            "gridPos": place,
            "options": {"mode": "markdown", "content": panel.content or ""},
        }
    shown: grafana_panel.QueryPanel = {
        "id": number,
        "title": panel.title,
        "description": panel.description,
        "gridPos": place,
        "datasource": DATA_SOURCE,
        "targets": [_target(query, index) for index, query in enumerate(panel.queries)],
        "fieldConfig": {"defaults": _field(panel), "overrides": []},
    }
    if panel.type == "stat":
        return {**shown, "type": "stat", "options": _stat_options(panel)}
    if panel.type == "table":
        return {**shown, "type": "table", "transformations": [_columns()], "options": {"showHeader": True}}
    if panel.type == "heatmap":
        return {**shown, "type": "heatmap", "options": _heatmap_options(panel)}
    return {**shown, "type": "timeseries", "options": _timeseries_options()}


def _target(query: Query, index: int) -> "grafana_panel.Target":
    """`A` to `Z`, then `AA` and on."""
    letters = ""
    position = index + 1
    while position:
        position, letter = divmod(position - 1, 26)
        letters = chr(ord("A") + letter) + letters
    found: grafana_panel.Target = {
        "refId": letters,
        "datasource": DATA_SOURCE,
        "expr": query.expr,
        "format": query.format,
        "instant": query.instant,
        "range": not query.instant,
    }
    if query.legend is not None:
        found["legendFormat"] = query.legend
    return found


def _field(panel: Panel) -> "grafana_field.FieldDefaults":
    found: grafana_field.FieldDefaults = {"unit": panel.unit}
    if panel.minimum is not None:
        found["min"] = panel.minimum
    if panel.maximum is not None:
        found["max"] = panel.maximum
    if panel.thresholds:
        found["thresholds"] = {"mode": "absolute", "steps": [_step(step) for step in panel.thresholds]}
    if panel.type == "stat" and panel.thresholds:
        found["color"] = {"mode": "thresholds"}
    if panel.type == "timeseries":
        found["custom"] = _graph(panel)
    return found


def _step(threshold: Threshold) -> "grafana_field.Threshold":
    return {"value": threshold.value, "color": threshold.colour}


def _graph(panel: Panel) -> "grafana_field.GraphField":
    return {
        "drawStyle": "line",
        "lineWidth": 1,
        "fillOpacity": 30 if panel.stacked else 0,
        "showPoints": "never",
        "stacking": {"mode": "normal" if panel.stacked else "none"},
        "thresholdsStyle": {"mode": "dashed" if panel.thresholds else "off"},
    }


def _timeseries_options() -> "grafana_panel.TimeseriesOptions":
    return {
        "legend": {"displayMode": "list", "placement": "bottom", "showLegend": True, "calcs": []},
        "tooltip": {"mode": "multi", "sort": "desc"},
    }


def _stat_options(panel: Panel) -> "grafana_panel.StatOptions":
    several = len(panel.queries) > 1
    return {
        "reduceOptions": {"calcs": ["lastNotNull"], "fields": "", "values": False},
        "colorMode": "value",
        "graphMode": "area",
        "textMode": "value_and_name" if several else "auto",
    }


def _columns() -> "grafana_panel.Transformation":
    """A table of labels and values: the moment is the same in every line."""
    return {"id": "organize", "options": {"excludeByName": {"Time": True}}}


def _heatmap_options(panel: Panel) -> "grafana_panel.HeatmapOptions":
    return {
        "calculate": False,
        "color": {"mode": "scheme", "scheme": "Oranges", "steps": 64, "exponent": 0.5, "reverse": False},
        "yAxis": {"unit": panel.unit, "axisPlacement": "left"},
        "legend": {"show": True},
        "tooltip": {"mode": "single", "yHistogram": False},
        "filterValues": {"le": 1e-9},
        "cellGap": 1,
    }

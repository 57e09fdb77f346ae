"""Owns Grafana dashboards, each in a ConfigMap that Grafana's sidecar finds by its label."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kgen import names
from kgen.artifact import Artifact
from kgen.json_text import compact_json
from kgen.model import Annotation, Dashboard, ResolvedProject, Variable
from kgen.panel import DATA_SOURCE, place_panels

if TYPE_CHECKING:
    from kgen import objects
    from kgen.objects import grafana
    from kgen.objects.grafana_panel import Link

FOUND_BY = {"grafana_dashboard": "1"}


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    if project.monitoring is not None and project.monitoring.dashboards:
        found = tuple(_config_map(project, dashboard) for dashboard in project.monitoring.dashboards)
        yield Artifact("dashboard.yml", found)


def dashboard_json(dashboard: Dashboard) -> str:
    """The dashboard as Grafana reads it, compact but with a line for each panel, so that a diff shows what changed."""
    whole = _dashboard(dashboard)
    frame = compact_json({key: value for key, value in whole.items() if key != "panels"})
    panels = ",\n".join(map(compact_json, whole["panels"]))
    return f'{frame.removesuffix("}")},"panels":[\n{panels}\n]}}\n'


def _config_map(project: ResolvedProject, dashboard: Dashboard) -> "objects.ConfigMap":
    labels = names.text({**dict(project.labels), **FOUND_BY})
    return {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": names.metadata(project, dashboard.config_map, labels, project.annotations),
        "data": {f"{dashboard.uid}.json": dashboard_json(dashboard)},
    }


def _dashboard(dashboard: Dashboard) -> "objects.Dashboard":
    return {
        "uid": dashboard.uid,
        "title": dashboard.title,
        "description": dashboard.description,
        "tags": list(dashboard.tags),
        "schemaVersion": 42,
        "editable": False,
        "graphTooltip": 1,
        "timezone": "utc",
        "refresh": "30s",
        "time": {"from": "now-3h", "to": "now"},
        "links": _links(dashboard),
        "templating": {"list": [_data_source(), *map(_variable, dashboard.variables)]},
        "annotations": {"list": [_built_in(), *map(_annotation, dashboard.annotations)]},
        "panels": place_panels(dashboard.rows),
    }


def _links(dashboard: Dashboard) -> "list[Link]":
    """Sibling dashboards by tag (the service in other environments, the team's), then pages elsewhere."""
    siblings: list[Link] = [
        {
            "type": "dashboards",
            "title": tag.replace(":", ": "),
            "tags": ["kgen", tag],
            "asDropdown": True,
            "includeVars": False,
            "keepTime": True,
            "targetBlank": False,
        }
        for tag in dashboard.tags
        if tag.startswith(("service:", "team:"))
    ]
    pages: list[Link] = [
        {"type": "link", "title": title, "url": url, "targetBlank": True} for title, url in dashboard.links
    ]
    return [*siblings, *pages]


def _data_source() -> "grafana.DataSourceVariable":
    return {
        "name": "datasource",
        "label": "Data source",
        "type": "datasource",
        "query": "prometheus",
        "regex": "",
        "current": {},
    }


def _variable(variable: Variable) -> "grafana.QueryVariable":
    found: grafana.QueryVariable = {
        "name": variable.name,
        "label": variable.label,
        "type": "query",
        "datasource": DATA_SOURCE,
        "query": variable.query,
        "definition": variable.query,
        "refresh": 2,
        "sort": 1,
        "multi": variable.multi,
        "includeAll": variable.all_value is not None,
        "current": {"selected": True, "text": ["All"], "value": ["$__all"]} if variable.all_value is not None else {},
    }
    if variable.all_value is not None:
        found["allValue"] = variable.all_value
    return found


def _built_in() -> "grafana.Annotation":
    """Grafana's own annotations, which people add by hand."""
    return {
        "name": "Annotations & Alerts",
        "builtIn": 1,
        "type": "dashboard",
        "datasource": {"type": "grafana", "uid": "-- Grafana --"},
        "enable": True,
        "hide": True,
        "iconColor": "rgba(0, 211, 255, 1)",
    }


def _annotation(annotation: Annotation) -> "grafana.Annotation":
    return {
        "name": annotation.name,
        "datasource": DATA_SOURCE,
        "enable": True,
        "iconColor": annotation.colour,
        "expr": annotation.expr,
        "titleFormat": annotation.title,
        "useValueForTime": True,
    }

"""Owns the judgement on an alert as the project writes it: its expression, its templates, its labels."""

from typing import TYPE_CHECKING

from kgen import promql
from kgen.diagnostics import Problem, escape
from kgen.node import Path
from kgen.resolve import template
from kgen.resolve.query import check_query, note_foreign_series
from kgen.resolve.scope import Scope

if TYPE_CHECKING:
    from kgen import schema

OWN_LABELS = frozenset({"severity", "team", "namespace", "service", "env"})
"""Labels that routing and inhibition rely on; only `severity` can be changed, by its own field."""


def check_alert(scope: Scope, key: str, alert: "schema.Alert") -> "schema.Alert":
    """The alert without the fields that are reported as wrong; `$namespace` is replaced in its expression."""
    clean = alert.copy()
    path = ("alerts", key)
    if "expr" in alert:
        if check_query(scope, (*path, "expr"), alert["expr"]):
            note_foreign_series(scope, (*path, "expr"), alert["expr"])
            clean["expr"] = promql.fill(alert["expr"].strip(), {"namespace": scope.namespace})
        else:
            del clean["expr"]
    if not template.is_static(alert.get("summary", "")):
        help_text = "write it without templates; `description` may hold them"
        scope.problems.append(Problem("KG477", (*path, "summary"), "`summary` holds a template", help_text))
        del clean["summary"]
    _check_templates(scope, (*path, "description"), alert.get("description", ""))
    for name, value in sorted(alert.get("annotations", {}).items()):
        _check_templates(scope, (*path, "annotations", name), value)
        if name in {"summary", "description"}:
            message = f"annotation `{name}` is a field of its own"
            place = (*path, "annotations", name)
            scope.problems.append(Problem("KG478", place, message, f"write `{name}` beside `annotations`", at_key=True))
    for name, value in sorted(alert.get("labels", {}).items()):
        _check_label(scope, (*path, "labels", name), name, value)
    return clean


def _check_templates(scope: Scope, path: Path, text: str) -> None:
    found = template.find_foreign(text)
    if found is not None:
        message = f"`{path[-1]}` holds a template that is not known here: `{escape(found)}`"
        scope.problems.append(Problem("KG477", path, message, f"templates are {template.FORMS}"))


def _check_label(scope: Scope, path: Path, name: str, value: str) -> None:
    if name in OWN_LABELS:
        message = f"label `{name}` is set by kgen"
        help_text = "write `severity` beside `labels`" if name == "severity" else "choose another name"
        scope.problems.append(Problem("KG478", path, message, help_text, at_key=True))
    elif not template.is_static(value):
        message = f"label `{escape(name)}` holds a template"
        help_text = "the labels of the expression's result are on the alert already"
        scope.problems.append(Problem("KG477", path, message, help_text))

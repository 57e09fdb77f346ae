"""Owns the project's own hand in its alerts: it switches derived ones off, changes them, adds others."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, NamedTuple

from kgen import names
from kgen.diagnostics import Problem, escape, suggest
from kgen.model import Rule, Severity, Text, Workload
from kgen.resolve import template
from kgen.resolve.burn_rules import is_burn_alert_name
from kgen.resolve.derived_alerts import CATALOGUE_NAMES
from kgen.resolve.draft import Draft, full_name, general_keys, specific_keys, strip_prefix
from kgen.resolve.scope import Scope
from kgen.resolve.written_alert import check_alert

if TYPE_CHECKING:
    from kgen import schema

RANK: Mapping[Severity, int] = {"info": 0, "warning": 1, "critical": 2}


class Shared(NamedTuple):
    """What all alerts of an environment carry; `runbook` may hold `{alert}`."""

    labels: Text
    highest: Severity
    runbook: str | None
    dashboard: str | None


def edit_alerts(scope: Scope, workloads: tuple[Workload, ...], drafts: tuple[Draft, ...]) -> tuple[Draft, ...]:
    """The drafts as the project wants them, then the alerts that it adds, by name."""
    if scope.is_off("alerts"):
        return ()
    if not scope.data.get("alerts") and all(path[0] != "alerts" for path in scope.off):
        return drafts
    written = {key: check_alert(scope, key, alert) for key, alert in sorted(scope.data.get("alerts", {}).items())}
    spelled = {key for draft in drafts for keys in _keys(scope, draft) for key in keys}
    kept = [changed for draft in drafts if (changed := _edit(scope, draft, written)) is not None]
    known = {draft.name for draft in drafts}
    others = (_add(scope, workloads, known, key, alert) for key, alert in written.items() if key not in spelled)
    edited = (*kept, *(draft for draft in others if draft is not None))
    _check_unique(scope, edited)
    return edited


def to_rule(draft: Draft, shared: Shared) -> Rule:
    """The finished alert: named after its workload, no more severe than the stage allows, labelled and linked."""
    name = full_name(draft.workload, draft.name)
    severity = min(draft.severity, shared.highest, key=RANK.__getitem__)
    links = {
        "runbook_url": shared.runbook.replace("{alert}", name) if shared.runbook else None,
        "dashboard_url": shared.dashboard,
    }
    annotations = {key: template.escape(url) for key, url in links.items() if url is not None}
    annotations |= {"summary": draft.summary, "description": draft.description, **dict(draft.annotations)}
    labels = {key: template.escape(value) for key, value in shared.labels}
    return Rule(
        alert=name,
        record=None,
        expr=draft.expr,
        wait=draft.wait,
        keep_firing=draft.keep_firing,
        labels=names.text({**dict(draft.labels), **labels, "severity": severity}),
        annotations=names.text(annotations),
    )


def _keys(scope: Scope, draft: Draft) -> tuple[tuple[str, ...], tuple[str, ...]]:
    return general_keys(scope.name, draft.name), specific_keys(draft.workload, draft.component, draft.name)


def _edit(scope: Scope, draft: Draft, written: "Mapping[str, schema.Alert]") -> Draft | None:
    """The draft with the project's changes, those for its workload alone last; None where it is switched off."""
    of_all, of_one = _keys(scope, draft)
    general, specific = ([key for key in keys if key in written] for keys in (of_all, of_one))
    if any(scope.is_off("alerts", key) for key in (of_one if specific else (*of_all, *of_one))):
        return None
    for first, *more in filter(None, (general, specific)):
        for key in more:
            message = f"`{key}` and `{first}` are the same alert"
            scope.problems.append(Problem("KG476", ("alerts", key), message, "keep one of them", at_key=True))
    for key in (*general, *specific):
        draft = _change(scope, draft, key, written[key])
    return draft


def _change(scope: Scope, draft: Draft, key: str, alert: "schema.Alert") -> Draft:
    off = {field for field in ("for", "keepFiringFor", "description") if scope.is_off("alerts", key, field)}
    summary = alert.get("summary", draft.summary)
    return draft._replace(
        expr=alert.get("expr", draft.expr),
        wait=alert.get("for", None if "for" in off else draft.wait),
        keep_firing=alert.get("keepFiringFor", None if "keepFiringFor" in off else draft.keep_firing),
        severity=alert.get("severity", draft.severity),
        summary=summary,
        description=alert.get("description", summary if "description" in off else draft.description),
        labels=names.text({**dict(draft.labels), **alert.get("labels", {})}),
        annotations=names.text({**dict(draft.annotations), **alert.get("annotations", {})}),
    )


def _add(
    scope: Scope, workloads: tuple[Workload, ...], known: Iterable[str], key: str, alert: "schema.Alert"
) -> Draft | None:
    """An alert of the project's own; reports a change that finds nothing to change."""
    component, _, name = key.rpartition(".")
    owner = next((workload for workload in workloads if workload.component == (component or names.MAIN)), None)
    if owner is None:
        message = f"`{escape(component)}` is no workload"
        help_text = suggest(component, (workload.component for workload in workloads), "workloads")
        scope.problems.append(Problem("KG475", ("alerts", key), message, help_text, at_key=True))
        return None
    name = strip_prefix(owner.name, name)
    if "expr" not in alert:
        if "expr" not in scope.data["alerts"][key] and not _is_derived_elsewhere(scope, workloads, name):
            message = f"`{escape(key)}` changes no derived alert, and has no `expr` to be one of its own"
            help_text = suggest(name, known, "derived alerts")
            scope.problems.append(Problem("KG475", ("alerts", key), message, help_text, at_key=True))
        return None
    summary = f"Alert {name} of {owner.name} is firing."
    blank = Draft(owner.name, owner.component, "custom", name, "", None, "warning", summary, "")
    added = _change(scope, blank, key, alert)
    return added._replace(description=added.description or added.summary)


def _is_derived_elsewhere(scope: Scope, workloads: tuple[Workload, ...], name: str) -> bool:
    """Whether the alert exists where a workload has what it needs: another environment may have that."""
    bare = {strip_prefix(workload.name, name) for workload in workloads} | {strip_prefix(scope.name, name)}
    return any(alert in CATALOGUE_NAMES or is_burn_alert_name(alert) for alert in bare)


def _check_unique(scope: Scope, drafts: tuple[Draft, ...]) -> None:
    """Reports alerts of the project's own whose full name is taken."""
    counts = Counter(full_name(draft.workload, draft.name) for draft in drafts)
    for key in sorted(scope.data.get("alerts", {})):
        component, _, name = key.rpartition(".")
        full = full_name(names.workload_name(scope.name, component or names.MAIN), name)
        mine = [draft for draft in drafts if full_name(draft.workload, draft.name) == full]
        if counts[full] > 1 and any(draft.group == "custom" for draft in mine):
            message = f"there is another alert `{full}`"
            help_text = "choose another name; `<workload>.<name>` changes an alert of one workload"
            scope.problems.append(Problem("KG476", ("alerts", key), message, help_text, at_key=True))

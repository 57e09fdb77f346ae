"""Owns the project's dashboard: which rows it has, what its variables choose from, where it links to."""

from kgen import names, promql
from kgen.model import Annotation, Dashboard, Panel, Row, Variable, Workload
from kgen.resolve import series
from kgen.resolve.convention import protocols, resolve_convention
from kgen.resolve.custom_panels import custom_panels
from kgen.resolve.dependency import workload_data
from kgen.resolve.dependency_panels import dependency_panels
from kgen.resolve.pod_panels import pod_panels
from kgen.resolve.request_panels import red_panels, slo_panels
from kgen.resolve.saturation_panels import saturation_panels
from kgen.resolve.scope import Scope
from kgen.resolve.slo import Objective
from kgen.resolve.view import NAMESPACE, View


def resolve_dashboard(
    scope: Scope, workloads: tuple[Workload, ...], objectives: tuple[Objective, ...]
) -> Dashboard | None:
    """The dashboard of one environment, which shows the other environments of its canary pair too."""
    if scope.is_off("dashboard"):
        return None
    view = View(_namespaces(scope))
    rows = (
        ("SLO", slo_panels(objectives, scope.name, view) if objectives else ()),
        ("RED", _requests(scope, workloads, objectives, view)),
        ("Pods", pod_panels(workloads, view)),
        ("Saturation", saturation_panels(workloads, view)),
        ("Dependencies", dependency_panels(scope, workloads, view)),
        ("Custom", custom_panels(scope)),
    )
    return Dashboard(
        uid=names.dashboard_uid(scope.name, scope.environment.name),
        title=f"{scope.name} / {scope.environment.name}",
        description=scope.data.get("description", f"Health of {scope.name} in {scope.environment.name}."),
        config_map=names.dashboard_name(scope.name),
        tags=_tags(scope),
        links=_links(scope),
        variables=_variables(workloads, view),
        annotations=_annotations(workloads),
        rows=tuple(Row(title, panels) for title, panels in rows if panels),
    )


def _requests(
    scope: Scope, workloads: tuple[Workload, ...], objectives: tuple[Objective, ...], view: View
) -> tuple[Panel, ...]:
    """Panels of the workloads that answer requests and count them; objectives are the main workload's."""
    panels: list[Panel] = []
    for workload in workloads:
        own = objectives if workload.component == names.MAIN else ()
        metrics = workload_data(scope, workload.component)[1].get("metrics", {})
        for protocol in protocols(workload) if workload.metrics else ():
            known = resolve_convention({**scope.data.get("metrics", {}), **metrics}, protocol)
            panels += red_panels(workload, protocol, known, own, view)
    return tuple(panels)


def _namespaces(scope: Scope) -> tuple[str, ...]:
    """This environment's namespace and those of its counterparts: a canary and what it is a canary of."""
    here = scope.siblings[scope.environment.name]
    stable = here.extends if here.traffic is not None else here.environment
    pair = (
        other
        for other in scope.siblings.values()
        if other.environment == stable or (other.traffic is not None and other.extends == stable)
    )
    return tuple(sorted({here.namespace, *(other.namespace for other in pair if other.cluster == here.cluster)}))


def _tags(scope: Scope) -> tuple[str, ...]:
    team = scope.data.get("owner", {}).get("team")
    return ("kgen", f"service:{scope.name}", *((f"team:{team}",) if team else ()), f"env:{scope.environment.name}")


def _links(scope: Scope) -> tuple[tuple[str, str], ...]:
    links = (
        ("Runbook", scope.data.get("owner", {}).get("runbook")),
        ("Source code", scope.data.get("repository")),
    )
    return tuple((title, url) for title, url in links if url is not None)


def _variables(workloads: tuple[Workload, ...], view: View) -> tuple[Variable, ...]:
    """The namespaces shown and, where something is scraped, the jobs and instances among it."""
    everywhere = promql.one_of("namespace", view.namespaces)
    namespaces = Variable(
        name="namespace",
        label="Namespace",
        query=f"label_values(kube_namespace_created{{{everywhere}}}, namespace)",
        multi=True,
        all_value="|".join(map(promql.literal, view.namespaces)),
    )
    scraped = [workload.name for workload in workloads if workload.metrics is not None]
    if not scraped:
        return (namespaces,)
    up = f"{NAMESPACE}, {promql.one_of('service', scraped)}"
    return (
        namespaces,
        Variable("job", "Job", f"label_values(up{{{up}}}, job)", multi=True, all_value=".+"),
        Variable(
            "instance", "Instance", f'label_values(up{{{up}, job=~"$job"}}, instance)', multi=True, all_value=".+"
        ),
    )


def _annotations(workloads: tuple[Workload, ...]) -> tuple[Annotation, ...]:
    """Marks at the moment a new version starts: a ReplicaSet stands for a changed template, never for mere scaling."""
    deployments = [workload for workload in workloads if workload.kind == "Deployment"]
    others = [workload for workload in workloads if workload.kind in {"StatefulSet", "DaemonSet"}]
    found = []
    if deployments:
        sets = promql.any_of("replicaset", (f"{promql.literal(each.name)}-[a-z0-9]+" for each in deployments))
        expr = f"max by (namespace, replicaset) (kube_replicaset_created{{{NAMESPACE}, {sets}}}) * 1000"
        found.append(Annotation("Deployments", expr, "{{namespace}}/{{replicaset}}", "blue"))
    if others:
        expr = f"max by (namespace, pod) (kube_pod_created{{{NAMESPACE}, {series.pods(others)}}}) * 1000"
        found.append(Annotation("New pods", expr, "{{namespace}}/{{pod}}", "purple"))
    return tuple(found)

"""Owns a watched project for tests: its workloads, its scope in each stage, and the rules that come of them."""

from typing import TYPE_CHECKING

from kgen.model import Claim, Metrics, Monitoring, Port, Rule, Stage, Volume, Workload
from kgen.node import Path
from kgen.resolve.monitoring import resolve_monitoring
from kgen.resolve.scope import Scope
from tests import models
from tests.scopes import interface, organization, scope

if TYPE_CHECKING:
    from kgen import schema

NAMESPACE = models.NAMESPACE
METRICS = Metrics(port="http", path="/metrics", interval="30s", through_service=True)
RUNBOOKS = "https://runbooks.example.com/{alert}"
GRAFANA = "https://grafana.example.com"
AVAILABILITY: "schema.Overlay" = {
    "owner": {"team": "payments"},
    "slo": {"availability": {"objective": "99.9"}},
}


def web() -> Workload:
    """The main workload: a scraped Deployment behind a Service, with an autoscaler and a disruption budget."""
    return models.workload()._replace(
        replicas=None,
        services=(models.service(),),
        metrics=METRICS,
        autoscaling=models.autoscaling(),
        disruption_budget=models.disruption_budget(),
    )


def limited() -> Workload:
    """A worker with a CPU limit."""
    worker = models.workload("worker")
    container = worker.pod.containers[0]._replace(limits=(("cpu", "1"), ("memory", "512Mi")))
    return worker._replace(pod=worker.pod._replace(containers=(container,)))


def database() -> Workload:
    """A StatefulSet with a volume and a port that speaks no HTTP."""
    found = models.workload("db")
    port = Port(name="postgres", number=5432, protocol="TCP", app_protocol=None, service=5432, host=None)
    container = found.pod.containers[0]._replace(ports=(port,))
    return found._replace(
        kind="StatefulSet",
        pod=found.pod._replace(containers=(container,)),
        claims=(Claim(name="data", size="10Gi", storage_class=None, access_modes=("ReadWriteOnce",)),),
    )


def agent() -> Workload:
    """A DaemonSet with an init container."""
    found = models.workload("agent")
    setup = models.container("setup")._replace(ports=())
    return found._replace(kind="DaemonSet", replicas=None, pod=found.pod._replace(init_containers=(setup,)))


def nightly() -> Workload:
    """A CronJob that starts once a day."""
    return models.workload("nightly")._replace(kind="CronJob", replicas=None, schedule=models.schedule())


def migration() -> Workload:
    """A Job that runs once per release and mounts a claim."""
    found = models.workload("migrate")
    volume = Volume(name="dump", source={"persistentVolumeClaim": {"claimName": "dump"}})
    return found._replace(kind="Job", replicas=None, pod=found.pod._replace(volumes=(volume,)))


def workloads() -> tuple[Workload, ...]:
    """One workload of each kind and then some, the main one first."""
    return (web(), agent(), database(), migration(), nightly(), limited())


def watched(
    data: "schema.Overlay",
    stage: Stage = "production",
    *,
    off: frozenset[Path] = frozenset(),
    org: "schema.OrgFile | None" = None,
) -> Scope:
    """The environment of a stage and that name, in a cluster with a canary of it; further workloads are in the data."""
    monitoring: schema.OrgFile = {"monitoring": {"runbookUrl": RUNBOOKS, "grafanaUrl": GRAFANA}}
    canary = interface("canary", extends="production", traffic=5)
    production = interface("production")
    dev = interface("dev", cluster="dev")
    here = {"production": production, "canary": canary, "dev": dev}[stage]
    with_workloads: schema.Overlay = {
        "workloads": {each.component: {} for each in workloads()},
        **data,
    }
    found = scope(
        with_workloads, here=here, siblings=(canary, dev, production), org=organization(org or monitoring), off=off
    )
    return found._replace(environment=found.environment._replace(stage=stage))


def monitoring(scope: Scope, *chosen: Workload) -> Monitoring:
    """What is watched of the chosen workloads, by default of all."""
    resolved = resolve_monitoring(scope, chosen or workloads())
    assert resolved is not None
    return resolved


def rules(scope: Scope, *chosen: Workload) -> dict[str, Rule]:
    """The alerts by name."""
    groups = monitoring(scope, *chosen).groups
    return {rule.alert: rule for group in groups for rule in group.rules if rule.alert is not None}

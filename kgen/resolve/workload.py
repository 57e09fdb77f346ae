"""Owns workloads: one controller with its pods, its Services, its scaling and its network."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from kgen import names
from kgen.diagnostics import escape, suggest
from kgen.model import Kind, Metrics, Port, Schedule, Service, Workload
from kgen.node import Path
from kgen.resolve.account import Account
from kgen.resolve.cron import CronError, longest_gap
from kgen.resolve.image import image_version
from kgen.resolve.interface import Part, named_ports
from kgen.resolve.kind import check_kind, derive_kind
from kgen.resolve.label import written_annotations, written_labels
from kgen.resolve.network import resolve_network
from kgen.resolve.pod import PodPlan, PodResult, container_name, resolve_pod
from kgen.resolve.port import find_port
from kgen.resolve.reference import References
from kgen.resolve.scaling import (
    least_replicas,
    resolve_autoscaling,
    resolve_disruption_budget,
    resolve_replicas,
    resolve_spread,
)
from kgen.resolve.scope import Offer, Scope
from kgen.resolve.service import governing_service, has_service, resolve_services
from kgen.resolve.site import Site
from kgen.resolve.target import routed_ports
from kgen.source import Content

if TYPE_CHECKING:
    from kgen import schema

UTC = "Etc/UTC"
_REVISIONS = 5
_STARTING_DEADLINE = 300
_CONTROLLER_FIELDS: dict[Kind, dict[str, Any]] = {
    "Deployment": {
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": 0}},
        "minReadySeconds": None,
        "revisionHistoryLimit": _REVISIONS,
        "progressDeadlineSeconds": None,
    },
    "StatefulSet": {
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"partition": 0}},
        "podManagementPolicy": None,
        "minReadySeconds": None,
        "revisionHistoryLimit": _REVISIONS,
        "persistentVolumeClaimRetentionPolicy": None,
    },
    "DaemonSet": {
        "updateStrategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": "10%"}},
        "minReadySeconds": None,
        "revisionHistoryLimit": _REVISIONS,
    },
    "Job": {
        "backoffLimit": None,
        "activeDeadlineSeconds": None,
        "parallelism": None,
        "completions": None,
        "ttlSecondsAfterFinished": 86400,
    },
    "CronJob": {
        "backoffLimit": None,
        "activeDeadlineSeconds": None,
        "parallelism": None,
        "completions": None,
        "ttlSecondsAfterFinished": None,
    },
}
"""The fields of each controller's spec that go through, with what they are when nobody writes them."""
_LEFT_TO_KUBERNETES = frozenset({"revisionHistoryLimit", "ttlSecondsAfterFinished"})
"""The fields among them that `null` leaves out: Kubernetes' own default then holds."""
_NAME_LIMITS: dict[Kind, int] = {"CronJob": 52, "StatefulSet": 52, "Job": 54}
"""Kubernetes adds to the names of these kinds, or kgen does; all others have 63 characters."""


class Surroundings(NamedTuple):
    """What all workloads of one environment share while it is resolved."""

    scope: Scope
    off: frozenset[Path]
    references: References
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    contents: Mapping[Path, Content]
    config_maps: Mapping[str, str]
    offers: tuple[Offer, ...]


def resolve_workload(part: Part, account: Account, around: Surroundings) -> Workload:
    """One workload in full."""
    scope, fields = around.scope, part.fields
    name, kind = names.workload_name(scope.name, part.component), derive_kind(part.fields)
    references = around.references.also({"workload": name}, {})
    site = Site(part.path, around.off, references, scope.problems)
    check_kind(fields, kind, site)
    _check_name(name, kind, site)
    offer = next(offer for offer in around.offers if offer.component == part.component)
    container = container_name(fields, name)
    replicas = resolve_replicas(fields, kind, scope, site)
    autoscaling = resolve_autoscaling(fields, container, scope, site)
    least = least_replicas(replicas, autoscaling, kind)
    selector = dict(fields.get("selector", names.selector(scope.name, part.component)))
    labels = {**around.labels, names.COMPONENT: part.component}
    labels.update(written_labels(fields.get("labels", {}), site.at("labels")))
    annotations = {**around.annotations, **written_annotations(fields.get("annotations", {}), site.at("annotations"))}
    version = image_version(fields.get("image", {})) if kind != "Job" else None
    pod = resolve_pod(
        fields,
        PodPlan(
            workload=name,
            kind=kind,
            labels=names.text({**labels, **({names.VERSION: version} if version else {}), **selector}),
            annotations={},
            account=account.account.name,
            automount_token=account.mounts_token,
            served=has_service(fields, kind, offer.ports, site),
            spread=resolve_spread(fields, selector, least, kind, scope, site),
            named_ports=named_ports(scope.data, part),
            config_maps=around.config_maps,
        ),
        scope,
        around.contents,
        site,
    )
    services = resolve_services(fields, name, kind, pod.ports, _announces_h2c(scope), site)
    metrics = _resolve_metrics(fields, pod.ports, services, site)
    network = resolve_network(
        scope,
        part.component,
        offer,
        mounts_token=account.mounts_token,
        metrics_port=_number(metrics, pod.ports),
        routed_ports=routed_ports(scope, around.offers, part.component),
        external_ports=_external_ports(services, pod.ports),
    )
    return Workload(
        name=name,
        component=part.component,
        kind=kind,
        labels=names.text(labels),
        annotations=names.text(annotations),
        version=version,
        selector=names.text(selector),
        replicas=replicas,
        settings=_controller_settings(fields, kind, pod, least > 1 or autoscaling is not None, site),
        pod=pod.pod,
        main_container=container,
        files=pod.files,
        claims=pod.claims,
        governing_service=governing_service(fields, name, kind),
        schedule=_resolve_schedule(fields, kind, site),
        autoscaling=autoscaling,
        disruption_budget=resolve_disruption_budget(fields, least, kind, scope, site),
        services=services,
        metrics=metrics,
        network=network,
    )


def _check_name(name: str, kind: Kind, site: Site) -> None:
    limit = _NAME_LIMITS.get(kind, 63)
    if len(name) > limit:
        message = f"the name of the {kind} would be {len(name)} characters long; Kubernetes takes {limit}"
        help_text = "shorten the name of the project or of the workload"
        site.report("KG403", message, help_text, notes=(f"it would be `{name}`",), at_key=True)


def _announces_h2c(scope: Scope) -> bool:
    routing = scope.organization.routing
    return routing is not None and routing.provider == "gateway"


def _controller_settings(
    fields: "schema.Workload", kind: Kind, pod: PodResult, several: bool, site: Site
) -> Mapping[str, Any]:
    """The rest of the controller's spec. `several` tells whether more than one pod may run."""
    written = cast("Mapping[str, Any]", fields)
    settings = {key: written.get(key, default) for key, default in _CONTROLLER_FIELDS[kind].items()}
    settings.update((key, None) for key in _LEFT_TO_KUBERNETES & settings.keys() if site.is_off(key))
    for key in ("strategy", "updateStrategy"):
        if key in settings and key in written:
            settings[key] = _completed_strategy(written[key], _CONTROLLER_FIELDS[kind][key])
    single = [claim.name for claim in pod.claims if set(claim.access_modes) <= {"ReadWriteOnce", "ReadWriteOncePod"}]
    if kind == "Deployment" and single:
        for name in single if several else ():
            site._replace(path=pod.claim_paths[name]).report(
                "KG324",
                f"only one pod at a time can mount the claim `{name}`, but there may be several",
                "use `kind: StatefulSet`, access mode ReadWriteMany, or one replica",
                at_key=True,
            )
        if "strategy" not in written:
            settings["strategy"] = {"type": "Recreate"}
    return settings


def _completed_strategy(strategy: Mapping[str, Any], default: Mapping[str, Any]) -> Mapping[str, Any]:
    """A strategy that only gives some numbers of a rolling update is a rolling update with kgen's other numbers."""
    if strategy.get("type", "RollingUpdate") != "RollingUpdate":
        return strategy
    numbers = {**default["rollingUpdate"], **strategy.get("rollingUpdate", {})}
    return {"type": "RollingUpdate", "rollingUpdate": numbers}


def _resolve_metrics(
    fields: "schema.Workload", ports: tuple[Port, ...], services: tuple[Service, ...], site: Site
) -> Metrics | None:
    written = fields.get("metrics")
    if written is None:
        return None
    here = site.at("metrics", "port") if "port" in written else site.at("metrics")
    own = ports if "port" in written else ports[: len(fields.get("ports", {}))]
    port = find_port(written.get("port"), own, "`metrics`", here)
    if port is None:
        return None
    through_service = bool(services) and any(offered.name == port.name for offered in services[0].ports)
    return Metrics(port.name, written.get("path", "/metrics"), written.get("interval", "30s"), through_service)


def _number(metrics: Metrics | None, ports: tuple[Port, ...]) -> int | None:
    if metrics is None:
        return None
    return next((port.number for port in ports if port.name == metrics.port), None)


def _external_ports(services: tuple[Service, ...], ports: tuple[Port, ...]) -> tuple[Port, ...]:
    """The ports that Services open outside the cluster."""
    targets = {
        port.target for service in services if service.type in {"LoadBalancer", "NodePort"} for port in service.ports
    }
    return tuple(port for port in ports if port.name in targets)


def _resolve_schedule(fields: "schema.Workload", kind: Kind, site: Site) -> Schedule | None:
    if kind != "CronJob" or "schedule" not in fields:
        return None
    cron = fields["schedule"]
    zone = fields.get("timeZone", UTC)
    try:
        period = longest_gap(cron)
    except CronError as error:
        help_text = "a cron line is minute, hour, day, month and weekday, such as `0 3 * * *`"
        site.at("schedule").report("KG433", f"`{escape(cron)}` is no cron line: {error}", help_text)
        period = 0
    _check_time_zone(zone, site.at("timeZone"))
    return Schedule(
        cron=cron,
        time_zone=zone,
        concurrency_policy=fields.get("concurrencyPolicy", "Forbid"),
        starting_deadline=None
        if site.is_off("startingDeadlineSeconds")
        else fields.get("startingDeadlineSeconds", _STARTING_DEADLINE),
        suspend=fields.get("suspend"),
        successful_history=fields.get("successfulJobsHistoryLimit"),
        failed_history=fields.get("failedJobsHistoryLimit"),
        period=period,
    )


def _check_time_zone(zone: str, site: Site) -> None:
    if zone == UTC:
        return
    from importlib.resources import files  # noqa: PLC0415 - only a cron job with a time zone of its own asks

    # The list of the package, not of the machine, so that the answer is the same everywhere.
    known = files("tzdata").joinpath("zones").read_text(encoding="utf-8").split()
    if zone not in known:
        site.report("KG434", f"there is no time zone `{escape(zone)}`", suggest(zone, known, "time zones"))

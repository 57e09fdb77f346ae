"""Owns workloads: one controller with its pods, its Services, its scaling and its network."""

from collections.abc import Mapping
from typing import NamedTuple

from kgen import names
from kgen.model import Kind, Metrics, NetworkRules, Port, Service, Workload
from kgen.node import Path
from kgen.resolve.account import Account
from kgen.resolve.controller import check_name, controller_settings
from kgen.resolve.image import image_version
from kgen.resolve.interface import Part, named_ports
from kgen.resolve.kind import check_kind, derive_kind
from kgen.resolve.label import written_annotations, written_labels
from kgen.resolve.metrics import external_ports, metrics_port, resolve_metrics
from kgen.resolve.network import resolve_network
from kgen.resolve.pod import PodPlan, PodResult, container_name, resolve_pod
from kgen.resolve.reference import References
from kgen.resolve.scaling import (
    least_replicas,
    resolve_autoscaling,
    resolve_disruption_budget,
    resolve_replicas,
    resolve_spread,
)
from kgen.resolve.schedule import resolve_schedule
from kgen.resolve.scope import Offer, Scope
from kgen.resolve.service import governing_service, has_service, resolve_services
from kgen.resolve.site import Site
from kgen.resolve.target import routed_ports
from kgen.source import Content


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
    site = Site(part.path, around.off, around.references.also({"workload": name}, {}), scope.problems)
    check_kind(fields, kind, site)
    check_name(name, kind, site)
    container = container_name(fields, name)
    replicas = resolve_replicas(fields, kind, scope, site)
    autoscaling = resolve_autoscaling(fields, container, scope, site)
    least = least_replicas(replicas, autoscaling, kind)
    several = least > 1 or autoscaling is not None or "rollout" in fields
    identity = _identify(part, kind, around, site)
    pod = _resolve_pod(part, account, identity, least, around, site)
    services = resolve_services(fields, name, kind, pod.ports, _announces_h2c(scope), site)
    metrics = resolve_metrics(fields, pod.ports, services, site)
    return Workload(
        name=name,
        component=part.component,
        kind=kind,
        labels=names.text(identity.labels),
        annotations=names.text(identity.annotations),
        version=identity.version,
        selector=names.text(identity.selector),
        replicas=replicas,
        settings=controller_settings(fields, kind, pod, several, site),
        pod=pod.pod,
        main_container=container,
        files=pod.files,
        claims=pod.claims,
        governing_service=governing_service(fields, name, kind),
        schedule=resolve_schedule(fields, kind, canary=_is_canary(scope), site=site),
        autoscaling=autoscaling,
        disruption_budget=resolve_disruption_budget(fields, least, kind, scope, site),
        services=services,
        metrics=metrics,
        network=_resolve_network(part, account, metrics, services, pod.ports, around),
    )


def _is_canary(scope: Scope) -> bool:
    return scope.siblings[scope.environment.name].traffic is not None


class _Identity(NamedTuple):
    """What a workload and its pods are known by."""

    name: str
    kind: Kind
    labels: Mapping[str, str]
    annotations: Mapping[str, str]
    version: str | None
    selector: dict[str, str]


def _identify(part: Part, kind: Kind, around: Surroundings, site: Site) -> _Identity:
    fields = part.fields
    written = written_labels(fields.get("labels", {}), site.at("labels"))
    return _Identity(
        name=names.workload_name(around.scope.name, part.component),
        kind=kind,
        labels={**around.labels, names.COMPONENT: part.component, **written},
        annotations={
            **around.annotations,
            **written_annotations(fields.get("annotations", {}), site.at("annotations")),
        },
        # The template of a Job is immutable, so nothing in it may change with every release.
        version=image_version(fields.get("image", {})) if kind != "Job" else None,
        selector=dict(fields.get("selector", names.selector(around.scope.name, part.component))),
    )


def _resolve_pod(
    part: Part, account: Account, identity: _Identity, least: int, around: Surroundings, site: Site
) -> PodResult:
    scope, fields, kind = around.scope, part.fields, identity.kind
    version = {names.VERSION: identity.version} if identity.version else {}
    plan = PodPlan(
        workload=identity.name,
        kind=kind,
        labels=names.text({**identity.labels, **version, **identity.selector}),
        account=account.account.name,
        automount_token=account.mounts_token,
        served=has_service(fields, kind, _offer(part, around).ports, site),
        spread=resolve_spread(fields, identity.selector, least, kind, scope, site),
        named_ports=named_ports(scope.data, part),
        config_maps=around.config_maps,
    )
    return resolve_pod(fields, plan, scope, around.contents, site)


def _resolve_network(
    part: Part,
    account: Account,
    metrics: Metrics | None,
    services: tuple[Service, ...],
    ports: tuple[Port, ...],
    around: Surroundings,
) -> NetworkRules | None:
    return resolve_network(
        around.scope,
        part.component,
        _offer(part, around),
        mounts_token=account.mounts_token,
        metrics_port=metrics_port(metrics, ports),
        routed_ports=routed_ports(around.scope, around.offers, part.component),
        external_ports=external_ports(services, ports),
    )


def _offer(part: Part, around: Surroundings) -> Offer:
    return next(offer for offer in around.offers if offer.component == part.component)


def _announces_h2c(scope: Scope) -> bool:
    routing = scope.organization.routing
    return routing is not None and routing.provider == "gateway"

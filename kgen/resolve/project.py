"""Owns the resolved project: the order in which one environment is decided."""

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, NamedTuple, cast

from kgen import names
from kgen.diagnostics import escape
from kgen.model import ExternalSecret, Namespace, Patch, ResolvedProject, Workload
from kgen.node import Path
from kgen.resolve.account import Account, distinct_accounts, resolve_account
from kgen.resolve.dependency import NO_URL, resolve_dependencies
from kgen.resolve.extra import config_map_digests, resolve_extra_objects
from kgen.resolve.interface import Part, basic_references, namespace_of, workloads
from kgen.resolve.label import project_annotations, project_labels, written_annotations, written_labels
from kgen.resolve.monitoring import resolve_monitoring
from kgen.resolve.reference import References
from kgen.resolve.rollout import roll_out
from kgen.resolve.routes import resolve_routes, route_host, route_url
from kgen.resolve.scope import Interface, Scope
from kgen.resolve.secret import resolve_external_secrets, secrets_read
from kgen.resolve.security import least_strict, level_of
from kgen.resolve.site import Site
from kgen.resolve.workload import Surroundings, resolve_workload
from kgen.source import Content

if TYPE_CHECKING:
    from kgen import schema

_POD_SECURITY = "pod-security.kubernetes.io"
_DNS_LABEL = re.compile(r"[a-z0-9](?:[-a-z0-9]*[a-z0-9])?")
_LONGEST_NAME = 63


class Inputs(NamedTuple):
    """What was read from files that the project names, by the path of the naming entry."""

    contents: Mapping[Path, Content]
    objects: Mapping[Path, tuple[Mapping[str, Any], ...]]


def resolve(scope: Scope, inputs: Inputs) -> ResolvedProject:
    """Every decision about one environment. What is wrong is added to `scope.problems`; the result then is partial."""
    data, here = scope.data, scope.siblings[scope.environment.name]
    references = _references(scope, here)
    site = Site((), scope.off, references, scope.problems)
    _check_required(scope, here, site)
    owner = data.get("owner", {})
    labels = project_labels(scope.name, scope.environment.name, owner)
    own_labels = {**labels, **written_labels(data.get("labels", {}), site.at("labels"))}
    annotations = project_annotations(owner, data.get("description"), data.get("repository"))
    own_annotations = {**annotations, **written_annotations(data.get("annotations", {}), site.at("annotations"))}
    extra_objects = resolve_extra_objects(
        data.get("extraObjects", {}), inputs.objects, here.namespace, own_labels, site.at("extraObjects")
    )
    accounts = {
        part.component: resolve_account(
            data, scope.name, part, names.text(own_labels), own_annotations, site._replace(path=part.path)
        )
        for part in workloads(data)
    }
    digests = config_map_digests(extra_objects)
    around = Surroundings(scope, scope.off, references, labels, annotations, inputs.contents, digests, here.offers)
    resolved = tuple(_resolve_part(part, accounts[part.component], around) for part in workloads(data))
    routed = resolve_routes(scope, here.offers)
    resolved = roll_out(scope, resolved, routed.routes)
    return ResolvedProject(
        name=scope.name,
        environment=scope.environment.name,
        stage=scope.environment.stage,
        kubernetes=scope.environment.kubernetes,
        labels=names.text(own_labels),
        annotations=names.text(own_annotations),
        namespace=_namespace(scope, here, own_labels, own_annotations),
        service_accounts=distinct_accounts(accounts, site),
        workloads=resolved,
        routes=routed.routes,
        ingresses=routed.ingresses,
        grants=routed.grants,
        monitoring=resolve_monitoring(scope, resolved),
        external_secrets=_external_secrets(scope, resolved, extra_objects),
        extra_objects=extra_objects,
        patches=_patches(data.get("patches", {}), site.at("patches")),
    )


def _external_secrets(
    scope: Scope, resolved: tuple[Workload, ...], extra_objects: tuple[Mapping[str, Any], ...]
) -> tuple[ExternalSecret, ...]:
    written = frozenset(found["metadata"]["name"] for found in extra_objects if found["kind"] == "Secret")
    read = secrets_read(workload.pod for workload in resolved)
    return resolve_external_secrets(read, scope.organization.secret_store, written)


def _references(scope: Scope, here: Interface) -> References:
    """What may be referred to everywhere in the environment."""
    basic = basic_references(scope.name, scope.environment, scope.data.get("owner", {}))
    values, mends = {"namespace": here.namespace}, {}
    for name in here.routes:
        url, host = route_url(scope, name), route_host(scope, name)
        if url is None or host is None:
            mends.update(
                dict.fromkeys((f"routes.{name}.url", f"routes.{name}.host"), "give the route a `host` without `*`")
            )
        else:
            values.update({f"routes.{name}.url": url, f"routes.{name}.host": host})
    return basic.also(values, mends)


def _resolve_part(part: Part, account: Account, around: Surroundings) -> Workload:
    """One workload, with what only it may refer to: its ports and its dependencies."""
    own = _own_references(part.component, around)
    if part.component == names.MAIN:
        return resolve_workload(part, account, around._replace(references=around.references.also(*own)))
    # Inherited text may refer to the main workload's ports and dependencies, which are not all inherited with it.
    main = _own_references(names.MAIN, around)
    ports = {name: value for name, value in main.values.items() if name.startswith("ports.")}
    known = (main.values.keys() | main.mends.keys()) - ports.keys()
    lost = dict.fromkeys(known, f"let workload `{part.component}` depend on it")
    references = around.references.also(ports, lost).also(*own)
    return resolve_workload(part, account, around._replace(references=references))


def _own_references(component: str, around: Surroundings) -> References:
    """What a workload alone may refer to."""
    offer = next(offer for offer in around.offers if offer.component == component)
    values, mends = {f"ports.{port.name}": str(port.number) for port in offer.ports}, {}
    for dependency in resolve_dependencies(around.scope, component):
        prefix = f"dependsOn.{dependency.name}"
        host, port = dependency.host, str(dependency.port)
        values.update({f"{prefix}.host": host, f"{prefix}.port": port, f"{prefix}.address": f"{host}:{port}"})
        if dependency.url is None:
            mends[f"{prefix}.url"] = NO_URL
        else:
            values[f"{prefix}.url"] = dependency.url
    return References(values, mends)


def _check_required(scope: Scope, here: Interface, site: Site) -> None:
    if not scope.data.get("owner", {}).get("team"):
        site.at("owner").report("KG401", "there is no `owner`", "write the team that answers for it: `owner: payments`")
    instance = f"{scope.name}-{scope.environment.name}"
    if len(instance) > _LONGEST_NAME:
        site.report(
            "KG403",
            f"the names of project and environment are {len(instance)} characters long together; labels take 63",
            "shorten one of them",
            notes=(f"the label `{names.INSTANCE}` would be `{instance}`",),
        )
    else:
        _check_namespace(scope, here, site)


def _check_namespace(scope: Scope, here: Interface, site: Site) -> None:
    before = len(scope.problems)
    name = namespace_of(scope.name, scope.data, scope.environment, scope.problems)
    if len(scope.problems) > before:
        return  # a reference in it has no value, which has been reported
    if name == "default" or name.startswith("kube-"):
        site.at("namespace", "name").report("KG404", f"namespace `{name}` is Kubernetes' own", "choose another one")
    elif len(name) > _LONGEST_NAME:
        written = "name" in scope.data.get("namespace", {})
        site.at("namespace", "name").report(
            "KG403",
            f"the name of the namespace would be {len(name)} characters long; Kubernetes takes 63",
            "shorten it" if written else "shorten the name of the project or of the environment, or write `namespace`",
            notes=(f"it would be `{name}`",),
        )
    elif not _DNS_LABEL.fullmatch(name):
        site.at("namespace", "name").report(
            "KG406",
            f"`{escape(name)}` is no name of a namespace",
            "write lower-case letters, digits and `-`, beginning and ending with a letter or digit",
        )
    for other in scope.siblings.values():
        same = other.namespace == name and other.cluster == here.cluster
        if same and other.environment < scope.environment.name:
            site.at("namespace", "name").report(
                "KG405",
                f"environments `{other.environment}` and `{scope.environment.name}` have one namespace, `{name}`",
                "use `${environment}` in its name",
            )


def _namespace(scope: Scope, here: Interface, labels: Mapping[str, str], annotations: Mapping[str, str]) -> Namespace:
    data = scope.data
    level = least_strict(level_of(part.fields) for part in workloads(data))
    version = "v{}.{}".format(*scope.environment.kubernetes)
    modes = {f"{_POD_SECURITY}/{mode}": level for mode in ("enforce", "warn", "audit")}
    routing = scope.organization.routing
    reached = dict(routing.gateway.labels) if routing is not None and here.routes and here.traffic is None else {}
    all_labels = {**labels, **modes, f"{_POD_SECURITY}/enforce-version": version, **reached}
    return Namespace(
        name=here.namespace,
        create=data.get("namespace", {}).get("create", True),
        labels=names.text(all_labels),
        annotations=names.text(annotations),
    )


def _patches(patches: "Mapping[str, schema.Patch]", site: Site) -> tuple[Patch, ...]:
    resolved: list[Patch] = []
    for name, patch in sorted(patches.items()):
        target, here = patch.get("target", {}), site.at(name)
        if "kind" not in target:
            help_text = "write `target: {kind: Deployment}`, and a `name` where there are several"
            here.report("KG302", f"patch `{name}` does not say the `kind` of its target", help_text, at_key=True)
            continue
        if "reason" not in patch:
            here.report("KG302", f"patch `{name}` needs a `reason`", "say why the language is not enough", at_key=True)
        merge = cast("Mapping[str, Any]", patch["merge"]) if patch["alternative"] == "merge" else None
        operations = cast("list[Mapping[str, Any]]", patch["json6902"]) if patch["alternative"] == "json6902" else None
        resolved.append(
            Patch(
                name=name,
                kind=target["kind"],
                target=target.get("name"),
                expected=patch.get("count", 1),
                merge=merge,
                operations=None if operations is None else tuple(operations),
            )
        )
    return tuple(resolved)

"""Finds names that Kubernetes refuses: of objects, containers and volumes."""

from collections.abc import Iterator, Mapping

from kgen.diagnostics import escape
from kgen.validate import spelling
from kgen.validate.field import mappings, text
from kgen.validate.objects import Objects, group_of, is_known, kind_of
from kgen.validate.rule import ERROR, Finding, Rule
from kgen.validate.spelling import Spelling

RULE = Rule(
    code="KG534",
    name="invalid-name",
    severity=ERROR,
    summary="An object, a container or a volume has no name, or one that Kubernetes refuses.",
    explanation="Names end up in host names and paths, so they are lower-case letters, digits and `-`, and their "
    "length is limited: 63 for Services, containers and volumes, 52 for CronJobs, 253 for most others.",
    help="choose another name",
    good="metadata: {name: checkout}",
    bad="metadata: {name: Checkout_Service}",
)

_BY_KIND: Mapping[str, Spelling] = {
    "Service": spelling.service_name,
    "Namespace": spelling.dns_label,
    "CronJob": spelling.cron_job_name,
    "StatefulSet": spelling.stateful_set_name,
    "Job": spelling.job_name,
}
_RBAC = "rbac.authorization.k8s.io"


def check(objects: Objects) -> Iterator[Finding]:
    for found in objects.items:
        name = text(found, "metadata", "name")
        if name is None:
            # The API server makes a name of a prefix.
            if text(found, "metadata", "generateName") is None and kind_of(found):
                yield Finding(found, ("metadata",), "there is no name", "write `metadata.name`")
        elif is_known(found):
            spelled = spelling.path_segment if group_of(found) == _RBAC else spelling.dns_subdomain
            wrong = _BY_KIND.get(kind_of(found), spelled)(name)
            if wrong:
                yield Finding(found, ("metadata", "name"), f"the name must be {wrong}")
    yield from _parts(objects)


def _parts(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        for container in pod.containers:
            yield from _part(container.owner, (*container.path, "name"), container.fields.get("name"), "container")
        for path, volume in mappings(pod.owner, *pod.spec_path, "volumes"):
            yield from _part(pod.owner, (*path, "name"), volume.get("name"), "volume")


def _part(found: Mapping[str, object], path: tuple[str | int, ...], name: object, noun: str) -> Iterator[Finding]:
    if name is None:
        yield Finding(found, path, f"a {noun} has no name", "write its `name`")
    elif isinstance(name, str) and (wrong := spelling.dns_label(name)):
        yield Finding(found, path, f"the name `{escape(name)}` of a {noun} must be {wrong}")

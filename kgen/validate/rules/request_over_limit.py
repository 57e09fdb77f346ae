"""Finds containers that ask for more of a resource than they may use."""

from collections.abc import Iterator

from kgen.validate.field import mapping, quantity
from kgen.validate.objects import Objects
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG547",
    name="request-over-limit",
    severity=ERROR,
    summary="A container requests more of a resource than its limit.",
    explanation="A request is what the scheduler keeps free, a limit what the container may reach. The API server "
    "refuses a request above the limit.",
    help="raise the limit or lower the request",
    good="resources: {requests: {memory: 128Mi}, limits: {memory: 128Mi}}",
    bad="resources: {requests: {memory: 256Mi}, limits: {memory: 128Mi}}",
    mend="resources",
)


def check(objects: Objects) -> Iterator[Finding]:
    for container in objects.containers():
        requests, limits = (mapping(container.fields, "resources", side) for side in ("requests", "limits"))
        for resource in sorted(requests.keys() & limits.keys()):
            requested, limit = quantity(requests, resource), quantity(limits, resource)
            if requested is not None and limit is not None and requested > limit:
                message = f"the {resource} request {requests[resource]} is above the limit {limits[resource]}"
                yield Finding(container.owner, (*container.path, "resources", "requests", resource), message)

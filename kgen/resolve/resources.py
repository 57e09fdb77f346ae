"""Owns what containers get: requests, limits, and the organisation's ceilings."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from kgen import names
from kgen.diagnostics import enumerate_names
from kgen.model import Text
from kgen.resolve.quantity import amount
from kgen.resolve.scope import Ceiling
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema

SIDE_REQUESTS = {"cpu": "10m", "memory": "64Mi"}
SIDE_LIMITS = {"memory": "256Mi"}
"""What a sidecar or init container gets that does not say: little, but with a bound."""


_LEAST_MEMORY = 1024 * 1024


class Granted(NamedTuple):
    requests: Text
    limits: Text


def resolve_resources(resources: "schema.Resources | None", ceiling: Ceiling, site: Site, *, main: bool) -> Granted:
    """Requests and limits of one container; the main one must say what it needs."""
    if resources is None and not main:
        return Granted(names.text(SIDE_REQUESTS), names.text(SIDE_LIMITS))
    written = resources or {}
    requests, limits = written.get("requests", {}), written.get("limits", {})
    missing = [name for name in ("cpu", "memory") if name not in requests and not site.is_off("requests", name)]
    if main and missing:
        site.report(
            "KG402",
            f"the main container does not request {enumerate_names(missing)}",
            "write `resources: {cpu: 100m, memory: 128Mi}` with what it needs",
        )
    for name, requested in requests.items():
        asked, limit = amount(requested), amount(limits.get(name, requested))
        if asked is not None and limit is not None and asked > limit:
            site.at("requests", name).report(
                "KG422",
                f"the request of {requested} {name} is above its limit of {limits[name]}",
                "raise the limit or lower the request",
            )
    for part, quantities in (("requests", requests), ("limits", limits)):
        _check_memory(quantities, site.at(part, "memory"))
    for name, most in ceiling.resources:
        for part, asked_for in (("requests", requests), ("limits", limits)):
            asked, highest = amount(asked_for.get(name, "0")), amount(most)
            if asked is not None and highest is not None and asked > highest:
                site.at(part, name).report(
                    "KG423",
                    f"{asked_for[name]} {name} is above the organisation's ceiling of {most}",
                    "the org file sets it under `limits`",
                )
    return Granted(names.text(requests), names.text(limits))


def _check_memory(quantities: "Mapping[str, str]", site: Site) -> None:
    """Reports memory that can only be a slip: `512m` is half a byte, and no process lives in a thousand bytes."""
    written = quantities.get("memory")
    bytes_asked = None if written is None else amount(written)
    if written is not None and bytes_asked is not None and 0 < bytes_asked < _LEAST_MEMORY:
        digits = written.rstrip("mkKi")
        site.report("KG435", f"{written} of memory is too little for any process", f"did you mean `{digits}Mi`?")

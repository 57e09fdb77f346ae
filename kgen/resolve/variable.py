"""Owns a container's environment variables: their order, their sources, what `$(VAR)` in them names."""

import re
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from kgen.diagnostics import enumerate_names, quote, suggest
from kgen.model import EnvVar
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema
    from kgen.objects import EnvFromSource, EnvVarSource

_VARIABLE = re.compile(r"\$\$|\$\((?P<name>[-._a-zA-Z][-._a-zA-Z0-9]*)\)")


def variables_in(text: str) -> tuple[str, ...]:
    """The names that Kubernetes expands in `text`; `$$(X)` is a literal."""
    return tuple(match["name"] for match in _VARIABLE.finditer(text) if match["name"])


def resolve_env(env: "Mapping[str, schema.EnvSource]", site: Site) -> tuple[EnvVar, ...]:
    """The variables sorted by name, but each behind those that it names."""
    found: dict[str, EnvVar] = {}
    for name in sorted(env):
        source, here = env[name], site.at(name)
        if source["alternative"] != "value":
            reference = _source(source, name, here)
            if reference is not None:
                found[name] = EnvVar(name, None, reference)
        elif "value" in source:
            found[name] = EnvVar(name, here.at("value").replace(source["value"]), None)
        else:
            here.report("KG301", f"`env.{name}` has no value", "write a value, or `null` to remove the variable")
    return _ordered(found, site)


def _source(source: "schema.EnvSource", name: str, site: Site) -> "EnvVarSource | None":
    match source["alternative"]:
        case "field":
            return {"fieldRef": {"fieldPath": source["field"]}}
        case "resourceFieldRef":
            reference = source["resourceFieldRef"]
            if "resource" not in reference:
                help_text = "say which resource of the container, such as `limits.memory`"
                site.report("KG302", f"`env.{name}` needs `resource` in `resourceFieldRef`", help_text)
                return None
            return {
                "resourceFieldRef": {
                    "containerName": reference.get("containerName"),
                    "resource": reference["resource"],
                    "divisor": reference.get("divisor"),
                }
            }
        case "value":
            return None
    if "key" not in source:
        kind = "Secret" if source["alternative"] == "secret" else "ConfigMap"
        site.report("KG302", f"`env.{name}` needs `key`", f"say which key of the {kind} it reads")
        return None
    if source["alternative"] == "secret":
        return {"secretKeyRef": {"name": source["secret"], "key": source["key"], "optional": source.get("optional")}}
    return {"configMapKeyRef": {"name": source["configMap"], "key": source["key"], "optional": source.get("optional")}}


def _ordered(found: dict[str, EnvVar], site: Site) -> tuple[EnvVar, ...]:
    needs = {name: [other for other in variables_in(var.value or "") if other in found] for name, var in found.items()}
    for name, var in found.items():
        unknown = sorted(set(variables_in(var.value or "")) - found.keys())
        if unknown:
            site.at(name).report(
                "KG303",
                f"`env.{name}` names {quote(f'$({other})' for other in unknown)}, which no variable here sets",
                "Kubernetes leaves it as it is unless `envFrom` brings it; write `$$(` for a literal `$(`",
                severity="note",
            )
    order, circles = in_order(needs)
    for circle in circles:
        named = enumerate_names(f"env.{name}" for name in circle)
        message = f"{named} name each other in a circle" if len(circle) > 1 else f"{named} names itself"
        site.at(circle[0]).report("KG304", message, "Kubernetes sets variables one after the other: break the circle")
    return tuple(found[name] for name in order)


def in_order(needs: Mapping[str, Iterable[str]]) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Keys in the order given, but each behind those it needs, and the circles of keys that need each other.

    What is in a circle, or waits for one, has no place in the order.
    """
    done: dict[str, None] = {}
    waiting = list(needs)
    while waiting:
        ready = next((key for key in waiting if all(before in done for before in needs[key])), None)
        if ready is None:
            break
        done[ready] = None
        waiting.remove(ready)
    before = {key: all_before(needs[key], needs) for key in waiting}
    circles = (tuple(other for other in waiting if key in before[other] and other in before[key]) for key in waiting)
    return tuple(done), tuple(dict.fromkeys(circle for circle in circles if circle))


def all_before(keys: Iterable[str], needs: Mapping[str, Iterable[str]]) -> frozenset[str]:
    """`keys` and everything that one of them needs, directly or not."""
    found: set[str] = set()
    left = list(keys)
    while left:
        key = left.pop()
        if key not in found:
            found.add(key)
            left.extend(needs.get(key, ()))
    return frozenset(found)


def resolve_env_from(sources: "Mapping[str, schema.EnvFrom]", site: Site) -> "tuple[EnvFromSource, ...]":
    """The sources by name, each behind those it comes `after`."""
    built: dict[str, EnvFromSource] = {}
    for key, source in sources.items():
        if source["alternative"] == "secret":
            built[key] = {
                "prefix": source.get("prefix"),
                "secretRef": {"name": source["secret"], "optional": source.get("optional")},
            }
        else:
            built[key] = {
                "prefix": source.get("prefix"),
                "configMapRef": {"name": source["configMap"], "optional": source.get("optional")},
            }
    after = {key: sources[key].get("after", []) for key in sorted(built)}
    order = ordered_after(after, {key: site.at(key) for key in built})
    return tuple(built[key] for key in order)


def ordered_after(after: Mapping[str, Iterable[str]], sites: Mapping[str, Site]) -> tuple[str, ...]:
    """Keys in the order given, but each behind those that `after` lists for it.

    Unknown names and circles are reported at the sites of their keys.
    """
    known: dict[str, list[str]] = {}
    for key, befores in after.items():
        known[key] = [before for before in befores if before in after]
        for index, before in enumerate(befores):
            if before not in after:
                others = set(after) - {key}
                help_text = suggest(before, others, "names") if others else "there is nothing else to come after"
                sites[key].at("after", index).report("KG305", f"`{before}` in `after` is unknown", help_text)
    order, circles = in_order(known)
    for circle in circles:
        waits = "wait for each other" if len(circle) > 1 else "waits for itself"
        message = f"{enumerate_names(circle)} {waits}"
        sites[circle[0]].at("after").report("KG306", message, "remove a name from one `after`")
    return order

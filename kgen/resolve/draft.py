"""Owns an alert as kgen derives it, before the project and the stage have had their say."""

from functools import lru_cache
from typing import Literal, NamedTuple, TypeAlias

from kgen import names
from kgen.model import Severity, Text

Group: TypeAlias = Literal["slo.alerts", "kubernetes", "custom"]


class Draft(NamedTuple):
    """An alert of one workload: `name` is without the workload's, in CamelCase.

    `summary` is static text, `description` a template of Prometheus. `labels` and `annotations` are further ones.
    """

    workload: str
    component: str
    group: Group
    name: str
    expr: str
    wait: str | None
    severity: Severity
    summary: str
    description: str
    keep_firing: str | None = None
    labels: Text = ()
    annotations: Text = ()


# Every alert asks for the names of its project and its workload, several times.
@lru_cache(maxsize=256)
def camel_case(name: str) -> str:
    """A name with dashes as one word: `checkout-api` is `CheckoutApi`."""
    return "".join(part[:1].upper() + part[1:] for part in name.split("-"))


def full_name(workload: str, alert: str) -> str:
    """The alert's name with the workload's before it, unless it already begins with it."""
    prefix = camel_case(workload)
    return alert if strip_prefix(workload, alert) != alert else prefix + alert


def strip_prefix(workload: str, alert: str) -> str:
    """The alert's name without the workload's before it; `PaymentErrors` of the workload `pay` begins with another."""
    prefix = camel_case(workload)
    rest = alert.removeprefix(prefix)
    begins = rest != alert and rest[:1].isupper()
    return rest if begins else alert


def general_keys(project: str, name: str) -> tuple[str, ...]:
    """The keys under `alerts` that mean the alert of all workloads."""
    return name, full_name(project, name)


def specific_keys(workload: str, component: str, name: str) -> tuple[str, ...]:
    """The keys under `alerts` that mean the alert of one workload alone."""
    full = full_name(workload, name)
    dotted = (f"{component}.{name}", f"{component}.{full}")
    return dotted if component == names.MAIN else (*dotted, full)

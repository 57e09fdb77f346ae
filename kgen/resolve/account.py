"""Owns service accounts: which there are, which workload uses which, and who mounts a token."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple, cast

from kgen import names
from kgen.model import ServiceAccount, Text
from kgen.resolve.interface import Part
from kgen.resolve.label import written_annotations
from kgen.resolve.site import Site

if TYPE_CHECKING:
    from kgen import schema
    from kgen.objects import PolicyRule


class Account(NamedTuple):
    """The account of one workload."""

    account: ServiceAccount
    mounts_token: bool


def resolve_account(
    project: "schema.Overlay", name: str, part: Part, labels: Text, annotations: Mapping[str, str], site: Site
) -> Account:
    """The account of a workload: the project's, unless the workload says something of its own."""
    component, fields = part.component, part.fields
    shared = component == names.MAIN or fields.get("serviceAccount") == project.get("serviceAccount")
    written = fields.get("serviceAccount", {})
    here = site.at("serviceAccount")
    rules = cast("list[PolicyRule]", written.get("rules", []))
    cluster_rules = cast("list[PolicyRule]", written.get("clusterRules", []))
    account = ServiceAccount(
        name=written.get("name", name if shared else names.workload_name(name, component)),
        component=names.MAIN if shared else component,
        create=written.get("create", True),
        labels=labels,
        annotations=names.text(
            {**annotations, **written_annotations(written.get("annotations", {}), here.at("annotations"))}
        ),
        rules=tuple(rules),
        cluster_rules=tuple(cluster_rules),
    )
    asked = fields.get("automountServiceAccountToken")
    return Account(account, bool(rules or cluster_rules) if asked is None else asked)


def distinct_accounts(accounts: Mapping[str, Account], site: Site) -> tuple[ServiceAccount, ...]:
    """Every account once, by name; two that differ under one name are reported."""
    found: dict[str, ServiceAccount] = {}
    for component, (account, _) in accounts.items():
        if found.setdefault(account.name, account) != account:
            site.at("workloads", component, "serviceAccount").report(
                "KG429",
                f"two service accounts are named `{account.name}` and differ",
                "describe it once, at the project, or choose another name",
                at_key=True,
            )
    return tuple(found[name] for name in sorted(found))

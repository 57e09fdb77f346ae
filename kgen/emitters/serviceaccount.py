"""Owns the ServiceAccounts that the project creates."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from kgen import names
from kgen.artifact import Artifact
from kgen.model import ResolvedProject, ServiceAccount

if TYPE_CHECKING:
    from kgen import objects


def emit(project: ResolvedProject) -> Iterator[Artifact]:
    accounts = [account for account in project.service_accounts if account.create]
    if accounts:
        yield Artifact("serviceaccount.yml", tuple(_account(project, account) for account in accounts))


def _account(project: ResolvedProject, account: ServiceAccount) -> "objects.ServiceAccount":
    return {
        "apiVersion": "v1",
        "kind": "ServiceAccount",
        "metadata": names.metadata(project, account.name, account.labels, account.annotations),
        # Whether a token is mounted is said by each pod, so that nobody gets one by only naming this account.
        "automountServiceAccountToken": False,
    }

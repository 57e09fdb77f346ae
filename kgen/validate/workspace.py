"""Owns the rules that look at projects instead of objects: at owners, at patches, at hosts that several claim."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import NamedTuple

from kgen.clash import PlacedClaim, clash_diagnostics
from kgen.compiler import Compilation
from kgen.diagnostics import Diagnostic, escape, suggest
from kgen.frontend import Documents, Frontend, MergedEnvironment
from kgen.node import Path
from kgen.resolve.hosts import Claim, find_clashes
from kgen.validate.field import mapping, text
from kgen.validate.policy import day
from kgen.validate.rule import ERROR, WARNING, Rule


class Subject(NamedTuple):
    """One project: its documents, what they merge to, and what that compiles to."""

    documents: Documents
    frontend: Frontend
    compilation: Compilation


UNKNOWN_OWNER = Rule(
    code="KG512",
    name="unknown-owner",
    severity=ERROR,
    summary="The owner of a project is none of the org file's teams.",
    explanation="Alerts are routed by team, and a team that does not exist answers none. An org file without `teams` "
    "is not asked.",
    help="name one of the teams, or add the team to the org file",
    good="owner: payments",
    bad="owner: paymnets",
    mend="/owner.team",
)
EXPIRED_PATCH = Rule(
    code="KG513",
    name="expired-patch",
    severity=WARNING,
    summary="The day of a patch's `expires` has passed.",
    explanation="A patch is a debt with a day to look at it again. Building never fails because of it.",
    help="remove the patch, or agree on another day",
    good="expires: 2099-12-31",
    bad="expires: 2020-01-31",
    mend="/patches",
)
PROJECT_RULES = (UNKNOWN_OWNER, EXPIRED_PATCH)


class ProjectFinding(NamedTuple):
    """What a rule has found in a project; `path` leads to it in the merged tree."""

    rule: Rule
    path: Path
    message: str
    help: str | None = None


def check_project(frontend: Frontend, environment: MergedEnvironment, today: date) -> Iterator[ProjectFinding]:
    """What is wrong with an environment of a project beside its objects."""
    teams = mapping(frontend.organization, "teams")
    team = text(environment.data, "owner", "team")
    if teams and team is not None and team not in teams:
        message = f"`{escape(team)}` is no team of the org file"
        yield ProjectFinding(UNKNOWN_OWNER, ("owner", "team"), message, suggest(team, teams, "teams"))
    for name, patch in sorted(mapping(environment.data, "patches").items()):
        written = text(patch, "expires")
        until = None if written is None else day(written)
        path: Path = ("patches", name, "expires")
        if written is not None and until is None:
            message = f"`expires` of the patch `{escape(name)}` is no day of the calendar"
            yield ProjectFinding(EXPIRED_PATCH, path, message)
        elif until is not None and until < today:
            yield ProjectFinding(EXPIRED_PATCH, path, f"`expires` of the patch `{escape(name)}` has passed")


def check_hosts(subjects: Sequence[Subject], around: Sequence[Subject]) -> Iterator[Diagnostic]:
    """Every host and path that a project and another one claim in one cluster."""
    own, others = _claims(subjects), _claims(around)
    known = {**others, **own}
    for clash in find_clashes(known):
        if clash.first in own or clash.second in own:
            yield from clash_diagnostics((known[clash.first], known[clash.second]))


def _claims(subjects: Sequence[Subject]) -> dict[Claim, PlacedClaim]:
    return {placed.claim: placed for subject in subjects for placed in subject.compilation.claims}

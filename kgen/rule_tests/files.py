"""Owns the files by which promtool proves the rules of an environment: the rules by themselves, and their tests."""

from collections.abc import Iterable, Mapping

from kgen.artifact import Artifact, plain
from kgen.diagnostics import escape
from kgen.model import ResolvedProject
from kgen.render import render
from kgen.resolve.burn_rules import reachable_rates
from kgen.resolve.scope import Scope
from kgen.resolve.slo import resolve_objectives
from kgen.rule_tests.document import Watched, write_tests

RULES, TESTS = "rules.yml", "rules-test.yml"


def rule_test_files(
    scope: Scope, project: ResolvedProject, artifacts: Iterable[Artifact], source: str
) -> Mapping[str, bytes]:
    """The files of the rules as they were patched, by name; none where there are no rules. `source` made them."""
    objects = (found for artifact in artifacts if artifact.path == "alerts.yml" for found in artifact.objects)
    documents = [plain(found["spec"]) for found in objects]
    if not documents:
        return {}
    [document] = documents
    tests = write_tests(document, RULES, _watched(scope, project))
    return {
        RULES: render(Artifact(RULES, (document,)), source),
        TESTS: _commented(render(Artifact(TESTS, (tests.document,)), source), tests.gaps),
    }


def _watched(scope: Scope, project: ResolvedProject) -> Watched:
    """The objectives; whoever resolved the environment has reported what is wrong with them."""
    settings = scope.organization.monitoring
    assert settings is not None, "rules come of monitoring"
    alerts = settings.alert_policies[scope.environment.stage].slo
    objectives = resolve_objectives(scope._replace(problems=[]), project.workloads)
    return {objective.name: (objective, reachable_rates(objective, alerts)[0]) for objective in objectives}


def _commented(data: bytes, comments: Iterable[str]) -> bytes:
    """The file with comments below its first line, which says whose it is."""
    header, _, rest = data.partition(b"\n")
    lines = (f"# {escape(comment, 1000)}".encode() for comment in comments)
    return b"\n".join((header, *lines, rest))

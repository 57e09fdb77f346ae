"""Owns the judgement of one project: its objects and its own files against all rules, as diagnostics in its files."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import TypeAlias

from kgen.artifact import Object, plain
from kgen.compiler import CompiledEnvironment
from kgen.diagnostics import Diagnostic, Severity, quote
from kgen.frontend import Frontend, note_environments
from kgen.node import dotted, locate
from kgen.resolve.organization import resolve_environment, resolve_organization
from kgen.validate import place, schemas
from kgen.validate.fault import Fault, describe, find_faults
from kgen.validate.objects import Cluster, survey
from kgen.validate.policy import Exceptions, Policy
from kgen.validate.rule import Rule
from kgen.validate.rules import RULES, clear_secret
from kgen.validate.workspace import PROJECT_RULES, Subject, check_project

Written: TypeAlias = tuple[tuple[str, Object], ...]
"""The objects of an environment as they are written, each with its file."""

ALL_RULES: Mapping[str, Rule] = {
    rule.name: rule for rule in sorted((*(each.RULE for each in RULES), *PROJECT_RULES), key=lambda rule: rule.code)
}
"""Every rule by name, in the order of codes."""


def written_objects(compiled: CompiledEnvironment) -> Written:
    return tuple((artifact.path, plain(found)) for artifact in compiled.artifacts for found in artifact.objects)


def cluster_of(frontend: Frontend, environment: str) -> str:
    extends = frontend.environments[environment].extends
    return resolve_environment(environment, extends, frontend.organization).cluster


def judge(
    subject: Subject, written: Mapping[str, Written], clusters: Mapping[str, Cluster], today: date, *, complete: bool
) -> Iterator[Diagnostic]:
    """What the rules say of the environments of a project that compiles; `written` holds their objects by name."""
    frontend, file = subject.frontend, subject.documents.organization
    policy = Policy(frontend.organization, frontend.organization_off)
    if file is not None and file.root is not None:
        yield from policy.unknown_rules(file.root, ALL_RULES.keys())
    exceptions = Exceptions((frontend.environments[name] for name in written), ALL_RULES.keys(), today)
    findings: dict[str, list[Diagnostic]] = {}
    for name, compiled in subject.compilation.environments.items():
        judging = _Environment(frontend, policy, compiled, exceptions)
        cluster = clusters[cluster_of(frontend, name)]
        findings[name] = [*judging.objects(written[name], cluster), *judging.project(today)]
    yield from note_environments(_at_highest_severity(findings))
    yield from exceptions.diagnostics
    if complete and written:
        yield from exceptions.idle(frontend.organization_path)


class _Environment:
    """One environment of a project, and what of its faults is said how loud."""

    def __init__(
        self, frontend: Frontend, policy: Policy, compiled: CompiledEnvironment, exceptions: Exceptions
    ) -> None:
        self.frontend = frontend
        self.policy = policy
        self.merged = frontend.environments[compiled.name]
        self.compiled = compiled
        self.exceptions = exceptions
        self.setting = place.Setting(self.merged, compiled.project)

    def objects(self, written: Written, cluster: Cluster) -> Iterator[Diagnostic]:
        wanted = self.compiled.project.kubernetes
        version = schemas.nearest_version(wanted)
        if version != wanted:
            yield self._other_version(wanted, version)
        ceiling = resolve_organization(self.frontend.organization, self.frontend.organization_off).ceiling
        ceilings = dict(ceiling.resources)
        if ceiling.replicas is not None:
            ceilings["replicas"] = str(ceiling.replicas)
        files = {id(found): file for file, found in written}
        excused = place.excused_names(self.merged.root)
        for fault in find_faults(survey([found for _, found in written], ceilings, cluster), version):
            if fault.rule is clear_secret.RULE and place.is_excused(excused, fault.found, fault.path):
                continue
            severity = self._severity(fault.rule, fault.found)
            if severity is not None:
                yield self._place(fault, severity, files[id(fault.found)])

    def project(self, today: date) -> Iterator[Diagnostic]:
        for rule, path, message, help_text in check_project(self.frontend, self.merged, today):
            severity = self._severity(rule, None)
            if severity is not None:
                span = locate(self.merged.root, path)
                yield Diagnostic(rule.code, message, span, help_text or rule.help, (_name(rule),), severity)

    def _severity(self, rule: Rule | None, found: Object | None) -> Severity | None:
        """How loud a finding is, None where nobody wants to hear of it."""
        if rule is None:
            return "error"
        level = self.policy.level(rule, self.compiled.project.stage)
        return None if level == "off" or self.exceptions.accepts(self.compiled.name, rule, found) else level

    def _place(self, fault: Fault, severity: Severity, file: str) -> Diagnostic:
        span = place.find_span(self.setting, fault.found, fault.path, fault.rule.mend if fault.rule else "")
        patches = place.patches_of(self.compiled.project, fault.found)
        notes = [
            f"in {file} at `{dotted(fault.path)}`" if fault.path else f"in {file}",
            *([f"the object is patched by {quote(patches)}"] if patches else []),
            *([_name(fault.rule)] if fault.rule else []),
        ]
        return Diagnostic(fault.code, describe(fault), span, fault.help, tuple(notes), severity)

    def _other_version(self, wanted: schemas.Version, version: schemas.Version) -> Diagnostic:
        message = (
            f"there are no schemas of Kubernetes {schemas.show(wanted)}, those of {schemas.show(version)} are used"
        )
        help_text = "a newer kubernetes-validate may have them"
        return Diagnostic("KG507", message, self.merged.root.span, help_text, severity="note")


def _name(rule: Rule) -> str:
    return f"the rule is `{rule.name}`"


def _at_highest_severity(findings: Mapping[str, list[Diagnostic]]) -> dict[str, list[Diagnostic]]:
    """The same finding with one severity, wherever it is found: an error in production is one in dev."""
    errors = {_same(each) for found in findings.values() for each in found if each.severity == "error"}
    return {
        name: [each._replace(severity="error") if _same(each) in errors else each for each in found]
        for name, found in findings.items()
    }


def _same(diagnostic: Diagnostic) -> Diagnostic:
    return diagnostic._replace(severity="error")

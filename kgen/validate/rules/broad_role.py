"""Finds roles that give more rights than a service needs."""

from collections.abc import Iterator, Mapping
from typing import Any

from kgen.diagnostics import escape
from kgen.validate.field import mappings, sequence, strings, text
from kgen.validate.objects import BINDINGS, Objects
from kgen.validate.rule import RELEASED, Finding, Rule

RULE = Rule(
    code="KG749",
    name="broad-role",
    severity=RELEASED,
    summary="A role gives everything, or rights by which more can be had.",
    explanation="`*` includes what is added tomorrow. Who may `escalate`, `bind` or `impersonate`, start a shell in "
    "pods, read all Secrets, or approve certificates has the rights of others, too.",
    help="list the verbs and resources that the service needs",
    good="rules: [{apiGroups: [''], resources: [configmaps], verbs: [get]}]",
    bad="rules: [{apiGroups: [''], resources: [configmaps], verbs: ['*']}]",
    mend="serviceAccount.rules",
)

_VERBS = frozenset({"*", "escalate", "bind", "impersonate"})
_RESOURCES = frozenset({"*", "pods/exec", "pods/attach", "nodes/proxy", "serviceaccounts/token"})
_CERTIFICATES = frozenset({"certificatesigningrequests/approval", "signers"})
_WEBHOOKS = frozenset({"validatingwebhookconfigurations", "mutatingwebhookconfigurations"})
_ADMINISTRATORS = frozenset({"cluster-admin", "admin", "edit"})
_WRITING = frozenset({"create", "update", "patch", "delete"})


def check(objects: Objects) -> Iterator[Finding]:
    for role in objects.of("Role", "ClusterRole"):
        for path, rule in mappings(role, "rules"):
            for right in _broad(rule):
                yield Finding(role, path, f"the role gives {right}")
    for binding in objects.of(*BINDINGS):
        name = text(binding, "roleRef", "name") or ""
        if text(binding, "roleRef", "kind") == "ClusterRole" and name in _ADMINISTRATORS:
            yield Finding(binding, ("roleRef",), f"it gives all rights of `{name}`")


def _broad(rule: Mapping[str, Any]) -> Iterator[str]:
    verbs, resources = set(strings(rule, "verbs")), set(strings(rule, "resources"))
    for verb in sorted(verbs & _VERBS):
        yield f"the verb `{escape(verb)}`"
    for resource in sorted(resources & (_RESOURCES | _CERTIFICATES)):
        yield f"rights on `{escape(resource)}`"
    if "*" in sequence(rule, "apiGroups"):
        yield "rights in every API group"
    if "secrets" in resources and verbs & {"list", "watch"} and not sequence(rule, "resourceNames"):
        yield "all Secrets"
    if resources & _WEBHOOKS and verbs & _WRITING:
        yield "control of admission"

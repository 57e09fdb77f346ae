"""Finds bindings of roles that are not there, or that bind nobody."""

from collections.abc import Iterator

from kgen.diagnostics import escape, suggest
from kgen.validate.field import sequence, text
from kgen.validate.objects import BINDINGS, Objects, name_of, namespace_of
from kgen.validate.rule import ERROR, Finding, Rule

RULE = Rule(
    code="KG567",
    name="unknown-role",
    severity=ERROR,
    summary="A binding names a role that is not there, or nobody who has it.",
    explanation="Rights come from a role that exists and a subject that has it; `roleRef` cannot be changed later. "
    "ClusterRoles of the cluster itself are not looked for.",
    help="name a Role of the same namespace",
    good="roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: reader}",
    bad="roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: raeder}",
    mend="serviceAccount.rules",
)


def check(objects: Objects) -> Iterator[Finding]:
    for binding in objects.of(*BINDINGS):
        namespace, name = namespace_of(binding), text(binding, "roleRef", "name") or ""
        if text(binding, "roleRef", "kind") == "Role" and objects.named("Role", name, namespace) is None:
            known = (name_of(role) for role in objects.of("Role") if namespace_of(role) == namespace)
            help_text = suggest(name, known, "Roles")
            yield Finding(binding, ("roleRef", "name"), f"unknown Role `{escape(name)}`", help_text)
        if not sequence(binding, "subjects"):
            yield Finding(binding, ("subjects",), "nobody is bound", "write `subjects`, or remove the binding")

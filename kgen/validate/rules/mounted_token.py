"""Finds pods that carry a token for the API server without need."""

from collections.abc import Iterator

from kgen.validate.field import mappings, text
from kgen.validate.objects import BINDINGS, Objects, namespace_of
from kgen.validate.rule import WARNING, Finding, Rule

RULE = Rule(
    code="KG729",
    name="mounted-token",
    severity=WARNING,
    summary="A pod carries a token for the API server, and its account has no rights in the output.",
    explanation="Who gets into the container can ask the API server in its name. An account that a binding of the "
    "output gives rights to is taken to need its token.",
    help="write `automountServiceAccountToken: false`, or give the account the rights it needs",
    good="{automountServiceAccountToken: false}",
    bad="{automountServiceAccountToken: true}",
    mend="automountServiceAccountToken",
)


def check(objects: Objects) -> Iterator[Finding]:
    bound = {
        (text(subject, "namespace") or namespace_of(binding), text(subject, "name"))
        for binding in objects.of(*BINDINGS)
        for _, subject in mappings(binding, "subjects")
    }
    for pod in objects.pods:
        name = text(pod.spec, "serviceAccountName") or "default"
        account = objects.named("ServiceAccount", name, pod.namespace)
        usual = None if account is None else account.get("automountServiceAccountToken")
        if pod.spec.get("automountServiceAccountToken", usual) is not False and (pod.namespace, name) not in bound:
            path = (*pod.spec_path, "automountServiceAccountToken")
            yield Finding(pod.owner, path, "a token of the API server is mounted")

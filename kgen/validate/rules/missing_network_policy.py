"""Finds pods that everybody in the cluster may call."""

from collections.abc import Iterator

from kgen.validate.field import mapping
from kgen.validate.objects import Objects, namespace_of
from kgen.validate.rule import OUTSIDE_DEV, Finding, Rule
from kgen.validate.selector import selects

RULE = Rule(
    code="KG743",
    name="missing-network-policy",
    severity=OUTSIDE_DEV,
    summary="No NetworkPolicy covers a pod.",
    explanation="Without a policy every pod of the cluster may call it, and it may call everybody. `dependsOn` and "
    "`allowFrom` derive policies, `networkPolicy: always` of the org file does so for every workload.",
    help="write `allowFrom`, with `[]` for nobody",
    good="podSelector: {matchLabels: {app: checkout}}",
    bad="{kind: Deployment}",
    mend="allowFrom",
)


def check(objects: Objects) -> Iterator[Finding]:
    for pod in objects.pods:
        covered = any(
            namespace_of(policy) == pod.namespace and selects(mapping(policy, "spec", "podSelector"), pod.labels)
            for policy in objects.of("NetworkPolicy")
        )
        if not covered:
            yield Finding(pod.owner, pod.path, "no NetworkPolicy covers its pods")

"""The checks that validators of Kubernetes manifests agree on, each with the rules by which `kgen validate` makes it.

The union is that of kube-linter, kube-score, Polaris, checkov, Kubescape, Popeye, Datree, the policy libraries of
Kyverno and Gatekeeper, and Pod Security. `on` are checks that hold by default, `off` those that are a cluster's or an
organisation's choice.
"""

from typing import Any

import pytest

from kgen.json_schema import language_schema
from kgen.validate.place import SECTIONS
from kgen.validate.project import ALL_RULES
from kgen.validate.rule import OFF

UNION: list[tuple[str, str, tuple[str, ...]]] = [
    ("fixed image tag", "on", ("floating-image-tag",)),
    ("image digest", "off", ("missing-digest",)),
    ("images are pulled each time", "on", ("image-pull-policy",)),
    ("known registries", "off", ("unqualified-image",)),
    ("CPU request", "on", ("missing-request",)),
    ("CPU limit", "off", ("missing-cpu-limit",)),
    ("memory request", "on", ("missing-request",)),
    ("memory limit", "on", ("missing-memory-limit",)),
    ("memory request equals limit", "on", ("memory-overcommit",)),
    ("ephemeral storage", "off", ("missing-ephemeral-storage",)),
    ("liveness probe", "on", ("missing-liveness-probe",)),
    ("readiness probe", "on", ("missing-readiness-probe",)),
    ("probes are not identical", "on", ("identical-probes",)),
    ("probes ask container ports", "on", ("unknown-probe-port",)),
    ("probes name no host", "on", ("probe-host",)),
    ("not root", "on", ("root-user",)),
    ("a user above 10000", "on", ("low-user-id",)),
    ("not the root group", "on", ("root-group",)),
    ("no privilege escalation", "on", ("privilege-escalation",)),
    ("not privileged", "on", ("privileged-container",)),
    ("read-only root file system", "on", ("writable-root",)),
    ("all capabilities dropped", "on", ("kept-capabilities",)),
    ("NET_RAW dropped", "on", ("kept-capabilities",)),
    ("no capabilities added", "on", ("added-capabilities",)),
    ("seccomp profile", "on", ("missing-seccomp-profile",)),
    ("security contexts", "on", ("root-user", "missing-seccomp-profile", "privilege-escalation", "kept-capabilities")),
    ("AppArmor and SELinux", "on", ("weakened-confinement",)),
    ("masked /proc, safe sysctls", "on", ("weakened-confinement",)),
    ("no namespaces of the node", "on", ("host-namespace",)),
    ("no ports of the node", "on", ("host-port",)),
    ("no paths of the node", "on", ("host-path",)),
    ("no socket of the container runtime", "on", ("host-path",)),
    ("types of volumes, no Windows host process", "on", ("volume-type",)),
    ("user namespaces", "off", ("shared-user-namespace",)),
    ("no token of the API server", "on", ("mounted-token",)),
    ("a ServiceAccount of its own that exists", "on", ("default-service-account", "unknown-service-account")),
    ("a namespace of its own", "on", ("default-namespace",)),
    ("two replicas", "on", ("single-replica",)),
    ("a disruption budget", "on", ("missing-disruption-budget",)),
    ("a budget that lets one go", "on", ("blocking-disruption-budget", "invalid-disruption-budget")),
    ("spread over zones", "on", ("unspread-pods",)),
    ("spread over nodes", "on", ("unspread-pods",)),
    ("priority class", "off", ("missing-priority-class",)),
    ("rolling update", "on", ("abrupt-rollout", "invalid-rollout")),
    ("selectors match", "on", ("selector-mismatch",)),
    ("autoscalers have a target without replicas", "on", ("unknown-scale-target", "static-replicas")),
    ("autoscalers have room", "on", ("low-minimum", "minimum-over-maximum")),
    ("Services lead to pods and ports", "on", ("service-without-pods", "unknown-target-port")),
    ("Services are not exposed", "on", ("exposed-service",)),
    ("ports are named", "on", ("unnamed-port",)),
    ("backends exist", "on", ("unknown-backend",)),
    ("TLS", "on", ("plain-http-ingress",)),
    ("hosts are named, and once", "on", ("wildcard-host", "claimed-path")),
    ("no snippets", "on", ("snippet-annotation",)),
    ("NetworkPolicies cover pods", "on", ("missing-network-policy", "invalid-network-policy")),
    ("no credentials in the open", "on", ("clear-secret",)),
    ("Secrets as files", "off", ("secret-in-environment",)),
    ("variables once", "on", ("duplicate-variable",)),
    ("owner and name as labels", "on", ("missing-labels", "invalid-label")),
    ("schedules and settings of jobs", "on", ("invalid-schedule", "job-settings")),
    ("no deprecated APIs", "on", ("deprecated-api",)),
    ("no broad roles", "on", ("broad-role",)),
]
RULES = ALL_RULES.values()


def test_the_union_is_whole() -> None:
    assert len(UNION) == 62


@pytest.mark.parametrize(("default", "names"), [row[1:] for row in UNION], ids=[row[0] for row in UNION])
def test_a_check_is_made_as_its_default_says(default: str, names: tuple[str, ...]) -> None:
    assert [ALL_RULES[name].severity == OFF for name in names] == [default == "off"] * len(names)


def test_only_choices_are_off() -> None:
    chosen = {name for _, default, names in UNION for name in names if default == "off"}

    assert {rule.name for rule in RULES if rule.severity == OFF} == chosen


# The fields by which findings are mended are fields of the language.

LANGUAGE: dict[str, Any] = language_schema("ProjectFile")


def fields(node: Any) -> dict[str, Any]:
    """The fields that may be written at a place, whichever of its forms has them."""
    if not isinstance(node, dict):
        return {}
    if "$ref" in node:
        return fields(LANGUAGE["$defs"][node["$ref"].rpartition("/")[2]])
    found = dict(node.get("properties", {}))
    for form in node.get("anyOf", []) + node.get("oneOf", []):
        found.update(fields(form))
    return found


@pytest.mark.parametrize("mend", sorted({rule.mend for rule in RULES if rule.mend} | set(SECTIONS.values())))
def test_what_mends_a_finding_is_a_field_of_the_language(mend: str) -> None:
    node: Any = LANGUAGE
    for step in mend.lstrip("/").split("."):
        assert step in fields(node), mend
        node = fields(node)[step]

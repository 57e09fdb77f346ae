"""Mistakes that people make in manifests, each by itself in a set of good objects, and the check that has to see it."""

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from kgen.artifact import Object
from kgen.document import parse_objects
from kgen.source import Source
from kgen.validate.fault import find_faults
from kgen.validate.objects import survey
from kgen.validate.rule import OFF

KUBERNETES = (1, 33)
GOOD = Path(__file__).parent / "mistakes" / "good.yml"
GONE = object()
"""As a value: the field is removed."""
C = "spec.template.spec.containers.0"
WRONG, UNKNOWN, TOO_NEW, TOO_OLD, NO_KIND = "KG502", "KG503", "KG504", "KG505", "KG506"

MISTAKES: list[tuple[str, str, str, object, str]] = [
    # What the schemas of Kubernetes know: types, fields, kinds, versions.
    ("replicas as text", "Deployment", "spec.replicas", "3", WRONG),
    ("replicas as a fraction", "Deployment", "spec.replicas", 2.5, WRONG),
    ("a number as a label", "Deployment", "metadata.labels.tier", 1, WRONG),
    ("a boolean as a label", "Deployment", "metadata.labels.canary", True, WRONG),
    ("a number as a variable", "Deployment", f"{C}.env.0.value", 8080, WRONG),
    ("a boolean as a variable", "Deployment", f"{C}.env.0.value", True, WRONG),
    ("a command as text", "Deployment", f"{C}.command", "checkout serve", WRONG),
    ("containers as a mapping", "Deployment", "spec.template.spec.containers", {"checkout": {}}, WRONG),
    ("a port as text", "Deployment", f"{C}.ports.0.containerPort", "8080", WRONG),
    ("a misspelled field of the spec", "Deployment", "spec.replcas", 3, UNKNOWN),
    ("a misspelled field deep down", "Deployment", f"{C}.readinessProbe.httpGet.pathh", "/", UNKNOWN),
    ("a field at the wrong level", "Deployment", "spec.containers", [], UNKNOWN),
    ("a field of another kind", "Service", "spec.replicas", 3, UNKNOWN),
    ("no selector", "Deployment", "spec.selector", GONE, WRONG),
    ("no template", "Deployment", "spec.template", GONE, WRONG),
    ("a container without a name", "Deployment", f"{C}.name", GONE, WRONG),
    ("a path without a backend", "Ingress", "spec.rules.0.http.paths.0.backend", GONE, WRONG),
    ("a kind in lower case", "Deployment", "kind", "deployment", NO_KIND),
    ("no kind", "Deployment", "kind", GONE, NO_KIND),
    ("no version", "Deployment", "apiVersion", GONE, NO_KIND),
    ("the version of another group", "Deployment", "apiVersion", "v1", NO_KIND),
    ("a version that never was", "HorizontalPodAutoscaler", "apiVersion", "autoscaling/v3", NO_KIND),
    ("a version that is gone", "HorizontalPodAutoscaler", "apiVersion", "autoscaling/v2beta2", TOO_OLD),
    ("a field of tomorrow", "Deployment", f"{C}.restartPolicyRules", [], TOO_NEW),
    # Words that a field takes.
    ("a pull policy in lower case", "Deployment", f"{C}.imagePullPolicy", "always", "invalid-value"),
    ("a protocol that is none", "Deployment", f"{C}.ports.0.protocol", "HTTP", "invalid-value"),
    ("a strategy that is none", "Deployment", "spec.strategy.type", "Rolling", "invalid-value"),
    ("a type of Service that is none", "Service", "spec.type", "Clusterip", "invalid-value"),
    ("a path type that is none", "Ingress", "spec.rules.0.http.paths.0.pathType", "prefix", "invalid-value"),
    ("a policy of concurrency that is none", "CronJob", "spec.concurrencyPolicy", "Never", "invalid-value"),
    ("a pod that restarts sometimes", "Deployment", "spec.template.spec.restartPolicy", "OnFailure", "invalid-value"),
    ("a job that restarts always", "CronJob",
     "spec.jobTemplate.spec.template.spec.restartPolicy", "Always", "invalid-value"),
    ("a DNS policy that is none", "Deployment", "spec.template.spec.dnsPolicy", "Cluster", "invalid-value"),
    ("a scheme in lower case", "Deployment", f"{C}.livenessProbe.httpGet.scheme", "https", "invalid-value"),
    ("a profile that is none", "Deployment",
     "spec.template.spec.securityContext.seccompProfile.type", "Default", "invalid-value"),
    ("a metric that is none", "HorizontalPodAutoscaler", "spec.metrics.0.type", "CPU", "invalid-value"),
    ("a direction in lower case", "NetworkPolicy", "spec.policyTypes.0", "ingress", "invalid-value"),
    ("a subject that is none", "RoleBinding", "subjects.0.kind", "Serviceaccount", "invalid-value"),
    ("a failure policy that is none", "ValidatingAdmissionPolicy", "spec.failurePolicy", "Deny", "invalid-value"),
    # Amounts.
    ("1Gb", "Deployment", f"{C}.resources.limits.memory", "1Gb", "invalid-quantity"),
    ("128mi", "Deployment", f"{C}.resources.requests.memory", "128mi", "invalid-quantity"),
    ("1 Gi", "Deployment", "spec.template.spec.volumes.0.emptyDir.sizeLimit", "1 Gi", "invalid-quantity"),
    ("a negative request", "Deployment", f"{C}.resources.requests.cpu", "-1", "invalid-quantity"),
    ("an astronomical amount", "Deployment", f"{C}.resources.limits.memory", "1e80", "invalid-quantity"),
    ("more requested than allowed", "Deployment", f"{C}.resources.requests.memory", "256Mi", "request-over-limit"),
    ("150 percent", "Deployment", "spec.strategy.rollingUpdate.maxUnavailable", "150%", "invalid-rollout"),
    ("a blank before percent", "Deployment", "spec.strategy.rollingUpdate.maxSurge", "25 %", "invalid-rollout"),
    ("nothing may come or go", "Deployment", "spec.strategy.rollingUpdate.maxSurge", 0, "invalid-rollout"),
    ("replicas below zero", "Deployment", "spec.replicas", -1, "out-of-range"),
    ("replicas beyond 32 bits", "Deployment", "spec.replicas", 2**31, "out-of-range"),
    ("a whole number with a point", "Deployment", "spec.revisionHistoryLimit", 5.0, "out-of-range"),
    ("a period of zero", "Deployment", f"{C}.readinessProbe.periodSeconds", 0, "out-of-range"),
    ("grace below zero", "Deployment", "spec.template.spec.terminationGracePeriodSeconds", -1, "out-of-range"),
    ("more at least than at most", "HorizontalPodAutoscaler", "spec.minReplicas", 20, "minimum-over-maximum"),
    ("no maximum to speak of", "HorizontalPodAutoscaler", "spec.maxReplicas", 0, "out-of-range"),
    # Names, labels, sizes.
    ("a name in upper case", "Deployment", "metadata.name", "Checkout", "invalid-name"),
    ("a name with an underscore", "ConfigMap", "metadata.name", "check_out", "invalid-name"),
    ("a name that begins with a digit", "Service", "metadata.name", "1checkout", "invalid-name"),
    ("a name that is too long", "Service", "metadata.name", "c" * 64, "invalid-name"),
    ("a name too long for its jobs", "CronJob", "metadata.name", "c" * 53, "invalid-name"),
    ("a name of dots", "ConfigMap", "metadata.name", "..", "invalid-name"),
    ("no name", "ConfigMap", "metadata.name", GONE, "invalid-name"),
    ("no metadata", "ConfigMap", "metadata", GONE, "invalid-name"),
    ("a container with an underscore", "Deployment", f"{C}.name", "check_out", "invalid-name"),
    ("a label with a blank", "Deployment", "metadata.labels.team", "a b", "invalid-label"),
    ("a label that is too long", "Deployment", "metadata.labels.team", "a" * 64, "invalid-label"),
    ("a label's key with a blank", "Deployment", "metadata.labels.the team", "a", "invalid-label"),
    ("an annotation's key with a blank", "Deployment", "metadata.annotations.the ticket", "a", "invalid-annotation"),
    ("annotations that are too large", "Deployment",
     "metadata.annotations.big", "x" * 257 * 1024, "invalid-annotation"),
    ("a ConfigMap that is too large", "ConfigMap", "data.big", "x" * 1024 * 1024, "oversized-object"),
    ("a key with a slash", "ConfigMap", "data.conf/rates", "a", "invalid-data-key"),
    ("a key of dots", "ConfigMap", "data...x", "a", "invalid-data-key"),
    ("a variable with =", "Deployment", f"{C}.env.0.name", "A=B", "invalid-variable"),
    ("a variable without a name", "Deployment", f"{C}.env.0.name", "", "invalid-variable"),
    ("a variable twice", "Deployment", f"{C}.env.1.name", "LOG_LEVEL", "duplicate-variable"),
    ("a variable from two places", "Deployment", f"{C}.env.1.value", "x", "invalid-variable"),
    ("a key that is not there", "Deployment",
     f"{C}.env.1.valueFrom.configMapKeyRef.key", "rate.csv", "unknown-data-key"),
    # Ports and probes.
    ("port 0", "Deployment", f"{C}.ports.0.containerPort", 0, "out-of-range"),
    ("port 70000", "Service", "spec.ports.0.port", 70000, "out-of-range"),
    ("a name of sixteen characters", "Deployment", f"{C}.ports.0.name", "h" * 16, "invalid-port-name"),
    ("a name with two dashes", "Deployment", f"{C}.ports.0.name", "http--web", "invalid-port-name"),
    ("the same number twice", "Deployment", f"{C}.ports.1.containerPort", 8080, "duplicate-port"),
    ("the same name twice", "Deployment", f"{C}.ports.1.name", "http", "duplicate-port"),
    ("the same Service port twice", "Service", "spec.ports.1.port", 80, "duplicate-port"),
    ("one of several ports without a name", "Service", "spec.ports.1.name", GONE, "unnamed-port"),
    ("two handlers", "Deployment", f"{C}.livenessProbe.tcpSocket", {"port": "http"}, "invalid-probe"),
    ("no handler", "Deployment", f"{C}.livenessProbe.httpGet", GONE, "invalid-probe"),
    ("liveness that succeeds twice", "Deployment", f"{C}.livenessProbe.successThreshold", 2, "invalid-probe"),
    ("an init container that is probed", "Deployment",
     "spec.template.spec.initContainers.0.livenessProbe", {"exec": {"command": ["a"]}}, "invalid-probe"),
    ("a probe of another port", "Deployment", f"{C}.livenessProbe.httpGet.port", "web", "unknown-probe-port"),
    ("a probe of another number", "Deployment", f"{C}.livenessProbe.httpGet.port", 8081, "unknown-probe-port"),
    # Containers and volumes.
    ("no image", "Deployment", f"{C}.image", GONE, "invalid-container"),
    ("an image in upper case", "Deployment", f"{C}.image", "registry.example.com/Checkout:1", "invalid-container"),
    ("an image with a blank", "Deployment", f"{C}.image", "registry.example.com/checkout :1", "invalid-container"),
    ("no containers", "Deployment", "spec.template.spec.containers", [], "invalid-container"),
    ("two containers of one name", "Deployment",
     "spec.template.spec.initContainers.0.name", "checkout", "duplicate-name"),
    ("a mount of no volume", "Deployment", f"{C}.volumeMounts.0.name", "temp", "unknown-volume"),
    ("a volume that nobody mounts", "Deployment", f"{C}.volumeMounts", [], "unused-volume"),
    ("a volume of two kinds", "Deployment",
     "spec.template.spec.volumes.0.configMap", {"name": "checkout"}, "invalid-volume"),
    ("a volume of no kind", "Deployment", "spec.template.spec.volumes.0.emptyDir", GONE, "invalid-volume"),
    ("a mount path with a colon", "Deployment", f"{C}.volumeMounts.0.mountPath", "/tmp:ro", "invalid-volume"),
    ("a way out of a volume", "Deployment", f"{C}.volumeMounts.0.subPath", "../etc", "invalid-volume"),
    # What one object says of another.
    ("a selector of other labels", "Deployment", "spec.selector.matchLabels.app", "ledger", "selector-mismatch"),
    ("a selector of no labels", "Deployment", "spec.selector.matchLabels", {}, "selector-mismatch"),
    ("a selector that changes", "Deployment", "spec.selector.matchLabels.version", "1", "unstable-selector"),
    ("a Service for no pods", "Service", "spec.selector.app", "chekout", "service-without-pods"),
    ("a Service for no port", "Service", "spec.ports.0.targetPort", "web", "unknown-target-port"),
    ("an Ingress to no Service", "Ingress",
     "spec.rules.0.http.paths.0.backend.service.name", "chekout", "unknown-backend"),
    ("an Ingress to no port", "Ingress",
     "spec.rules.0.http.paths.0.backend.service.port.name", "web", "unknown-backend"),
    ("a route to no port", "HTTPRoute", "spec.rules.0.backendRefs.0.port", 8080, "unknown-backend"),
    ("an autoscaler of nothing", "HorizontalPodAutoscaler",
     "spec.scaleTargetRef.name", "chekout", "unknown-scale-target"),
    ("a budget of both bounds", "PodDisruptionBudget", "spec.minAvailable", 1, "invalid-disruption-budget"),
    ("a budget for no pods", "PodDisruptionBudget",
     "spec.selector.matchLabels.app", "chekout", "invalid-disruption-budget"),
    ("a policy for no pods", "NetworkPolicy",
     "spec.podSelector", {"matchLabels": {"app": "x"}}, "invalid-network-policy"),
    ("a network that is none", "NetworkPolicy",
     "spec.ingress.0.from.0.ipBlock.cidr", "10.0.0.0/40", "invalid-network-policy"),
    ("a range of ports that ends early", "NetworkPolicy",
     "spec.ingress.0.ports.0.endPort", 80, "invalid-network-policy"),
    ("an account that is not there", "Deployment",
     "spec.template.spec.serviceAccountName", "chekout", "unknown-service-account"),
    ("a role that is not there", "RoleBinding", "roleRef.name", "chekout", "unknown-role"),
    # Texts with a grammar of their own.
    ("no cron line", "CronJob", "spec.schedule", "not cron", "invalid-schedule"),
    ("six fields", "CronJob", "spec.schedule", "0 0 3 * * *", "invalid-schedule"),
    ("minute 60", "CronJob", "spec.schedule", "60 3 * * *", "invalid-schedule"),
    ("a zone in the schedule", "CronJob", "spec.schedule", "TZ=UTC 0 3 * * *", "invalid-schedule"),
    ("a zone that is none", "CronJob", "spec.timeZone", "Mars/Base", "invalid-schedule"),
    ("a host with its scheme", "Ingress", "spec.rules.0.host", "http://shop.example.com", "invalid-ingress"),
    ("a host with an underscore", "HTTPRoute", "spec.hostnames.0", "my_shop.example.com", "invalid-route"),
    ("a host that is too long", "HTTPRoute", "spec.hostnames.0", ".".join(["a" * 60] * 5), "invalid-route"),
    ("seventeen hosts", "HTTPRoute", "spec.hostnames", [f"a{n}.example.com" for n in range(17)], "invalid-route"),
    ("a path with a step up", "HTTPRoute", "spec.rules.0.matches.0.path.value", "/a/../b", "invalid-route"),
    ("a path without a slash", "Ingress", "spec.rules.0.http.paths.0.path", "checkout", "invalid-ingress"),
    ("no CEL", "ValidatingAdmissionPolicy",
     "spec.validations.0.expression", "object.spec.replicas <=", "invalid-expression"),
]  # fmt: skip


def good() -> list[dict[str, Any]]:
    objects, diagnostics = parse_objects(Source(GOOD.name, GOOD.read_bytes()))
    assert diagnostics == ()
    return [found for found in deepcopy(objects) if isinstance(found, dict)]


def findings(objects: list[dict[str, Any]]) -> set[str]:
    """The names of the rules that find something, or the codes of what the schemas refuse, at most off by default."""
    items: tuple[Object, ...] = tuple(objects)
    faults = find_faults(survey(items), KUBERNETES)
    return {
        fault.rule.name if fault.rule else fault.code
        for fault in faults
        if not fault.rule or fault.rule.severity != OFF
    }


def change(found: dict[str, Any], path: str, value: object) -> None:
    """Writes `value` at `path`, or removes what is there. The last step may hold dots and slashes."""
    place: Any = found
    steps = path.split(".")
    while len(steps) > 1 and (isinstance(place, list) or steps[0] in place):
        step = steps.pop(0)
        place = place[int(step)] if isinstance(place, list) else place[step]
    last = ".".join(steps)
    if value is GONE:
        del place[last]
    elif isinstance(place, list):
        place[int(last)] = value
    else:
        place[last] = value


def test_the_good_objects_are_good() -> None:
    assert findings(good()) == set()


@pytest.mark.parametrize(
    ("kind", "path", "value", "expected"), [row[1:] for row in MISTAKES], ids=[row[0] for row in MISTAKES]
)
def test_a_mistake_is_found(kind: str, path: str, value: object, expected: str) -> None:
    objects = good()
    (found,) = (each for each in objects if each["kind"] == kind)
    change(found, path, value)

    assert expected in findings(objects)

"""Every field that real manifests use can be said in a project.yml, but for those that are listed with the reason why.

The fields are those that two or more objects use in the plain manifests of eleven public systems. Where a row names a
field, it speaks for those above it too. `docs/coverage.md` is made of these tables: `pytest --update-golden` writes it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from kgen.artifact import plain
from kgen.compiler import compile_project
from tests import corpus
from tests.conftest import UPDATE
from tests.memory import workspace

PAGE = Path(__file__).parent.parent / "docs" / "coverage.md"

PROJECT = """\
apiVersion: kgen.dev/v1
name: checkout
owner: payments
image: registry.example.com/checkout:1.4.2
port: 8080
resources: {cpu: 250m, memory: 512Mi}
environments: {production: {}}
"""
POD = "pods of Deployments, StatefulSets and CronJobs"
BASES: Mapping[str, str] = {
    "Deployment": "",
    "StatefulSet": "kind: StatefulSet\n",
    "CronJob": 'schedule: "0 3 * * *"\n',
    "Service": "",
    "HorizontalPodAutoscaler": "",
    "Ingress": "",
}
"""What the project says besides, by the kind of the object that is looked at."""
TEMPLATES: Mapping[str, str] = {
    "Deployment": "template",
    "StatefulSet": "template",
    "CronJob": "jobTemplate.spec.template",
}
"""Where each kind has its pod template."""
INGRESSES = "apiVersion: kgen.dev/v1\nrouting: {provider: ingress, ingressClassName: nginx}\n"


class Said(NamedTuple):
    """`snippet` in a project gives an object of `kind` these values, by their path below `spec` or the pod template."""

    kind: str
    snippet: str
    values: Mapping[str, object]


class Unsaid(NamedTuple):
    """A field that is never written, and the one that is: `instead` comes of `snippet`."""

    kind: str
    field: str
    instead: str
    snippet: str
    reason: str


CONTAINER = "spec.containers[]"
INIT = "spec.initContainers[]"
READINESS, LIVENESS, STARTUP = (f"{CONTAINER}.{name}Probe" for name in ("readiness", "liveness", "startup"))
RESTRICTED: Mapping[str, object] = {
    "securityContext.allowPrivilegeEscalation": False,
    "securityContext.capabilities.drop": ["ALL"],
    "securityContext.privileged": False,
    "securityContext.readOnlyRootFilesystem": True,
}


def below(path: str, values: Mapping[str, object]) -> dict[str, object]:
    return {f"{path}.{field}": value for field, value in values.items()}


TIMING = {"initialDelaySeconds": 10, "periodSeconds": 5, "timeoutSeconds": 2, "failureThreshold": 4}
TIMES = "initialDelaySeconds: 10, periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 4"

SAID: tuple[Said, ...] = (
    # Pods
    Said(POD, "podLabels: {tier: backend}", {"metadata.labels.tier": "backend"}),
    Said(POD, "podAnnotations: {team: payments}", {"metadata.annotations.team": "payments"}),
    Said(POD, "nodeSelector: {disktype: ssd}", {"spec.nodeSelector.disktype": "ssd"}),
    Said(POD, "serviceAccount: payments", {"spec.serviceAccountName": "payments"}),
    Said(POD, "terminationGracePeriodSeconds: 60", {"spec.terminationGracePeriodSeconds": 60}),
    Said(POD, "dnsPolicy: Default", {"spec.dnsPolicy": "Default"}),
    Said(POD, "enableServiceLinks: true", {"spec.enableServiceLinks": True}),
    Said(
        POD,
        "podSecurity: {runAsUser: 1000, runAsGroup: 1000, fsGroup: 1000, runAsNonRoot: true}",
        below("spec.securityContext", {"runAsUser": 1000, "runAsGroup": 1000, "fsGroup": 1000, "runAsNonRoot": True}),
    ),
    # Containers
    Said(POD, "image: registry.example.com/pay:2", {f"{CONTAINER}.image": "registry.example.com/pay:2"}),
    Said(POD, "imagePullPolicy: IfNotPresent", {f"{CONTAINER}.imagePullPolicy": "IfNotPresent"}),
    Said(POD, "containerName: server", {f"{CONTAINER}.name": "server"}),
    Said(POD, "command: [checkout, serve]", {f"{CONTAINER}.command": ["checkout", "serve"]}),
    Said(POD, "args: [--verbose]", {f"{CONTAINER}.args": ["--verbose"]}),
    Said(
        POD,
        "ports: {grpc: {containerPort: 9090, protocol: TCP}}",
        below(f"{CONTAINER}.ports[]", {"name": "grpc", "containerPort": 9090, "protocol": "TCP"}),
    ),
    Said(
        POD,
        "podSecurity: privileged\nports: {http: {containerPort: 8080, hostPort: 80}}",
        {f"{CONTAINER}.ports[].hostPort": 80},
    ),
    Said(
        POD,
        "resources: {requests: {cpu: 100m, memory: 64Mi}, limits: {cpu: 200m, memory: 128Mi}}",
        below(
            f"{CONTAINER}.resources",
            {"requests": {"cpu": "100m", "memory": "64Mi"}, "limits": {"cpu": "200m", "memory": "128Mi"}},
        ),
    ),
    Said(POD, "podSecurity: restricted", below(CONTAINER, RESTRICTED)),
    Said(
        POD,
        "securityContext: {runAsUser: 2000, runAsNonRoot: true, capabilities: {add: [NET_BIND_SERVICE]}}",
        below(
            f"{CONTAINER}.securityContext",
            {"runAsUser": 2000, "runAsNonRoot": True, "capabilities.add": ["NET_BIND_SERVICE"]},
        ),
    ),
    Said(
        POD,
        "lifecycle: {preStop: {exec: {command: [checkout, drain]}}}",
        {f"{CONTAINER}.lifecycle.preStop.exec.command": ["checkout", "drain"]},
    ),
    Said(POD, "terminationMessagePath: /tmp/why", {f"{CONTAINER}.terminationMessagePath": "/tmp/why"}),
    # Variables
    Said(POD, "env: {LOG_LEVEL: info}", below(f"{CONTAINER}.env[]", {"name": "LOG_LEVEL", "value": "info"})),
    Said(
        POD,
        "env: {PASSWORD: {secret: checkout-db, key: password}}",
        below(f"{CONTAINER}.env[].valueFrom.secretKeyRef", {"name": "checkout-db", "key": "password"}),
    ),
    Said(
        POD,
        "env: {RATE: {configMap: rates, key: eur, optional: true}}",
        below(f"{CONTAINER}.env[].valueFrom.configMapKeyRef", {"name": "rates", "key": "eur", "optional": True}),
    ),
    Said(
        POD,
        "env: {POD_IP: {field: status.podIP}}",
        {f"{CONTAINER}.env[].valueFrom.fieldRef.fieldPath": "status.podIP"},
    ),
    Said(
        POD,
        "envFrom: {configMaps: [settings], secrets: [checkout-db]}",
        below(f"{CONTAINER}.envFrom[]", {"configMapRef.name": "settings", "secretRef.name": "checkout-db"}),
    ),
    # Probes
    Said(
        POD,
        f"probes: {{readiness: {{path: /ready, {TIMES}}}}}",
        below(READINESS, {**TIMING, "httpGet.path": "/ready", "httpGet.port": "http"}),
    ),
    Said(
        POD,
        f"probes: {{liveness: {{path: /live, {TIMES}}}}}",
        below(LIVENESS, {**TIMING, "httpGet.path": "/live", "httpGet.port": "http"}),
    ),
    Said(
        POD,
        f"probes: {{startup: {{path: /live, {TIMES}}}}}",
        below(STARTUP, {**TIMING, "httpGet.path": "/live", "httpGet.port": "http"}),
    ),
    Said(
        POD,
        "probes: {readiness: {path: /, httpHeaders: [{name: Cookie, value: x}]}}",
        below(f"{READINESS}.httpGet.httpHeaders[]", {"name": "Cookie", "value": "x"}),
    ),
    Said(
        POD,
        "probes: {liveness: {path: /, httpHeaders: [{name: Cookie, value: x}]}}",
        below(f"{LIVENESS}.httpGet.httpHeaders[]", {"name": "Cookie", "value": "x"}),
    ),
    Said(
        POD,
        "probes: {readiness: {grpc: {}}, liveness: {grpc: {}}}",
        {f"{READINESS}.grpc.port": 8080, f"{LIVENESS}.grpc.port": 8080},
    ),
    Said(
        POD,
        "probes: {readiness: {tcpSocket: {}}, liveness: {tcpSocket: {}}, startup: {tcpSocket: {}}}",
        {f"{path}.tcpSocket.port": "http" for path in (READINESS, LIVENESS, STARTUP)},
    ),
    Said(
        POD,
        "probes: {readiness: {exec: {command: [ready]}}, liveness: {exec: {command: [alive]}}}",
        {f"{READINESS}.exec.command": ["ready"], f"{LIVENESS}.exec.command": ["alive"]},
    ),
    # Volumes
    Said(
        POD,
        "volumes: {/cache: {emptyDir: {medium: Memory}, name: cache}}",
        {
            "spec.volumes[].name": "cache",
            "spec.volumes[].emptyDir.medium": "Memory",
            f"{CONTAINER}.volumeMounts[].name": "cache",
            f"{CONTAINER}.volumeMounts[].mountPath": "/cache",
        },
    ),
    Said(
        POD,
        "volumes: {/data: {persistentVolumeClaim: {claimName: orders}, readOnly: true, subPath: new}}",
        {
            "spec.volumes[].persistentVolumeClaim.claimName": "orders",
            f"{CONTAINER}.volumeMounts[].readOnly": True,
            f"{CONTAINER}.volumeMounts[].subPath": "new",
        },
    ),
    Said(
        POD,
        "files: {/etc/tls: {secret: checkout-tls, items: {tls.crt: cert.pem}}}",
        below(
            "spec.volumes[].secret",
            {"secretName": "checkout-tls", "items[].key": "tls.crt", "items[].path": "cert.pem"},
        ),
    ),
    Said(
        POD,
        'files: {/etc/rules: {configMap: rules, items: {a: a.yaml}, mode: "0755"}}',
        below(
            "spec.volumes[].configMap",
            {"name": "rules", "items[].key": "a", "items[].path": "a.yaml", "defaultMode": 0o755},
        ),
    ),
    # Init containers
    Said(
        POD,
        "initContainers: {migrate: {image: registry.example.com/migrate:3, command: [migrate], env: {STEP: all}}}",
        below(
            INIT,
            {
                "name": "migrate",
                "image": "registry.example.com/migrate:3",
                "command": ["migrate"],
                "env[].name": "STEP",
                "env[].value": "all",
                **RESTRICTED,
            },
        ),
    ),
    Said(
        POD,
        "initContainers: {migrate: {resources: {cpu: 50m, memory: 64Mi}}}",
        below(f"{INIT}.resources", {"requests": {"cpu": "50m", "memory": "64Mi"}, "limits": {"memory": "64Mi"}}),
    ),
    # Controllers
    Said("Deployment", "replicas: 3", {"replicas": 3}),
    Said("Deployment", "selector: {app: checkout}", {"selector.matchLabels": {"app": "checkout"}}),
    Said(
        "Deployment",
        "strategy: {type: RollingUpdate, rollingUpdate: {maxSurge: 1, maxUnavailable: 25%}}",
        below("strategy", {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 1, "maxUnavailable": "25%"}}),
    ),
    Said("Deployment", "revisionHistoryLimit: 2", {"revisionHistoryLimit": 2}),
    Said("Deployment", "progressDeadlineSeconds: 120", {"progressDeadlineSeconds": 120}),
    Said("Deployment", "minReadySeconds: 10", {"minReadySeconds": 10}),
    Said("Deployment", "restartPolicy: Always", {"template.spec.restartPolicy": "Always"}),
    Said("StatefulSet", "replicas: 3", {"replicas": 3}),
    Said("StatefulSet", "selector: {app: checkout}", {"selector.matchLabels": {"app": "checkout"}}),
    Said("StatefulSet", "service: {headless: true}", {"serviceName": "checkout"}),
    Said(
        "StatefulSet",
        "volumes: {/data: {persistentVolumeClaim: {size: 1Gi, storageClassName: ssd, accessModes: [ReadWriteOnce]}}}",
        below(
            "volumeClaimTemplates[]",
            {
                "metadata.name": "data",
                "spec.accessModes": ["ReadWriteOnce"],
                "spec.resources.requests": {"storage": "1Gi"},
                "spec.storageClassName": "ssd",
            },
        ),
    ),
    Said("CronJob", 'schedule: "*/5 * * * *"', {"schedule": "*/5 * * * *"}),
    Said("CronJob", "concurrencyPolicy: Replace", {"concurrencyPolicy": "Replace"}),
    Said("CronJob", "successfulJobsHistoryLimit: 1", {"successfulJobsHistoryLimit": 1}),
    Said("CronJob", "failedJobsHistoryLimit: 2", {"failedJobsHistoryLimit": 2}),
    Said("CronJob", "backoffLimit: 1", {"jobTemplate.spec.backoffLimit": 1}),
    Said("CronJob", "ttlSecondsAfterFinished: 600", {"jobTemplate.spec.ttlSecondsAfterFinished": 600}),
    Said("CronJob", "restartPolicy: OnFailure", {"jobTemplate.spec.template.spec.restartPolicy": "OnFailure"}),
    # Services
    Said(
        "Service",
        "ports: {http: {containerPort: 8080, servicePort: 80, protocol: TCP}}",
        below("ports[]", {"name": "http", "port": 80, "targetPort": "http", "protocol": "TCP"}),
    ),
    Said("Service", "selector: {app: checkout}", {"selector": {"app": "checkout"}}),
    Said("Service", "service: {type: LoadBalancer}", {"type": "LoadBalancer"}),
    Said("Service", "service: {sessionAffinity: ClientIP}", {"sessionAffinity": "ClientIP"}),
    Said("Service", "service: {headless: true}", {"clusterIP": "None"}),
    Said(
        "Service",
        "services: {external: {type: NodePort, ports: {http: {port: 80, nodePort: 30080}}}}",
        {"type": "NodePort", "ports[].nodePort": 30080},
    ),
    # Routes
    Said(
        "Ingress",
        "routes: {web: {host: shop.example.com, path: /checkout, pathType: Exact}}",
        below(
            "rules[].http.paths[]",
            {"path": "/checkout", "pathType": "Exact", "backend.service.name": "checkout"},
        ),
    ),
    Said(
        "Ingress",
        "routes: {web: {host: shop.example.com, ingressClassName: internal}}",
        {"ingressClassName": "internal"},
    ),
    # Autoscalers
    Said(
        "HorizontalPodAutoscaler",
        "autoscaling: {minReplicas: 3, maxReplicas: 9}",
        {
            "minReplicas": 3,
            "maxReplicas": 9,
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "checkout"},
        },
    ),
    Said(
        "HorizontalPodAutoscaler",
        "autoscaling: {maxReplicas: 9, metrics: [{type: Resource, resource: {name: cpu, target: "
        "{type: Utilization, averageUtilization: 70}}}]}",
        {
            "metrics[].type": "Resource",
            "metrics[].resource.name": "cpu",
            "metrics[].resource.target": {"type": "Utilization", "averageUtilization": 70},
        },
    ),
    Said(
        "HorizontalPodAutoscaler",
        "autoscaling: {maxReplicas: 9, metrics: [{type: Pods, pods: {metric: {name: requests}, target: "
        "{type: AverageValue, averageValue: 100}}}]}",
        below(
            "metrics[].pods",
            {"metric.name": "requests", "target": {"type": "AverageValue", "averageValue": "100"}},
        ),
    ),
    Said(
        "HorizontalPodAutoscaler",
        "autoscaling: {maxReplicas: 9, metrics: [{type: External, external: {metric: {name: backlog}, target: "
        "{type: AverageValue, averageValue: 30}}}]}",
        below(
            "metrics[].external",
            {"metric.name": "backlog", "target": {"type": "AverageValue", "averageValue": "30"}},
        ),
    ),
    Said(
        "HorizontalPodAutoscaler",
        "autoscaling: {maxReplicas: 9, behavior: {scaleUp: {selectPolicy: Max, stabilizationWindowSeconds: 30, "
        "policies: [{type: Pods, value: 4, periodSeconds: 15}]}}}",
        below(
            "behavior.scaleUp",
            {
                "selectPolicy": "Max",
                "stabilizationWindowSeconds": 30,
                "policies": [{"type": "Pods", "value": 4, "periodSeconds": 15}],
            },
        ),
    ),
    Said(
        "HorizontalPodAutoscaler",
        "autoscaling: {maxReplicas: 9, behavior: {scaleDown: {stabilizationWindowSeconds: 60, "
        "policies: [{type: Percent, value: 10, periodSeconds: 60}]}}}",
        below(
            "behavior.scaleDown",
            {
                "stabilizationWindowSeconds": 60,
                "policies": [{"type": "Percent", "value": 10, "periodSeconds": 60}],
            },
        ),
    ),
)

UNSAID: tuple[Unsaid, ...] = (
    Unsaid(
        POD,
        "spec.serviceAccount",
        "spec.serviceAccountName",
        "serviceAccount: payments",
        "it is the old name of `serviceAccountName`, and deprecated",
    ),
    Unsaid(
        "Deployment",
        "template.metadata.name",
        "template.metadata.labels",
        "podLabels: {tier: backend}",
        "pods are named after their ReplicaSet; Kubernetes ignores the name of a template",
    ),
    Unsaid(
        "Ingress",
        "backend",
        "rules[].http.paths[].backend.service.name",
        "routes: {web: shop.example.com}",
        "it is of an API that Kubernetes 1.22 removed",
    ),
    Unsaid(
        "Ingress",
        "defaultBackend",
        "rules[].host",
        'routes: {web: "*.example.com"}',
        "it takes the requests of every host; a route names its hosts, with a wildcard where it must",
    ),
    Unsaid(
        "Ingress",
        "rules[].http.paths[].backend.service.port.number",
        "rules[].http.paths[].backend.service.port.name",
        "routes: {web: shop.example.com}",
        "the name leads to whatever number the port has",
    ),
    Unsaid(
        "HorizontalPodAutoscaler",
        "targetCPUUtilizationPercentage",
        "metrics[].containerResource.target.averageUtilization",
        "autoscaling: {maxReplicas: 9, cpu: 70}",
        "it is of `autoscaling/v1`; with `cpu`, sidecars do not count",
    ),
)
_KEY = re.compile(r"^(\w+):", re.MULTILINE)


def project_with(snippet: str, kind: str) -> str:
    """The project with a snippet in place of the same fields; `ports` and `port` are one field."""
    taken = {"port" if key == "ports" else key for key in _KEY.findall(snippet)}
    kept = [line for line in (PROJECT + BASES[kind]).splitlines() if line.partition(":")[0] not in taken]
    return "\n".join([*kept, snippet, ""])


@cache
def specs(snippet: str, kind: str) -> tuple[Mapping[str, Any], ...]:
    """What production gets: `spec` of every object of a kind."""
    org = {"org": INGRESSES} if kind == "Ingress" else {}
    compilation = compile_project(workspace(project_with(snippet, kind), **org), "project.yml")
    assert not compilation.failed, [str(found) for found in compilation.diagnostics]
    artifacts = compilation.environments["production"].artifacts
    written = [plain(found) for artifact in artifacts for found in artifact.objects]
    return tuple(found["spec"] for found in written if found["kind"] == kind)


def values_at(value: object, path: str) -> Iterator[object]:
    """Every value at a path below `value`; `[]` stands for each item of a list."""
    step, _, rest = path.partition(".")
    if not path:
        yield value
    elif step.endswith("[]"):
        items = value.get(step.removesuffix("[]"), []) if isinstance(value, dict) else []
        for item in items:
            yield from values_at(item, rest)
    elif isinstance(value, dict) and step in value:
        yield from values_at(value[step], rest)


def fields_of(path: str, value: object) -> Iterator[str]:
    """The path, and those of all that is within the value."""
    yield path
    if isinstance(value, dict):
        for key, within in value.items():
            yield from fields_of(f"{path}.{key}", within)
    elif isinstance(value, list):
        for item in value:
            yield from fields_of(f"{path}[]", item)


def in_kinds(kind: str, field: str) -> Iterator[tuple[str, str]]:
    """A field of a row as each kind has it, below `spec`."""
    if kind == POD:
        yield from ((each, f"{template}.{field}") for each, template in TEMPLATES.items())
    else:
        yield kind, field


ROWS = [
    pytest.param(row.snippet, kind, field, value, id=f"{kind} {field}")
    for row in SAID
    for path, value in row.values.items()
    for kind, field in in_kinds(row.kind, path)
]


@pytest.mark.parametrize(("snippet", "kind", "field", "value"), ROWS)
def test_a_field_is_written(snippet: str, kind: str, field: str, value: object) -> None:
    found = [each for spec in specs(snippet, kind) for each in values_at(spec, field)]

    assert value in found


INSTEAD = [
    pytest.param(row.snippet, kind, field, instead, id=f"{kind} {field}")
    for row in UNSAID
    for (kind, field), (_, instead) in zip(in_kinds(row.kind, row.field), in_kinds(row.kind, row.instead), strict=True)
]


@pytest.mark.parametrize(("snippet", "kind", "field", "instead"), INSTEAD)
def test_another_field_is_written_instead(snippet: str, kind: str, field: str, instead: str) -> None:
    written = specs(snippet, kind)

    assert [each for spec in written for each in values_at(spec, field)] == []
    assert [each for spec in written for each in values_at(spec, instead)] != []


def used_fields() -> set[tuple[str, str]]:
    """The fields of real manifests by kind, as the list of them has them."""
    sections = corpus.field_counts().read_text().split("\n## ")[1:]
    return {
        (section.partition("\n")[0], field) for section in sections for field in re.findall(r"\d `([^`]+)`", section)
    }


def test_every_field_of_real_manifests_is_listed() -> None:
    said = {
        (kind, each)
        for row in SAID
        for path, value in row.values.items()
        for each_path in fields_of(path, value)
        for kind, each in in_kinds(row.kind, each_path)
    }
    said |= {place for row in UNSAID for place in in_kinds(row.kind, row.instead)}
    unsaid = [place for row in UNSAID for place in in_kinds(row.kind, row.field)]

    def is_listed(kind: str, field: str) -> bool:
        within = any(other == kind and re.match(rf"{re.escape(field)}(\.|\[\]|$)", each) for other, each in said)
        return within or any(other == kind and f"{field}.".startswith(f"{each}.") for other, each in unsaid)

    assert sorted(place for place in used_fields() if not is_listed(*place)) == []


def coverage_page() -> str:
    """`docs/coverage.md`: the tables of this module."""
    lines = [
        "# What real manifests use",
        "",
        "These are the fields that two or more objects use in the plain manifests of eleven public example systems:",
        "201 Deployments, 244 Services, 17 StatefulSets, 22 autoscalers, 10 Ingresses and 4 CronJobs. Each can be said",
        "in a `project.yml` without a patch; most need not be said at all. Every row is compiled by a test.",
    ]
    for kind in dict.fromkeys(row.kind for row in SAID):
        title = f"{kind[0].upper()}{kind[1:]}"
        lines += ["", f"## {title}", "", "| field | in project.yml |", "| --- | --- |"]
        for row in (row for row in SAID if row.kind == kind):
            lines.append(f"| {_listed(row.values)} | {_listed(row.snippet.splitlines())} |")
    lines += ["", "## Not written", "", "| field | instead | why |", "| --- | --- | --- |"]
    lines += [f"| {row.kind}: `{row.field}` | `{row.snippet}` | {row.reason} |" for row in UNSAID]
    return "\n".join([*lines, ""])


def _listed(texts: Iterable[str]) -> str:
    return "<br>".join(f"`{text}`" for text in texts)


def test_the_page_is_current(request: pytest.FixtureRequest) -> None:
    page = coverage_page()
    if request.config.getoption(UPDATE):
        PAGE.write_text(page)

    assert PAGE.read_text() == page

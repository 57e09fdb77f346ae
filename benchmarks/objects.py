"""Owns the objects of the work W(n) as peers write them: 8 of one service in one environment, with places to fill.

`@name@`, `@environment@` and `@host@` stand for text, `@replicas@` for a number. The six alerts and eight panels are
written out: no peer has to derive anything, validate anything or merge more than three values of an environment.
"""

import json
from collections.abc import Callable, Mapping
from typing import Any

ENVIRONMENTS: Mapping[str, int] = {"dev": 1, "canary": 2, "production": 3}
"""The environments with their least replicas."""
_LABELS = {"app.kubernetes.io/name": "@name@", "app.kubernetes.io/managed-by": "bench"}
_ALERTS = ("ErrorRate", "Latency", "Restarts", "Throttling", "MemoryNearLimit", "QueueTooLong")
_SETTINGS = "".join(f"setting.{number:02}={number * 37 % 101}\n" for number in range(1, 21))


def _metadata(suffix: str = "") -> dict[str, Any]:
    return {"name": f"@name@{suffix}", "namespace": "@name@-@environment@", "labels": _LABELS}


def _alert(name: str) -> dict[str, Any]:
    return {
        "alert": f"@name@{name}",
        "expr": f'sum(rate(http_requests_total{{service="@name@", signal="{name}"}}[5m])) by (namespace) > 0.05',
        "for": "10m",
        "labels": {"severity": "warning", "service": "@name@"},
        "annotations": {
            "summary": f"{name} of @name@",
            "description": f"{name} of @name@ is {{{{ $value }}}} in namespace {{{{ $labels.namespace }}}}.",
            "runbook_url": f"https://runbooks.example.com/{name}",
        },
    }


def _panel(number: int) -> dict[str, Any]:
    source = {"type": "prometheus", "uid": "${datasource}"}
    expr = (
        f'histogram_quantile(0.99, sum(rate(request_seconds_bucket{{service="@name@", part="{number}"}}[5m])) by (le))'
    )
    return {
        "id": number,
        "type": "timeseries",
        "title": f"Panel {number}",
        "datasource": source,
        "gridPos": {"x": number % 2 * 12, "y": number // 2 * 8, "w": 12, "h": 8},
        "fieldConfig": {"defaults": {"unit": "s", "custom": {"lineWidth": 1, "fillOpacity": 10}}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi"}},
        "targets": [{"refId": "A", "expr": expr, "legendFormat": "p99", "datasource": source}],
    }


_DASHBOARD = {
    "title": "@name@",
    "uid": "@name@",
    "schemaVersion": 39,
    "tags": ["bench"],
    "time": {"from": "now-6h", "to": "now"},
    "panels": [_panel(number) for number in range(8)],
}
_PROBE = {"httpGet": {"path": "/healthz", "port": "http"}, "periodSeconds": 10, "timeoutSeconds": 1}
_CONTAINER = {
    "name": "@name@",
    "image": "registry.example.com/@name@:1.4.0",
    "ports": [{"name": "http", "containerPort": 8080}],
    "env": [{"name": "STAGE", "value": "@environment@"}, {"name": "REGION", "value": "eu-1"}],
    "resources": {"requests": {"cpu": "100m", "memory": "128Mi"}, "limits": {"memory": "128Mi"}},
    "readinessProbe": _PROBE,
    "livenessProbe": _PROBE,
    "securityContext": {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    },
    "volumeMounts": [{"name": "config", "mountPath": "/etc/app", "readOnly": True}],
}
_SELECTOR = {"app.kubernetes.io/name": "@name@"}
TEMPLATE: tuple[dict[str, Any], ...] = (
    {
        "apiVersion": "apps/v1",
        "kind": "Deployment",
        "metadata": _metadata(),
        "spec": {
            "selector": {"matchLabels": _SELECTOR},
            "template": {
                "metadata": {"labels": _LABELS},
                "spec": {
                    "automountServiceAccountToken": False,
                    "securityContext": {"runAsNonRoot": True, "seccompProfile": {"type": "RuntimeDefault"}},
                    "containers": [_CONTAINER],
                    "volumes": [{"name": "config", "configMap": {"name": "@name@"}}],
                },
            },
        },
    },
    {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": _metadata(),
        "data": {"application.properties": _SETTINGS},
    },
    {
        "apiVersion": "v1",
        "kind": "Service",
        "metadata": _metadata(),
        "spec": {"selector": _SELECTOR, "ports": [{"name": "http", "port": 80, "targetPort": "http"}]},
    },
    {
        "apiVersion": "autoscaling/v2",
        "kind": "HorizontalPodAutoscaler",
        "metadata": _metadata(),
        "spec": {
            "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": "@name@"},
            "minReplicas": "@replicas@",
            "maxReplicas": 10,
            "metrics": [
                {
                    "type": "Resource",
                    "resource": {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}},
                }
            ],
        },
    },
    {
        "apiVersion": "policy/v1",
        "kind": "PodDisruptionBudget",
        "metadata": _metadata(),
        "spec": {"maxUnavailable": 1, "selector": {"matchLabels": _SELECTOR}},
    },
    {
        "apiVersion": "gateway.networking.k8s.io/v1",
        "kind": "HTTPRoute",
        "metadata": _metadata(),
        "spec": {
            "parentRefs": [{"name": "public", "namespace": "gateway-system"}],
            "hostnames": ["@host@"],
            "rules": [
                {
                    "matches": [{"path": {"type": "PathPrefix", "value": "/"}}],
                    "backendRefs": [{"name": "@name@", "port": 80}],
                }
            ],
        },
    },
    {
        "apiVersion": "monitoring.coreos.com/v1",
        "kind": "PrometheusRule",
        "metadata": _metadata(),
        "spec": {"groups": [{"name": "@name@", "rules": [_alert(name) for name in _ALERTS]}]},
    },
    {
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": _metadata("-dashboard"),
        "data": {"@name@.json": json.dumps(_DASHBOARD, indent=2)},
    },
)


def fill(value: Any, places: Mapping[str, str | int]) -> Any:
    """The template with its places filled."""
    if isinstance(value, dict):
        return {fill(key, places): fill(below, places) for key, below in value.items()}
    if isinstance(value, list | tuple):
        return [fill(item, places) for item in value]
    if isinstance(value, str):
        if value == "@replicas@":
            return places["replicas"]
        for place, filled in places.items():
            value = value.replace(f"@{place}@", str(filled))
    return value


def places(name: str, environment: str) -> dict[str, str | int]:
    """What is filled in for one service in one environment."""
    host = f"{name}.example.com" if environment == "production" else f"{name}.{environment}.example.com"
    return {"name": name, "environment": environment, "host": host, "replicas": ENVIRONMENTS[environment]}


def expected(count: int) -> list[dict[str, Any]]:
    """All objects of W(count)."""
    return [fill(one, places(name, env)) for name in names(count) for env in ENVIRONMENTS for one in TEMPLATE]


def names(count: int) -> list[str]:
    """The services of W(count)."""
    return [f"service-{number:05}" for number in range(count)]


def write_as(
    value: Any, text: Callable[[str], str], mapping: Callable[[str], str], entry: str, listing: Callable[[str], str]
) -> str:
    """The template as an expression of a language: how it writes text, a mapping, an entry of one, a list."""
    if isinstance(value, dict):
        entries = (entry.format(text(key), write_as(one, text, mapping, entry, listing)) for key, one in value.items())
        return mapping("\n".join(entries))
    if isinstance(value, list | tuple):
        return listing("\n".join(f"{write_as(item, text, mapping, entry, listing)}," for item in value))
    if value == "@replicas@":
        return "replicas"
    return text(value) if isinstance(value, str) else json.dumps(value)

"""Owns an emulated API server: enough of Kubernetes' HTTP API for a real kubectl to apply manifests to it.

It serves discovery, keeps objects in memory, and refuses what a real one would refuse of the objects that kgen writes:
unknown fields and wrong types (by Kubernetes' own strict schemas), an object in a namespace that does not exist yet, an
object that is there already, and a kind it does not know.
"""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests import kubernetes_schema

# Kind, plural and scope of what kgen writes, by group and version.
RESOURCES: dict[str, tuple[tuple[str, str, bool], ...]] = {
    "v1": (
        ("Namespace", "namespaces", False),
        ("ServiceAccount", "serviceaccounts", True),
        ("ConfigMap", "configmaps", True),
        ("Service", "services", True),
        ("PersistentVolumeClaim", "persistentvolumeclaims", True),
        ("ResourceQuota", "resourcequotas", True),
    ),
    "apps/v1": (
        ("Deployment", "deployments", True),
        ("StatefulSet", "statefulsets", True),
        ("DaemonSet", "daemonsets", True),
    ),
    "batch/v1": (("Job", "jobs", True), ("CronJob", "cronjobs", True)),
    "autoscaling/v2": (("HorizontalPodAutoscaler", "horizontalpodautoscalers", True),),
    "policy/v1": (("PodDisruptionBudget", "poddisruptionbudgets", True),),
    "networking.k8s.io/v1": (("NetworkPolicy", "networkpolicies", True), ("Ingress", "ingresses", True)),
    "rbac.authorization.k8s.io/v1": (
        ("Role", "roles", True),
        ("RoleBinding", "rolebindings", True),
        ("ClusterRole", "clusterroles", False),
        ("ClusterRoleBinding", "clusterrolebindings", False),
    ),
    "gateway.networking.k8s.io/v1": (("HTTPRoute", "httproutes", True), ("GRPCRoute", "grpcroutes", True)),
    "gateway.networking.k8s.io/v1beta1": (("ReferenceGrant", "referencegrants", True),),
    "monitoring.coreos.com/v1": (
        ("PrometheusRule", "prometheusrules", True),
        ("ServiceMonitor", "servicemonitors", True),
        ("PodMonitor", "podmonitors", True),
    ),
    "keda.sh/v1alpha1": (("ScaledObject", "scaledobjects", True),),
    "argoproj.io/v1alpha1": (("Rollout", "rollouts", True), ("AnalysisTemplate", "analysistemplates", True)),
    "external-secrets.io/v1": (("ExternalSecret", "externalsecrets", True),),
}


class ApiServer(ThreadingHTTPServer):
    """Objects by their path in the API, and what was refused, in words."""

    daemon_threads = True

    def __init__(self, version: str) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.version = version
        self.objects: dict[str, dict[str, Any]] = {}
        self.refusals: list[str] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}"


@contextmanager
def serve(version: str) -> Iterator[ApiServer]:
    """A running server of a Kubernetes version such as `1.33`."""
    with ApiServer(version) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield server
        finally:
            server.shutdown()


class _Handler(BaseHTTPRequestHandler):
    server: ApiServer

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing: a test shows what was refused, not every request."""

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        discovered = _discovery(path, self.server.version)
        if discovered is not None:
            self._answer(200, discovered)
        elif path in self.server.objects:
            self._answer(200, self.server.objects[path])
        else:
            self._refuse(404, "NotFound", f"{path} not found")

    def do_POST(self) -> None:
        found = self._body()
        collection = self.path.partition("?")[0]
        path = f"{collection}/{found['metadata']['name']}"
        namespace = found["metadata"].get("namespace")
        if path in self.server.objects:
            self._refuse(409, "AlreadyExists", f"{path} already exists")
        elif namespace is not None and f"/api/v1/namespaces/{namespace}" not in self.server.objects:
            self._refuse(404, "NotFound", f'namespaces "{namespace}" not found')
        elif errors := kubernetes_schema.errors(found, self.server.version):
            self._refuse(400, "BadRequest", f"{path}: {'; '.join(errors)}")
        else:
            self.server.objects[path] = found
            self._answer(201, found)

    def _body(self) -> Any:
        return json.loads(self.rfile.read(int(self.headers["Content-Length"])))

    def _refuse(self, code: int, reason: str, message: str) -> None:
        if code != 404 or self.command != "GET":
            self.server.refusals.append(message)
        status = {"apiVersion": "v1", "kind": "Status", "status": "Failure", "code": code}
        self._answer(code, {**status, "reason": reason, "message": message})

    def _answer(self, code: int, body: object) -> None:
        data = json.dumps(body).encode()
        self.send_response(code)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


def _discovery(path: str, version: str) -> dict[str, Any] | None:
    """What kubectl asks before it does anything: versions, groups, and the resources of each."""
    if path == "/version":
        major, minor = version.split(".")
        return {"major": major, "minor": minor, "gitVersion": f"v{version}.0"}
    if path == "/api":
        return {"kind": "APIVersions", "versions": ["v1"]}
    if path == "/apis":
        return {"kind": "APIGroupList", "apiVersion": "v1", "groups": _groups()}
    group_version = path.removeprefix("/apis/") if path.startswith("/apis/") else path.removeprefix("/api/")
    if group_version not in RESOURCES:
        return None
    verbs = ["create", "get", "list", "patch", "update", "delete"]
    resources = [
        {"name": plural, "singularName": kind.lower(), "kind": kind, "namespaced": namespaced, "verbs": verbs}
        for kind, plural, namespaced in RESOURCES[group_version]
    ]
    return {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": group_version, "resources": resources}


def _groups() -> list[dict[str, Any]]:
    versions: dict[str, list[dict[str, str]]] = {}
    for group_version in RESOURCES:
        group, slash, version = group_version.rpartition("/")
        if slash:
            versions.setdefault(group, []).append({"groupVersion": group_version, "version": version})
    return [{"name": name, "versions": found, "preferredVersion": found[0]} for name, found in versions.items()]

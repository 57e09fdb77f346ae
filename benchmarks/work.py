"""Owns the work W(n) as kgen's input: n services, each of which comes to the same objects in three environments.

Every project.yml asks for a Deployment, a ConfigMap with a file of 20 lines, a Service, a HorizontalPodAutoscaler, a
PodDisruptionBudget, an HTTPRoute, a PrometheusRule with its alerts and a dashboard, in dev, canary and production. What
kgen derives beyond that (a service account, burn rates, a network policy, further panels) is part of its work: nothing
is switched off to be faster.
"""

from collections.abc import Iterator
from pathlib import Path

ORGANIZATION = """\
apiVersion: kgen.dev/v1
organization: example
environments:
  dev: {stage: dev, kubernetes: "1.34", cluster: dev, domain: dev.example.com}
  canary: {kubernetes: "1.33", cluster: prod, domain: example.com}
  production: {kubernetes: "1.33", cluster: prod, domain: example.com}
routing:
  provider: gateway
  gateway: {name: public, namespace: gateway-system, listener: https}
monitoring:
  namespace: monitoring
  runbookUrl: https://runbooks.example.com/{alert}
  grafanaUrl: https://grafana.example.com
"""

SETTINGS = "".join(f"setting.{number:02}={number * 37 % 101}\n" for number in range(1, 21))


def service(number: int) -> str:
    """The project.yml of one service; every number gives other names, hosts, ports and thresholds."""
    name = f"service-{number:05}"
    return f"""\
apiVersion: kgen.dev/v1
name: {name}
owner: team-{number % 20:02}
image: registry.example.com/{name}:1.{number % 50}.0
port: {8000 + number % 1000}
health: /healthz
metrics: true
resources: {{cpu: 100m, memory: {128 + number % 8 * 32}Mi}}
env:
  LOG_LEVEL: info
  REGION: eu-{number % 3}
files:
  /etc/{name}/application.properties: {{source: application.properties}}
alerts:
  QueueTooLong:
    expr: 'max(queue_length{{namespace="$namespace"}}) > {100 + number % 7}'
    for: 10m
    severity: warning
    summary: The queue grows.
autoscaling: {{minReplicas: 3, maxReplicas: 10, cpu: 70}}
routes: {{web: {name}.example.com}}
environments:
  dev: {{env: {{LOG_LEVEL: debug}}, routes: {{web: {name}.dev.example.com}}}}
  canary: {{autoscaling: {{minReplicas: 2, maxReplicas: 3}}, routes: {{web: {name}.canary.example.com}}}}
  production: {{}}
"""


def write_projects(folder: Path, count: int, output: str = "out") -> None:
    """W(count) below `folder`, as a repository of its own, one folder per service."""
    (folder / ".git").mkdir(parents=True)
    (folder / "kgen.yml").write_text(ORGANIZATION, encoding="utf-8")
    for name, text in projects(count):
        home = folder / "services" / name
        home.mkdir(parents=True)
        (home / "project.yml").write_text(text, encoding="utf-8")
        (home / "application.properties").write_text(SETTINGS, encoding="utf-8")


def projects(count: int) -> Iterator[tuple[str, str]]:
    """The name and the project.yml of each service."""
    return ((f"service-{number:05}", service(number)) for number in range(count))

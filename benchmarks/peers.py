"""Owns the peers: the input that each takes for the work W(n), and the commands that it does it with.

A peer that is not found is left out, and named. Where to find them: `helm` and `pkl` on PATH or by the variables HELM
and PKL, jsonnet and KCL by a Python that has `rjsonnet` or `kcl_lib` (variable PEERS_PYTHON).
"""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from benchmarks.objects import ENVIRONMENTS, TEMPLATE, fill, names, places, write_as


class Job(NamedTuple):
    """One process: its words, and the file that its standard output goes to."""

    words: tuple[str, ...]
    output: Path | None = None


class Peer(NamedTuple):
    """`write` makes the input for n services in a folder; `jobs` are the processes that then do the work."""

    name: str
    write: Callable[[Path, int], None]
    jobs: Callable[[Path, int], list[Job]]
    largest: int


def found() -> Iterator[Peer]:
    """The peers that this machine has."""
    if shutil.which("kubectl"):
        yield Peer("kubectl kustomize, a run per overlay", _write_kustomize, _kustomize, 100)
    helm = os.environ.get("HELM") or shutil.which("helm")
    if helm:
        each = _helm_each(helm)
        yield Peer("helm template, a run per service and environment", _write_helm_each, each, 100)
        yield Peer("helm template, one chart of all services", _write_helm_all, _helm_all(helm), 1000)
    python = os.environ.get("PEERS_PYTHON") or sys.executable
    if _has(python, "rjsonnet"):
        script = "import json, rjsonnet, sys; sys.stdout.write(json.loads(rjsonnet.evaluate_file(sys.argv[1])))"
        yield Peer("jsonnet (rjsonnet)", _write_jsonnet, _script(python, script, "main.jsonnet"), 1000)
    pkl = os.environ.get("PKL") or shutil.which("pkl")
    if pkl:
        yield Peer("pkl", _write_pkl, lambda home, _: [Job((pkl, "eval", str(home / "main.pkl")), home / "all")], 1000)


def _has(python: str, module: str) -> bool:
    return subprocess.run((python, "-c", f"import {module}"), stderr=subprocess.DEVNULL, check=False).returncode == 0


def _yaml(value: object) -> str:
    return yaml.dump(value, Dumper=yaml.CSafeDumper, sort_keys=False, width=1000)


def _services(home: Path, count: int) -> Iterator[tuple[str, str, Path]]:
    for name in names(count):
        for environment in ENVIRONMENTS:
            yield name, environment, home / "out" / f"{name}-{environment}"


def _write_kustomize(home: Path, count: int) -> None:
    for name in names(count):
        base = home / name / "base"
        base.mkdir(parents=True)
        objects = [fill(one, {**places(name, "production"), "environment": "base"}) for one in TEMPLATE]
        (base / "all.yml").write_text("---\n".join(map(_yaml, objects)))
        (base / "kustomization.yaml").write_text("resources: [all.yml]\n")
        for environment in ENVIRONMENTS:
            where = places(name, environment)
            overlay = home / name / environment
            overlay.mkdir()
            patches = {
                "HorizontalPodAutoscaler": ("/spec/minReplicas", where["replicas"]),
                "HTTPRoute": ("/spec/hostnames/0", where["host"]),
                "Deployment": ("/spec/template/spec/containers/0/env/0/value", environment),
            }
            written = [
                {"target": {"kind": kind}, "patch": json.dumps([{"op": "replace", "path": path, "value": value}])}
                for kind, (path, value) in patches.items()
            ]
            text = {"resources": ["../base"], "namespace": f"{name}-{environment}", "patches": written}
            (overlay / "kustomization.yaml").write_text(_yaml(text))
    (home / "out").mkdir()


def _kustomize(home: Path, count: int) -> list[Job]:
    return [
        Job(("kubectl", "kustomize", str(home / name / environment)), output)
        for name, environment, output in _services(home, count)
    ]


def _go_template(values: str) -> str:
    """The objects as a template of Helm. Braces that are Prometheus' are quoted, as every chart has to."""
    text = "---\n".join(map(_yaml, TEMPLATE)).replace("'@replicas@'", "@replicas@")
    quoted = re.sub(r"\{\{ (\$\w+[\w.]*) \}\}", r'{{ "{{ \1 }}" }}', text)
    return re.sub(r"@(\w+)@", rf"{{{{ {values}.\1 }}}}", quoted)


def _write_chart(home: Path, template: str) -> None:
    (home / "chart" / "templates").mkdir(parents=True)
    (home / "chart" / "Chart.yaml").write_text("apiVersion: v2\nname: service\nversion: 0.1.0\n")
    (home / "chart" / "templates" / "all.yaml").write_text(template)
    (home / "out").mkdir()


def _write_helm_each(home: Path, count: int) -> None:
    _write_chart(home, _go_template(".Values"))
    for name, environment, _ in _services(home, count):
        (home / f"{name}-{environment}.yml").write_text(_yaml(places(name, environment)))


def _helm_each(helm: str) -> Callable[[Path, int], list[Job]]:
    def jobs(home: Path, count: int) -> list[Job]:
        return [
            Job((helm, "template", name, str(home / "chart"), "-f", str(home / f"{name}-{environment}.yml")), output)
            for name, environment, output in _services(home, count)
        ]

    return jobs


def _write_helm_all(home: Path, count: int) -> None:
    _write_chart(home, "{{- range .Values.services }}\n---\n" + _go_template("") + "{{- end }}\n")
    for environment in ENVIRONMENTS:
        services = [places(name, environment) for name in names(count)]
        (home / f"{environment}.yml").write_text(_yaml({"services": services}))


def _helm_all(helm: str) -> Callable[[Path, int], list[Job]]:
    def jobs(home: Path, _: int) -> list[Job]:
        return [
            Job((helm, "template", "all", str(home / "chart"), "-f", str(home / f"{name}.yml")), home / "out" / name)
            for name in ENVIRONMENTS
        ]

    return jobs


def _script(python: str, script: str, program: str) -> Callable[[Path, int], list[Job]]:
    return lambda home, _: [Job((python, "-c", script, str(home / program)), home / "all")]


def _parameters(count: int) -> list[dict[str, str | int]]:
    return [places(name, environment) for name in names(count) for environment in ENVIRONMENTS]


def _write_jsonnet(home: Path, count: int) -> None:
    def text(value: str) -> str:
        return re.sub(r"@(\w+)@", r'" + \1 + "', json.dumps(value))

    body = write_as(TEMPLATE, text, "{{{}}}".format, "[{}]: {},", "[{}]".format)
    (home / "main.jsonnet").write_text(
        f"local objects(name, environment, host, replicas) = {body};\n"
        f"local all = {json.dumps(_parameters(count))};\n"
        "std.manifestYamlStream(std.flatMap(function(p) objects(p.name, p.environment, p.host, p.replicas), all), "
        "indent_array_in_object=true, c_document_end=false, quote_keys=false)\n"
    )


def _write_pkl(home: Path, count: int) -> None:
    def text(value: str) -> str:
        return re.sub(r"@(\w+)@", r"\\(\1)", json.dumps(value))

    body = write_as(TEMPLATE, text, "new Mapping {{\n{}\n}}".format, "[{}] = {}", "List({})".format).replace(",)", ")")
    calls = ",\n".join(
        f'objects("{one["name"]}", "{one["environment"]}", "{one["host"]}", {one["replicas"]})'
        for one in _parameters(count)
    )
    (home / "main.pkl").write_text(
        "local function objects(name: String, environment: String, host: String, replicas: Int): List =\n"
        f"{body}\n\noutput {{\n  value = List({calls}).flatten()\n"
        "  renderer = new YamlRenderer { isStream = true }\n}\n"
    )

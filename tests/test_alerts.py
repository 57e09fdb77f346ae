"""Checks alerts: which a workload gets, how projects and stages change them, and when each fires."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from kgen import names
from kgen.emitters import alerts
from kgen.model import Monitoring, Rule, Stage, Workload
from kgen.resolve import template
from kgen.resolve.derived_alerts import CATALOGUE, derived_names
from kgen.resolve.draft import camel_case, full_name, strip_prefix
from kgen.resolve.monitoring import derivable_alerts
from kgen.resolve.scope import Scope
from tests import models, promtool
from tests.emission import written
from tests.scopes import found, interface, organization, scope
from tests.watched import (
    AVAILABILITY,
    agent,
    database,
    limited,
    migration,
    monitoring,
    nightly,
    rules,
    watched,
    web,
    workloads,
)

if TYPE_CHECKING:
    from kgen import schema

OWNED: "schema.Overlay" = {"owner": {"team": "payments"}}


def edited(alerts: "dict[str, schema.Alert]", stage: Stage = "production", *off: tuple[str, ...]) -> Scope:
    """An environment with alerts of the project's own, and with some paths switched off."""
    return watched({**OWNED, "alerts": alerts}, stage, off=frozenset(off))


# The catalogue


@pytest.mark.parametrize(
    ("workload", "expected"),
    [
        (
            web(),
            "NoReplicasAvailable ReplicasMismatch RolloutStuck CrashLooping ContainerWaiting OOMKilled MemoryNearLimit "
            "HpaMaxedOut PdbNotEnoughHealthyPods TargetUnreachable Down",
        ),
        (
            limited(),
            "NoReplicasAvailable ReplicasMismatch RolloutStuck CrashLooping ContainerWaiting OOMKilled MemoryNearLimit "
            "CPUThrottling",
        ),
        (
            database(),
            "NoReplicasAvailable ReplicasMismatch RolloutStuck CrashLooping ContainerWaiting OOMKilled MemoryNearLimit "
            "VolumeFillingUp VolumeAlmostFull",
        ),
        (
            database()._replace(settings={"updateStrategy": {"type": "OnDelete"}}),
            "NoReplicasAvailable ReplicasMismatch CrashLooping ContainerWaiting OOMKilled MemoryNearLimit "
            "VolumeFillingUp VolumeAlmostFull",
        ),
        (
            agent(),
            "NoReplicasAvailable ReplicasMismatch RolloutStuck CrashLooping ContainerWaiting OOMKilled MemoryNearLimit",
        ),
        (
            migration(),
            "CrashLooping ContainerWaiting OOMKilled MemoryNearLimit VolumeFillingUp VolumeAlmostFull JobFailed",
        ),
        (nightly(), "CrashLooping ContainerWaiting OOMKilled MemoryNearLimit JobFailed CronJobLate"),
        (
            nightly()._replace(schedule=models.schedule()._replace(suspend=True)),
            "CrashLooping ContainerWaiting OOMKilled MemoryNearLimit JobFailed",
        ),
    ],
    ids=["web", "cpu limit", "StatefulSet", "OnDelete", "DaemonSet", "Job", "CronJob", "suspended CronJob"],
)
def test_each_alert_only_where_its_object_exists(workload: Workload, expected: str) -> None:
    assert derived_names(workload) == tuple(expected.split())


@pytest.mark.parametrize(
    ("workload", "missing"),
    [
        (web()._replace(metrics=None), {"TargetUnreachable", "Down"}),
        (web()._replace(autoscaling=models.autoscaling()._replace(min_replicas=0)), {"Down"}),
        (web()._replace(autoscaling=models.autoscaling()._replace(min_replicas=10)), {"HpaMaxedOut"}),
        (web()._replace(autoscaling=None, replicas=0), {"HpaMaxedOut", "Down"}),
        (web()._replace(disruption_budget=None), {"PdbNotEnoughHealthyPods"}),
    ],
    ids=["no metrics", "may scale to zero", "autoscaler with nothing to do", "no replicas", "no disruption budget"],
)
def test_no_alert_on_what_is_not_there(workload: Workload, missing: set[str]) -> None:
    assert set(derived_names(web())) - set(derived_names(workload)) == missing


def test_the_catalogue_speaks_in_whole_sentences() -> None:
    for entry in CATALOGUE:
        summary = entry.summary.format(workload="checkout")
        assert summary[0].isupper(), entry
        assert summary.endswith("."), entry
        assert template.is_static(summary), entry
        assert template.find_foreign(entry.description) is None, entry


def test_every_rule_passes_promtool(tmp_path: Path) -> None:
    data: schema.Overlay = {
        **AVAILABILITY,
        "alerts": {"PaymentErrors": {"expr": "rate(a[5m]) > 1", "for": "10m", "keepFiringFor": "5m"}},
    }
    watch = monitoring(watched(data))
    assert [group.name for group in watch.groups] == [
        "kgen.checkout.slo.recordings",
        "kgen.checkout.slo.alerts",
        "kgen.checkout.kubernetes",
        "kgen.checkout.custom",
    ]
    promtool.check(watch, tmp_path)


def test_every_alert_is_labelled_and_linked() -> None:
    for name, rule in rules(watched(AVAILABILITY)).items():
        own = {"slo"} if "ErrorBudget" in name else set()
        assert dict(rule.labels).keys() == {"severity", "team", "namespace", "service", "env", *own}, name
        assert dict(rule.annotations).keys() == {"summary", "description", "runbook_url", "dashboard_url"}, name
        assert name.startswith("Checkout"), name


def test_alerts_of_further_workloads_carry_their_name() -> None:
    found = rules(watched(OWNED))
    assert {"CheckoutCrashLooping", "CheckoutNightlyCrashLooping", "CheckoutDbVolumeFillingUp"} <= found.keys()


def test_without_urls_there_are_no_links() -> None:
    org: schema.OrgFile = {"monitoring": {"labels": {"release": "prometheus"}}}
    down = rules(watched(OWNED, org=org))["CheckoutDown"]
    assert dict(down.annotations).keys() == {"summary", "description"}


def test_the_owner_s_runbook_stands_in() -> None:
    data: schema.Overlay = {"owner": {"team": "payments", "runbook": "https://wiki.example.com/{{checkout}}"}}
    down = rules(watched(data, org={"monitoring": {}}))["CheckoutDown"]
    assert dict(down.annotations)["runbook_url"] == 'https://wiki.example.com/{{ "{{" }}checkout}}'


def test_monitoring_switched_off() -> None:
    from kgen.resolve.monitoring import resolve_monitoring  # noqa: PLC0415 - the only test that may get None

    org = organization({}, frozenset({("monitoring",)}))
    assert resolve_monitoring(scope(OWNED, here=interface(), org=org), (web(),)) is None


@pytest.mark.parametrize(
    ("name", "camel"), [("checkout", "Checkout"), ("checkout-api", "CheckoutApi"), ("s3-proxy-2", "S3Proxy2")]
)
def test_camel_case(name: str, camel: str) -> None:
    assert camel_case(name) == camel


@pytest.mark.parametrize(
    ("workload", "alert", "full", "bare"),
    [
        ("checkout", "PaymentErrors", "CheckoutPaymentErrors", "PaymentErrors"),
        ("checkout", "CheckoutPaymentErrors", "CheckoutPaymentErrors", "PaymentErrors"),
        ("pay", "PaymentErrors", "PayPaymentErrors", "PaymentErrors"),
        ("pay", "Pay", "PayPay", "Pay"),
        ("checkout-api", "CheckoutErrors", "CheckoutApiCheckoutErrors", "CheckoutErrors"),
    ],
)
def test_prefix(workload: str, alert: str, full: str, bare: str) -> None:
    assert (full_name(workload, alert), strip_prefix(workload, alert)) == (full, bare)


# Selecting series


def expression(workload: Workload, alert: str) -> str:
    (rule,) = (rule for name, rule in rules(watched(OWNED), workload).items() if name.endswith(alert))
    return rule.expr


def test_a_container_named_after_its_workload_needs_no_pod() -> None:
    assert '{namespace="checkout-production", container="checkout"}' in expression(web(), "OOMKilled")


def test_any_other_container_is_told_apart_by_its_pod() -> None:
    main = web()
    both = (*main.pod.containers, models.container("proxy"))
    expr = expression(main._replace(pod=main.pod._replace(containers=both)), "OOMKilled")
    assert 'container=~"checkout|proxy", pod=~"checkout-[a-z0-9]+-[a-z0-9]{5}"' in expr


def test_a_long_pod_name_is_cut() -> None:
    long = web()._replace(name="a" * 50)
    assert f'pod=~"{"a" * 46}.*"' in expression(long, "OOMKilled")


@pytest.mark.parametrize(
    ("workload", "alert", "matcher"),
    [
        (database(), "VolumeFillingUp", 'persistentvolumeclaim=~"data-checkout-db-[0-9]+"'),
        (migration(), "VolumeFillingUp", 'persistentvolumeclaim=~"dump"'),
        (migration(), "JobFailed", 'job_name=~"checkout-migrate-[0-9a-f]{8}"'),
        (nightly(), "JobFailed", 'job_name=~"checkout-nightly-[0-9]+"'),
        (web(), "HpaMaxedOut", 'horizontalpodautoscaler="checkout"'),
        (
            web()._replace(autoscaling=models.autoscaling()._replace(triggers=({"type": "cron", "metadata": {}},))),
            "HpaMaxedOut",
            'horizontalpodautoscaler="keda-hpa-checkout"',
        ),
    ],
)
def test_series(workload: Workload, alert: str, matcher: str) -> None:
    assert f'{{namespace="checkout-production", {matcher}' in expression(workload, alert)


# Editing by exception


def test_a_null_removes_an_alert_of_all_workloads() -> None:
    before = rules(watched(OWNED)).keys()
    after = rules(edited({}, "production", ("alerts", "CrashLooping"))).keys()
    assert {name for name in before if name.endswith("CrashLooping")} == before - after
    assert len(before - after) == len(workloads())


@pytest.mark.parametrize(
    "key", ["worker.CrashLooping", "CheckoutWorkerCrashLooping", "worker.CheckoutWorkerCrashLooping"]
)
def test_a_null_removes_an_alert_of_one_workload(key: str) -> None:
    before = rules(watched(OWNED)).keys()
    assert before - rules(edited({}, "production", ("alerts", key))).keys() == {"CheckoutWorkerCrashLooping"}


def test_one_workload_keeps_what_all_others_lose() -> None:
    scope = edited({"worker.CrashLooping": {"for": "1h"}}, "production", ("alerts", "CrashLooping"))
    kept = {name: rule.wait for name, rule in rules(scope).items() if name.endswith("CrashLooping")}
    assert kept == {"CheckoutWorkerCrashLooping": "1h"}


def test_null_for_all_alerts_leaves_recordings() -> None:
    watch = monitoring(watched(AVAILABILITY, off=frozenset({("alerts",)})))
    assert [group.name for group in watch.groups] == ["kgen.checkout.slo.recordings"]


def test_a_change_keeps_the_rest() -> None:
    scope = edited(
        {"CrashLooping": {"for": "30m", "labels": {"tier": "gold"}}, "worker.CrashLooping": {"severity": "info"}}
    )
    before, after = rules(watched(OWNED)), rules(scope)
    main = before["CheckoutCrashLooping"]
    changed = main._replace(wait="30m", labels=names.text({**dict(main.labels), "tier": "gold"}))
    assert after["CheckoutCrashLooping"] == changed
    worker = after["CheckoutWorkerCrashLooping"]
    assert (worker.wait, dict(worker.labels)["severity"]) == ("30m", "info")
    assert found(scope) == []


def test_a_null_inside_an_alert_takes_that_away() -> None:
    scope = edited({"CrashLooping": {}}, "production", ("alerts", "CrashLooping", "for"))
    assert rules(scope)["CheckoutCrashLooping"].wait is None


def test_a_change_of_what_only_other_environments_derive_is_no_mistake() -> None:
    scope = edited({"HpaMaxedOut": {"for": "1h"}, "AvailabilityErrorBudgetBurnFast": {"severity": "warning"}})
    assert "CheckoutHpaMaxedOut" not in rules(scope, web()._replace(autoscaling=None))
    assert found(scope) == []


def test_an_alert_of_one_s_own() -> None:
    scope = edited(
        {
            "PaymentErrors": {
                "expr": 'rate(payment_errors_total{namespace="$namespace"}[5m]) > 1\n',
                "for": "10m",
                "keepFiringFor": "5m",
                "severity": "critical",
                "summary": "Payments fail.",
                "description": "{{ $value | humanize }} of {{ $labels.method }} fail.",
                "labels": {"pager": "night"},
                "annotations": {"runbook_url": "https://wiki.example.com/pay"},
            }
        }
    )
    assert rules(scope)["CheckoutPaymentErrors"] == Rule(
        alert="CheckoutPaymentErrors",
        record=None,
        expr='rate(payment_errors_total{namespace="checkout-production"}[5m]) > 1',
        wait="10m",
        keep_firing="5m",
        labels=(
            ("env", "production"),
            ("namespace", "checkout-production"),
            ("pager", "night"),
            ("service", "checkout"),
            ("severity", "critical"),
            ("team", "payments"),
        ),
        annotations=(
            (
                "dashboard_url",
                "https://grafana.example.com/d/kgen-checkout-production?var-namespace=checkout-production",
            ),
            ("description", "{{ $value | humanize }} of {{ $labels.method }} fail."),
            ("runbook_url", "https://wiki.example.com/pay"),
            ("summary", "Payments fail."),
        ),
    )
    assert found(scope) == []


def test_an_alert_of_one_s_own_needs_only_an_expression() -> None:
    stuck = rules(edited({"worker.QueueStuck": {"expr": 'a{namespace="x"} > 1'}}))["CheckoutWorkerQueueStuck"]
    annotations = dict(stuck.annotations)
    assert annotations["summary"] == annotations["description"] == "Alert QueueStuck of checkout-worker is firing."
    assert dict(stuck.labels)["severity"] == "warning"


@pytest.mark.parametrize(("stage", "severity"), [("production", "critical"), ("canary", "warning"), ("dev", "info")])
def test_stages_lower_severities(stage: Stage, severity: str) -> None:
    found = rules(edited({"Mine": {"expr": 'a{namespace="x"} > 1', "severity": "critical"}}, stage))
    assert dict(found["CheckoutMine"].labels)["severity"] == severity
    assert dict(found["CheckoutDown"].labels)["severity"] == severity
    expected = "warning" if severity == "critical" else severity
    assert dict(found["CheckoutCrashLooping"].labels)["severity"] == expected


SCOPED = 'a{namespace="x"} > 1'


@pytest.mark.parametrize(
    ("alerts", "problem"),
    [
        (
            {"CrashLoping": {"for": "1h"}},
            (
                "KG475",
                ("CrashLoping",),
                "`CrashLoping` changes no derived alert, and has no `expr` to be one of its own",
            ),
        ),
        ({"wroker.CrashLooping": {"for": "1h"}}, ("KG475", ("wroker.CrashLooping",), "`wroker` is no workload")),
        (
            {"CrashLooping": {"for": "1h"}, "CheckoutCrashLooping": {"for": "2h"}},
            ("KG476", ("CheckoutCrashLooping",), "`CheckoutCrashLooping` and `CrashLooping` are the same alert"),
        ),
        (
            {"WorkerCrashLooping": {"expr": SCOPED}},
            ("KG476", ("WorkerCrashLooping",), "there is another alert `CheckoutWorkerCrashLooping`"),
        ),
        (
            {"X": {"expr": "rate(a{namespace='x'}) > 1"}},
            (
                "KG520",
                ("X", "expr"),
                "`expr` is not valid PromQL: expected type matrix in call to function 'rate', got vector",
            ),
        ),
        (
            {"X": {"expr": "a > 1"}},
            ("KG479", ("X", "expr"), "`expr` reads the series of all environments in cluster `prod`"),
        ),
        (
            {"X": {"expr": SCOPED, "summary": "{{ query `up` }}"}},
            ("KG477", ("X", "summary"), "`summary` holds a template"),
        ),
        (
            {"X": {"expr": SCOPED, "description": '{{ $value }} and {{ query "up" }}'}},
            (
                "KG477",
                ("X", "description"),
                '`description` holds a template that is not known here: `{{ query "up" }}`',
            ),
        ),
        (
            {"X": {"expr": SCOPED, "description": "unclosed {{ $value"}},
            ("KG477", ("X", "description"), "`description` holds a template that is not known here: `{{ $value`"),
        ),
        (
            {"X": {"expr": SCOPED, "annotations": {"a": "{{ .Foo }}"}}},
            ("KG477", ("X", "annotations", "a"), "`a` holds a template that is not known here: `{{ .Foo }}`"),
        ),
        (
            {"X": {"expr": SCOPED, "annotations": {"summary": "Mine."}}},
            ("KG478", ("X", "annotations", "summary"), "annotation `summary` is a field of its own"),
        ),
        (
            {"X": {"expr": SCOPED, "labels": {"severity": "critical"}}},
            ("KG478", ("X", "labels", "severity"), "label `severity` is set by kgen"),
        ),
        (
            {"X": {"expr": SCOPED, "labels": {"pod": "{{ $labels.pod }}"}}},
            ("KG477", ("X", "labels", "pod"), "label `pod` holds a template"),
        ),
    ],
)
def test_problems(alerts: "dict[str, schema.Alert]", problem: tuple[str, tuple[str, ...], str]) -> None:
    scope = edited(alerts)
    monitoring(scope)
    code, path, message = problem
    assert set(found(scope)) == {(code, ("alerts", *path), message)}


def test_a_misspelt_name_gets_the_nearest() -> None:
    scope = edited({"CrashLoping": {"for": "1h"}})
    monitoring(scope)
    (problem,) = scope.problems
    assert problem.help is not None
    assert problem.help.endswith("did you mean `CrashLooping`?")


def test_a_mistake_in_promql_is_shown_in_place() -> None:
    scope = edited({"X": {"expr": 'sum(a{namespace="x"})\n  / b{c=d}'}})
    monitoring(scope)
    assert scope.problems[0].notes == ("at line 2, character 9 of the expression: `d}`",)


def test_derivable_alerts() -> None:
    found = derivable_alerts((web(), nightly()), ["availability"])
    assert {
        "CrashLooping",
        "CheckoutCrashLooping",
        "main.CrashLooping",
        "nightly.CronJobLate",
        "CheckoutNightlyCronJobLate",
        "AvailabilityErrorBudgetBurnFast",
        "AvailabilityErrorBudgetBurn3d",
    } <= found
    assert (
        not {"VolumeFillingUp", "main.CronJobLate", "nightly.Down", "nightly.AvailabilityErrorBudgetBurnFast"} & found
    )


def test_every_derivable_key_switches_something_off() -> None:
    before = rules(watched(AVAILABILITY))
    burning = {"1h", "6h", "1d", "3d"}
    for key in sorted(derivable_alerts(workloads(), ["availability"])):
        if key[-2:] not in burning:
            assert rules(watched(AVAILABILITY, off=frozenset({("alerts", key)}))) != before, key


@pytest.mark.parametrize(
    ("text", "foreign"),
    [
        ("plain } text {", None),
        ("{{ $value }}{{$labels.pod}} {{ $externalLabels.cluster }}", None),
        ('{{ $value | printf "%.2f" }} {{ printf "%.1f%%" $value }} {{ $value | humanizeDuration | toUpper }}', None),
        ("{{ $labels.pod", "{{ $labels.pod"),
        ("{{ range query `up` }}", "{{ range query `up` }}"),
        ("{{ $value }} {{ end }}", "{{ end }}"),
        ("{{ $value | query }}", "{{ $value | query }}"),
        ('{{ "{{" }}', '{{ "{{" }}'),
        ("{{{ $value }}", "{{{ $value }}"),
    ],
)
def test_templates(text: str, foreign: str | None) -> None:
    assert template.find_foreign(text) == foreign


# The object


def test_prometheus_rule() -> None:
    rule = Rule(
        "CheckoutDown", None, "absent(up == 1)", "10m", None, (("severity", "critical"),), (("summary", "Down."),)
    )
    recording = Rule(None, "a:b:c", "sum(b)", None, None, (), ())
    watch = monitoring(watched(OWNED))
    group = watch.groups[0]._replace(name="g", rules=(recording, rule))
    project = models.project(web())._replace(
        monitoring=Monitoring(labels=(("release", "prometheus"),), groups=(group,), dashboards=())
    )
    assert written(alerts.emit, project) == {
        "alerts.yml": [
            {
                "apiVersion": "monitoring.coreos.com/v1",
                "kind": "PrometheusRule",
                "metadata": {
                    "name": "checkout",
                    "namespace": "checkout-production",
                    "labels": {**dict(models.labels()), "release": "prometheus"},
                    "annotations": {"kgen.dev/language": "v1"},
                },
                "spec": {
                    "groups": [
                        {
                            "name": "g",
                            "rules": [
                                {"record": "a:b:c", "expr": "sum(b)"},
                                {
                                    "alert": "CheckoutDown",
                                    "expr": "absent(up == 1)",
                                    "for": "10m",
                                    "labels": {"severity": "critical"},
                                    "annotations": {"summary": "Down."},
                                },
                            ],
                        }
                    ]
                },
            }
        ]
    }


@pytest.mark.parametrize("watch", [None, Monitoring(labels=(), groups=(), dashboards=())])
def test_no_rules_no_object(watch: Monitoring | None) -> None:
    assert list(alerts.emit(models.project(web())._replace(monitoring=watch))) == []

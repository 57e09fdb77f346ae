"""Tests the order and the meaning of layers, sentence by sentence of the language."""

from textwrap import dedent
from typing import Any

import pytest

from kgen.diagnostics import Diagnostic
from kgen.frontend import Frontend, merge_documents, read_documents
from kgen.node import ScalarNode, find, writers
from tests.memory import SMALLEST, workspace


def read(project: str, **others: str) -> Frontend:
    return merge_documents(read_documents(workspace(dedent(project), **others), "project.yml"))


def merged(project: str, environment: str = "production", **others: str) -> dict[str, Any]:
    """The merged data of one environment of a project that has no errors."""
    frontend = read(project, **others)
    assert frontend.diagnostics == ()
    data: dict[str, Any] = dict(frontend.environments[environment].data)
    return data


def findings(project: str, **others: str) -> list[tuple[str, str, str]]:
    """Code, place and message of everything that is wrong with a project."""
    frontend: tuple[Diagnostic, ...] = read(project, **others).diagnostics
    return [(found.code, str(found.span), found.message) for found in frontend]


def project(fields: str = "", environments: str = "{production: {}}") -> str:
    return f"{SMALLEST}{dedent(fields)}\nenvironments: {environments}\n"


class TestWhereOverlaysLive:
    def test_an_overlay_may_write_any_field_of_a_project_but_those_about_the_project(self) -> None:
        found = findings(project(environments="{production: {name: other, tier: x, use: [], replicas: 2}}"))
        assert [code for code, _, _ in found] == ["KG201", "KG201", "KG201"]

    def test_a_large_one_may_live_in_a_file_of_its_own(self) -> None:
        assert merged(project(environments="{dev: {}}"), production="replicas: 3\n")["replicas"] == 3

    def test_the_same_environment_in_both_places_is_an_error(self) -> None:
        found = findings(project(environments="{production: {}}"), production="replicas: 3\n")
        message = "environment `production` is written here and in `environments/production.yml`"
        assert found == [("KG313", "project.yml:7:16", message)]


class TestHowLayersMerge:
    def test_maps_merge_by_key(self) -> None:
        data = merged(project("env: {A: one, B: two}", "{production: {env: {B: three, C: four}}}"))
        assert {name: source["value"] for name, source in data["env"].items()} == {
            "A": "one",
            "B": "three",
            "C": "four",
        }

    def test_scalars_and_lists_replace(self) -> None:
        data = merged(project("command: [a, b]\nreplicas: 1", "{production: {command: [c], replicas: 2}}"))
        assert (data["command"], data["replicas"]) == (["c"], 2)

    def test_each_layer_is_normalised_first(self) -> None:
        data = merged(project("port: 8080", "{production: {ports: {http: {appProtocol: http}}}}"))
        assert data["ports"] == {"http": {"containerPort": 8080, "appProtocol": "http"}}

    def test_derived_values_count_as_written_by_their_layer(self) -> None:
        data = merged(project(environments="{production: {resources: {memory: 1Gi}}}"))
        assert data["resources"] == {"requests": {"cpu": "100m", "memory": "1Gi"}, "limits": {"memory": "1Gi"}}

    def test_a_new_image_never_keeps_the_digest_of_a_lower_layer(self) -> None:
        digest = "sha256:" + "0" * 64
        fields = SMALLEST.replace("shop:1.0.0", f"shop:1.0.0@{digest}")
        data = merged(f"{fields}environments: {{production: {{image: 'registry.example.com/shop:2'}}}}\n")
        assert data["image"] == {"repository": "registry.example.com/shop", "tag": "2"}

    def test_both_forms_of_a_field_in_one_mapping_of_one_layer_are_an_error(self) -> None:
        found = findings(project("port: 8080\nports: {admin: 9090}"))
        assert found == [("KG203", "project.yml:6:1", "`port` and `ports` are two spellings of one field")]

    def test_short_and_long_resources_in_one_mapping_are_an_error(self) -> None:
        found = findings(SMALLEST.replace("cpu: 100m", "cpu: 100m, limits: {cpu: 1}") + "environments: {dev: {}}\n")
        assert [code for code, _, _ in found] == ["KG203"]


class TestNull:
    def test_it_erases_what_lower_layers_wrote(self) -> None:
        assert "env" not in merged(project("env: {A: one}", "{production: {env: null}}"))

    def test_it_stays_as_a_tombstone_that_switches_off_what_is_derived(self) -> None:
        frontend = read(project("service: null"))
        assert ("service",) in frontend.environments["production"].off

    def test_a_higher_layer_may_write_again_and_starts_from_nothing(self) -> None:
        data = merged(project("env: {A: one}", "{staging: {env: null}, production: {extends: staging, env: {B: two}}}"))
        assert list(data["env"]) == ["B"]

    def test_writing_again_after_a_null_of_another_layer_does_not_revive_the_lowest(self) -> None:
        org = "apiVersion: kgen.dev/v1\ndefaults: {env: {A: one}}\n"
        data = merged(project("env: null", "{production: {env: {B: two}}}"), org=org)
        assert list(data["env"]) == ["B"]

    def test_in_text_maps_the_plain_word_is_off_and_the_quoted_word_is_text(self) -> None:
        data = merged(project("env: {A: one, B: one}", "{production: {env: {A: null, B: 'null'}}}"))
        assert {name: source["value"] for name, source in data["env"].items()} == {"B": "null"}

    @pytest.mark.parametrize("spelling", ["~", "Null", "NULL"])
    def test_there_is_one_spelling_of_it(self, spelling: str) -> None:
        assert len(findings(project(f"env: {{A: {spelling}}}"))) == 1


class TestAlternatives:
    @pytest.mark.parametrize(
        ("low", "high", "expected"),
        [
            ("{A: {secret: s, key: k, optional: true}}", "{A: plain}", {"alternative": "value", "value": "plain"}),
            ("{A: plain}", "{A: {field: status.podIP}}", {"alternative": "field", "field": "status.podIP"}),
            (
                "{A: {secret: s, key: k, optional: true}}",
                "{A: {secret: other}}",
                {"alternative": "secret", "secret": "other", "key": "k", "optional": True},
            ),
            (
                "{A: {secret: s, key: k}}",
                "{A: {configMap: c, key: z}}",
                {"alternative": "configMap", "configMap": "c", "key": "z"},
            ),
            (
                "{A: {valueFrom: {secretKeyRef: {name: s, key: k}}}}",
                "{A: {key: z}}",
                {"alternative": "secret", "secret": "s", "key": "z"},
            ),
        ],
    )
    def test_of_env_sources(self, low: str, high: str, expected: dict[str, Any]) -> None:
        data = merged(project(f"env: {low}", f"{{production: {{env: {high}}}}}"))
        assert data["env"]["A"] == expected

    def test_of_probe_handlers_keep_the_timing(self) -> None:
        fields = "probes: {readiness: {httpGet: {path: /ready}, periodSeconds: 3}}"
        data = merged(project(fields, "{production: {probes: {readiness: {tcpSocket: {port: 80}}}}}"))
        assert data["probes"]["readiness"] == {
            "alternative": "tcpSocket",
            "tcpSocket": {"port": 80},
            "periodSeconds": 3,
        }

    def test_of_file_sources(self) -> None:
        fields = "files: {/a: {secret: s, items: {k: p}, mode: '0400'}}"
        data = merged(project(fields, "{production: {files: {/a: text}}}"))
        assert data["files"]["/a"] == {"alternative": "content", "content": "text", "mode": "0400"}

    def test_of_volume_sources(self) -> None:
        fields = "volumes: {/a: {emptyDir: {}, readOnly: true}}"
        data = merged(project(fields, "{production: {volumes: {/a: {hostPath: {path: /x}}}}}"))
        assert data["volumes"]["/a"] == {"alternative": "hostPath", "hostPath": {"path": "/x"}, "readOnly": True}

    def test_of_replicas_and_autoscaling(self) -> None:
        up = merged(project("replicas: 2", "{production: {autoscaling: {maxReplicas: 4}}}"))
        down = merged(project("autoscaling: {maxReplicas: 4}", "{production: {replicas: 2}}"))
        assert ("replicas" in up, "autoscaling" in down) == (False, False)

    def test_of_replicas_and_autoscaling_through_three_layers(self) -> None:
        environments = "{a: {replicas: 2}, production: {extends: a, autoscaling: {maxReplicas: 9}}}"
        data = merged(project("autoscaling: {minReplicas: 3, maxReplicas: 4}", environments))
        assert data["autoscaling"] == {"maxReplicas": 9}

    def test_of_dependency_targets(self) -> None:
        data = merged(
            project("dependsOn: {db: {namespace: x, port: 1}}", "{production: {dependsOn: {db: {host: db.x}}}}")
        )
        assert data["dependsOn"]["db"] == {"host": "db.x", "port": 1}

    def test_two_in_one_mapping_are_an_error(self) -> None:
        found = findings(project("env: {A: {value: x, field: status.podIP}}"))
        assert found == [("KG204", "project.yml:6:21", "`field` and `value` exclude each other in `env.A`")]

    def test_replicas_beside_autoscaling_in_one_layer_is_an_error(self) -> None:
        found = findings(project("replicas: 2\nautoscaling: {maxReplicas: 3}"))
        assert found == [("KG204", "project.yml:7:1", "`autoscaling` and `replicas` exclude each other")]

    def test_the_tag_of_a_union_is_no_field(self) -> None:
        found = findings(project("env: {A: {value: x, alternative: value}}"))
        assert found == [("KG201", "project.yml:6:21", "unknown field `alternative`")]

    def test_companions_alone_do_not_say_what_a_mapping_is(self) -> None:
        found = findings(project("env: {A: {key: x}}"))
        assert [(code, place) for code, place, _ in found] == [("KG206", "project.yml:6:7")]


class TestTheOrderOfLayers:
    ORG = dedent("""\
        apiVersion: kgen.dev/v1
        defaults: {env: {A: defaults, B: defaults, C: defaults, D: defaults, E: defaults, F: defaults, G: defaults}}
        tiers: {gold: {env: {B: tier, C: tier, D: tier, E: tier, F: tier, G: tier}}}
        components:
          one: {env: {C: one, D: one, E: one, F: one, G: one}}
          two: {env: {C: two, D: two, E: two, F: two, G: two}}
        environments:
          base: {overrides: {env: {E: org base, F: org base, G: org base, H: org base, I: org base}}}
          production: {overrides: {env: {F: org production, G: org production, I: org production}}}
        """)
    FIELDS = "tier: gold\nuse: [one, two]\nenv: {D: project, E: project, F: project, G: project}"
    ENVIRONMENTS = "{base: {env: {G: base, H: base}}, production: {extends: base, env: {H: production}}}"

    def test_from_low_to_high(self) -> None:
        data = merged(project(self.FIELDS, self.ENVIRONMENTS), org=self.ORG)
        assert {name: source["value"] for name, source in data["env"].items()} == {
            "A": "defaults",
            "B": "tier",
            "C": "two",
            "D": "project",
            "E": "org base",
            "F": "org production",
            "G": "base",
            "H": "production",
            "I": "org production",
        }

    def test_every_value_remembers_every_layer_that_wrote_it(self) -> None:
        frontend = read(project(self.FIELDS, self.ENVIRONMENTS), org=self.ORG)
        node = find(frontend.environments["production"].root, ("env", "G", "value"))
        assert node is not None
        assert [written.text for written in writers(node) if isinstance(written, ScalarNode)] == [
            "base",
            "org production",
            "org base",
            "project",
            "two",
            "one",
            "tier",
            "defaults",
        ]


class TestOrgLayers:
    def test_defaults_fill_in_a_section_that_the_project_switches_on(self) -> None:
        org = "apiVersion: kgen.dev/v1\ndefaults: {metrics: {interval: 15s}}\n"
        assert merged(project("port: 1\nmetrics: http"), org=org)["metrics"] == {"port": "http", "interval": "15s"}

    @pytest.mark.parametrize(
        "section",
        [
            "metrics: {interval: 15s}",
            "autoscaling: {maxReplicas: 4}",
            "slo: {availability: {objective: 99.9}}",
            "routes: {web: {timeouts: {request: 1s}}}",
            "probes: {liveness: {periodSeconds: 3}}",
            "workloads: {worker: {replicas: 2}}",
        ],
    )
    @pytest.mark.parametrize("layer", ["defaults", "tiers: {gold"])
    def test_defaults_and_tiers_never_switch_one_on(self, layer: str, section: str) -> None:
        text = f"defaults: {{{section}}}" if layer == "defaults" else f"tiers: {{gold: {{{section}}}}}"
        org = f"apiVersion: kgen.dev/v1\n{text}\n"
        data = merged(project("" if layer == "defaults" else "tier: gold"), org=org)
        name = section.partition(":")[0]
        assert data.get(name) in (None, {})

    def test_components_switch_on(self) -> None:
        org = "apiVersion: kgen.dev/v1\ncomponents: {m: {metrics: {interval: 15s}}}\n"
        assert merged(project("use: [m]"), org=org)["metrics"] == {"interval": "15s"}

    def test_org_overrides_switch_on(self) -> None:
        org = "apiVersion: kgen.dev/v1\nenvironments: {production: {overrides: {autoscaling: {maxReplicas: 3}}}}\n"
        assert merged(project(), org=org)["autoscaling"] == {"maxReplicas": 3}

    def test_org_overrides_skip_fields_that_the_kind_does_not_have(self) -> None:
        org = "apiVersion: kgen.dev/v1\nenvironments: {production: {overrides: {replicas: 1, labels: {a: b}}}}\n"
        data = merged(project("kind: DaemonSet"), org=org)
        assert ("replicas" in data, data["labels"]) == (False, {"a": "b"})

    def test_a_null_in_the_org_file_may_match_nothing(self) -> None:
        org = "apiVersion: kgen.dev/v1\nenvironments: {production: {overrides: {slo: null}}}\n"
        assert "slo" not in merged(project(), org=org)


class TestExtends:
    def test_inherits_everything_but_the_namespace(self) -> None:
        environments = "{a: {namespace: own, replicas: 3}, production: {extends: a}}"
        data = merged(project(environments=environments))
        assert ("namespace" in data, data["replicas"]) == (False, 3)

    @pytest.mark.parametrize(
        ("environments", "code"),
        [
            ("{production: {extends: nowhere}}", "KG314"),
            ("{production: {extends: production}}", "KG315"),
            ("{a: {}, b: {extends: a}, production: {extends: b}}", "KG315"),
            ("{a: {extends: b}, b: {extends: a}}", "KG315"),
        ],
    )
    def test_one_level_and_no_circles(self, environments: str, code: str) -> None:
        assert {found for found, _, _ in findings(project(environments=environments))} == {code}

    def test_a_skipped_environment_is_not_written_and_not_checked(self) -> None:
        frontend = read(project(environments="{dev: {skip: true, image: null}, production: {}}"))
        assert (list(frontend.environments), frontend.diagnostics) == (["production"], ())


class TestInheritance:
    FIELDS = """\
        env: {A: one, B: two}
        files: {/etc/x: text}
        volumes: {/cache: {emptyDir: {}}}
        workloads:
          worker: {env: {B: null, C: three}}
          alone: {inherit: false, resources: {cpu: 1, memory: 1Gi}}
        initContainers:
          migrate: {command: [migrate], env: {A: null}}
          other: {image: "registry.example.com/other:1"}
        """

    def test_further_workloads_inherit_after_all_layers_are_merged(self) -> None:
        environments = "{production: {env: {A: changed}, workloads: {worker: {replicas: 2}}}}"
        worker = merged(project(self.FIELDS, environments))["workloads"]["worker"]
        assert {name: source["value"] for name, source in worker["env"].items()} == {"A": "changed", "C": "three"}
        assert ("files" in worker, "volumes" in worker) == (True, False)

    def test_inherit_false_takes_only_the_image(self) -> None:
        alone = merged(project(self.FIELDS))["workloads"]["alone"]
        assert sorted(alone) == ["image", "inherit", "resources"]

    def test_an_init_container_without_an_image_inherits_what_the_process_reads(self) -> None:
        init = merged(project(self.FIELDS))["initContainers"]
        assert (list(init["migrate"]["env"]), "files" in init["migrate"]) == (["B"], True)
        assert sorted(init["other"]) == ["image"]

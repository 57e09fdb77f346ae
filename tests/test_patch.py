"""Owns the tests of patches: what they change, what they must match, what they may not touch."""

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kgen import pod
from kgen.artifact import Artifact, Object, plain
from kgen.diagnostics import Problem
from kgen.emitters import deployment, job, service
from kgen.model import Patch
from kgen.patch import apply_patches, merge
from tests import models

PROJECT = models.project(
    models.workload()._replace(services=(models.service(),)),
    models.workload("migrate")._replace(kind="Job", replicas=None, settings={"backoffLimit": 1}),
)
ARTIFACTS = tuple(found for emit in (deployment.emit, job.emit, service.emit) for found in emit(PROJECT))
(DEPLOYMENT,), (JOB,), (SERVICE,) = ([plain(found) for found in artifact.objects] for artifact in ARTIFACTS)


def merging(kind: str, change: Mapping[str, Any], target: str | None = "checkout", expected: int = 1) -> Patch:
    return Patch(name="tweak", kind=kind, target=target, expected=expected, merge=change, operations=None)


def operating(kind: str, *operations: Mapping[str, Any], target: str = "checkout") -> Patch:
    return Patch(name="tweak", kind=kind, target=target, expected=1, merge=None, operations=operations)


def patched(patch: Patch, *artifacts: Artifact) -> list[dict[str, Any]]:
    """All objects after `patch`, which must apply."""
    result, problems = apply_patches(artifacts or ARTIFACTS, [patch])
    assert problems == ()
    return [plain(found) for artifact in result for found in artifact.objects]


def refused(patch: Patch, *artifacts: Artifact) -> Problem:
    """The one problem of `patch`, which must change nothing."""
    given = artifacts or ARTIFACTS
    result, problems = apply_patches(given, [patch])
    assert result == given
    (problem,) = problems
    return problem


def with_spec(found: Mapping[str, Any], **spec: object) -> dict[str, Any]:
    return {**found, "spec": {**found["spec"], **spec}}


@pytest.mark.parametrize(
    ("patch", "expected"),
    [
        pytest.param(
            merging("Deployment", {"spec": {"minReadySeconds": 5}}),
            [with_spec(DEPLOYMENT, minReadySeconds=5), JOB, SERVICE],
            id="merge adds",
        ),
        pytest.param(
            merging("Deployment", {"spec": {"replicas": None}}),
            [
                {**DEPLOYMENT, "spec": {key: value for key, value in DEPLOYMENT["spec"].items() if key != "replicas"}},
                JOB,
                SERVICE,
            ],
            id="merge deletes",
        ),
        pytest.param(
            merging("Service", {"spec": {"ports": [{"port": 1}]}}),
            [DEPLOYMENT, JOB, with_spec(SERVICE, ports=[{"port": 1}])],
            id="merge replaces lists",
        ),
        pytest.param(
            operating(
                "Deployment",
                {"op": "test", "path": "/spec/replicas", "value": 1},
                {"op": "replace", "path": "/spec/replicas", "value": 2},
                {"op": "add", "path": "/spec/strategy", "value": {}},
                {"op": "add", "path": "/spec/strategy/type", "value": "Recreate"},
            ),
            [with_spec(DEPLOYMENT, replicas=2, strategy={"type": "Recreate"}), JOB, SERVICE],
            id="operations in order",
        ),
        pytest.param(
            operating("Service", {"op": "add", "path": "/spec/ports/-", "value": {"port": 1}}),
            [DEPLOYMENT, JOB, with_spec(SERVICE, ports=[*SERVICE["spec"]["ports"], {"port": 1}])],
            id="operation appends",
        ),
        pytest.param(
            operating("Deployment", {"op": "add", "path": "/metadata/annotations/example.com~1a", "value": "b"}),
            [
                {
                    **DEPLOYMENT,
                    "metadata": {
                        **DEPLOYMENT["metadata"],
                        "annotations": {**DEPLOYMENT["metadata"]["annotations"], "example.com/a": "b"},
                    },
                },
                JOB,
                SERVICE,
            ],
            id="operation on an escaped path",
        ),
    ],
)
def test_patch_changes_its_target_alone(patch: Patch, expected: list[dict[str, Any]]) -> None:
    assert patched(patch) == expected


def test_patches_apply_in_order_and_the_others_despite_a_refused_one() -> None:
    patches = [
        operating("Deployment", {"op": "add", "path": "/spec/paused", "value": True}),
        operating("Deployment", {"op": "remove", "path": "/spec/nothing"}),
        operating("Deployment", {"op": "move", "from": "/spec/paused", "path": "/spec/replicas"}),
    ]
    result, problems = apply_patches(ARTIFACTS, patches)
    assert result[0].objects == (with_spec(DEPLOYMENT, replicas=True),)
    assert [problem.code for problem in problems] == ["KG483"]


def test_inputs_stay_as_they_were() -> None:
    value: dict[str, Any] = {"type": "RollingUpdate"}
    patched(
        operating(
            "Deployment",
            {"op": "add", "path": "/spec/strategy", "value": value},
            {"op": "replace", "path": "/spec/strategy/type", "value": "Recreate"},
            {"op": "remove", "path": "/spec/replicas"},
        )
    )
    assert value == {"type": "RollingUpdate"}
    assert plain(ARTIFACTS[0].objects[0]) == DEPLOYMENT


def test_no_patches_give_the_same_artifacts() -> None:
    assert apply_patches(ARTIFACTS, []) == (ARTIFACTS, ())


# Targets


@pytest.mark.parametrize(
    ("patch", "message", "help_text"),
    [
        pytest.param(
            merging("Deployment", {}, target="chekout"),
            "patch `tweak` matches nothing: there is no `Deployment/chekout`",
            "objects are `Deployment/checkout`, `Job/checkout-migrate`, `Service/checkout`;"
            " did you mean `Deployment/checkout`?",
            id="misspelt name",
        ),
        pytest.param(
            merging("Deploymnet", {}),
            "patch `tweak` matches nothing: there is no `Deploymnet/checkout`",
            "objects are `Deployment/checkout`, `Job/checkout-migrate`, `Service/checkout`;"
            " did you mean `Deployment/checkout`?",
            id="misspelt kind",
        ),
        pytest.param(
            merging("Secret", {}, target="x"),
            "patch `tweak` matches nothing: there is no `Secret/x`",
            "objects are `Deployment/checkout`, `Job/checkout-migrate`, `Service/checkout`",
            id="nothing near",
        ),
        pytest.param(
            merging("Deployment", {}, expected=2),
            "patch `tweak` matches 1 of `Deployment/checkout`, expected 2",
            "when all of them are meant, write `count: 1`",
            id="too few",
        ),
        pytest.param(
            merging("Ingress", {}, target=None),
            "patch `tweak` matches nothing: there is no `Ingress`",
            "objects are `Deployment/checkout`, `Job/checkout-migrate`, `Service/checkout`",
            id="none of the kind",
        ),
    ],
)
def test_patch_must_match(patch: Patch, message: str, help_text: str) -> None:
    assert refused(patch) == Problem("KG480", ("patches", "tweak", "target"), message, help=help_text)


POLICIES = Artifact(
    "extra.yml",
    tuple(
        {"apiVersion": group, "kind": "NetworkPolicy", "metadata": {"name": "checkout"}, "spec": {}}
        for group in ("networking.k8s.io/v1", "crd.projectcalico.org/v1")
    ),
)


def test_patch_of_several_objects_says_how_many() -> None:
    patch = merging("NetworkPolicy", {"spec": {"order": 1}}, expected=2)
    assert [found["spec"] for found in patched(patch, POLICIES)] == [{"order": 1}, {"order": 1}]
    problem = refused(patch._replace(expected=1), POLICIES)
    assert problem.message == "patch `tweak` matches 2 of `NetworkPolicy/checkout`, expected 1"
    assert problem.help == "when all of them are meant, write `count: 2`"


def test_patch_without_a_name_is_for_all_of_the_kind() -> None:
    project = models.project(models.workload(), models.workload("worker"))
    patch = merging("Deployment", {"spec": {"minReadySeconds": 5}}, target=None, expected=2)
    found = patched(patch, *deployment.emit(project))
    assert [(each["metadata"]["name"], each["spec"]["minReadySeconds"]) for each in found] == [
        ("checkout", 5),
        ("checkout-worker", 5),
    ]


# Jobs


def test_job_is_found_without_its_digest_and_gets_a_new_one() -> None:
    change = {"spec": {"template": {"spec": {"priorityClassName": "low"}}}}
    found = patched(merging("Job", change, target="checkout-migrate"))[1]
    assert found["spec"]["template"]["spec"]["priorityClassName"] == "low"
    assert found["metadata"]["name"] == f"checkout-migrate-{pod.digest(found['spec']['template'])}"
    assert found["metadata"]["name"] != JOB["metadata"]["name"]


def test_job_whose_template_stays_keeps_its_name() -> None:
    found = patched(merging("Job", {"spec": {"backoffLimit": 3}}, target="checkout-migrate"))[1]
    assert found == with_spec(JOB, backoffLimit=3)


def test_jobs_can_be_patched_twice() -> None:
    patches = [
        merging("Job", {"spec": {"template": {"spec": {"hostname": name}}}}, target="checkout-migrate")
        for name in ("a", "b")
    ]
    result, problems = apply_patches(ARTIFACTS, patches)
    assert problems == ()
    assert result[1].objects[0]["spec"]["template"]["spec"]["hostname"] == "b"


@pytest.mark.parametrize(
    "spec", [{"template": {"spec": {}}}, {}, {"template": 1}], ids=["another name", "no template", "no mapping"]
)
def test_job_of_the_project_itself_is_found_by_its_name(spec: Object) -> None:
    written = {"apiVersion": "batch/v1", "kind": "Job", "metadata": {"name": "import-0a1b2c3d"}, "spec": spec}
    patch = merging("Job", {"spec": {"suspend": True}}, target="import-0a1b2c3d")
    assert patched(patch, Artifact("extra.yml", (written,))) == [with_spec(written, suspend=True)]


# Operations that do not apply


@pytest.mark.parametrize(
    ("operations", "index", "what", "help_text"),
    [
        pytest.param(
            [{"op": "replace", "path": "/spec/tempalte/spec", "value": {}}],
            0,
            "replace /spec/tempalte/spec",
            "fields of `/spec` are `replicas`, `selector`, `template`; did you mean `template`?",
            id="misspelt field",
        ),
        pytest.param(
            [{"op": "replace", "path": "/spec/paused", "value": True}],
            0,
            "replace /spec/paused",
            "`add` writes a field that is not there yet",
            id="new field",
        ),
        pytest.param(
            [{"op": "remove", "path": "/specs"}],
            0,
            "remove /specs",
            "fields of `/` are `apiVersion`, `kind`, `metadata`, `spec`; did you mean `spec`?",
            id="field of the object",
        ),
        pytest.param(
            [{"op": "remove", "path": "/spec/template/spec/containers/1"}],
            0,
            "remove /spec/template/spec/containers/1",
            "the only one is `0`",
            id="index beyond the list",
        ),
        pytest.param(
            [{"op": "add", "path": "/spec/replicas/x", "value": 1}],
            0,
            "add /spec/replicas/x",
            "there are no fields of `/spec/replicas` here",
            id="below a number",
        ),
        pytest.param(
            [{"op": "copy", "from": "/spec/paused", "path": "/spec/replicas"}],
            0,
            "copy /spec/replicas",
            "fields of `/spec` are `replicas`, `selector`, `template`",
            id="copied from nowhere",
        ),
        pytest.param(
            [{"op": "test", "path": "/spec/replicas", "value": True}],
            0,
            "test /spec/replicas",
            "the value there is `1`",
            id="test that fails",
        ),
        pytest.param(
            [{"op": "test", "path": "/spec/paused", "value": True}],
            0,
            "test /spec/paused",
            "fields of `/spec` are `replicas`, `selector`, `template`",
            id="test of nothing",
        ),
        pytest.param(
            [{"op": "remove", "path": "/spec/replicas"}, {"op": "remove", "path": "/spec/replicas"}],
            1,
            "remove /spec/replicas",
            "fields of `/spec` are `selector`, `template`",
            id="second operation",
        ),
        pytest.param(
            [{"op": "replace", "path": "/spec/replicas", "value": None}],
            0,
            "replace /spec/replicas",
            "give it a `value`; what is to be taken away is a `remove`",
            id="null",
        ),
        pytest.param(
            [{"op": "move", "from": "/spec", "path": "/spec/template"}],
            0,
            "move /spec/template",
            "a value can be moved neither into itself nor in place of the whole object",
            id="into itself",
        ),
    ],
)
def test_operation_that_does_not_apply(operations: list[dict[str, Any]], index: int, what: str, help_text: str) -> None:
    assert refused(operating("Deployment", *operations)) == Problem(
        "KG483",
        ("patches", "tweak", "json6902", index, "path"),
        f"`{what}` does not apply to `Deployment/checkout`",
        help=help_text,
    )


# Fixed fields


@pytest.mark.parametrize(
    ("patch", "field"),
    [
        pytest.param(merging("Service", {"apiVersion": "v2"}), "apiVersion", id="version"),
        pytest.param(merging("Service", {"kind": None}), "kind", id="kind"),
        pytest.param(merging("Service", {"metadata": {"name": "other"}}), "metadata.name", id="name"),
        pytest.param(merging("Service", {"metadata": None}), "metadata.name", id="all metadata"),
        pytest.param(merging("Service", {"metadata": {"namespace": "other"}}), "metadata.namespace", id="namespace"),
        pytest.param(merging("Service", {"spec": {"selector": {"a": "b"}}}), "spec.selector", id="longer selector"),
        pytest.param(merging("Service", {"spec": None}), "spec.selector", id="all of the spec"),
        pytest.param(
            merging("Job", {"spec": {"selector": {}}}, target="checkout-migrate"), "spec.selector", id="new selector"
        ),
        pytest.param(
            merging("Job", {"metadata": {"name": "x"}}, target="checkout-migrate"), "metadata.name", id="name of a Job"
        ),
        pytest.param(
            operating("Deployment", {"op": "remove", "path": "/spec/selector/matchLabels/app.kubernetes.io~1name"}),
            "spec.selector",
            id="operation on a selector",
        ),
        pytest.param(operating("Service", {"op": "replace", "path": "", "value": 1}), "apiVersion", id="whole object"),
    ],
)
def test_fixed_fields_stay(patch: Patch, field: str) -> None:
    problem = refused(patch)
    assert problem.code == "KG482"
    assert problem.path == ("patches", "tweak", "json6902" if patch.merge is None else "merge")
    assert problem.message == f"patch `tweak` changes `{field}` of `{patch.kind}/{patch.target}`"


def test_fixed_field_may_be_written_again_as_it_is() -> None:
    assert patched(merging("Service", {"kind": "Service", "spec": {"selector": SERVICE["spec"]["selector"]}})) == [
        DEPLOYMENT,
        JOB,
        SERVICE,
    ]


# JSON Merge Patch


@pytest.mark.parametrize(
    ("target", "change", "expected"),
    [
        pytest.param({"a": 1}, {"b": {"c": None}}, {"a": 1, "b": {}}, id="null in a new mapping is dropped"),
        pytest.param({"a": "text"}, {"a": {"b": 1}}, {"a": {"b": 1}}, id="mapping takes the place of text"),
        pytest.param({"a": {"b": 1}}, {"a": "text"}, {"a": "text"}, id="text takes the place of a mapping"),
        pytest.param({"a": [1, 2]}, {"a": [3]}, {"a": [3]}, id="list takes the place of a list"),
        pytest.param({"a": {"b": 1, "c": 2}}, {"a": {"b": None}}, {"a": {"c": 2}}, id="null deletes below"),
        pytest.param({"a": 1}, {"b": None}, {"a": 1}, id="null of nothing"),
        pytest.param([1], {"a": 1}, {"a": 1}, id="mapping takes the place of a list"),
    ],
)
def test_merge(target: object, change: object, expected: object) -> None:
    assert merge(target, change) == expected


DATA = st.recursive(
    st.integers() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)
CHANGES = st.recursive(
    st.none() | st.integers() | st.lists(st.integers(), max_size=2),
    lambda inner: st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)


@given(target=DATA, change=CHANGES)
def test_merge_twice_is_merge_once(target: object, change: object) -> None:
    once = merge(target, change)
    assert merge(once, change) == once


@given(target=st.dictionaries(st.sampled_from("abc"), DATA))
def test_merge_of_nothing_changes_nothing(target: object) -> None:
    assert merge(target, {}) == target

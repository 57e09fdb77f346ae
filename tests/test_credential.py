"""Owns the tests of the credentials rule. Credentials are put together here, so that no scanner takes them for real."""

from typing import Any

import pytest

from kgen.credential import find_credentials, recognise
from kgen.document import parse
from kgen.load import to_plain
from kgen.node import Path
from kgen.shapes import BY_PART
from kgen.shorthand import normalise
from kgen.source import Source
from tests.long_forms import ALTERNATIVES, ORGANIZATION, RICH, SMALLEST

LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"

TOKENS: dict[str, tuple[str, str]] = {
    "PEM key": ("-----BEGIN " + "PRIVATE KEY-----\nMIIE\n", "a private key"),
    "PEM key of a kind": ("x\n-----BEGIN RSA " + "PRIVATE KEY-----\n", "a private key"),
    "PGP key": ("-----BEGIN PGP " + "PRIVATE KEY BLOCK-----", "a private key"),
    "age key": ("AGE-SECRET-" + "KEY-1QQQ", "a private key"),
    "AWS": ("id=AKIA" + "IOSFODNN7EXAMPLE", "an AWS access key"),
    "AWS session": ("ASIA" + "IOSFODNN7EXAMPLE", "an AWS access key"),
    "GitHub": ("token ghp_" + LETTERS, "a GitHub token"),
    "GitHub OAuth": ("gho_" + LETTERS, "a GitHub token"),
    "GitHub fine-grained": ("github_pat_" + LETTERS, "a GitHub token"),
    "GitLab": ("glpat-" + LETTERS[:20], "a GitLab token"),
    "Slack": ("xoxb-" + "123456789012-" + LETTERS, "a Slack token"),
    "Stripe": ("sk_live_" + LETTERS, "a Stripe key"),
    "npm": ("npm_" + LETTERS, "an npm token"),
    "PyPI": ("pypi-" + LETTERS, "a PyPI token"),
    "Google": ("AIza" + LETTERS[:35], "a Google API key"),
    "SendGrid": ("SG." + LETTERS[:22] + "." + LETTERS, "a SendGrid key"),
    "Docker Hub": ("dckr_pat_" + LETTERS, "a Docker Hub token"),
    "Vault": ("hvs." + LETTERS, "a Vault token"),
    "DigitalOcean": ("dop_v1_" + "0123456789abcdef" * 4, "a DigitalOcean token"),
    "JSON web token": ("Bearer eyJ" + "hbGciOiJI.eyJ" + "zdWIiOiIx.c2lnbmF0dXJl", "a JSON web token"),
    "URL": ("postgres://app:" + "hunter2@db/orders", "a URL with a password"),
    "URL without user": ("redis://:" + "hunter2@cache:6379", "a URL with a password"),
    "second URL": ("http://a,http://b:" + "c@d", "a URL with a password"),
    "URL with a reference and more": ("amqp://app:x$(PW)" + "@queue", "a URL with a password"),
    "URL with an escaped reference": ("amqp://app:$${name}" + "@queue", "a URL with a password"),
}


@pytest.mark.parametrize(("text", "kind"), TOKENS.values(), ids=TOKENS.keys())
def test_known_credentials_are_recognised(text: str, kind: str) -> None:
    assert recognise(text) == kind


HARMLESS = {
    "empty": "",
    "prose": "The token is read from a Secret; see https://example.com/secrets#password",
    "public key": "-----BEGIN PUBLIC KEY-----",
    "certificate": "-----BEGIN CERTIFICATE-----",
    "prefix alone": "ghp_, xoxb- and AKIA are prefixes",
    "npm's own variable": "npm_config_registry",
    "longer word": "XAKIA" + "IOSFODNN7EXAMPLE",
    "URL with a port": "http://prometheus.monitoring:9090/api?q=a:b@c",
    "URL with a user": "ssh://git@git.example.com/shop",
    "URL with an empty password": "postgres://app:@db/orders",
    "URL with a variable": "postgres://app:$(DB_PASSWORD)@db/orders",
    "URL with a reference": "http://x:${owner.team}@db",
    "image by digest": "registry.example.com:5000/checkout:1.4.2@sha256:" + "0" * 64,
    "two parts of a token": "eyJhbGciOiJI.eyJzdWIiOiIx",
}


@pytest.mark.parametrize("text", HARMLESS.values(), ids=HARMLESS.keys())
def test_other_texts_are_not(text: str) -> None:
    assert recognise(text) is None


NAMES = {
    "PASSWORD": "PASSWORD",
    "DB_PASSWORD": "PASSWORD",
    "dbPassword": "PASSWORD",
    "db-password": "PASSWORD",
    "DBPASSWORD": "PASSWORD",
    "db.pass": "PASS",
    "MYSQL_PWD": "PWD",
    "clientSecret": "SECRET",
    "AUTH_TOKEN": "TOKEN",
    "apikey": "API_KEY",
    "STRIPE_API_KEY": "API_KEY",
    "apiKey": "API_KEY",
    "AWS_SECRET_ACCESS_KEY": "ACCESS_KEY",
    "private-key": "PRIVATE_KEY",
}


@pytest.mark.parametrize(("name", "ending"), NAMES.items())
def test_names_of_credentials_take_no_literal(name: str, ending: str) -> None:
    found = find_credentials({"env": {name: {"alternative": "value", "value": "hunter2"}}})
    assert [(p.code, p.path, p.message) for p in found] == [
        (
            "KG209",
            ("env", name, "value"),
            f"`env.{name}.value` looks like a credential, for its name ends in `{ending}`",
        )
    ]


@pytest.mark.parametrize(
    "name", ["PASSWORD_FILE", "TOKEN_URL", "SECRET_NAME", "COMPASS", "AUTH_BYPASS", "KEY", "PUBLIC_KEY", "TOKENS"]
)
def test_other_names_do(name: str) -> None:
    assert find_credentials({"env": {name: {"alternative": "value", "value": "hunter2"}}}) == []


@pytest.mark.parametrize(
    "value",
    ["", "  ", "/run/secrets/db", "./secret", "../secret", "30", "-1.5", ".5", "1e3", "true", "False", "off", "$(A_B)"],
)
def test_values_that_say_nothing_are_allowed(value: str) -> None:
    assert find_credentials({"env": {"DB_PASSWORD": {"alternative": "value", "value": value}}}) == []


@pytest.mark.parametrize("value", ["${name}", "$(USER):$(PASS)", "${name}-${environment}"])
def test_values_made_of_references_are_allowed(value: str) -> None:
    assert find_credentials({"env": {"DB_PASSWORD": {"alternative": "value", "value": value}}}) == []


@pytest.mark.parametrize("value", ["hunter2", "1.2.3", "$${name}", "$(A)x", "{name}", "~/secret", "$2a$10$abc", "0x1f"])
def test_other_values_are_not(value: str) -> None:
    assert len(find_credentials({"env": {"DB_PASSWORD": {"alternative": "value", "value": value}}})) == 1


TOKEN = TOKENS["GitHub"][0]
ENV = {"DB_PASSWORD": {"alternative": "value", "value": "hunter2"}}

PLACES: dict[str, tuple[Any, list[Path]]] = {
    "environment": ({"environments": {"dev": {"env": ENV}}}, [("environments", "dev", "env", "DB_PASSWORD", "value")]),
    "sidecar": ({"sidecars": {"a": {"env": ENV}}}, [("sidecars", "a", "env", "DB_PASSWORD", "value")]),
    "sidecar called env": ({"sidecars": {"env": {"env": ENV}}}, [("sidecars", "env", "env", "DB_PASSWORD", "value")]),
    "workload called labels": (
        {"workloads": {"labels": {"env": ENV}}},
        [("workloads", "labels", "env", "DB_PASSWORD", "value")],
    ),
    "org file": (
        {"components": {"statsd": {"env": ENV}}},
        [("components", "statsd", "env", "DB_PASSWORD", "value")],
    ),
    "file": (
        {"files": {"/etc/app/db-password": {"alternative": "content", "content": "hunter2\n"}}},
        [("files", "/etc/app/db-password", "content")],
    ),
    "content of a file": (
        {"files": {"/etc/app/a.ini": {"alternative": "content", "content": f"[a]\ntoken={TOKEN}\n"}}},
        [("files", "/etc/app/a.ini", "content")],
    ),
    "label": ({"labels": {"example.com/token": "hunter2"}}, [("labels", "example.com/token")]),
    "annotation": ({"annotations": {"api-key": "hunter2"}}, [("annotations", "api-key")]),
    "pod annotation": ({"podAnnotations": {"api-key": "hunter2"}}, [("podAnnotations", "api-key")]),
    "route's annotation": (
        {"routes": {"web": {"annotations": {"x/password": "hunter2"}}}},
        [("routes", "web", "annotations", "x/password")],
    ),
    "argument": ({"args": ["--token", TOKEN]}, [("args", 1)]),
    "argument of a flag": ({"args": ["--password=hunter2", "--port=80"]}, [("args", 0)]),
    "word behind a flag": ({"command": ["shop", "--api-token", "hunter2", "--password"]}, [("command", 2)]),
    "command": ({"command": ["sh", "-c", f"curl -H '{TOKEN}'"]}, [("command", 2)]),
    "any other text": ({"description": f"see {TOKEN}"}, [("description",)]),
    "header": (
        {"lifecycle": {"preStop": {"httpGet": {"httpHeaders": [{"name": "Authorization", "value": TOKEN}]}}}},
        [("lifecycle", "preStop", "httpGet", "httpHeaders", 0, "value")],
    ),
    "variable of a patch": (
        {"patches": {"a": {"merge": {"env": [{"name": "DB_PASSWORD", "value": "hunter2"}]}}}},
        [("patches", "a", "merge", "env", 0, "value")],
    ),
    "Secret of one's own": (
        {"extraObjects": {"a": {"object": {"kind": "Secret", "stringData": {"password": "hunter2", "user": "app"}}}}},
        [("extraObjects", "a", "object", "stringData", "password")],
    ),
    "reason for another": (
        {"env": {"A": {"alternative": "value", "value": "x", "notSecret": f"unlike {TOKEN}"}}},
        [("env", "A", "notSecret")],
    ),
}


@pytest.mark.parametrize(("data", "paths"), PLACES.values(), ids=PLACES.keys())
def test_literals_are_found_wherever_they_stand(data: Any, paths: list[Path]) -> None:
    assert [problem.path for problem in find_credentials(data)] == paths


ALLOWED: dict[str, Any] = {
    "reason beside the value": {
        "env": {"CSRF_TOKEN": {"alternative": "value", "value": "header", "notSecret": "the name of a header"}}
    },
    "reason beside the content": {
        "files": {"/a/token": {"alternative": "content", "content": TOKEN, "notSecret": "an example"}}
    },
    "reference to a Secret": {"env": {"DB_PASSWORD": {"alternative": "secret", "secret": "db", "key": "password"}}},
    "file from a Secret": {"files": {"/etc/token": {"alternative": "secret", "secret": "api-token", "key": "token"}}},
    "Secret of all variables": {"envFrom": {"labels": {"alternative": "secret", "secret": "db-credentials"}}},
    "fields whose names end so": {"volumes": {"/a": {"alternative": "secret", "secret": {"secretName": "db"}}}},
    "annotation with the name of a Secret": {"annotations": {"nginx.ingress.kubernetes.io/auth-secret": "basic-auth"}},
    "annotation of a patch": {"patches": {"a": {"merge": {"annotations": {"x/auth-secret": "basic-auth"}}}}},
    "values of another type": {"env": {"A_TOKEN": 3}, "labels": None, "annotations": ["a"], "files": {"/token": True}},
    "no mapping at all": [1, None, "text"],
}


@pytest.mark.parametrize("data", ALLOWED.values(), ids=ALLOWED.keys())
def test_nothing_is_found(data: Any) -> None:
    assert find_credentials(data) == []


@pytest.mark.parametrize("data", [SMALLEST, RICH, ALTERNATIVES, ORGANIZATION])
def test_ordinary_projects_hold_none(data: Any) -> None:
    assert find_credentials(data) == []


def test_a_problem_says_where_and_what_to_do_and_never_the_value() -> None:
    data = {
        "env": {"DB_PASSWORD": {"alternative": "value", "value": "hunter2"}},
        "files": {"/token": {"alternative": "content", "content": TOKEN}},
        "labels": {"token": "hunter2"},
    }
    problems = find_credentials(data, ("environments", "dev"))
    assert [problem.path for problem in problems] == [
        ("environments", "dev", "env", "DB_PASSWORD", "value"),
        ("environments", "dev", "files", "/token", "content"),
        ("environments", "dev", "labels", "token"),
    ]
    assert [problem.help for problem in problems] == [
        'use `{secret: <name>, key: <key>}`, or `{value: ..., notSecret: "reason"}` for what is no credential',
        'use `{secret: <name>, key: <key>}`, or `{content: ..., notSecret: "reason"}` for what is no credential',
        "keep it in a Secret, and let `env` or `files` name that with `{secret: <name>, key: <key>}`",
    ]
    assert not any(secret in repr(problems) for secret in ("hunter2", TOKEN))


def test_a_short_form_is_found_as_well() -> None:
    text = "env: {DB_PASSWORD: hunter2, PORT_TOKEN: 1.10}\nfiles: {/etc/secret: hunter2}\n"
    root = parse(Source("project.yml", text.encode())).root
    assert root is not None
    layer = to_plain(normalise(root, BY_PART["ProjectFile"], [])).data
    assert [problem.path for problem in find_credentials(layer)] == [
        ("env", "DB_PASSWORD", "value"),
        ("files", "/etc/secret", "content"),
    ]


@pytest.mark.parametrize(
    "text",
    ["eyJ" * 100_000, "://a:" * 60_000, "-----BEGIN " * 30_000, "$(A)" * 80_000, "eyJaaaaaa" + ".eyJaaaaaa" * 30_000],
    ids=["tokens", "URLs", "keys", "references", "parts of a token"],
)
def test_long_texts_that_nearly_match_are_read_to_their_end(text: str) -> None:
    assert find_credentials({"env": {"A": {"alternative": "value", "value": text + " ghp_" + LETTERS}}}) != []

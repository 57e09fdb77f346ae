"""Owns the tests of how findings are shown: the lines they point at, with credentials masked."""

import pytest

from kgen.diagnostics import Diagnostic
from kgen.excerpt import render
from kgen.source import Source, Span

# What stands in the file, and what is shown of it.
LINES = {
    "LOG_LEVEL: debug": "LOG_LEVEL: debug",
    "DB_PASSWORD: [a, b]": "DB_PASSWORD: ******",
    "env: {DB_PASSWORD: hunter2, X: 1}": "env: {DB_PASSWORD: *******, X: 1}",
    "env: {dbPassword: 'a, b', X: 1}": "env: {dbPassword: ******, X: 1}",
    'env: {"API-KEY": "a}b", X: 1}': 'env: {"API-KEY": *****, X: 1}',
    'token: "unfinished, x': "token: **************",
    "DB_PASSWORD: {secret: shop-db, key: password}": "DB_PASSWORD: {secret: shop-db, key: password}",
    "secret: shop-db": "secret: shop-db",
    "secret-token: x y": "secret-token: ***",
    "tokens: 5": "tokens: 5",
    "compassion: yes": "compassion: yes",
}


@pytest.mark.parametrize(("line", "shown"), LINES.items(), ids=LINES.keys())
def test_a_value_with_the_name_of_a_credential_is_masked(line: str, shown: str) -> None:
    found = Diagnostic("KG124", "wrong", Span("a.yml", 2, 1))
    [text] = render([found], [Source("a.yml", f"first\n{line}\nlast\n".encode())])
    assert text.splitlines()[3] == f"2 | {shown}"


def test_what_the_credentials_rule_finds_is_masked_for_all_findings_of_the_line() -> None:
    line = "url: amqp://app:hunter2@queue/x"
    found = [
        Diagnostic("KG209", "credential", Span("a.yml", 1, 6, 26)),
        Diagnostic("KG201", "unknown", Span("a.yml", 1, 1, 3)),
    ]
    texts = render(found, [Source("a.yml", line.encode())])
    assert [text.splitlines()[3] for text in texts] == ["1 | url: **************************"] * 2


@pytest.mark.parametrize("line", [0, 4], ids=["before", "behind"])
def test_a_place_without_a_line_is_shown_without_one(line: int) -> None:
    [text] = render([Diagnostic("KG101", "wrong", Span("a.yml", line, 1))], [Source("a.yml", b"a\nb\n")])
    assert text == f"error[KG101]: wrong\n --> a.yml:{line}:1\n"


def test_bytes_that_are_no_text_do_no_harm() -> None:
    [text] = render([Diagnostic("KG103", "wrong", Span("a.yml", 1, 1))], [Source("a.yml", b"\xef\xbb\xbf\xff\x1b[31m")])
    assert text.splitlines()[3] == "1 | \ufffd\\x1b[31m"

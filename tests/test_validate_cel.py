"""The grammar of CEL: what is an expression, and where a text stops being one."""

import pytest

from kgen.validate.cel import CelError, parse

GOOD = [
    "true",
    "object.spec.replicas <= 5",
    "!has(object.spec.template) || object.spec.template.spec.containers.all(c, c.image.startsWith('a'))",
    "has(object.metadata.labels) && 'app' in object.metadata.labels",
    "object.metadata.labels['app.kubernetes.io/name'] == \"checkout\"",
    "[1, 2, 3].exists(x, x > 2) ? 'yes' : 'no'",
    "{'a': 1, 'b': [2]}.size() == 2",
    "-1 + 2 * (3 - 4) % 5 / 6 != 7.5e3",
    "'it\\'s ' + r'raw\\d' + b'bytes'",
    '"""three\nlines"""',
    "object.?spec[?'a'].orValue('b')",
    "quantity('1Gi').isGreaterThan(quantity('1Mi'))",
    "google.protobuf.Duration{seconds: 1}",
    "object.spec.`a-b` == 1 // a comment",
    "0x1F == 31u",
]
BAD = [
    ("", "it ends too early"),
    ("object.spec.replicas <=", "it ends too early"),
    ("object.spec.replicas =< 5", "`=` cannot stand here"),
    ("object.spec..replicas", "`.` cannot stand here"),
    ("size(object.spec", "it ends too early, expected `)`"),
    ("a b", "`b` cannot stand here"),
    ("a ? b", "it ends too early, expected `:`"),
    ("'open", "`'` cannot stand here"),
    ("[1, 2", "it ends too early, expected `]`"),
    ("{'a'}", "`}` cannot stand here, expected `:`"),
    ("a && || b", "`||` cannot stand here"),
    ("a.1", "`.1` cannot stand here"),
    ("in", "`in` cannot stand here"),
    ("(" * 1000, "it is too deep"),
    ("a+" * 60_000, "it is too long"),
]


@pytest.mark.parametrize("expression", GOOD)
def test_an_expression_is_one(expression: str) -> None:
    parse(expression)


@pytest.mark.parametrize(("text", "message"), BAD, ids=[text[:20] or "nothing" for text, _ in BAD])
def test_what_is_none_is_refused(text: str, message: str) -> None:
    with pytest.raises(CelError) as refused:
        parse(text)

    assert str(refused.value) == message

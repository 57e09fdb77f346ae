"""How files are read: nodes and their places, what is refused and where, and that no input does harm."""

import json
import subprocess
import sys
from random import Random  # noqa: TID251 - the type of what hypothesis draws
from typing import NamedTuple

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from kgen.codes import CODES
from kgen.diagnostics import Diagnostic
from kgen.document import Document, Plain, decode, parse, parse_objects, to_plain
from kgen.document.reader import MAX_DEPTH, MAX_FINDINGS, MAX_NODES
from kgen.document.text import MAX_BYTES
from kgen.node import Entry, MappingNode, Node, NullNode, Path, ScalarNode, SequenceNode, find, locate
from kgen.source import Source, Span

FILE = "project.yml"


def read(content: str | bytes) -> Document:
    return parse(Source(FILE, content if isinstance(content, bytes) else content.encode()))


def read_root(content: str | bytes) -> MappingNode:
    document = read(content)
    assert document.diagnostics == ()
    assert document.root is not None
    return document.root


def cut(content: str, span: Span) -> str:
    """The text that a span points at."""
    line = content.removeprefix("\ufeff").split("\n")[span.line - 1]
    return line[span.column - 1 : span.column - 1 + span.length]


def findings(content: str) -> list[tuple[str, int, str]]:
    """Code, line and text of each finding."""
    document = read(content)
    assert document.root is None
    return [(each.code, each.span.line, cut(content, each.span)) for each in document.diagnostics]


def to_json(data: Plain) -> str:
    return json.dumps(data, ensure_ascii=True)


def shape(node: Node) -> object:
    """What a tree says, without the places and the order of keys."""
    if isinstance(node, MappingNode):
        return {key: shape(entry.value) for key, entry in node.entries.items()}
    if isinstance(node, SequenceNode):
        return [shape(item) for item in node.items]
    return (node.text, node.plain) if isinstance(node, ScalarNode) else None


def shuffle(data: Plain, order: Random) -> Plain:
    if isinstance(data, dict):
        return {key: shuffle(data[key], order) for key in order.sample(sorted(data), len(data))}
    return [shuffle(item, order) for item in data] if isinstance(data, list) else data


REFUSED = {
    "nothing": ("", [("KG101", 1, "")]),
    "only comments": ("# a\n\n# b\n", [("KG101", 1, "#")]),
    "only a document marker": ("---\n", [("KG101", 1, "-")]),
    "control character": ("a: x\x07y\n", [("KG104", 1, "\x07")]),
    "NUL": ("a: 1\nb: \0\n", [("KG104", 2, "\0")]),
    "escape sequence": ("a: \x1b[31m\n", [("KG104", 1, "\x1b")]),
    "DEL in a comment": ("a: 1 # \x7f\n", [("KG104", 1, "\x7f")]),
    "next line": ("a: x\x85y\n", [("KG104", 1, "\x85")]),
    "line separator": ("a: x\u2028y\n", [("KG104", 1, "\u2028")]),
    "byte order mark inside": ("a: 1\n\ufeffb: 2\n", [("KG104", 2, "\ufeff")]),
    "zero width space": ("port\u200b: 8080\n", [("KG104", 1, "\u200b")]),
    "bidirectional override": ("a: x\u202ey\n", [("KG104", 1, "\u202e")]),
    "a character many times": ("a: \0\0\0\nb: \x01\0\n", [("KG104", 1, "\0"), ("KG104", 2, "\x01")]),
    "CR alone ends lines": ("a: 1\rb: 2\r", [("KG105", 1, "\r")]),
    "CR alone among CRLF": ("a: 1\r\nb: 2\rc: 3\r\n", [("KG105", 2, "\r")]),
    "merge conflict": ("a: 1\n<<<<<<< HEAD\nb: 1\n=======\nb: 2\n>>>>>>> x\n", [("KG106", 2, "<<<<<<<")]),
    "half a merge conflict": ("a: 1\r\n=======\r\nb: 2\r\n>>>>>>> x\r\n", [("KG106", 2, "=======")]),
    "tab before a key": ("a:\n\tb: 1\n", [("KG107", 2, "\t")]),
    "tab behind spaces": ("a:\n  b: 1\n \tc: 2\n", [("KG107", 3, "\t")]),
    "tab before a list item": ("a:\n  - 1\n\t- 2\n", [("KG107", 3, "\t")]),
    "tab behind a dash": ("a:\n  -\tb: 1\n", [("KG107", 2, "\t")]),
    "tab in a block": ("a: |\n  x\n\ty\n", [("KG107", 3, "\t")]),
    "tab inside brackets": ("a: [\n\t1,\n  {\n \tb: 1}]\n", [("KG107", 2, "\t"), ("KG107", 4, "\t")]),
    "version directive": ("# c\n%YAML 1.2\n---\na: 1\n", [("KG108", 2, "%YAML 1.2")]),
    "future version directive": ("%YAML 2.0\n---\na: 1\n", [("KG108", 1, "%YAML 2.0")]),
    "tag directive": ("%TAG ! x:\n---\na: 1\n", [("KG108", 1, "%TAG ! x:")]),
    "unknown directive": ("%FOO\n---\na: 1\n", [("KG108", 1, "%FOO")]),
    "second document": ("a: 1\n---\nb: 2\n", [("KG109", 2, "---")]),
    "second document, empty": ("a: 1\n...\n---\n", [("KG109", 3, "---")]),
    "list": ("- a\n- b\n", [("KG110", 1, "-")]),
    "text": ("just text\n", [("KG110", 1, "just text")]),
    "null": ("null\n", [("KG110", 1, "null")]),
    "another null": ("~\n", [("KG110", 1, "~")]),
    "tags": ("a: !foo x\nb: !!str y\nc: ! z\n", [("KG111", 1, "!foo"), ("KG111", 2, "!!str"), ("KG111", 3, "!")]),
    "tag on a key": ("!foo a: 1\n", [("KG111", 1, "!foo")]),
    "tag on a list": ("a: !foo [1]\n", [("KG111", 1, "!foo")]),
    "tag behind an anchor": ("a: &x !foo y\n", [("KG111", 1, "!foo")]),
    "tag of Python": ("a: !!python/object/apply:os.system [x]\n", [("KG111", 1, "!!python/object/apply:os.system")]),
    "tag with an unknown handle": ("a: !foo!bar x\n", [("KG111", 1, "!")]),
    "tag without an end": ("a: !<x\n", [("KG111", 1, "!")]),
    "duplicate keys": ("a: 1\nb: 2\na: 3\na: 4\n", [("KG112", 3, "a"), ("KG112", 4, "a")]),
    "duplicate key, once in quotes": ('a: 1\n"a": 2\n', [("KG112", 2, '"a"')]),
    "duplicate key below": ("a: {b: [{c: 1, c: 2}]}\n", [("KG112", 1, "c")]),
    "duplicate merge key": ("a: &a {b: 1}\nc:\n  <<: *a\n  <<: *a\n", [("KG112", 4, "<<")]),
    "list as a key": ("? [a, ~]\n: ~\nb: ~\n", [("KG113", 1, "["), ("KG116", 3, "~")]),
    "template as a value": ("image: {{ image }}\nport:\n", [("KG113", 1, "{"), ("KG115", 2, "port")]),
    "alias as a key": ("a: &a x\n*a : ~\n", [("KG113", 2, "*a")]),
    "empty key": ("a: 1\n: 2\n", [("KG114", 2, ":")]),
    "empty key in braces": ("{a: ~, : 2}\n", [("KG116", 1, "~"), ("KG114", 1, ":")]),
    "empty key behind a question mark": ("?\n: 1\n", [("KG114", 1, "")]),
    "empty values": ("a:\nb: {c: , d}\n", [("KG115", 1, "a"), ("KG115", 2, "c"), ("KG115", 2, "d")]),
    "empty value behind an anchor": ("a: &x\nb: *x\n", [("KG115", 1, "a")]),
    "empty items": ("a:\n  -\n  - x\n  - \n", [("KG115", 2, "-"), ("KG115", 4, "-")]),
    "other nulls": ("a: ~\nb: [Null]\nc: NULL\n", [("KG116", 1, "~"), ("KG116", 2, "Null"), ("KG116", 3, "NULL")]),
    "surrogate": ('a: "\\ud83d"\n', [("KG117", 1, "d")]),
    "surrogate pair": ('a: "\\ud83d\\ude00"\n', [("KG117", 1, "d")]),
    "number above the last character": ('a: "\\U00110000"\n', [("KG117", 1, "0")]),
    "undefined anchor": ("a: *nosuch\n", [("KG118", 1, "*nosuch")]),
    "anchor defined below": ("a: *x\nb: &x 1\n", [("KG118", 1, "*x")]),
    "anchor that holds itself": ("a: &a [*a]\n", [("KG119", 1, "*a")]),
    "anchor merged into itself": ("a: &a\n  <<: *a\n", [("KG119", 2, "*a")]),
    "no space in the whole file": ("a:1\nb:2\n", [("KG122", 1, "a:")]),
    "no space on the first line": ("a:1\nb: 2\n", [("KG122", 1, "a:")]),
    "no space on a later line": ("a: 1\nb:2\nc: 3\n", [("KG122", 2, "b:")]),
    "no space below a key": ("a:\n  b:1\n  c:2\n", [("KG122", 2, "b:")]),
    "no space in braces": ("a: {b:1, c: 2}\n", [("KG122", 1, "b:")]),
    "no space behind quotes": ('"a":1\n', [("KG122", 1, '"a":')]),
    "no space behind a dash": ("a:\n  - 1\n  -b\n", [("KG122", 3, "-")]),
    "no-break space": ("a:\u00a01\n", [("KG122", 1, "a:")]),
    "merge of a mapping in place": ("a:\n  <<: {b: 1}\n", [("KG123", 2, "<<")]),
    "merge of text": ("a:\n  <<: b\n", [("KG123", 2, "<<")]),
    "merge of nothing": ("a: {<<: []}\n", [("KG123", 1, "<<")]),
    "merge of an alias of a list": ("a: &a [&b {c: 1}]\nd: {<<: *a}\n", [("KG123", 2, "<<")]),
    "merge of a mixed list": ("a: &a {b: 1}\nc: {<<: [*a, {d: 1}]}\n", [("KG123", 2, "<<")]),
    "bracket never closed": ("a: [1,\nb: 2\n", [("KG124", 2, "2")]),
    "quote never closed": ('a: 1\nb: "x\n', [("KG124", 2, '"')]),
    "text behind quotes": ("a: 'it's'\n", [("KG124", 1, "s")]),
    "two values on a line": ("a: b: c\n", [("KG124", 1, ":")]),
    "indented below a value": ("a: 1\n  b: 2\n", [("KG124", 2, ":")]),
    "list item behind a key": ("a: - b\n", [("KG124", 1, "-")]),
    "line without a key": ("a: 1\nfoo\n", [("KG124", 2, "f")]),
    "star without a name": ("host: *.example.com\n", [("KG124", 1, "*")]),
    "character that starts nothing": ("a: @x\n", [("KG124", 1, "@")]),
    "unknown escape": (r'a: "\d"' + "\n", [("KG124", 1, "\\")]),
    "duplicate anchor": ("a: &x 1\nb: &x 2\n", [("KG125", 2, "&x")]),
    "what comes before a syntax error": ("a: ~\nb:\nc: [\n", [("KG116", 1, "~"), ("KG115", 2, "b"), ("KG124", 3, "[")]),
}


@pytest.mark.parametrize(("content", "expected"), REFUSED.values(), ids=REFUSED)
def test_what_is_refused_is_named_where_it_stands(content: str, expected: list[tuple[str, int, str]]) -> None:
    assert findings(content) == expected


BYTES = {
    "UTF-16, little end first": (b"\xff\xfea\0:\0", "KG103", "UTF-16", Span(FILE, 1, 1)),
    "UTF-16, big end first": (b"\xfe\xff\0a", "KG103", "UTF-16", Span(FILE, 1, 1)),
    "UTF-32": (b"\xff\xfe\0\0a\0\0\0", "KG103", "UTF-32", Span(FILE, 1, 1)),
    "Latin 1": ("é: 1\n".encode() + b"b: caf\xe9\n", "KG103", "0xe9", Span(FILE, 2, 7)),
    "surrogate in UTF-8": (b"\xef\xbb\xbfa: \xed\xa0\xbd\n", "KG103", "0xed", Span(FILE, 1, 4)),
    "one byte more than allowed": (b"#" * (MAX_BYTES + 1), "KG102", "1048577", Span(FILE, 1, 1)),
}


@pytest.mark.parametrize(("content", "code", "named", "span"), BYTES.values(), ids=BYTES)
def test_bytes_that_are_no_text_are_refused(content: bytes, code: str, named: str, span: Span) -> None:
    (finding,) = read(content).diagnostics
    assert (finding.code, finding.span) == (code, span)
    assert named in finding.message


def test_the_largest_file_is_read() -> None:
    assert read_root(b"a: 1\n" + b"#" * (MAX_BYTES - 5)).entries.keys() == {"a"}


def test_every_code_is_in_the_table() -> None:
    used = {code for _, expected in REFUSED.values() for code, _, _ in expected} | {
        code for _, code, _, _ in BYTES.values()
    }
    assert used - CODES.keys() == set()


WHOLE = {
    "duplicate key": (
        "env:\n  A: 1\n  A: 2\n",
        Diagnostic(
            "KG112",
            "duplicate key `A` in `env`",
            Span(FILE, 3, 3),
            help="keep one of them",
            notes=("it is first written on line 2, at project.yml:2:3",),
        ),
    ),
    "path through a list": (
        "a:\n  - b: 1\n  - c:\n",
        Diagnostic(
            "KG115",
            "`a[1].c` is empty",
            Span(FILE, 3, 5),
            help='write `null` to switch it off, `""` for empty text',
        ),
    ),
    "misspelt alias": (
        "a: &common x\nb: *comon\n",
        Diagnostic(
            "KG118",
            "an alias of an anchor that is not defined above",
            Span(FILE, 2, 4, 6),
            help="put `&` and the name in front of the value, above this line; did you mean `*common`?",
        ),
    ),
    "no-break space": (
        "a:\u00a01\n",
        Diagnostic("KG122", "missing space after `a:`", Span(FILE, 1, 1, 2), help="U+00A0 is no space here"),
    ),
    "bracket never closed": (
        "a: [1,\n  2\nb: 3\n",
        Diagnostic(
            "KG124",
            "`,` or `]` is missing",
            Span(FILE, 3, 2),
            help="close the list, or quote text that holds commas, brackets or `: `",
            notes=("it opens at project.yml:1:4",),
        ),
    ),
}


@pytest.mark.parametrize(("content", "expected"), WHOLE.values(), ids=WHOLE)
def test_a_finding_says_what_is_wrong_and_what_to_do(content: str, expected: Diagnostic) -> None:
    assert read(content).diagnostics == (expected,)


@pytest.mark.parametrize(
    "content",
    [
        "password:hunter2\n",
        "password: !hunter2\n",
        "password: *hunter2\n",
        "password: &hunter2\nuser: *hunter3\n",
        "password: @hunter2\n",
        'password: "hunter2\n',
        "password: 'hunter2' hunter2\n",
        'password: "hunter2\\q"\n',
        "password: hunter2: x\n",
        "password: [hunter2\n",
        "{password:hunter2}\n",
        "password: hunter2\n<<<<<<< hunter2\n",
        "password: hunter2\npassword: hunter2\n",
        "- hunter2\n",
        "hunter2\n",
    ],
)
def test_no_finding_repeats_a_value(content: str) -> None:
    diagnostics = read(content).diagnostics
    assert diagnostics
    assert "hunter2" not in repr(diagnostics)


class Place(NamedTuple):
    path: Path
    text: str
    key: bool = False


PLACES = {
    "plain text and its key": ("a: one\n", [Place(("a",), "one"), Place(("a",), "a", key=True)]),
    "quotes": ("\"a\": 'it''s'\n", [Place(("a",), "'it''s'"), Place(("a",), '"a"', key=True)]),
    "null": ("a: null\n", [Place(("a",), "null")]),
    "empty text": ('a: ""\n', [Place(("a",), '""')]),
    "text behind others": ("a: [é, 😀x]\n", [Place(("a", 1), "😀x"), Place(("a",), "a", key=True)]),
    "several plain lines": ("a: one\n  two\n", [Place(("a",), "one")]),
    "several quoted lines": ('a: "one  \n  two"\n', [Place(("a",), '"one')]),
    "several lines below the key": ("a:\n  one\n  two\n", [Place(("a",), "one")]),
    "block": ("a: |+2  # c\n    one\n", [Place(("a",), "|+2")]),
    "comment behind": ("a: one # two\n", [Place(("a",), "one")]),
    "CRLF": ('a: "one\r\n  two"\r\nb: x\r\n', [Place(("a",), '"one'), Place(("b",), "x")]),
    "byte order mark": ("\ufeffa: x\n", [Place(("a",), "x"), Place(("a",), "a", key=True)]),
    "anchor": ("a: &x one\n", [Place(("a",), "one")]),
    "anchor on its own line": ("a: &x # c\n\n  # c\n  one\n", [Place(("a",), "one")]),
    "anchor of a key": ("&x a: 1\n", [Place(("a",), "a", key=True)]),
    "key in braces": ("a: {b: {c: 1}}\n", [Place(("a", "b"), "b", key=True), Place(("a", "b", "c"), "1")]),
}


@pytest.mark.parametrize(("content", "places"), PLACES.values(), ids=PLACES)
def test_spans_point_at_the_text(content: str, places: list[Place]) -> None:
    root = read_root(content)
    assert [cut(content, locate(root, path, key=key)) for path, _, key in places] == [place.text for place in places]


COLLECTIONS = {
    "block mapping": ("a:\n  b: 1\n", "b"),
    "block list": ("a:\n- 1\n", "-"),
    "flow mapping": ("a: {b: 1}\n", "{"),
    "flow list": ("a: [1]\n", "["),
    "flow mapping with an anchor": ("a: &x {b: 1}\n", "{"),
    "block mapping with an anchor": ("a: &x\n  b: 1\n", "b"),
    "block list with an anchor": ("a: &x # c\n\n- 1\n", "-"),
}


@pytest.mark.parametrize(("content", "start"), COLLECTIONS.values(), ids=COLLECTIONS)
def test_the_span_of_a_collection_is_its_start(content: str, start: str) -> None:
    node = find(read_root(content), ("a",))
    assert isinstance(node, MappingNode | SequenceNode)
    assert cut(content, node.span) == start


def test_the_tree_of_a_file() -> None:
    assert read_root("a: x\nb: ['1', null]\n") == MappingNode(
        {
            "a": Entry(Span(FILE, 1, 1), ScalarNode("x", True, Span(FILE, 1, 4))),
            "b": Entry(
                Span(FILE, 2, 1),
                SequenceNode(
                    (ScalarNode("1", False, Span(FILE, 2, 5, 3)), NullNode(Span(FILE, 2, 10, 4))), Span(FILE, 2, 4)
                ),
            ),
        },
        Span(FILE, 1, 1),
    )


TEXT: dict[str, tuple[str, Plain]] = {
    "keys are text": (
        "on: a\n1: b\n1.0: c\ntrue: d\nnull: e\n~: f\n'': g\n",
        dict(zip(["on", "1", "1.0", "true", "null", "~", ""], "abcdefg", strict=True)),
    ),
    "nulls in quotes": ("a: '~'\nb: \"null\"\nc: 'Null'\n", {"a": "~", "b": "null", "c": "Null"}),
    "merge key in quotes": ('"<<": a\nb: <<\n', {"<<": "a", "b": "<<"}),
    "plain text with colons": (
        "a: https://x:1/y\nb: {c: https://x, d: x:y}\n",
        {"a": "https://x:1/y", "b": {"c": "https://x", "d": "x:y"}},
    ),
    "one text below its key": ("image:\n  nginx:1.25\n", {"image": "nginx:1.25"}),
    "options below their key": ("options:\n  -Xms1g\n  -Xmx2g\n", {"options": "-Xms1g -Xmx2g"}),
    "tab between and in text": (
        "a:\t1\nb: x\ty\t# c\nc: |\n  x:\n  \ty\nd: |2\n  \tz\n",
        {"a": 1, "b": "x\ty", "c": "x:\n\ty\n", "d": "\tz\n"},
    ),
    "escapes": (r'a: "\x1b\0\u2028\N\U0001F600"' + "\n", {"a": "\x1b\0\u2028\x85\U0001f600"}),
    "conflict markers inside": ("a: |\n  <<<<<<< x\n  =======\n", {"a": "<<<<<<< x\n=======\n"}),
    "markers of a document": ("---\na: 1\n...\n", {"a": 1}),
    "an anchor used honestly": ("a: &x [1]\nb: *x\nc: [*x, *x]\n", {"a": [1], "b": [1], "c": [[1], [1]]}),
}


@pytest.mark.parametrize(("content", "expected"), TEXT.values(), ids=TEXT)
def test_what_is_read(content: str, expected: Plain) -> None:
    assert to_plain(read_root(content)) == expected


DECODED: list[tuple[str, str | int | float | bool]] = [
    ("8080", 8080),
    ("0", 0),
    ("-12", -12),
    ("+5", 5),
    ("999999999999999999", 999999999999999999),
    ("9999999999999999999", "9999999999999999999"),
    ("08", "08"),
    ("0755", "0755"),
    ("0o17", "0o17"),
    ("0x1f", "0x1f"),
    ("0b1", "0b1"),
    ("1_000", "1_000"),
    ("٣", "٣"),
    ("1.10", 1.1),
    ("-.5", -0.5),
    ("1.", 1.0),
    ("1e3", 1000.0),
    ("1.5E-2", 0.015),
    ("01.5", "01.5"),
    ("1e999", "1e999"),
    (".inf", ".inf"),
    (".nan", ".nan"),
    (".", "."),
    ("1.2.3", "1.2.3"),
    ("12:30", "12:30"),
    ("1:59:59", "1:59:59"),
    ("2024-01-01", "2024-01-01"),
    ("true", True),
    ("false", False),
    ("True", "True"),
    ("yes", "yes"),
    ("no", "no"),
    ("on", "on"),
    ("y", "y"),
    ("=", "="),
    ("1" * 100_000, "1" * 100_000),
    ("1:" * 50_000 + "1", "1:" * 50_000 + "1"),
]


@pytest.mark.parametrize(("written", "value"), DECODED, ids=[written[:20] for written, _ in DECODED])
def test_plain_scalars_decode_by_the_core_schema(written: str, value: str | int | float | bool) -> None:
    decoded = decode(ScalarNode(written, True, Span(FILE, 1, 1)))
    assert (decoded, type(decoded)) == (value, type(value))
    assert decode(ScalarNode(written, False, Span(FILE, 1, 1))) == written


def test_an_alias_is_the_anchored_node() -> None:
    content = "a: &x {b: 1}\nc: *x\n"
    root = read_root(content)
    assert root.entries["c"].value is root.entries["a"].value
    assert cut(content, root.entries["c"].key) == "c"
    assert locate(root, ("c", "b")).line == 1


MERGES: dict[str, tuple[str, Plain]] = {
    "one alias": ("{<<: *a, y: 3}", {"x": 1, "y": 3}),
    "explicit keys before it": ("{y: 3, <<: *a}", {"x": 1, "y": 3}),
    "earlier aliases win": ("{<<: [*b, *a]}", {"x": 5, "y": 2, "z": 6}),
    "the same alias twice": ("{<<: [*a, *a]}", {"x": 1, "y": 2}),
    "a merge of a merge": (
        "{n: &n {<<: *a, z: 1}, m: {<<: *n, x: 9}}",
        {"n": {"x": 1, "y": 2, "z": 1}, "m": {"x": 9, "y": 2, "z": 1}},
    ),
}


@pytest.mark.parametrize(("mapping", "expected"), MERGES.values(), ids=MERGES)
def test_merge_keys(mapping: str, expected: Plain) -> None:
    content = "a: &a {x: 1, y: 2}\nb: &b {x: 5, z: 6}\nc: "
    node = find(read_root(content + mapping), ("c",))
    assert node is not None
    assert to_plain(node) == expected
    assert yaml.safe_load(content + mapping)["c"] == expected


def test_merged_entries_keep_their_places() -> None:
    root = read_root("a: &a {x: 1}\nb: {<<: *a}\n")
    assert locate(root, ("b", "x"), key=True) == Span(FILE, 1, 8)


LAUGHS = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"a{level}: &a{level} [{', '.join([f'*a{level - 1}'] * 9)}]\n" for level in range(1, 10)
)
MERGE_BOMB = "a0: &a0 {x: 1}\n" + "".join(
    f"a{level}: &a{level} {{<<: [{', '.join([f'*a{level - 1}'] * 9)}]}}\n" for level in range(1, 10)
)
DEEP_BY_ALIASES = "a0: &a0 [[[[[[[[[[x]]]]]]]]]]\n" + "".join(
    f"a{level}: &a{level} [[[[[[[[[[*a{level - 1}]]]]]]]]]]\n" for level in range(1, 10)
)
BOMBS = {
    "billion laughs": (LAUGHS, "KG120"),
    "merge keys": (MERGE_BOMB, "KG120"),
    "too many values": ("a: [" + "1," * MAX_NODES + "]", "KG120"),
    "deep by aliases": (DEEP_BY_ALIASES, "KG121"),
    "100,000 lists": ("a: " + "[" * 100_000, "KG121"),
    "100,000 mappings": ("{a: " * 100_000, "KG121"),
    "100,000 dashes": ("- " * 100_000, "KG121"),
    "100,000 question marks": ("? " * 100_000, "KG113"),
    "indented mappings": ("".join(" " * level + "a:\n" for level in range(1000)), "KG121"),
}


@pytest.mark.parametrize(("content", "code"), BOMBS.values(), ids=BOMBS)
def test_bombs_are_refused(content: str, code: str) -> None:
    assert read(content).diagnostics[0].code == code
    objects, diagnostics = parse_objects(Source(FILE, content.encode()))
    assert (objects, diagnostics[0].code) == ((), code)


@pytest.mark.parametrize("depth", [MAX_DEPTH - 1, MAX_DEPTH])
def test_the_greatest_depth(depth: int) -> None:
    inner = depth - 1
    diagnostics = read("a: " + "[" * inner + "x" + "]" * inner).diagnostics
    assert diagnostics == ()
    assert [each.code for each in read("a: [" + "[" * inner + "x" + "]" * inner + "]").diagnostics] == (
        ["KG121"] if depth == MAX_DEPTH else []
    )


@pytest.mark.parametrize("character", "[]{}\"'-?:,&*!|>%@`#~ \n\t\r\0\\a0<=.é\ufeff\u2028")
@pytest.mark.parametrize("start", ["", "a: ", "[", "{"])
def test_a_mebibyte_of_one_character_gets_an_answer(start: str, character: str) -> None:
    count = (MAX_BYTES - len(start)) // len(character.encode())
    document = read(start + character * count)
    assert (document.root is None) == bool(document.diagnostics)


@pytest.mark.parametrize(
    ("start", "count"), [("a: [", MAX_FINDINGS), ("{[a]: [", 1)], ids=["values", "value of a bad key"]
)
def test_reading_stops_after_many_findings(start: str, count: int) -> None:
    diagnostics = read(start + "~," * (2 * MAX_FINDINGS)).diagnostics
    assert len(diagnostics) == count
    assert diagnostics[-1].notes == ("reading stopped after 100 findings",)


OBJECTS: dict[str, tuple[str, tuple[Plain, ...]]] = {
    "one": ("kind: Secret\n", ({"kind": "Secret"},)),
    "several, some empty": ("---\n# none\n---\na: 1\n---\nb: 2\n---\n", ({"a": 1}, {"b": 2})),
    "nulls": ("a: ~\nb:\nc: Null\nd: [null, ]\n", ({"a": None, "b": None, "c": None, "d": [None]},)),
    "what readers read differently": (
        "a: 0644\nb: yes\nc: 1.5\nd: '1'\n",
        ({"a": "0644", "b": "yes", "c": 1.5, "d": "1"},),
    ),
    "anchors of a document": ("a: &x 1\nb: *x\n---\na: &x 2\nb: *x\n", ({"a": 1, "b": 1}, {"a": 2, "b": 2})),
}


@pytest.mark.parametrize(("content", "expected"), OBJECTS.values(), ids=OBJECTS)
def test_objects(content: str, expected: tuple[Plain, ...]) -> None:
    assert parse_objects(Source(FILE, content.encode())) == (expected, ())


def test_each_use_of_an_anchor_in_objects_is_a_copy() -> None:
    ((content,), _) = parse_objects(Source(FILE, b"a: &x [1]\nb: *x\n"))
    assert isinstance(content, dict)
    assert content["a"] == content["b"]
    assert content["a"] is not content["b"]


OBJECTS_REFUSED = {
    "nothing": ("---\n---\n", ["KG101"]),
    "a list and text": ("a: 1\n---\n- b\n---\nc\n", ["KG110", "KG110"]),
    "duplicate key": ("a: 1\n---\nb: 1\nb: 2\n", ["KG112"]),
    "tag": ("a: !!binary x\n", ["KG111"]),
    "anchor of another document": ("a: &x 1\n---\nb: *x\n", ["KG118"]),
    "merge of null": ("a: {<<: }\n", ["KG123"]),
    "directive": ("%YAML 1.1\n---\na: 1\n", ["KG108"]),
}


@pytest.mark.parametrize(("content", "codes"), OBJECTS_REFUSED.values(), ids=OBJECTS_REFUSED)
def test_objects_that_are_refused(content: str, codes: list[str]) -> None:
    objects, diagnostics = parse_objects(Source(FILE, content.encode()))
    assert (objects, [each.code for each in diagnostics]) == ((), codes)


FRAGMENTS = st.sampled_from(
    [
        *("a", "b", "é", "😀", "1", "~", "null", "@", "%", "!t ", "key:value", "# c", "\ufeff"),
        *(": ", ":", "- ", "? ", ", ", "[", "]", "{", "}", "\n", "\n  ", "\n    ", " ", "\t", "\r\n"),
        *('"', "'", '"x"', "''", "|\n", ">\n", "\\", "\\ud83d", "\\u0041", "---\n", "...\n"),
        *("&x ", "*x", "<<: ", "<<: *x"),
    ]
)


@settings(deadline=None, max_examples=400)
@given(st.lists(FRAGMENTS, max_size=30).map("".join))
def test_any_text_is_read_or_refused(content: str) -> None:
    document = read(content)
    assert (document.root is None) == bool(document.diagnostics)
    lines = content.removeprefix("\ufeff").split("\n")
    for each in document.diagnostics:
        assert each.code in CODES
        assert each.span.column - 1 + each.span.length <= len(lines[each.span.line - 1]) + 1
    objects, diagnostics = parse_objects(Source(FILE, content.encode()))
    assert bool(objects) != bool(diagnostics)


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    document = read(content)
    assert (document.root is None) == bool(document.diagnostics)


# JSON is YAML but for surrogate pairs; DEL stands unescaped in JSON.
TEXTS = st.text(st.characters(max_codepoint=0xFFFF, exclude_categories=["Cs"], exclude_characters="\x7f"), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers(-(10**18) + 1, 10**18 - 1) | TEXTS
VALUES: st.SearchStrategy[Plain] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4), max_leaves=20
)
MAPPINGS = st.dictionaries(TEXTS, VALUES, max_size=5)


@settings(deadline=None)
@given(MAPPINGS)
def test_json_is_read_as_every_reader_reads_it(data: dict[str, Plain]) -> None:
    content = to_json(data)
    assert to_plain(read_root(content)) == data
    assert yaml.safe_load(content) == data
    assert YAML(typ="safe", pure=True).load(content) == data


@settings(deadline=None)
@given(MAPPINGS, st.randoms(use_true_random=False))
def test_the_order_of_keys_never_matters(data: dict[str, Plain], order: Random) -> None:
    assert shape(read_root(to_json(data))) == shape(read_root(to_json(shuffle(data, order))))


@pytest.mark.parametrize(
    "content",
    [content for content, _ in (*REFUSED.values(), *TEXT.values(), *PLACES.values()) if "\t" not in content],
)
def test_the_parser_in_python_reads_the_same(content: str, monkeypatch: pytest.MonkeyPatch) -> None:
    fast = read(content)
    monkeypatch.setattr(yaml, "__with_libyaml__", False)
    slow = read(content)
    assert slow.root == fast.root
    assert [each.code for each in slow.diagnostics] == [each.code for each in fast.diagnostics]


def test_importing_the_module_does_not_import_yaml() -> None:
    program = "import sys, kgen.document; print('yaml' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], capture_output=True, check=True).stdout == b"False\n"


class TestSwallowedItem:
    def test_an_item_indented_into_the_one_before_is_refused_at_its_dash(self) -> None:
        parsed = parse(Source("project.yml", b"command:\n  - serve\n    - --fast\nname: x\n"))
        assert [(found.code, str(found.span)) for found in parsed.diagnostics] == [("KG126", "project.yml:3:5")]

    def test_a_list_below_text_is_refused_too(self) -> None:
        parsed = parse(Source("project.yml", b"command: serve\n  - --fast\n"))
        assert [found.code for found in parsed.diagnostics] == ["KG126"]

    @pytest.mark.parametrize("text", ["a: one - two\n", "a: one\n  two - three\n", 'a: "one\n  - two"\n'])
    def test_dashes_elsewhere_are_text(self, text: str) -> None:
        assert parse(Source("project.yml", text.encode())).diagnostics == ()

"""What is written must come back: through PyYAML, through ruamel.yaml as 1.1 and as 1.2, and through kubectl."""

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from functools import partial
from hashlib import sha256
from itertools import product

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from kgen.artifact import Artifact
from kgen.render import render, render_plain

Reader = Callable[[str], object]

OBJECT = {"apiVersion": "kgen.dev/v1", "kind": "Sample", "metadata": {"name": "sample"}}


def read_with_pyyaml(text: str) -> object:
    return yaml.load(text, yaml.CSafeLoader)["spec"]


def read_with_pure_pyyaml(text: str) -> object:
    return yaml.load(text, yaml.SafeLoader)["spec"]


def read_with_ruamel(text: str, version: tuple[int, int]) -> object:
    reader = YAML(typ="safe", pure=True)
    reader.version = version
    return reader.load(text)["spec"]


def read_with_kubectl(text: str) -> object:
    """`annotate --local` reads a manifest as `apply` does and prints it as JSON, without a server."""
    if shutil.which("kubectl") is None:
        pytest.skip("kubectl is not installed")
    command = ["kubectl", "annotate", "--local", "-f", "-", "read=back", "-o", "json"]
    return json.loads(subprocess.run(command, input=text, encoding="utf-8", capture_output=True, check=True).stdout)[
        "spec"
    ]


PYTHON_READERS: dict[str, Reader] = {
    "PyYAML": read_with_pyyaml,
    "PyYAML in Python": read_with_pure_pyyaml,
    "ruamel.yaml 1.1": partial(read_with_ruamel, version=(1, 1)),
    "ruamel.yaml 1.2": partial(read_with_ruamel, version=(1, 2)),
}
READERS = PYTHON_READERS | {"kubectl": read_with_kubectl}
every_reader = pytest.mark.parametrize("read", [pytest.param(read, id=name) for name, read in READERS.items()])


def write(spec: object) -> str:
    return render(Artifact("sample.yml", (OBJECT | {"spec": spec},))).decode()


def typed(value: object) -> str:
    """A form in which 1, 1.0, True and "1" differ."""
    return json.dumps(value, sort_keys=True)


def words(alphabet: str, *lengths: int) -> Iterator[str]:
    for length in lengths:
        yield from map("".join, product(alphabet, repeat=length))


def shuffled_words(alphabet: str, count: int) -> Iterator[str]:
    """`count` texts of one to eight characters that look random and are the same in every run."""
    for number in range(count):
        length, *choices = sha256(b"%d" % number).digest()
        yield "".join(alphabet[choice % len(alphabet)] for choice in choices[: 1 + length % 8])


SAMPLES = {
    "random": list(shuffled_words("0-9eE+-._:xXobyYnNtTfF~ aZ#{}[],&*!|>'\"%@`=<?\\", 20_000)),
    "hashes": [sha256(b"%d" % number).hexdigest()[:7] for number in range(4_000)],
    "zeros": [f"{number:06}" for number in range(0, 100_000, 97)],
    "numbers": [*words("08_.e+-xob:", 1, 2, 3), *(a + b for a in ("1e", "-0", "0x", "._") for b in words("08_.e+", 2))],
    "dates": [
        f"{day}{time}" for day in ("2027-01-31", "2027-1-3", "2024-02-30") for time in ("", " 1:02:03", "T01:02:03Z")
    ],
    "words": [
        form
        for word in ("y", "n", "yes", "no", "on", "off", "true", "false", "null", "~", ".inf", ".nan", "=", "<<")
        for form in (word, word.title(), word.upper(), f"{word} ", f" {word}", f"{word}:", f"{word} #", f"- {word}")
    ],
    "marks": ["---", "--- a", "---a", "...", "... a", "....", "-", "--", "- -", "? a", "?a", ":a", ": a", "%YAML"],
    "characters": [chr(code) for code in range(0x3000)]
    + [f"a{char}b" for char in "\t\r\x00\x1b\x7f\x85\xa0\u2028\u2029\ufeff\ufffd\ufffe\uffff\U0001f680\U0010ffff"],
    "long": [
        letter * length for letter in ("a", "a b ", '"a" ', "9", "\u2028", "'\"") for length in (199, 200, 201, 5000)
    ],
}


@every_reader
@pytest.mark.parametrize("sample", SAMPLES)
def test_text_comes_back(read: Reader, sample: str) -> None:
    texts = SAMPLES[sample]
    keys = [text for text in texts if len(text) < 150]
    spec = {"items": texts, "keys": dict(zip(keys, keys, strict=True))}

    assert read(write(spec)) == spec


LINES = ("", " ", "  a", "a", "a ", "\t", "\ta", "# a", "- a", "---", "...", "a: b", "|")


@every_reader
def test_lines_come_back(read: Reader) -> None:
    texts = ["\n".join(lines) for count in (2, 3) for lines in product(LINES, repeat=count)]
    texts += ["\n".join(lines) for lines in product(("", " ", "a"), repeat=5)]
    spec = {"items": texts, "values": {f"k{number}": text for number, text in enumerate(texts)}}

    assert read(write(spec)) == spec


TEXT = st.text() | st.text("ab01 \t\n:#-'\"\\e.{}[]", max_size=20) | st.sampled_from(SAMPLES["numbers"])
SCALARS = TEXT | st.booleans() | st.integers(-(2**63), 2**63 - 1)
NESTED = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=30
)


@pytest.mark.parametrize("read", [pytest.param(read, id=name) for name, read in PYTHON_READERS.items()])
@given(spec=NESTED | st.lists(st.floats(allow_nan=False, allow_infinity=False)))
@settings(deadline=None)
def test_nested_data_comes_back(read: Reader, spec: object) -> None:
    assert typed(read(write(spec))) == typed(spec)


# Each run of kubectl costs a process: fewer, larger examples.
@given(spec=st.lists(NESTED, min_size=20, max_size=40))
@settings(deadline=None, max_examples=15)
def test_nested_data_comes_back_from_kubectl(spec: object) -> None:
    assert typed(read_with_kubectl(write(spec))) == typed(spec)


@every_reader
def test_numbers_come_back(read: Reader) -> None:
    integers = [0, -1, 8, 2**53 + 1, 2**63 - 1, -(2**63)]
    floats = [0.5, -0.25, 1e-05, 5e-324, 1.5e300, 0.1 + 0.2, 1e16, 123456789.125]

    assert read(write({"integers": integers, "floats": floats})) == {"integers": integers, "floats": floats}


def bare(texts: list[str]) -> str:
    return write("").replace('spec: ""', "spec:\n" + "\n".join(f"  - {text}" for text in texts))


def is_quoted(text: str) -> bool:
    return render_plain({"k": text}) != f"k: {text}\n"


# ruamel.yaml warns of `1e3`, which YAML 1.1 would have as `1.e3`.
@pytest.mark.filterwarnings("ignore::ruamel.yaml.error.MantissaNoDotYAML1_1Warning")
def test_numbers_are_quoted_only_where_some_reader_needs_it() -> None:
    texts = [
        text
        for text in words("018.e+-xXobB:", 1, 2, 3, 4)
        if not text.endswith(":") and not text.startswith("---") and text not in ("-", "...")
    ]
    misread = set()
    for read in READERS.values():
        values = read(bare(texts))
        assert isinstance(values, list)
        misread |= {text for text, value in zip(texts, values, strict=True) if value != text}

    assert {text for text in texts if is_quoted(text)} == misread


def is_misread(text: str, read: Reader) -> bool:
    """Whether `read` gives something else, or fails, for the bare `text` in one of its places."""
    places = {
        f"  k: {text}": {"k": text},
        f"  - {text}": [text],
        f"  {text}: 1": {text: 1},
        f"  - {text}: 1": [{text: 1}],
    }
    for line, value in places.items():
        try:
            if read(f"spec:\n{line}\n") != value:
                return True
        except yaml.YAMLError:
            return True
    return False


def test_punctuation_is_quoted_only_where_some_reader_needs_it() -> None:
    texts = [text for text in words("aZ- :?,[]{}#&*!|>'\"%@`=<~./\\\t", 1, 2) if is_quoted(text)]

    assert [text for text in texts if not any(is_misread(text, read) for read in PYTHON_READERS.values())] == []

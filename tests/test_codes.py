"""Every diagnostic code is explained, arises from its example and nothing else does, and speaks in the house's style.

`golden/diagnostics` holds what each example says, so that all messages can be read at one go;
`pytest tests/test_codes.py --update-golden` writes what kgen says now.
"""

import re
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import pytest

from kgen import excerpt
from kgen.cli import main
from kgen.codes import CODES
from kgen.codes.validation import VALIDATION
from kgen.compiler import Compilation, compile_project
from kgen.diagnostics import Diagnostic
from kgen.output import lock
from kgen.validate.rules import RULES
from tests.conftest import UPDATE
from tests.golden import OF_CODES, REPOSITORY
from tests.memory import MemoryWorkspace

Files = Mapping[str, str | bytes]
KGEN = REPOSITORY / "kgen"
MIB = 1 << 20

# Tables that explain their own codes, and the table under test.
ELSEWHERE = (KGEN / "codes", KGEN / "validate")

OUT = ("-o", "out")
HEAD = """\
apiVersion: kgen.dev/v1
name: shop
owner: payments
image: registry.example.com/shop:1.4.2
resources: {cpu: 100m, memory: 128Mi}
environments: {dev: {}}
"""
CHUNKS = {f"data/{number}.bin": bytes(MIB) for number in range(11)}


def with_sources(paths: Mapping[str, bytes]) -> Files:
    """A project that names all files as sources."""
    sources = "".join(f"  /{path}: {{source: {path}}}\n" for path in paths)
    return {"project.yml": f"{HEAD}files:\n{sources}", **paths}


LARGE: Mapping[str, Files] = {
    "KG102": {"project.yml": HEAD + "#\n" * MIB},
    "KG103": {"project.yml": HEAD.encode() + b"description: caf\xe9\n"},
    "KG442": {"project.yml": f"{HEAD}annotations: {{note: {'x' * (256 * 1024)}}}\n"},
    "KG501": with_sources({"rules.txt": b"allow all\n" * 30_000}),
    "KG602": with_sources(CHUNKS),
}
"""Inputs that no table wants to hold, by the code that they yield."""

COMPILED: Mapping[str, Files] = {**{code: row.files for code, row in CODES.items() if not row.arises}, **LARGE}


class Situation(NamedTuple):
    """What is on disk, the command that runs into it, and what else goes on meanwhile."""

    prepare: Callable[[Path], None]
    words: tuple[str, ...] = ("build", "project.yml", *OUT)
    meanwhile: Callable[[], AbstractContextManager[object]] = nullcontext


def nothing(_: Path) -> None:
    """Nothing but the project."""


def two_projects(folder: Path) -> None:
    for path, text in CODES["KG603"].files.items():
        (folder / path).parent.mkdir()
        (folder / path).write_text(text)


def file_of_ones_own(folder: Path) -> None:
    (folder / "out").mkdir()
    (folder / "out" / "notes.txt").write_text("mine\n")


def empty_folder(folder: Path) -> None:
    (folder / "out").mkdir()


def file_instead_of_a_folder(folder: Path) -> None:
    (folder / "out").write_text("mine\n")


def link_to_another_place(folder: Path) -> None:
    (folder.parent / "elsewhere").mkdir()
    (folder / "out").symlink_to(folder.parent / "elsewhere")


def build_and_edit(folder: Path) -> None:
    assert main(("build", "project.yml", *OUT, "-q")) == 0
    (folder / "project.yml").write_text(HEAD + "replicas: 3\n")


def build_and_remove_an_environment(folder: Path) -> None:
    (folder / "project.yml").write_text(HEAD.replace("{dev: {}}", "{dev: {}, test: {}}"))
    assert main(("build", "project.yml", *OUT, "-q")) == 0
    (folder / "project.yml").write_text(HEAD)


TOO_LONG = "o" * 256
CHECK = ("check", "project.yml", *OUT, "--format", "github")
SITUATIONS: Mapping[str, Situation] = {
    "KG603": Situation(two_projects, ("build", "cart", "shop", *OUT)),
    "KG611": Situation(file_of_ones_own),
    # A name that no file system takes is refused to everybody; a missing permission would not stop the root user.
    "KG612": Situation(nothing, ("build", "project.yml", "-o", TOO_LONG)),
    "KG613": Situation(empty_folder, meanwhile=partial(lock.hold, "out")),
    "KG614": Situation(file_instead_of_a_folder),
    "KG615": Situation(nothing, ("build", "project.yml", "-o", ".")),
    "KG616": Situation(link_to_another_place),
    "KG621": Situation(build_and_edit, CHECK),
    "KG622": Situation(nothing, CHECK),
    "KG623": Situation(build_and_remove_an_environment, CHECK),
}
"""Codes that come from a command and the state of the disk."""


@cache
def compiled(code: str) -> Compilation:
    return compile_project(MemoryWorkspace(COMPILED[code]), "project.yml")


def excerpt_at(diagnostic: Diagnostic, files: Files) -> str:
    """The text that a diagnostic points at."""
    span = diagnostic.span
    content = files[span.file]
    text = content if isinstance(content, str) else content.decode(errors="replace")
    line = text.removeprefix("\ufeff").split("\n")[span.line - 1]
    return line[span.column - 1 : span.column - 1 + span.length]


every_code = pytest.mark.parametrize("code", CODES)
every_compiled_code = pytest.mark.parametrize("code", COMPILED)


def test_every_code_in_use_is_explained() -> None:
    sources = (path for path in KGEN.rglob("*.py") if not any(path.is_relative_to(table) for table in ELSEWHERE))
    used = {code for path in sources for code in re.findall(r'"(KG[0-9]{3})"', path.read_text())}
    assert used == CODES.keys() - VALIDATION.keys()


def test_no_code_is_explained_twice() -> None:
    rows = [
        row
        for path in sorted((KGEN / "codes").glob("*.py"))
        for row in re.findall(r'"(KG[0-9]+)": Code\(', path.read_text())
    ]
    assert sorted(rows) == list(CODES) == sorted(CODES)


def test_every_name_means_one_thing() -> None:
    names = [row.name for row in CODES.values()] + [check.RULE.name for check in RULES]
    assert sorted(names) == sorted(set(names))


@every_code
def test_a_code_is_explained_in_full(code: str) -> None:
    row = CODES[code]
    assert re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", row.name)
    assert re.fullmatch(r"[A-Z`].{10,110}\.", row.summary)
    assert 1 <= len(row.explanation.split(". ")) <= 4
    assert row.explanation.endswith(".")
    assert row.files or row.arises
    assert all(text.endswith("\n") for text in row.files.values())


def test_what_needs_more_than_an_example_is_tried_here() -> None:
    # What `kgen validate` says by itself is tried beside its rules.
    needing = {code for code, row in CODES.items() if row.arises} - VALIDATION.keys()
    assert needing == LARGE.keys() | SITUATIONS.keys()


@every_compiled_code
def test_the_example_yields_the_code_and_nothing_else(code: str) -> None:
    assert [each.code for each in compiled(code).diagnostics] == [code]


@every_compiled_code
def test_it_points_at_something(code: str) -> None:
    for each in compiled(code).diagnostics:
        assert excerpt_at(each, COMPILED[code]).strip("\n") != ""


@every_compiled_code
def test_it_speaks_in_the_style_of_the_house(code: str) -> None:
    for each in compiled(code).diagnostics:
        assert re.fullmatch(r"[a-z0-9`].*[^.!?]", each.message)
        assert len(each.message) <= 110
        for text in filter(None, (each.message, each.help, *each.notes)):
            assert text.count("`") % 2 == 0
            assert not text.endswith(".")
            assert "?" not in re.sub(r"did you mean `[^`]+`\?|`[^`]*`", "", text)


@pytest.mark.parametrize("code", SITUATIONS)
def test_a_command_yields_the_code(
    code: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    request: pytest.FixtureRequest,
) -> None:
    folder = tmp_path / "here"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setattr(lock, "PAUSES", 1)
    (folder / "project.yml").write_text(HEAD)
    situation = SITUATIONS[code]
    situation.prepare(folder)
    capsys.readouterr()
    with situation.meanwhile():
        assert main(situation.words) in {1, 2}
    out, err = capsys.readouterr()
    said = err.replace(str(tmp_path), "/somewhere").replace(TOO_LONG, "o...")
    if situation.words == CHECK:
        said = next(line for line in out.splitlines(keepends=True) if code in line)
    assert code in said
    expect(code, said, request)


@every_compiled_code
def test_what_it_says_is_expected(code: str, request: pytest.FixtureRequest) -> None:
    found = compiled(code)
    expect(code, "\n".join(excerpt.render(found.diagnostics, found.sources)), request)


def project(fields: str, environments: str = "{dev: {}}") -> str:
    return HEAD.replace("environments: {dev: {}}\n", f"{fields}environments: {environments}\n")


LEDGER = HEAD.replace("name: shop", "name: ledger")
ONE_CAUSE: Mapping[str, tuple[Files, tuple[str, str]]] = {
    "three probes without a port": (
        {"project.yml": project("ports: {a: 1, b: 2}\nhealth: /healthz\n")},
        ("KG412", "/healthz"),
    ),
    "a number in container and Service": (
        {"project.yml": project("ports: {a: 1, b: 1}\n")},
        ("KG411", "b"),
    ),
    "a host with a reference that has no value": (
        {"project.yml": project("port: 80\nroutes: {web: '${domain}'}\n")},
        ("KG312", "'${domain}'"),
    ),
    "a namespace with an unknown reference": (
        {"project.yml": project("namespace: x-${nosuch}\n")},
        ("KG311", "x-${nosuch}"),
    ),
    "a circle of two environments": (
        {"project.yml": project("", "{a: {extends: b}, b: {extends: a}}")},
        ("KG315", "a"),
    ),
    "a canary of an environment that is not written": (
        {
            "project.yml": project(
                "port: 80\nroutes: {web: shop.example.com}\n",
                "{canary: {extends: production, traffic: 5}, production: {skip: true}}",
            )
        },
        ("KG457", "5"),
    ),
    "a dependency with mistakes of its own": (
        {"project.yml": project("dependsOn: [ledger]\n"), "ledger/project.yml": LEDGER + "replcas: 3\n"},
        ("KG461", "ledger"),
    ),
    "a list that is never closed": ({"project.yml": "command: [checkout\n\n"}, ("KG124", "t")),
}


@pytest.mark.parametrize(("files", "found"), ONE_CAUSE.values(), ids=ONE_CAUSE)
def test_one_cause_is_one_finding(files: Files, found: tuple[str, str]) -> None:
    diagnostics = compile_project(MemoryWorkspace(files), "project.yml").diagnostics
    assert [(each.code, excerpt_at(each, files)) for each in diagnostics] == [found]


def expect(code: str, said: str, request: pytest.FixtureRequest) -> None:
    expected = OF_CODES / f"{code}.txt"
    if request.config.getoption(UPDATE):
        expected.parent.mkdir(exist_ok=True)
        expected.write_text(said)
    assert said == (expected.read_text() if expected.is_file() else ""), f"{expected} differs"


def test_nothing_else_is_expected() -> None:
    assert sorted(path.name for path in OF_CODES.iterdir()) == [
        f"{code}.txt" for code in CODES if code not in VALIDATION
    ]

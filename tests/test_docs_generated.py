"""The pages that `python docs/generate.py` makes of the program's own tables are current and complete."""

import re
from collections.abc import Iterator

import pytest

from docs.generate import PAGES
from docs.reference import SHORT_FORMS
from docs.words import anchor
from kgen.codes import CODES
from kgen.json_schema import language_schema
from kgen.node import MappingNode, Node, SequenceNode
from kgen.shapes import BY_PART, Shape
from tests.fences import REPOSITORY
from tests.test_json_schema import HEAD, read, refusals, shapes_below, verdict


def text_of(page: str) -> str:
    return (REPOSITORY / page).read_text(encoding="utf-8")


@pytest.mark.parametrize("page", PAGES)
def test_the_page_is_current(page: str) -> None:
    assert text_of(page) == PAGES[page](), "run: python docs/generate.py"


@pytest.mark.parametrize("page", PAGES)
def test_links_lead_to_headings(page: str) -> None:
    text = text_of(page)
    headings = [anchor(heading) for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)]
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) - set(headings) == set()
    assert len(headings) == len(set(headings))


@pytest.mark.parametrize("page", PAGES)
def test_every_row_of_a_table_has_all_its_cells(page: str) -> None:
    for block in text_of(page).split("\n\n"):
        rows = [row for row in block.splitlines() if row.startswith("|")]
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) <= 1, block


def test_every_record_and_field_of_the_language_is_there() -> None:
    page = text_of("docs/reference.md")
    titles = set(re.findall(r"^### (.+)$", page, re.MULTILINE))
    rows = set(re.findall(r"^\| `([^`]+)` \|", page, re.MULTILINE))
    for part in ("ProjectFile", "OrgFile"):
        whole = language_schema(part)
        records = {name: node for name, node in whole["$defs"].items() if name != "Json"}
        assert set(records) <= titles
        assert {field for node in (whole, *records.values()) for field in node.get("properties", ())} <= rows


def test_every_field_has_a_type_and_a_description() -> None:
    text = text_of("docs/reference.md").partition("## Fields of the project file")[2]
    rows = [row.split(" | ") for row in text.splitlines() if row.startswith("| `")]
    assert [row for row in rows if not row[1].strip() or not "".join(row[2:]).strip()] == []


@pytest.mark.parametrize("short", SHORT_FORMS)
def test_the_short_forms_shown_are_valid(short: str) -> None:
    assert refusals("ProjectFile", HEAD + short) == []
    assert verdict("ProjectFile", read(HEAD + short)) == []


def test_every_short_form_is_shown() -> None:
    table = {id(short) for _, shape in shapes_below(BY_PART["Overlay"]) for short in shape.shorts}
    shown = {used for short in SHORT_FORMS for used in used_by(read(short), BY_PART["ProjectFile"])}
    assert table - shown == set()


def used_by(node: Node, shape: Shape) -> Iterator[int]:
    """The short forms that a text is written in."""
    for short in shape.shorts:
        if short.expand(node, []) is not None:
            yield id(short)
    if isinstance(node, MappingNode):
        for key, entry in node.entries.items():
            spelling = shape.spellings.get(key)
            below = shape.fields.get(spelling.long if spelling else key, shape.each)
            if spelling and spelling.under and below:
                below = below.each
            if below:
                yield from used_by(entry.value, below)
    elif isinstance(node, SequenceNode) and shape.each:
        for item in node.items:
            yield from used_by(item, shape.each)


def test_every_code_is_explained() -> None:
    page = text_of("docs/diagnostics.md")
    titles = re.findall(r"^### (KG[0-9]{3}) (.+)$", page, re.MULTILINE)
    assert titles == [(number, code.name) for number, code in CODES.items()]
    assert page.count("```") == 2 * sum(len(code.files) for code in CODES.values())
    assert all(character.isprintable() for character in page.replace("\n", ""))

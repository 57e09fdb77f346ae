"""Owns the page that explains every diagnostic."""

from docs.words import anchor, table
from kgen.codes import CODES, Code

STAGES = {
    "KG1": "Reading",
    "KG2": "The language",
    "KG3": "Layers and references",
    "KG4": "Deriving and cross-checks",
    "KG5": "Output",
    "KG6": "Files",
}
INTRODUCTION = """\
# Diagnostics

Every message of kgen carries a code. `kgen explain KG201` prints what stands here. A code never changes its meaning."""


def diagnostics_page() -> str:
    """The text of the page."""
    blocks = [INTRODUCTION]
    for stage, title in STAGES.items():
        codes = {number: code for number, code in CODES.items() if number.startswith(stage)}
        if codes:
            blocks += [f"## {title}", _index(codes), *(_explain(number, code) for number, code in codes.items())]
    return "\n\n".join(blocks) + "\n"


def _title(number: str, code: Code) -> str:
    return f"{number} {code.name}"


def _index(codes: dict[str, Code]) -> str:
    rows = [[f"[{number}](#{anchor(_title(number, code))})", code.name, code.summary] for number, code in codes.items()]
    return table(["Code", "Name", "Meaning"], rows)


def _explain(number: str, code: Code) -> str:
    blocks = [f"### {_title(number, code)}", code.summary, code.explanation]
    for path, text in sorted(code.files.items()):
        shown = _show(text)
        escaped = ", with escapes for characters that cannot be seen" if shown != text else ""
        blocks.append(f"`{path}`{escaped}:\n\n```yaml\n{shown.rstrip()}\n```")
    return "\n\n".join([*blocks, code.arises] if code.arises else blocks)


def _show(text: str) -> str:
    """`text` with each character that cannot be seen written as an escape."""
    return "".join(
        character if character.isprintable() or character == "\n" else character.encode("unicode_escape").decode()
        for character in text
    )

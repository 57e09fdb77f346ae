"""Writes the pages that are made of the program's own tables: `python docs/generate.py`."""

import sys
from pathlib import Path

REPOSITORY = Path(__file__).parent.parent
if str(REPOSITORY) not in sys.path:  # run as a program, Python looks beside this file and not above it
    sys.path.insert(0, str(REPOSITORY))

from docs.codes import diagnostics_page  # noqa: E402 - see above
from docs.reference import reference_page  # noqa: E402
from docs.rules import rules_page  # noqa: E402

PAGES = {
    "docs/diagnostics.md": diagnostics_page,
    "docs/reference.md": reference_page,
    "docs/rules.md": rules_page,
}
"""What makes each page, by its path in the repository."""


def main() -> None:
    for path, page in PAGES.items():
        (REPOSITORY / path).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()

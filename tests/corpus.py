"""Owns where manifests of real systems lie, and what is known of them: they are no part of the project."""

import os
from pathlib import Path

import pytest

VARIABLE = "KGEN_CORPUS"
"""Names the folder of the manifests; the notes on them lie in `research` beside it."""
_FOLDER = Path(__file__).parent.parent / ".." / "shared" / "corpus"


def folder() -> Path:
    """The folder with one system's manifests in each of its folders. Skips the test where there is none."""
    return _existing(Path(os.environ.get(VARIABLE, _FOLDER)))


def field_counts() -> Path:
    """The list of the fields that real manifests use. Skips the test where there is none."""
    return _existing(Path(os.environ.get(VARIABLE, _FOLDER)) / ".." / "research" / "corpus-fields.md")


def _existing(path: Path) -> Path:
    if not path.exists():
        pytest.skip(f"the manifests to compare with are not here: set {VARIABLE}")
    return path

"""What the pages for developers point at is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = [
    "CONTRIBUTING.rst",
    "SECURITY.rst",
    *(f"doc/develop/{n}.rst" for n in ("architecture", "releasing")),
]
BASES = ("", "src/sphinx_to_confluence", "src/sphinx_to_confluence/translate")
PATH = re.compile(r"``((?:[\w.-]+/)+(?:[\w.-]+\.\w+|run)?)``")


@pytest.mark.parametrize("page", PAGES)
def test_paths_exist(page):
    """Files and folders are where they are said to be, in the repository or in the package."""
    named = PATH.findall((ROOT / page).read_text(encoding="utf-8"))
    assert named
    missing = [path for path in named if not any((ROOT / base / path).exists() for base in BASES)]
    assert missing == []

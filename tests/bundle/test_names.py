"""Names of files."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.bundle.model import record_path
from sphinx_to_confluence.bundle.names import body_paths, safe_filename


@pytest.mark.parametrize(
    ("docname", "expected"),
    [
        ("guide/tables", "guide/tables.conf"),
        ("release-1.0", "release-1.0.conf"),
        ("größe", "größe.conf"),
        ("manifest", "manifest.conf"),
        ("a b", "a_b-c8687a08.conf"),
        ("what?*", "what__-a928e707.conf"),
        ("_pages/x", "pages/x-c540488a.conf"),
        ("_publish/x", "publish/x-412b1f0d.conf"),
        ("_Attachments/x", "Attachments/x-64ba484b.conf"),
        (".doctrees/x", "doctrees/x-e2d09e15.conf"),
        ("api/con", "api/_con-bf036e00.conf"),
        ("gro\u0308ße", "größe-015a36ec.conf"),
    ],
)
def test_body_path(docname, expected):
    """The docname is the path wherever that is safe; otherwise a hash keeps it apart."""
    assert body_paths([docname], ".conf") == {docname: expected}


def test_manifest_as_page():
    """No body can take the place of the manifest."""
    assert body_paths(["manifest"], ".json")["manifest"] != "manifest.json"


def test_case():
    """Documents that differ by case only have files that differ otherwise, for file systems that ignore it."""
    paths = body_paths(["Readme", "readme", "other"], ".conf")
    assert paths["other"] == "other.conf"
    assert len({path.casefold() for path in paths.values()}) == 3


@pytest.mark.parametrize(
    ("body", "expected"),
    [("guide/tables.conf", "_pages/guide/tables.json"), ("v1.0.conf", "_pages/v1.0.json")],
)
def test_record_path(body, expected):
    """Each page has its record in a folder of its own."""
    assert record_path(body) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("logo.png", "logo.png"),
        ("Größe 2.png", "Größe 2.png"),
        ("e\u0301.png", "é.png"),
        ('a\\b/c"d:e?f*g|h<i>j\n.txt', "a_b_c_d_e_f_g_h_i_j_.txt"),
        ("..", "file"),
        (" a. ", "a"),
        ("nul.txt", "file-nul.txt"),
    ],
)
def test_safe_filename(name, expected):
    """What Confluence refuses becomes an underscore."""
    assert safe_filename(name) == expected


def test_long_filename():
    """A long name keeps its suffix and stays different from its like."""
    names = [safe_filename("x" * 300 + ending) for ending in ("1.png", "2.png")]
    assert names[0] != names[1]
    assert all(len(name) <= 150 and name.endswith(".png") for name in names)

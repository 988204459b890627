"""The file that intersphinx reads: what is in it, and that Sphinx reads it."""

from __future__ import annotations

import zlib
from pathlib import Path

import pytest

from sphinx_to_confluence.bundle.inventory import Entry, Inventory
from sphinx_to_confluence.bundle.model import Bundle, Editor, Page
from sphinx_to_confluence.publish.inventory import objects_inv


def bundle(editor=Editor.CLOUD):
    """A bundle of two pages."""
    pages = (
        Page(docname=name, title=title, parent=parent, body="", body_sha256="", source="")
        for name, title, parent in (("index", "Home", None), ("a", "Größe & more", "index"))
    )
    return Bundle(
        directory=Path(),
        project_id="",
        project="",
        release="",
        editor=editor,
        pages=tuple(pages),
    )


PATHS = {
    Editor.CLOUD: "spaces/DOC/pages/7",
    Editor.DATA_CENTER: "pages/viewpage.action?pageId=7",
}


def made(*entries, editor=Editor.CLOUD, missing=()):
    """Make the file of some entries."""
    inventory = Inventory("Some\nproject", "1.0", entries)
    return objects_inv(
        inventory, bundle(editor), lambda name: None if name in missing else PATHS[editor]
    )


@pytest.fixture
def loaded(read_objects_inv):
    """What Sphinx finds in a file: kind and name with address and shown text."""
    return lambda file: read_objects_inv(file.content, "https://example.org/wiki/")


def entry(name="x", fragment="", docname="a", kind="py:function", shown="-"):
    """An entry."""
    return Entry(kind, name, 1, docname, fragment, shown)


@pytest.mark.parametrize(
    ("fragment", "cloud", "data_center"),
    [
        ("", "", ""),
        ("pkg.run", "#pkg.run", "#Gr%C3%B6%C3%9Fe&more-pkg.run"),
        ("What's-new?-(v2)", "#What's-new?-(v2)", "#Gr%C3%B6%C3%9Fe&more-What's-new?-(v2)"),
        ("100%", "#100%25", "#Gr%C3%B6%C3%9Fe&more-100%25"),
        # A dollar at the end stands for the name.
        ("US$", "#US%24", "#Gr%C3%B6%C3%9Fe&more-US%24"),
        ('a"b<c>', "#a%22b%3Cc%3E", "#Gr%C3%B6%C3%9Fe&more-a%22b%3Cc%3E"),
    ],
)
def test_addresses(loaded, fragment, cloud, data_center):
    """They are quoted, and Data Center has the title of the page before the name of the anchor."""
    site = "https://example.org/wiki/"
    for editor, expected in ((Editor.CLOUD, cloud), (Editor.DATA_CENTER, data_center)):
        found = loaded(made(entry(fragment=fragment), editor=editor))
        assert found == {("py:function", "x"): (f"{site}{PATHS[editor]}{expected}", "-")}


@pytest.mark.parametrize(
    ("name", "shown", "read"),
    [
        ("a b", "A b", ("a b", "A b")),
        ("a\nb", "of two\n  lines", ("a b", "of two lines")),
        ("a\u2028b", "", ("a b", "-")),
        ("größe", "Größe", ("größe", "Größe")),
    ],
)
def test_names(loaded, name, shown, read):
    """Every entry stays on its line, whatever its names."""
    found = loaded(made(entry(name, shown=shown), entry("last")))
    assert {(name, shown) for (_, name), (_, shown) in found.items()} == {read, ("last", "-")}


def test_head():
    """The head is that of version 2."""
    lines = made().content.split(b"\n", 4)
    assert lines[:4] == [
        b"# Sphinx inventory version 2",
        b"# Project: Some project",
        b"# Version: 1.0",
        b"# The remainder of this file is compressed using zlib.",
    ]
    assert zlib.decompress(lines[4]) == b""


def test_pages_that_are_not_there(loaded):
    """What is on a page without an address, or on none of the bundle, cannot be referred to."""
    file = made(entry("x"), entry("y", docname="index"), entry("z", docname="gone"), missing={"a"})
    assert [name for _, name in loaded(file)] == ["y"]


def test_hash():
    """The hash is of what is said."""
    assert made(entry("x")).sha256 == made(entry("x")).sha256 != made(entry("y")).sha256

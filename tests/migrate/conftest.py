"""A space of each flavour that the established extension has published into."""

from __future__ import annotations

import pytest
from moving import Moving

from sphinx_to_confluence.sandbox import Sandbox


@pytest.fixture(params=["cloud", "datacenter"])
def moving(request, tmp_path):
    """A documentation of three pages, published by the extension, and its bundle."""
    path = "/confluence" if request.param == "datacenter" else ""
    with Sandbox(flavour=request.param, context_path=path) as sandbox:
        sandbox.add_space("DOC", "Documentation")
        sandbox.add_page("DOC", "Manuals")
        moving = Moving(tmp_path, sandbox)
        moving.document("index", "The manual")
        moving.document("guide/index", "Guide")
        moving.document("guide/install", "Install", "guide/index")
        moving.theirs("The manual")
        moving.theirs("Guide", "The manual")
        moving.theirs("Install", "Guide")
        yield moving

"""A small documentation that is written on while a preview is shown."""

from __future__ import annotations

import pytest


@pytest.fixture
def source(tmp_path):
    """Two pages, the second with a warning, and an extension beside conf.py."""
    source = tmp_path / "doc"
    source.mkdir()
    (source / "conf.py").write_text(
        "import sys\nsys.path.insert(0, 'SOURCE')\n".replace("SOURCE", str(source))
        + "project = 'Example'\n"
        "extensions = ['sphinx_to_confluence', 'greeting']\n"
        "confluence_server_url = 'https://example.atlassian.net/wiki'\n"
        "confluence_parent_page = 'A page that the sandbox does not have'\n"
    )
    (source / "greeting.py").write_text(
        "def setup(app):\n    app.config.rst_epilog = '.. |greeting| replace:: Hello'\n"
    )
    (source / "index.rst").write_text("Example\n=======\n\n|greeting|\n\n.. toctree::\n\n   more\n")
    (source / "more.rst").write_text("More\n====\n\nSee :ref:`nowhere`.\n")
    return source

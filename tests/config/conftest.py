"""A Sphinx project with nothing but the configuration of this extension."""

from __future__ import annotations

import os

import pytest

PROBE = '''
    """An extension that only has the configuration, and a builder that looks like one of ours."""
    from sphinx.builders.dummy import DummyBuilder
    from sphinx_to_confluence.config.register import Configuration

    class StorageBuilder(DummyBuilder):
        name = "storage"
        format = "confluence_storage"

    def setup(app):
        app.probe = Configuration(app)
        app.add_builder(StorageBuilder)
        return {"parallel_read_safe": True, "parallel_write_safe": True}
'''

CONF_PY = """
    import sys, pathlib
    sys.path.insert(0, str(pathlib.Path(__file__).parent))
    extensions = ["probe"]
    project = "Test"
"""


@pytest.fixture
def probe(project, monkeypatch):
    """The project of ``tests/conftest.py`` with the extension ``probe``, whose configuration is at ``app.probe``.

    The environment has no variables of ours.
    """
    for name in list(os.environ):
        if name.startswith("CONFLUENCE_"):
            monkeypatch.delenv(name)
    project.write({"probe.py": PROBE, "conf.py": CONF_PY, "index.rst": "Title\n=====\n\nText.\n"})
    return project

"""Are the tabs of sphinx-tabs the same whatever builder their documents were read for?"""

from __future__ import annotations

from typing import Any

import pytest

_TABS = """
    Tabs
    ====

    .. tabs::

       .. tab:: *One*

          Text

       .. a comment

       .. tab:: Two

          - a point

    .. tabs::

       .. code-tab:: python

          print("Hello")

       .. code-tab:: c
          :caption: hello.c

          puts("Hello");
"""


@pytest.fixture
def tabs(project: Any) -> Any:
    """A project with tabs."""
    pytest.importorskip("sphinx_tabs")
    project.conf('extensions.append("sphinx_tabs.tabs")\n')
    project.write({"index.rst": _TABS})
    return project


@pytest.mark.parametrize("editor", ["v1", "v2"])
def test_read_for_another_builder(tabs: Any, editor: str) -> None:
    """sphinx-tabs makes other nodes for builders that it does not know; they are not read again for ours."""
    options = {"confluence_editor": editor}
    own = tabs.build(options=options)
    tabs.build("text", doctrees="shared", options=options)
    shared = tabs.build(out="other", doctrees="shared", options=options)
    assert "0 added, 0 changed" in shared.status
    assert shared.text("index.conf") == own.text("index.conf")


def test_targets_in_tabs_are_there_once(tabs: Any) -> None:
    """What is in a tab is parsed once, so that nothing in it is a duplicate."""
    tabs.write(
        {"index.rst": _TABS.replace("          Text\n", "          .. _here:\n\n          Text\n")}
    )
    assert tabs.build().warnings == []

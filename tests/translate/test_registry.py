"""Is every node written by the function that is meant for it?"""

from __future__ import annotations

import pytest
from docutils import nodes
from sphinx import addnodes
from sphinx.ext.autosummary import autosummary_table, autosummary_toc

import sphinx_to_confluence.translate  # noqa: F401 - fills the registry
from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.translate.registry import (
    STANDARD,
    Declared,
    DuplicateHandler,
    PerEditor,
    Registry,
)


def _handler(_node: object, _page: object, _out: object) -> None:
    """Write nothing."""


def test_derived_from_a_silent_class() -> None:
    """A table that derives from a comment is a table, and one that is a hidden list is silent itself."""
    table = STANDARD.find(autosummary_table, Editor.CLOUD)
    assert table is not None
    assert table.__name__ == "autosummary_table"
    assert STANDARD.find(autosummary_toc, Editor.CLOUD) is STANDARD.find(
        nodes.comment, Editor.CLOUD
    )


def test_derived_classes_are_found() -> None:
    """The nearest class in the order of inheritance decides."""
    registry = Registry()
    registry.handles(nodes.Element)(_handler)

    def strong(_node: object, _page: object, _out: object) -> None:
        """Write nothing."""

    registry.handles("docutils.nodes.strong")(strong)
    found = [registry.find(cls, Editor.CLOUD) for cls in (addnodes.literal_strong, nodes.paragraph)]
    assert found == [strong, _handler]
    assert registry.find(type("very", (nodes.strong,), {}), Editor.CLOUD) is strong


def test_editors_go_first() -> None:
    """A handler for one editor goes before the one for both, and only there."""
    registry = Registry()

    def special(_node: object, _page: object, _out: object) -> None:
        """Write nothing."""

    registry.handles(nodes.strong)(_handler)
    registry.handles(nodes.strong, editor=Editor.DATA_CENTER)(special)
    assert [registry.find(nodes.strong, editor) for editor in Editor] == [_handler, special]


def test_unknown_classes_have_none() -> None:
    """Nobody handles what nobody registered."""
    assert Registry().find(nodes.strong, Editor.CLOUD) is None


def test_what_nodes_become() -> None:
    """A sentence is declared with the handler: for both editors, for each, or why nothing is written."""
    registry = Registry()
    registry.handles(nodes.strong, becomes="Bold.")(_handler)
    registry.handles(nodes.table, becomes=PerEditor("A table.", "A wide table."))(_handler)
    registry.handles(nodes.term, becomes="Bold.", editor=Editor.CLOUD)(_handler)
    registry.handles(nodes.term, becomes="A term.", editor=Editor.DATA_CENTER)(_handler)
    registry.handles(nodes.emphasis)(_handler)
    registry.silent({nodes.comment: "nobody reads it"})
    registry.marked(nodes.container, classes="toggle", becomes="An expand.")(_handler)
    theme = _handler.__module__.partition(".")[0]
    assert list(registry.declared()) == [
        Declared("docutils.nodes.strong", theme, PerEditor("Bold.", "Bold.")),
        Declared("docutils.nodes.table", theme, PerEditor("A table.", "A wide table.")),
        Declared("docutils.nodes.term", theme, PerEditor("Bold.", "A term.")),
        Declared(
            "docutils.nodes.comment",
            "silence",
            PerEditor("Nothing: nobody reads it.", "Nothing: nobody reads it."),
        ),
        Declared(
            "docutils.nodes.container[classes=toggle]",
            theme,
            PerEditor("An expand.", "An expand."),
        ),
    ]


def test_two_handlers_are_a_mistake() -> None:
    """The second registration names the modules of both."""
    registry = Registry()
    registry.handles(nodes.strong)(_handler)
    with pytest.raises(DuplicateHandler) as caught:
        registry.handles("docutils.nodes.strong")(_handler)
    modules = f"both {_handler.__module__} and {_handler.__module__} handle docutils.nodes.strong"
    assert str(caught.value) == modules


def test_marks_go_before_classes() -> None:
    """A node with a known mark is written by the handler of the mark, any other by that of its class."""
    registry = Registry()
    written: list[str] = []
    registry.handles(nodes.container)(lambda *_: written.append("container"))
    registry.marked(nodes.container, design_component="card", classes="toggle")(
        lambda *_: written.append("marked")
    )
    handler = registry.find(nodes.container, Editor.CLOUD)
    assert handler is not None
    for node in (
        nodes.container(),
        nodes.container(classes=["other", "toggle"]),
        nodes.container(design_component="card"),
        nodes.container(design_component="grid"),
    ):
        handler(node, None, None)
    assert written == ["container", "marked", "marked", "container"]


def test_mark_registered_twice() -> None:
    """Two functions for one mark are a mistake, and the message says of whom."""
    registry = Registry()
    registry.marked(nodes.container, classes="toggle")(_handler)
    with pytest.raises(DuplicateHandler, match=r"container\[classes=toggle\]"):
        registry.marked(nodes.container, classes="toggle")(lambda *_: None)

"""Is every class of docutils and Sphinx decided, described and shown?"""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
from docutils import nodes
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

import sphinx_to_confluence.translate  # noqa: F401 - fills the registry
from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.translate.registry import STANDARD

DOC = Path(__file__).parents[2] / "doc"

_ABSTRACT: Mapping[type, str] = {
    nodes.Node: "base of all nodes",
    nodes.Element: "base of nodes with children",
    nodes.TextElement: "base of nodes with text",
    nodes.FixedTextElement: "base of nodes with text that keeps its spaces",
    **dict.fromkeys(
        (
            nodes.Root, nodes.Structural, nodes.Body, nodes.General, nodes.Sequential, nodes.Admonition, nodes.Special,
            nodes.Part, nodes.Decorative, nodes.Inline, nodes.Bibliographic, nodes.PreBibliographic, nodes.Invisible,
            nodes.Titular,
        ),
        "a category of nodes",
    ),
    **dict.fromkeys(
        (nodes.Resolvable, nodes.BackLinkable, nodes.Labeled, nodes.Referential, nodes.Targetable),
        "a trait of nodes",
    ),
    addnodes.translatable: "a trait of nodes: their text is looked up in message catalogs",
    addnodes.not_smartquotable: "a trait of nodes: their quotes stay straight",
    addnodes._desc_classes_injector: "adds classes to parts of signatures",
}  # fmt: skip
"""Classes that no document holds an instance of; each holds what others derive from it."""

_OF_SOME_RELEASES = frozenset(
    {"docutils.nodes.SubStructural", "docutils.nodes.PureTextElement", "sphinx.addnodes.document"}
)
"""The same, of releases that are not the only ones; the last one tells type checkers what Sphinx adds to documents."""

_NOT_IN_DOCUMENTS: Mapping[type, str] = {
    # Not once Sphinx has resolved the document, unless it has a mistake in it.
    **dict.fromkeys((nodes.problematic, nodes.system_message), "comes with a warning"),
    nodes.citation_reference: "Sphinx makes a reference of it",
    nodes.substitution_reference: "docutils puts in what it stands for",
    **dict.fromkeys(
        (
            nodes.docinfo, nodes.author, nodes.authors, nodes.organization, nodes.address, nodes.contact, nodes.version,
            nodes.revision, nodes.status, nodes.date, nodes.copyright,
        ),
        "Sphinx takes it out as the metadata of the document",
    ),
    addnodes.only: "Sphinx puts what it holds in its place",
    addnodes.pending_xref: "Sphinx puts a reference, or what it holds, in its place",
    addnodes.pending_xref_condition: "Sphinx puts one of the texts in its place",
    addnodes.number_reference: "Sphinx makes a reference of it",
    addnodes.start_of_file: "for builders that put documents together",
    addnodes.desc_sig_element: "what others derive from it is in signatures",
    addnodes.desc_type: "domains of other packages may have it",
}  # fmt: skip


def _classes() -> list[type[nodes.Node]]:
    """Every class of nodes that a document can hold."""
    found = [
        value
        for module in (nodes, addnodes)
        for value in vars(module).values()
        if isinstance(value, type)
        and value.__module__ == module.__name__
        and (issubclass(value, nodes.Node) or module is addnodes)
    ]
    return [
        value
        for value in dict.fromkeys(found)
        if value not in _ABSTRACT and _name(value) not in _OF_SOME_RELEASES
    ]


def _name(node_class: type) -> str:
    return f"{node_class.__module__}.{node_class.__qualname__}"


@pytest.mark.parametrize("editor", Editor)
@pytest.mark.parametrize("node_class", _classes(), ids=lambda cls: cls.__name__)
def test_decided(node_class: type[nodes.Node], editor: Editor) -> None:
    """Every class has a handler, or it was decided that it produces nothing."""
    assert STANDARD.find(node_class, editor) is not None


@pytest.mark.parametrize("node_class", _classes(), ids=lambda cls: cls.__name__)
def test_described(node_class: type[nodes.Node]) -> None:
    """What every class becomes is said in sentences, for both editors."""
    declared = {row.name: row.becomes for row in STANDARD.declared()}
    assert all(text.endswith((".", "…")) for text in declared[_name(node_class)])


def test_no_class_twice() -> None:
    """Short names are enough for the manual and its examples."""
    names = [node_class.__name__ for node_class in _classes()]
    assert len(names) == len(set(names))


# examples


@pytest.fixture(scope="module")
def examples() -> Iterator[dict[str, object]]:
    """All examples of the manual, by name."""
    sys.path.insert(0, str(DOC / "_ext"))
    try:
        import node_examples

        yield {
            example.name: example
            for theme in node_examples.themes()
            for example in node_examples.examples(theme)
        }
    finally:
        sys.path.remove(str(DOC / "_ext"))
        sys.modules.pop("node_examples", None)


def test_every_visible_class_has_an_example(examples) -> None:
    """A class that readers can meet is shown, and nothing twice; silent ones have nothing to show."""
    silent = {row.name for row in STANDARD.declared() if row.theme == "silence"}
    visible = {
        node_class.__name__
        for node_class in _classes()
        if _name(node_class) not in silent and node_class not in _NOT_IN_DOCUMENTS
    }
    shown = [name for example in examples.values() for name in example.nodes]
    assert len(shown) == len(set(shown))
    assert {name for name in shown if name.isidentifier()} == visible
    declared = {
        row.name.removeprefix("docutils.nodes.").removeprefix("sphinx.addnodes.")
        for row in STANDARD.declared()
    }
    assert set(shown) <= declared


def test_every_example_has_its_pictures(examples) -> None:
    """There is one for both editors, none of what is no example any more: doc/_pictures/make.py draws them."""
    import node_examples

    drawn = {
        example.picture(editor) for example in examples.values() for editor in node_examples.EDITORS
    }
    assert set(node_examples.PICTURES.iterdir()) == drawn


@pytest.mark.filterwarnings("ignore:'tags' will become a required keyword argument")
@pytest.mark.parametrize("editor", Editor)
def test_examples_build(examples, editor: Editor, tmp_path: Path) -> None:
    """Every example builds without warnings, holds the nodes that it is for, and shows something."""
    app, warnings = _build(examples, editor, tmp_path)
    assert warnings == ""
    missing: dict[str, set[str]] = {}
    for name, example in examples.items():
        doctree = app.env.get_and_resolve_doctree(example.docname, app.builder)
        missing[name] = {node for node in example.nodes if not _is_in(doctree, node)}
    assert {name: absent for name, absent in missing.items() if absent} == {}
    bodies = {
        name: (tmp_path / "out" / f"{example.docname}.conf").read_text("utf-8")
        for name, example in examples.items()
    }
    assert [name for name, body in bodies.items() if not body.strip()] == []


def _is_in(doctree: nodes.document, name: str) -> bool:
    """Whether a document holds a node; it may be asked for as ``container[type=details]``."""
    class_name, _, mark = name.removesuffix("]").partition("[")
    attribute, _, value = mark.partition("=")
    if not mark:
        return any(name in (type(node).__name__, _name(type(node))) for node in doctree.findall())
    return any(
        value == node.get(attribute) or value in node.get(attribute, ())
        for node in doctree.findall(getattr(nodes, class_name))
    )


def _build(examples, editor: Editor, directory: Path) -> tuple[Sphinx, str]:
    import node_examples

    srcdir = directory / "src"
    node_examples.write_project(examples.values(), srcdir)
    stream = io.StringIO()
    with patch_docutils(), docutils_namespace():
        app = Sphinx(
            str(srcdir),
            str(srcdir),
            str(directory / "out"),
            str(directory / "doctrees"),
            "confluence",
            confoverrides={"confluence_editor": editor.value},
            status=None,
            warning=stream,
        )
        app.build()
    return app, stream.getvalue()

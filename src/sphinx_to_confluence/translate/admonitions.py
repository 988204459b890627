"""How are notes, warnings and their kind written?"""

from __future__ import annotations

from docutils import nodes
from sphinx import addnodes
from sphinx.locale import admonitionlabels

from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.panels import Look, expand, panel
from sphinx_to_confluence.translate.registry import PerEditor, handles, marked

_LOOKS: dict[type[nodes.Element], tuple[Look, str]] = {
    # The label is shown where the icon does not say it; Sphinx has it in the language of the project.
    nodes.note: (Look.INFO, ""),
    addnodes.seealso: (Look.INFO, "seealso"),
    nodes.tip: (Look.TIP, "tip"),
    nodes.hint: (Look.TIP, "hint"),
    nodes.important: (Look.IMPORTANT, "important"),
    nodes.attention: (Look.NOTE, "attention"),
    nodes.caution: (Look.NOTE, "caution"),
    nodes.warning: (Look.NOTE, "warning"),
    nodes.danger: (Look.WARNING, "danger"),
    nodes.error: (Look.WARNING, "error"),
}

_LOOK_NAMES = {kind.__name__: look for kind, (look, _) in _LOOKS.items()}

# Classes of sphinx-togglebutton, and of themes that fold admonitions.
_FOLDED = frozenset({"dropdown", "collapse", "toggle"})
_OPEN = "toggle-shown"


@handles(nodes.note, becomes="A blue panel.")
@handles(addnodes.seealso, becomes="A blue panel that begins with its name.")
@handles(nodes.tip, nodes.hint, becomes="A green panel that begins with its name.")
@handles(
    nodes.important,
    becomes=PerEditor(
        "A purple panel that begins with its name.", "A yellow panel that begins with its name."
    ),
)
@handles(
    nodes.attention,
    nodes.caution,
    nodes.warning,
    becomes="A yellow panel that begins with its name.",
)
@handles(nodes.danger, nodes.error, becomes="A red panel that begins with its name.")
def labelled(node: nodes.Element, page: PageContext, out: Out) -> None:
    """An admonition with a meaning of its own."""
    look, label = next(row for kind, row in _LOOKS.items() if isinstance(node, kind))
    shown = _look_of_classes(node, page, look)
    # Neither an expand nor another icon says that this is a note.
    title = str(admonitionlabels[label or "note"]) if label or _folds(node) or shown != look else ""
    if _folds(node):
        expand(node, page, out, title=title, body=node.children)
    else:
        panel(node, page, out, shown, title=title, body=node.children)


@handles(
    nodes.admonition,
    becomes="A blue panel that begins with its title, or the one that its class names. Collapsed ones are expands.",
)
def titled(node: nodes.admonition, page: PageContext, out: Out) -> None:
    """An admonition with a title from the document."""
    first = node.children[0] if node.children else None
    has_title = isinstance(first, nodes.title)
    title = first.children if has_title and first is not None else []
    body = node.children[1:] if has_title else node.children
    if _folds(node):
        expand(node, page, out, title=title, body=body)
    else:
        panel(node, page, out, _look_of_classes(node, page, Look.INFO), title=title, body=body)


@handles(
    "sphinx.ext.todo.todo_node",
    becomes=PerEditor(
        "A purple panel that begins with its title.", "A yellow panel that begins with its title."
    ),
)
def todo(node: nodes.Element, page: PageContext, out: Out) -> None:
    """Something that is left to do."""
    body = [child for child in node.children if not isinstance(child, nodes.title)]
    titles = [child for child in node.children if isinstance(child, nodes.title)]
    panel(node, page, out, Look.IMPORTANT, title=titles[0].children if titles else (), body=body)


@marked(nodes.paragraph, classes="todo-source")
def todo_source(node: nodes.paragraph, page: PageContext, out: Out) -> None:
    """Where something that is left to do stands; without the directory, which differs between machines."""
    here = f"{page.builder.srcdir}/"
    with out.element("p", at=node):
        for part in tuple(node.children):
            if isinstance(part, nodes.Text):
                out.text(part.astext().replace(here, ""))
            else:
                page.visit(part)


@handles(
    nodes.system_message,
    becomes="A red panel with what docutils says, when ``keep_warnings`` is set.",
)
def system_message(node: nodes.system_message, page: PageContext, out: Out) -> None:
    """What docutils has to say about the source; Sphinx leaves it in the document only when it is asked to."""
    place = page.relative(node.get("source", ""))
    line = f", line {node['line']}" if "line" in node else ""
    title = f"{node.get('type', '')}/{node.get('level', '')} ({place}{line})"
    panel(node, page, out, Look.WARNING, title=title, body=node.children)


@handles(
    addnodes.versionmodified,
    becomes="A paragraph that begins with the version in italics; a yellow panel for what is deprecated, a red one for "
    "what was removed.",
)
def version_change(node: addnodes.versionmodified, page: PageContext, out: Out) -> None:
    """What changed in a version: a line in the text, but a box for what should not be used any more."""
    looks = {"deprecated": Look.NOTE, "versionremoved": Look.WARNING}
    look = looks.get(node.get("type", ""))
    if look is None:
        page.anchors(node)
        page.children(node)
    else:
        panel(node, page, out, look, body=node.children)


def _look_of_classes(node: nodes.Element, page: PageContext, default: Look) -> Look | str:
    """``.. admonition:: …`` with ``:class: warning`` looks like a warning; so may do classes of the project."""
    asked = page.settings.admonition_looks
    for name in node["classes"]:
        look = asked.get(name, name if isinstance(node, nodes.admonition) else "")
        if look.startswith("#"):
            return look
        if look in _LOOK_NAMES:
            return _LOOK_NAMES[look]
    return default


def _folds(node: nodes.Element) -> bool:
    """Whether an admonition is closed when the page is opened; no expand can be open then."""
    if node.get("collapsible"):
        return bool(node["collapsible"] != "open")
    return not _FOLDED.isdisjoint(node["classes"]) and _OPEN not in node["classes"]

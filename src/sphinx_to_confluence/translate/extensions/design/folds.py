"""How is what readers of ``sphinx-design`` open, and what stands beside the text, written?"""

from __future__ import annotations

from docutils import nodes

from sphinx_to_confluence.translate.extensions.design.parts import align, component, with_title
from sphinx_to_confluence.translate.icons import sign_of
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.panels import Look, expand, panel
from sphinx_to_confluence.translate.registry import marked
from sphinx_to_confluence.translate.tabs import Tab, place_of_tab, write_tabs


@marked(
    nodes.container,
    design_component="dropdown",
    becomes="An expand, with a sign for its icon; a grey panel when it is open from the beginning.",
)
def dropdown(node: nodes.container, page: PageContext, out: Out) -> None:
    """A title, and what is behind it."""
    heading, body = with_title(node)
    title = list(heading.children) if heading else []
    if heading:
        page.anchors(heading)
    if sign := sign_of(str(node.get("icon") or "")):
        title.insert(0, nodes.Text(f"{sign} "))
    expand(node, page, out, title=title, body=body, is_open=bool(node.get("opened")))


@marked(
    nodes.container,
    design_component="tab-set",
    becomes="The macro of ``confluence_macro_templates``; without one, code with its label above it, or an expand for "
    "each tab.",
)
def tab_set(node: nodes.container, page: PageContext, out: Out) -> None:
    """A set of tabs, also one of code."""
    page.anchors(node)
    tabs: list[Tab] = []
    for item in node.children:
        if isinstance(item, nodes.container) and component(item) == "tab-item":
            label, rest = with_title(item)
            body = [
                node
                for part in rest
                for node in (part.children if component(part) == "tab-content" else [part])
            ]
            ids = [*item["ids"], *(label["ids"] if label else ())]
            tabs.append(Tab(place_of_tab(item, ids), label.children if label else (), body))
        else:
            page.visit(item)
    write_tabs(node, tabs, page, out)


@marked(nodes.container, design_component="aside", becomes="A grey panel.")
def aside(node: nodes.container, page: PageContext, out: Out) -> None:
    """A box beside the text: neither editor floats one."""
    heading, body = with_title(node)
    if heading:
        page.anchors(heading)
    panel(node, page, out, Look.BOX, title=heading.children if heading else (), body=body)


@marked(
    nodes.container,
    design_component="div",
    becomes="What it holds, centred or at the right where its classes say so; nothing when they hide it.",
)
def div(node: nodes.container, page: PageContext, out: Out) -> None:
    """Something with classes; what is hidden on screens of any size is hidden here, too."""
    page.anchors(node)
    classes = node["classes"]
    if "sd-d-none" in classes and not any(
        name.startswith("sd-d-") and name != "sd-d-none" for name in classes
    ):
        return
    with out.collect() as fragment:
        page.children(node)
    align(node, fragment)
    out.put(fragment.children)

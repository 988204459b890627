"""How are graphs of ``sphinx.ext.graphviz`` and ``sphinx.ext.inheritance_diagram`` written?"""

from __future__ import annotations

import contextlib
import hashlib
import html
import os
import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from docutils import nodes

from sphinx_to_confluence.translate.addresses import located
from sphinx_to_confluence.translate.commands import CommandError, run_command
from sphinx_to_confluence.translate.diagrams import Diagram, add_diagram
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.pictures import CSS_DPI, DENSITY, Made
from sphinx_to_confluence.translate.registry import handles

_AREA = re.compile(r"<area\b[^>]*>")
_ATTRIBUTE = re.compile(r'(\w+)="([^"]*)"')
_PICTURE = re.compile(
    r'\b(?:image|shapefile|src)\s*=\s*(?:"([^"\n]+)"|\'([^\'\n]+)\'|([\w.]+))', re.IGNORECASE
)


@handles(
    "sphinx.ext.graphviz.graphviz",
    becomes="An image, and the links of its nodes below it; without Graphviz its source as code.",
)
def graphviz(node: nodes.Element, page: PageContext, out: Out) -> None:
    """A graph."""
    page.anchors(node)
    options: dict[str, Any] = node.get("options", {})
    folder = Path(page.builder.srcdir, node.get("filename") or options.get("docname", "")).parent
    layout = options.get("graphviz_dot") or page.builder.config.graphviz_dot
    made = add_diagram(_graph(node["code"], layout, folder, page), node, page, out)
    if made is not None:
        text = made.file(".map").read_text(encoding="utf-8")
        add_links(list(_links_of_map(text, page)), node, page)


@handles(
    "sphinx.ext.inheritance_diagram.inheritance_diagram",
    becomes="An image, and links to the classes below it; without Graphviz its source as code.",
)
def inheritance_diagram(node: nodes.Element, page: PageContext, out: Out) -> None:
    """Classes and what they are derived from; its children are references to them."""
    page.anchors(node)
    config = page.builder.config
    diagram: Any = node["graph"]
    if hasattr(diagram, "_generate_dot"):
        code = diagram._generate_dot("inheritance", {}, config)  # noqa: SLF001 - Sphinx 9 has no other
    else:
        code = diagram.generate_dot("inheritance", {}, page.builder.env)
    graph = _graph(code, config.graphviz_dot, Path(page.builder.srcdir), page)
    described = replace(graph, alt=f"Inheritance diagram of {node['content']}")
    add_diagram(described, node, page, out)
    references = [child for child in node.children if isinstance(child, nodes.reference)]
    add_links(references, node, page)


def add_links(references: Sequence[nodes.Node], node: nodes.Element, page: PageContext) -> None:
    """Write the links of an image, which cannot have them itself, in a line below it."""
    if not references:
        return
    line = nodes.paragraph("", "Links: ")
    for index, reference in enumerate(references):
        if index:
            line += nodes.Text(", ")
        line += reference.deepcopy()
    line.parent, line.source, line.line = node.parent, node.source, node.line
    page.visit(line)


def _graph(code: str, layout: str, folder: Path, page: PageContext) -> Diagram:
    """A graph in the language of Graphviz.

    :param layout: the program that draws it.
    :param folder: where the files are that it names.
    """
    command = [layout, *page.builder.config.graphviz_dot_args, f"-Gdpi={DENSITY * CSS_DPI}"]

    def draw(made: Made) -> None:
        image, links = str(made.file(".png")), str(made.file(".map"))
        written = ["-Tpng", f"-o{image}", "-Tcmapx", f"-o{links}"]
        run_command([*command, *written], directory=folder, text=code)
        if not made.file(".png").is_file():
            raise CommandError(f"{layout!r} wrote no image")

    return Diagram(
        kind="graph",
        source=code,
        suffix=".dot",
        about={"command": command, **_pictures_in(code, folder, page)},
        draw=draw,
        option="graphviz_dot",
        language="dot",
    )


def _pictures_in(code: str, folder: Path, page: PageContext) -> Mapping[str, str]:
    """The pictures that a graph shows, with hashes of them: a graph is drawn again when one has changed."""
    found: dict[str, str] = {}
    for match in _PICTURE.finditer(code):
        name = match[1] or match[2] or match[3]
        path = Path(os.path.normpath(folder / name))
        page.files.add(path)
        with contextlib.suppress(OSError, ValueError):
            if path.is_file():
                found[f"picture {name}"] = hashlib.sha256(path.read_bytes()).hexdigest()
    return found


def _links_of_map(text: str, page: PageContext) -> Iterator[nodes.reference]:
    """The links of an image map, each once."""
    seen: set[tuple[str, str]] = set()
    for area in _AREA.findall(text):
        attributes = {key: html.unescape(value) for key, value in _ATTRIBUTE.findall(area)}
        target = attributes.get("href", "")
        # A line break in a label is written with a backslash, or as a character.
        label = " ".join(re.sub(r"\\[nlr]", " ", attributes.get("title", "")).split())
        if target and (target, label) not in seen:
            seen.add((target, label))
            yield _reference(target, label or target, page)


def _reference(target: str, label: str, page: PageContext) -> nodes.reference:
    """A link; relative ones are made for HTML pages, and lead to the pages that those are here."""
    address = urlsplit(target)
    if not address.scheme and not address.netloc and address.path:
        path = posixpath.join(posixpath.dirname(page.document), address.path)
        docname = posixpath.normpath(posixpath.splitext(path)[0])
        if docname in page.builder.env.all_docs:
            uri = page.builder.get_relative_uri(page.document, docname)
            fragment = f"#{address.fragment}" if address.fragment else ""
            return nodes.reference("", label, refuri=located(uri + fragment, page), internal=True)
    if target.startswith("#"):
        return nodes.reference("", label, refuri=located(target, page), internal=True)
    return nodes.reference("", label, refuri=target)

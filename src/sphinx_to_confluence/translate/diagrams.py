"""How is a diagram that somebody wrote as text shown? By a macro of an app, as an image, or as its source."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from docutils import nodes

from sphinx_to_confluence.storage.elements import Node
from sphinx_to_confluence.storage.templates import Template
from sphinx_to_confluence.translate.code import code_macro
from sphinx_to_confluence.translate.commands import CommandError
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.pictures import DENSITY, Made, add_picture, make_once
from sphinx_to_confluence.warnings import ConfluenceWarning


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagram:
    """A diagram, and how it is drawn.

    :param kind: names the template for a macro, the files, and the language in messages.
    :param suffix: of a file that holds the source.
    :param about: all that decides what the image looks like, besides the source.
    :param draw: writes the file ``.png``, and others when it wants; raises :class:`.CommandError`.
    :param option: names the program that draws it, in ``conf.py``.
    :param language: of the source, as Sphinx calls it.
    :param alt: what it shows, where nobody has said it; by default its source.
    :param density: pixels of the image for one on the page.
    """

    kind: str
    source: str
    suffix: str
    about: Mapping[str, Any]
    draw: Callable[[Made], None]
    option: str
    language: str = "text"
    alt: str = ""
    density: float = DENSITY


def add_diagram(diagram: Diagram, node: nodes.Element, page: PageContext, out: Out) -> Made | None:
    """Write a diagram.

    :returns: the image and what was made with it, if there is an image.
    """
    template = page.template(diagram.kind)
    if template is not None:
        filename = _source_file(diagram, page) if "filename" in template.uses else ""
        macro = filled(template, diagram.kind, node, page, source=diagram.source, filename=filename)
        out.add(*macro, at=node)
        return None
    try:
        about = {"source": diagram.source, **diagram.about}
        made = make_once(page, diagram.kind, about, diagram.draw)
    except CommandError as error:
        _tell(error, diagram, node, page)
        out.add(code_macro(diagram.source, diagram.language, page), at=node)
        return None
    alt = described(node) or diagram.alt or " ".join(diagram.source.split())
    add_picture(made.file(".png"), node, page, out, alt=alt, density=diagram.density)
    return made


def filled(
    template: Template,
    kind: str,
    node: nodes.Element,
    page: PageContext,
    *,
    source: str = "",
    filename: str = "",
) -> list[Node]:
    """What a template makes for a diagram.

    :param filename: of the attachment with the source.
    """
    return template.fill(
        source=source,
        filename=filename,
        title=described(node),
        id=f"{kind}-{page.count(kind)}",
    )


def _source_file(diagram: Diagram, page: PageContext) -> str:
    """Attach the source of a diagram; return the name that it has on the page."""

    def write(made: Made) -> None:
        made.file(diagram.suffix).write_text(diagram.source, encoding="utf-8")

    made = make_once(page, f"{diagram.kind}-source", {"source": diagram.source}, write)
    return page.attach(made.file(diagram.suffix), None)


def described(node: nodes.Element) -> str:
    """What a diagram shows, in words: the alternative text, or the caption of the figure that it is in."""
    if node.get("alt"):
        return str(node["alt"])
    around = node.parent.children if isinstance(node.parent, nodes.figure) else ()
    return next((child.astext() for child in around if isinstance(child, nodes.caption)), "")


def _tell(error: CommandError, diagram: Diagram, node: nodes.Element, page: PageContext) -> None:
    if error.missing:
        page.warn_once(
            ConfluenceWarning.IMAGE,
            f"diagrams are shown as their source ({diagram.kind}): {error}; see the option {diagram.option}",
            node=node,
        )
    else:
        page.warn(
            ConfluenceWarning.IMAGE,
            "diagram shown as its source (%s): %s",
            diagram.kind,
            error,
            node=node,
        )

"""How are blocks of code written?"""

from __future__ import annotations

import re
from typing import Any

from docutils import nodes
from pygments.lexers.python import PythonLexer
from pygments.token import Error

from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.languages import code_language
from sphinx_to_confluence.storage.macros import CODE
from sphinx_to_confluence.translate.numbers import caption_number, captioned
from sphinx_to_confluence.translate.page import Out, PageContext
from sphinx_to_confluence.translate.panels import plain_text
from sphinx_to_confluence.translate.registry import PerEditor, handles

_THEMES = {
    "confluence": "Confluence", "default": "Confluence", "django": "DJango", "eclipse": "Eclipse", "emacs": "Emacs",
    "fadetogrey": "FadeToGrey", "midnight": "Midnight", "rdark": "RDark",
}  # fmt: skip


@handles(
    nodes.literal_block,
    becomes=PerEditor(
        "A code block. Caption, first line number and highlighted lines are said in a line above it.",
        "A code block with title, line numbers and theme. Highlighted lines are said in a line above it.",
    ),
)
def literal_block(node: nodes.literal_block, page: PageContext, out: Out) -> None:
    """Code, or what a program prints; markup within is not kept."""
    page.anchors(node)
    if next(node.findall(nodes.reference), None) is not None:
        page.lost("links in a code block are shown as text", node)
    if node.astext().strip():
        _write(node, page, out, remark_before=True)


@handles(nodes.doctest_block, becomes="A code block in Python.")
def doctest_block(node: nodes.doctest_block, page: PageContext, out: Out) -> None:
    """A session with Python."""
    page.anchors(node)
    out.add(code_macro(node.astext(), "pycon", page), at=node)


@handles(nodes.container, becomes="Code with its caption; any other is what it holds.")
def container(node: nodes.container, page: PageContext, out: Out) -> None:
    """Code with a caption; any other container is what it holds."""
    page.anchors(node)
    caption = next((child for child in node.children if isinstance(child, nodes.caption)), None)
    if not node.get("literal_block") or caption is None:
        page.children(node)
        return
    blocks = [child for child in node.children if isinstance(child, nodes.literal_block)]
    number = captioned(caption_number(node, page), has_text=True)
    title = ""
    if page.on_cloud:
        # As a parameter of the macro it would become a heading.
        _caption_line(caption, number, blocks, page, out)
    else:
        title = number + plain_text(caption.children, page, out)
    for block in blocks:
        page.anchors(block)
        _write(block, page, out, remark_before=not page.on_cloud, title=title)


def _caption_line(
    caption: nodes.caption,
    number: str,
    blocks: list[nodes.literal_block],
    page: PageContext,
    out: Out,
) -> None:
    with out.element("p", at=caption):
        page.anchors(caption)
        with out.element("strong"):
            out.text(number)
            page.children(caption)
        remarks = filter(None, (_remark(block, first_line=True) for block in blocks))
        for remark in remarks:
            out.text(f" ({remark})")


def code_macro(
    text: str, language: str, page: PageContext, parameters: dict[str, str] | None = None
) -> Element:
    """A block of code; ``language`` is named as in Sphinx."""
    name = code_language(language, page.editor, page.settings.lang_overrides)
    theme = _THEMES.get(page.settings.code_block_theme or "")
    themed = {"theme": theme} if theme and not page.on_cloud else {}
    return CODE.element({"language": name, **themed, **(parameters or {})}, _lines_of(text))


def _lines_of(text: str) -> str:
    """The text without the empty lines around it, which would be shown."""
    return re.sub(r"\A(?:[ \t]*\n)+", "", text).rstrip("\n")


def _write(
    node: nodes.literal_block, page: PageContext, out: Out, *, remark_before: bool, title: str = ""
) -> None:
    parameters: dict[str, str] = {}
    remark = _remark(node, first_line=page.on_cloud)
    if not page.on_cloud:
        if title:
            parameters["title"] = title
        if node.get("linenos"):
            parameters["linenumbers"] = "true"
            start = _arguments(node).get("linenostart", 1)
            if start != 1:
                parameters["firstline"] = str(start)
    if remark and remark_before:
        with out.element("p", at=node), out.element("em"):
            out.text(remark)
    out.add(code_macro(node.astext(), _language(node), page, parameters), at=node)


def _language(node: nodes.literal_block) -> str:
    """The language of a block, as Sphinx would highlight it in HTML."""
    if node.rawsource and node.rawsource != node.astext():
        return "text"  # parsed-literal: more than one language, or none
    language = str(node.get("language") or _language_of_class(node))
    if language == "default":
        return "python" if _is_python(node.astext()) else "text"
    return language


def _is_python(text: str) -> bool:
    """Whether text can be Python. Sphinx tries that for blocks without a language, and else shows them as they are."""
    return all(kind is not Error for kind, _ in PythonLexer().get_tokens(text))


def _remark(node: nodes.literal_block, *, first_line: bool) -> str:
    """What is said in words: highlighted lines, and on Cloud the number of the first line."""
    arguments = _arguments(node)
    parts: list[str] = []
    start = arguments.get("linenostart", 1)
    if first_line and node.get("linenos") and start != 1:
        parts.append(f"starting at line {start}")
    highlighted = _ranges(arguments.get("hl_lines", ()), offset=start - 1 if not first_line else 0)
    if highlighted:
        parts.append(f"highlighted: {highlighted}")
    return "; ".join(parts)


def _arguments(node: nodes.literal_block) -> dict[str, Any]:
    return node.get("highlight_args") or {}


def _language_of_class(node: nodes.literal_block) -> str:
    """The language of docutils' own ``code`` directive, which is a class."""
    classes = node["classes"]
    return classes[1] if classes[:1] == ["code"] and len(classes) > 1 else "text"


def _ranges(lines: Any, *, offset: int = 0) -> str:
    """``1, 2, 3, 5`` as ``lines 1-3, 5``, with a dash."""
    numbers = sorted({int(line) + offset for line in lines})
    if not numbers:
        return ""
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and number == ranges[-1][1] + 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    spelt = ", ".join(str(a) if a == b else f"{a}\N{EN DASH}{b}" for a, b in ranges)
    return f"{'lines' if len(numbers) > 1 else 'line'} {spelt}"

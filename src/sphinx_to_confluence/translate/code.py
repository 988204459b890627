"""How are blocks of code written?"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from docutils import nodes
from pygments.lexers.python import PythonLexer
from pygments.token import Error

from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.storage.languages import code_language
from sphinx_to_confluence.storage.lines import in_lines
from sphinx_to_confluence.storage.macros import CODE, EXPAND
from sphinx_to_confluence.translate.lengths import FULL_WIDTH_PX, PAGE_WIDTH_PX
from sphinx_to_confluence.translate.numbers import caption_number, captioned
from sphinx_to_confluence.translate.page import Out, PageContext, cramped
from sphinx_to_confluence.translate.panels import plain_text
from sphinx_to_confluence.translate.registry import PerEditor, handles

_THEMES = {
    "confluence": "Confluence", "default": "Confluence", "django": "DJango", "eclipse": "Eclipse", "emacs": "Emacs",
    "fadetogrey": "FadeToGrey", "midnight": "Midnight", "rdark": "RDark",
}  # fmt: skip
_THEME_PREFIX = "confluence-theme-"
_COLLAPSED = "collapse"

_LINKS = (
    nodes.reference, nodes.footnote_reference, nodes.citation_reference, nodes.target, nodes.image,
)  # fmt: skip
_MARKS = (nodes.emphasis, nodes.strong, nodes.literal, nodes.subscript, nodes.superscript)

# Measured by others on Cloud: a character of code, and what is around the lines.
_CHARACTER_PX = 8.4
_AROUND_PX = 60


@dataclass(frozen=True, slots=True)
class _Caption:
    """The caption of a block; ``number`` is what stands before its text."""

    node: nodes.caption
    number: str

    def write(self, page: PageContext, out: Out) -> None:
        out.text(self.number)
        page.children(self.node)

    def plain(self, page: PageContext, out: Out) -> str:
        return self.number + plain_text(self.node.children, page, out)


@handles(
    nodes.literal_block,
    becomes=PerEditor(
        "A code block, wide if its lines are long. Caption, first line number and highlighted lines are said in a line "
        "above it. With the class ``collapse`` it stands in an expand. ``parsed-literal`` with links is a paragraph.",
        "A code block with title, line numbers and theme; highlighted lines are said in a line above it. With the "
        "class ``collapse`` it is folded. ``parsed-literal`` with markup is preformatted text.",
    ),
)
def literal_block(node: nodes.literal_block, page: PageContext, out: Out) -> None:
    """Code, or what a program prints, or literal text with markup."""
    page.anchors(node)
    if node.astext().strip():
        _write(node, page, out, None)


@handles(nodes.doctest_block, becomes="A code block in Python.")
def doctest_block(node: nodes.doctest_block, page: PageContext, out: Out) -> None:
    """A session with Python."""
    page.anchors(node)
    out.add(code_macro(node.astext(), "pycon", page, _width(node, page)), at=node)


@handles(
    nodes.container,
    becomes="Code with its caption; any other is what it holds, in an expand if it has the class ``collapse``.",
)
def container(node: nodes.container, page: PageContext, out: Out) -> None:
    """Code with a caption; any other container is what it holds."""
    page.anchors(node)
    caption = next((child for child in node.children if isinstance(child, nodes.caption)), None)
    if node.get("literal_block") and caption is not None:
        number = captioned(caption_number(node, page), has_text=True)
        for block in node.children:
            if isinstance(block, nodes.literal_block):
                page.anchors(block)
                _write(block, page, out, _Caption(caption, number))
    elif _COLLAPSED in node["classes"]:
        with out.collect() as fragment:
            page.children(node)
        out.add(EXPAND.element({}, fragment.children), at=node)
    else:
        page.children(node)


def code_macro(
    text: str,
    language: str,
    page: PageContext,
    parameters: dict[str, str] | None = None,
    *,
    lines_count: bool = False,
) -> Element:
    """A block of code; ``language`` is named as in Sphinx.

    :param lines_count: whether its lines are told by their numbers, so that none may be left out before them.
    """
    name = code_language(language, page.editor, page.settings.lang_overrides)
    theme = _THEMES.get(page.settings.code_block_theme or "")
    themed = {"theme": theme} if theme and not page.on_cloud else {}
    # Empty lines around the text would be shown.
    shown = (text if lines_count else _without_empty_lines_before(text)).rstrip("\n")
    return CODE.element({"language": name, **themed, **(parameters or {})}, shown)


def _without_empty_lines_before(text: str) -> str:
    return re.sub(r"\A(?:[ \t]*\n)+", "", text)


def _write(
    node: nodes.literal_block, page: PageContext, out: Out, caption: _Caption | None
) -> None:
    if page.on_cloud:
        _write_on_cloud(node, page, out, caption)
    else:
        _write_on_data_center(node, page, out, caption)


def _write_on_cloud(
    node: nodes.literal_block, page: PageContext, out: Out, caption: _Caption | None
) -> None:
    """Everything but code and language is said around the code: as parameters they would be ignored, or a heading."""
    remark = _remark(node, first_line=True)
    folded = _COLLAPSED in node["classes"]
    with out.collect() as fragment:
        if caption and not folded:
            with out.element("p", at=caption.node):
                page.anchors(caption.node)
                with out.element("strong"):
                    caption.write(page, out)
                if remark:
                    out.text(f" ({remark})")
        elif remark:
            _remark_line(node, remark, out)
        if _markup(node, *_LINKS):
            with out.collect() as text:
                page.children(node)
            page.demote("links", "code block", node)
            out.add(Element("p", children=in_lines(text.children, "code")), at=node)
        else:
            if _markup(node, *_MARKS):
                page.demote("markup", "code block", node)
            out.add(_macro(node, page, _width(node, page)), at=node)
    if folded:
        if caption:
            page.anchors(caption.node)
        title = {"title": caption.plain(page, out)} if caption else {}
        out.add(EXPAND.element(title, fragment.children), at=node)
    else:
        out.put(fragment.children)


def _write_on_data_center(
    node: nodes.literal_block, page: PageContext, out: Out, caption: _Caption | None
) -> None:
    if remark := _remark(node, first_line=False):
        _remark_line(node, remark, out)
    if _markup(node, *_LINKS, *_MARKS):
        if caption:
            with out.element("p", at=caption.node), out.element("strong"):
                caption.write(page, out)
        with out.element("pre", at=node):
            page.children(node)
        return
    parameters: dict[str, str] = {}
    if caption:
        page.anchors(caption.node)
        parameters["title"] = caption.plain(page, out)
    if node.get("linenos"):
        parameters["linenumbers"] = "true"
        start = _arguments(node).get("linenostart", 1)
        if start != 1:
            parameters["firstline"] = str(start)
    if _COLLAPSED in node["classes"]:
        parameters["collapse"] = "true"
    for name in node["classes"]:
        if theme := _THEMES.get(name.removeprefix(_THEME_PREFIX)):
            parameters["theme"] = theme
    out.add(_macro(node, page, parameters), at=node)


def _macro(node: nodes.literal_block, page: PageContext, parameters: dict[str, str]) -> Element:
    lines_count = bool(node.get("linenos") or _arguments(node).get("hl_lines"))
    text = _text(node, page)
    return code_macro(text, _language(node), page, parameters, lines_count=lines_count)


def _remark_line(node: nodes.Element, remark: str, out: Out) -> None:
    with out.element("p", at=node), out.element("em"):
        out.text(remark[0].upper() + remark[1:])


def _markup(node: nodes.literal_block, *kinds: type[nodes.Node]) -> bool:
    """Whether literal text has markup of these kinds; what colours code is a plain ``inline``."""
    return any(isinstance(part, kinds) for part in node.findall())


def _width(node: nodes.Element, page: PageContext) -> dict[str, str]:
    """The parameters of a block with lines that are longer than a page of Cloud is wide: it is made as wide."""
    if not page.on_cloud or page.settings.full_width or cramped(node):
        return {}
    longest = max(map(len, node.astext().expandtabs().splitlines()), default=0)
    width = round(_CHARACTER_PX * longest) + _AROUND_PX
    if width <= PAGE_WIDTH_PX:
        return {}
    return {"breakoutMode": "wide", "breakoutWidth": str(min(width, FULL_WIDTH_PX))}


def _text(node: nodes.literal_block, page: PageContext) -> str:
    """The text of a block. What ``literalinclude`` compares has absolute paths, which differ between machines."""
    text = node.astext()
    if node.get("language") == "udiff":
        here = re.escape(f"{page.builder.srcdir}/")
        text = re.sub(rf"^(--- |\+\+\+ ){here}", r"\1", text, count=2, flags=re.MULTILINE)
    return text


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

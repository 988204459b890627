"""How are formulas written? By a macro of an app, as an image, or as their source, in this order."""

from __future__ import annotations

import importlib.metadata
import shutil
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from functools import partial
from typing import Any

from docutils import nodes

from sphinx_to_confluence.bundle.model import Editor
from sphinx_to_confluence.storage.elements import Element
from sphinx_to_confluence.translate.code import code_macro
from sphinx_to_confluence.translate.formulas import latex, mathtext
from sphinx_to_confluence.translate.formulas.macros import expanded, macros_of
from sphinx_to_confluence.translate.formulas.request import FormulaError, Request, Strut
from sphinx_to_confluence.translate.image_size import image_size
from sphinx_to_confluence.translate.numbers import equation_number
from sphinx_to_confluence.translate.page import Out, PageContext, inside
from sphinx_to_confluence.translate.pictures import (
    CSS_DPI,
    DENSITY,
    Made,
    add_picture,
    find_made,
    make_once,
)
from sphinx_to_confluence.translate.registry import PerEditor, handles
from sphinx_to_confluence.warnings import ConfluenceWarning

_TEXT_PX: Mapping[Editor, int] = {Editor.CLOUD: 16, Editor.DATA_CENTER: 14}
"""Size of the text of a page. Formulas are drawn with letters of 12 points, which are 16 pixels."""

# Cloud shows every image in a line 22 pixels high, with its middle about 6 above the baseline: in
# @atlaskit/editor-common 119.9 "vertical-align: middle", half an x of a 16 pixel font, moved up by 2 pixels.
_LINE_PX = 22
_BELOW_PX = 4.8
_STRUT = Strut((_LINE_PX - _BELOW_PX) * DENSITY, _BELOW_PX * DENSITY)

_EM_SPACE = "\N{EM SPACE}"

_TALLEST_IN_LINE_PX = 2 * _LINE_PX
"""What is higher could not be read at the height of a line."""


@dataclass(frozen=True, slots=True)
class _Formula:
    """A formula that was drawn; the size is that on the page."""

    made: Made
    width_px: int
    height_px: int
    below_px: float


@handles(
    nodes.math,
    becomes="An image in the line of text, with the source as its alternative text; "
    "in titles, and where it cannot be drawn, its source as code. See :doc:`/guide/math-and-diagrams`.",
)
def math(node: nodes.math, page: PageContext, out: Out) -> None:
    """A formula in a sentence."""
    page.anchors(node)
    tex = node.astext().strip()
    if not tex:
        return
    # An image in a heading spoils its id and the table of contents, a macro does so, too.
    in_title = inside(node, nodes.title)
    template = None if in_title else page.template("math-inline")
    if template is not None:
        out.add(*template.fill(source=tex), at=node)
        return
    formula = None if in_title else _formula(node, page)
    if formula is None:
        with out.element("code"):
            out.text(_source(node))
    elif page.on_cloud and formula.height_px > _TALLEST_IN_LINE_PX:
        page.demote("formula that is too high for a line", "paragraph", node)
        _add_block(node, formula, page, out, number="")
    else:
        out.add(_in_line(node, formula, page), at=node)


@handles(
    nodes.math_block,
    becomes=PerEditor(
        "An image with the source as its alternative text and the number as its caption; "
        "where it cannot be drawn, its source as code.",
        "An image with the source as its alternative text, and its number beside it; "
        "where it cannot be drawn, its source as code.",
    ),
)
def math_block(node: nodes.math_block, page: PageContext, out: Out) -> None:
    """A formula that stands alone, and its number."""
    page.anchors(node)
    tex = node.astext().strip()
    number = equation_number(node, page)
    template = page.template("math-block")
    if template is not None:
        out.add(*template.fill(source=tex), at=node)
        _add_number(number, node, out)
        return
    formula = _formula(node, page) if tex else None
    if formula is None:
        out.add(code_macro(tex, "tex", page), at=node)
        _add_number(number, node, out)
        return
    _add_block(node, formula, page, out, number=number)


def _source(node: nodes.Element) -> str:
    return " ".join(node.astext().split())


def _dpi(page: PageContext) -> int:
    return DENSITY * CSS_DPI * _TEXT_PX[page.editor] // _TEXT_PX[Editor.CLOUD]


def _in_line(node: nodes.math, formula: _Formula, page: PageContext) -> Element:
    file = formula.made.file(".png")
    attributes = {"ac:alt": _source(node)}
    if page.on_cloud:
        # What is higher than the line is made smaller, in proportion.
        width = max(round(formula.width_px * _LINE_PX / max(formula.height_px, 1)), 1)
        original = image_size(file) or (0, 0)
        attributes |= {
            "ac:inline": "true",
            "ac:original-width": str(original[0]),
            "ac:original-height": str(original[1]),
            "ac:width": str(width),
            "ac:height": str(_LINE_PX),
        }
    else:
        attributes["ac:width"] = str(formula.width_px)
        if formula.below_px:
            attributes["ac:style"] = f"vertical-align: {-formula.below_px:g}px;"
    attached = Element("ri:attachment", {"ri:filename": page.attach(file, None)})
    return Element("ac:image", attributes, [attached])


def _add_block(
    node: nodes.Element, formula: _Formula, page: PageContext, out: Out, *, number: str
) -> None:
    file = formula.made.file(".png")
    align = node.get("align", "center")
    with out.collect() as fragment:
        image = add_picture(file, node, page, out, alt=_source(node), align=align)
    if number and page.on_cloud:
        caption = Element("p", children=[f"({number})"])
        image.children.append(Element("ac:caption", children=[caption]))
    elif number:
        # Beside the image, half way up.
        image.attributes["ac:style"] = "vertical-align: middle;"
        for paragraph in fragment.elements():
            paragraph.children.append(f"{2 * _EM_SPACE}({number})")
    out.put(fragment.children)


def _add_number(number: str, node: nodes.Element, out: Out) -> None:
    if number:
        with out.element("p", {"style": "text-align: right;"}, at=node):
            out.text(f"({number})")


def _request(node: nodes.Element, page: PageContext) -> Request:
    tex, dpi = node.astext().strip(), _dpi(page)
    if isinstance(node, nodes.math_block):
        whole = bool(node.get("no-wrap", node.get("nowrap", False)))
        return Request(tex, display=True, whole=whole, dpi=dpi)
    strut = _STRUT if page.on_cloud else None
    return Request(tex, display=False, whole=False, dpi=dpi, strut=strut)


def _formula(node: nodes.Element, page: PageContext) -> _Formula | None:
    """Draw a formula by the first program that can; tell about it when none can."""
    request = _request(node, page)
    failures: list[FormulaError] = []
    for draw in _DRAWING[page.settings.math]:
        try:
            made = draw(page, request)
        except FormulaError as error:
            failures.append(error)
            continue
        width, height = image_size(made.file(".png")) or (0, 0)
        below = round(made.facts["below"] / DENSITY, 1)
        return _Formula(made, round(width / DENSITY), round(height / DENSITY), below)
    if failures:
        _tell(failures, node, page)
    return None


def _tell(failures: list[FormulaError], node: nodes.Element, page: PageContext) -> None:
    mistake = next((error for error in failures if error.mistake), None)
    unable = next((error for error in failures if not error.missing), None)
    if mistake is not None:
        page.warn(ConfluenceWarning.IMAGE, "formula shown as its source: %s", mistake, node=node)
    elif unable is not None:
        page.approximate(f"formula shown as its source: {unable}", node)
    else:
        reasons = " and ".join(map(str, failures))
        page.warn_once(
            ConfluenceWarning.IMAGE,
            f"formulas are shown as their source: {reasons}; see the manual about formulas, or set confluence_math "
            "to 'source'",
            node=node,
        )


def _by_latex(page: PageContext, request: Request) -> Made:
    tools = latex.Tools.of(page.builder.config)
    if tools.problem:
        raise FormulaError(tools.problem, missing=True)
    if page.first_time("formulas", "by LaTeX"):
        _draw_together(page, tools)
    draw = partial(latex.draw, request, tools, page.builder)
    about = latex.looks(request, tools, page.builder)
    return make_once(page, "formula", about, lambda made: {"below": draw(made.file(".png"))})


def _draw_together(page: PageContext, tools: latex.Tools) -> None:
    """Draw those formulas of a page that are not there yet, so that each is found when its turn comes."""
    missing: dict[Request, dict[str, Any]] = {}
    for node in page.doctree.findall(nodes.Element):
        if not _is_drawn(node, page):
            continue
        request = _request(node, page)
        about = latex.looks(request, tools, page.builder)
        if request.tex and find_made(page, "formula", about) is None:
            missing[request] = about
    for request, drawn in latex.draw_together(tuple(missing), tools, page.builder):
        make_once(page, "formula", missing[request], partial(_keep, drawn))


def _is_drawn(node: nodes.Element, page: PageContext) -> bool:
    if isinstance(node, nodes.math_block):
        return page.template("math-block") is None
    return (
        isinstance(node, nodes.math)
        and page.template("math-inline") is None
        and not inside(node, nodes.title)
    )


def _keep(drawn: latex.Drawn, made: Made) -> dict[str, float]:
    shutil.copyfile(drawn.file, made.file(".png"))
    return {"below": drawn.below_px}


def _by_matplotlib(page: PageContext, request: Request) -> Made:
    if not mathtext.is_available():
        raise FormulaError("matplotlib is not installed", missing=True)
    tex = expanded(request.tex, macros_of(page.builder.config))
    about = {
        "tex": tex,
        "display": request.display,
        "strut": asdict(request.strut) if request.strut else None,
        "dpi": request.dpi,
        "by": f"matplotlib {importlib.metadata.version('matplotlib')}",
    }
    draw = partial(mathtext.draw, request, tex)
    return make_once(page, "formula", about, lambda made: {"below": draw(made.file(".png"))})


_DRAWING: Mapping[str, tuple[Callable[[PageContext, Request], Made], ...]] = {
    # By the value of confluence_math: who draws, in the order in which they are asked.
    "auto": (_by_latex, _by_matplotlib),
    "latex": (_by_latex,),
    "mathtext": (_by_matplotlib,),
    "source": (),
}

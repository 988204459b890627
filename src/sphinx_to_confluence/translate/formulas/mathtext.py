"""How is a formula drawn without LaTeX? By matplotlib, which knows a part of its language."""

from __future__ import annotations

import functools
import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, TypeAlias

from sphinx_to_confluence.translate.formulas.lines import rows_of
from sphinx_to_confluence.translate.formulas.request import FormulaError, Request

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    # Said to be an alias, it is one where numpy is not installed as well.
    Ink: TypeAlias = NDArray[np.uint8]

_SIZE_PT = 12
_FONT = "cm"
_GAP_EM = 0.4
"""Room between two lines."""

_MARGIN_PX = 1


class _Drawn(NamedTuple):
    """Ink on nothing, and how much of it is below the baseline."""

    ink: Ink
    depth: int

    @property
    def above(self) -> int:
        return int(self.ink.shape[0]) - self.depth

    @property
    def width(self) -> int:
        return int(self.ink.shape[1])


@functools.cache
def is_available() -> bool:
    """Whether matplotlib is installed."""
    return importlib.util.find_spec("matplotlib") is not None


def draw(request: Request, tex: str, file: Path) -> float:
    """Draw a formula into a PNG file; return the pixels below the baseline.

    :raises FormulaError: when it needs more than matplotlib knows.
    """
    from PIL import Image

    rows = rows_of(tex, display=request.display)
    if not rows:
        raise FormulaError("the formula is empty")
    cells = [[_cell(cell, request.dpi) for cell in row] for row in rows]
    drawn = _composed(cells, aligned=any(len(row) > 1 for row in rows), dpi=request.dpi)
    above, below = drawn.above, drawn.depth
    if request.strut:
        above = max(above, round(request.strut.above_px))
        below = max(below, round(request.strut.below_px))
    # Half of an odd number of pixels would blur the lines of a formula.
    above += (above + below) % 2
    width = drawn.width + 2 * _MARGIN_PX
    page = _blank(above + below, width + width % 2)
    _put(page, drawn, baseline=above, left=_MARGIN_PX)
    # On white, since black on nothing cannot be read where Confluence is dark.
    Image.fromarray(255 - page, "L").save(file, "PNG", optimize=True)
    return below


def _cell(tex: str, dpi: int) -> _Drawn:
    import numpy as np

    if not tex:
        return _Drawn(_blank(1, 1), 0)
    parser, font = _parser()
    if "$" in tex:
        raise FormulaError("text with a formula in it cannot be drawn without LaTeX")
    try:
        # The braces give a relation at the beginning the room that it has after something.
        parsed = parser.parse(f"${{}}{tex}$", dpi=dpi, prop=font)
    except (ValueError, RuntimeError) as error:
        reason = str(error).strip().splitlines()[-1] if str(error).strip() else "unknown"
        raise FormulaError(f"matplotlib cannot draw it: {reason}") from None
    ink = np.asarray(parsed.image, dtype=np.uint8)
    return _Drawn(ink, round(parsed.depth))


@functools.cache
def _parser() -> tuple[Any, Any]:
    from matplotlib.font_manager import FontProperties
    from matplotlib.mathtext import MathTextParser

    return MathTextParser("agg"), FontProperties(size=_SIZE_PT, math_fontfamily=_FONT)


def _composed(rows: list[list[_Drawn]], *, aligned: bool, dpi: int) -> _Drawn:
    """Put lines below each other: columns right and left of their borders by turns, or all centred."""
    if len(rows) == 1 and len(rows[0]) == 1:
        return rows[0][0]
    em = dpi * _SIZE_PT / 72
    gap = round(_GAP_EM * em)
    count = max(map(len, rows))
    widths = [max((row[i].width for row in rows if i < len(row)), default=0) for i in range(count)]
    # Each pair of columns is one formula; there is room between two of them.
    lefts = [sum(widths[:i]) + round(2 * em) * (i // 2) for i in range(count)]
    width = lefts[-1] + widths[-1]
    heights = [(max(c.above for c in row), max(c.depth for c in row)) for row in rows]
    page = _blank(sum(a + d for a, d in heights) + gap * (len(rows) - 1), width)
    top = 0
    for row, (above, below) in zip(rows, heights, strict=True):
        for i, cell in enumerate(row):
            room = widths[i] - cell.width
            left = lefts[i] + (room // 2 if not aligned else room if i % 2 == 0 else 0)
            _put(page, cell, baseline=top + above, left=left)
        top += above + below + gap
    return _Drawn(page, 0)


def _blank(height: int, width: int) -> Ink:
    import numpy as np

    return np.zeros((height, width), dtype=np.uint8)


def _put(page: Ink, drawn: _Drawn, *, baseline: int, left: int) -> None:
    top = baseline - drawn.above
    page[top : top + drawn.ink.shape[0], left : left + drawn.width] |= drawn.ink

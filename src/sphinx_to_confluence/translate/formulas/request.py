"""What is to be drawn, and what is known of it afterwards?"""

from __future__ import annotations

from dataclasses import dataclass


class FormulaError(Exception):
    """A formula cannot be drawn; the message is a clause without a full stop.

    :param missing: whether nothing can be drawn at all, because a program is not there.
    :param mistake: whether it is the formula that is wrong.
    """

    def __init__(self, message: str, *, missing: bool = False, mistake: bool = False) -> None:
        super().__init__(message)
        self.missing = missing
        self.mistake = mistake


@dataclass(frozen=True, slots=True)
class Strut:
    """How far an image reaches at least, in pixels of the file."""

    above_px: float
    below_px: float


@dataclass(frozen=True, slots=True)
class Request:
    """A formula.

    :param tex: as it stands in the document.
    :param display: whether it stands alone, with limits above and below.
    :param whole: whether ``tex`` has its own environment, such as ``align`` (``:no-wrap:``).
    :param dpi: pixels of the file to an inch, for letters of 12 points.
    :param strut: around the baseline, for a formula that is to keep the height of a line.
    """

    tex: str
    display: bool
    whole: bool
    dpi: int
    strut: Strut | None = None

"""What do pages of the sandbox look like, whatever fonts a machine has? Pictures in which all text is blocks.

A font that is made here stands in for all others: its letters are boxes of one width. So every line breaks at the same
place on every machine, and pictures can be compared pixel by pixel; what differs is the work of the style sheets.
"""

from __future__ import annotations

import base64
import io
import shutil
from functools import cache
from pathlib import Path

from chromium import _NAMES
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from PIL import Image, ImageChops

_EM = 1000
_ADVANCE = 540
_HEIGHTS = {"low": 480, "high": 700, "point": 120, "space": 0}
_HIGH = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789bdfhklt()[]{}|/\\#@%&$!?§✅❓✓")
_POINTS = frozenset(".,:;-–—_'\"`´^~*·•…")
_RANGES = ((0x20, 0x3000), (0x1F300, 0x1FB00))
_COLOURS = 128
# Pictures are compared by the mean colours of tiles: how large they are, how far (of 255) a channel of one may be off,
# and how many tiles may be further off. What other versions of Chromium smooth in another way stays below that, and the
# arrow of the one native control.
TILE_PX = 20
TOLERATED_STEP = 6
TOLERATED_TILES = 6


def chromium_is_missing() -> str:
    """Say why there can be no pictures, or nothing."""
    return "" if any(map(shutil.which, _NAMES)) else "Chromium is not installed"


@cache
def font(*, bold: bool) -> str:
    """The font, as base64; the boxes of the bold one are larger."""

    def box(height: int) -> object:
        pen = TTGlyphPen(None)
        if height:
            left, right, top = (10, _ADVANCE - 10, height + 60) if bold else (50, 490, height)
            corners = ((left, 0), (left, top), (right, top), (right, 0))
            pen.moveTo(corners[0])
            for corner in corners[1:]:
                pen.lineTo(corner)
            pen.closePath()
        return pen.glyph()

    builder = FontBuilder(_EM, isTTF=True)
    builder.setupGlyphOrder([".notdef", *_HEIGHTS])
    builder.setupCharacterMap(
        {code: _kind(chr(code)) for first, end in _RANGES for code in range(first, end)}
    )
    builder.setupGlyf(
        {".notdef": box(480)} | {kind: box(height) for kind, height in _HEIGHTS.items()}
    )
    builder.setupHorizontalMetrics(dict.fromkeys([".notdef", *_HEIGHTS], (_ADVANCE, 0)))
    builder.setupHorizontalHeader(ascent=800, descent=-200)
    builder.setupNameTable({"familyName": "Blocks", "styleName": "Bold" if bold else "Regular"})
    builder.setupOS2(sTypoAscender=800, sTypoDescender=-200, usWinAscent=800, usWinDescent=200)
    builder.setupPost()
    data = io.BytesIO()
    builder.save(data)
    return base64.b64encode(data.getvalue()).decode()


def _kind(char: str) -> str:
    if char.isspace():
        return "space"
    if char in _POINTS:
        return "point"
    return "high" if char in _HIGH else "low"


def with_blocks() -> str:
    """JavaScript that has a page show blocks; a policy of content does not concern what scripts hand over."""
    faces = "".join(
        f"""
        {{
          const bytes = Uint8Array.from(atob("{font(bold=bold)}"), (c) => c.charCodeAt(0));
          const face = new FontFace("Blocks", bytes, {{ weight: "{weight}" }});
          document.fonts.add(face);
          loading.push(face.load());
        }}
        """
        for bold, weight in ((False, "1 500"), (True, "501 1000"))
    )
    return f"""
    (async () => {{
      const loading = [];
      {faces}
      await Promise.all(loading);
      const sheet = new CSSStyleSheet();
      // Letters stand where they belong, not at whole pixels as the settings of some machines want it.
      sheet.replaceSync(
        "*, ::before, ::after {{ font-family: Blocks !important; text-rendering: geometricPrecision !important; }}"
      );
      document.adoptedStyleSheets = [sheet];
      await document.fonts.ready;
      dispatchEvent(new Event("resize"));
      await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
      return true;
    }})()
    """


def differing_tiles(one: Image.Image, other: Image.Image) -> int:
    """Count the tiles in which two pictures differ; all of them if the sizes do."""
    if one.size != other.size:
        return one.width * one.height // TILE_PX**2
    size = (-(-one.width // TILE_PX), -(-one.height // TILE_PX))
    tiles = (image.convert("RGB").resize(size, Image.Resampling.BOX) for image in (one, other))
    channels = ImageChops.difference(*tiles).split()
    worst = ImageChops.lighter(ImageChops.lighter(channels[0], channels[1]), channels[2])
    return sum(worst.histogram()[TOLERATED_STEP + 1 :])


def save(image: Image.Image, path: Path) -> None:
    """Keep a picture as reference: its most frequent colours as they are, those of smoothed edges nearly."""
    colours = sorted(image.getcolors(image.width * image.height) or [], reverse=True)
    palette = Image.new("P", (1, 1))
    palette.putpalette([channel for _, colour in colours[:_COLOURS] for channel in colour])
    image.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)

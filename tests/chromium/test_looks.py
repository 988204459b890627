"""Pages look as they did: pictures of them, kept in ``pictures/``.

After a change that is meant, ``pytest tests/chromium --regen`` takes them anew; look at what has changed. In the
pictures all text is blocks, so that they are the same on every machine (see ``looking``).
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest

PICTURES = Path(__file__).with_name("pictures")
# name of the picture: (page, width, height, theme, what is done before)
LOOKS = {
    "everything": ("everything", 1440, 2700, "light", ""),
    "everything-dark": ("everything", 1440, 2700, "dark", ""),
    "everything-full-width": ("everything", 1440, 900, "light", "full"),
    "everything-narrow-screen": ("everything", 420, 1500, "light", ""),
    "scoped-tokens": ("scoped-tokens", 1000, 1600, "light", ""),
    "editor-rules": ("editor-rules", 1000, 1600, "dark", ""),
    "python": ("python", 1000, 1600, "light", ""),
    "sandbox-dark": ("sandbox", 1000, 1200, "dark", ""),
    "side-by-side": ("side-by-side", 1000, 500, "light", ""),
}
OPEN_ALL = "document.querySelectorAll('details').forEach(one => { one.open = true; })"
# rule: what it breaks
BROKEN = {
    ".panel-info { background: #ffffff !important; }": "the ground of one panel",
    ".content h2 { margin-top: 12px !important; }": "the room above headings",
    ".content th { background: none !important; }": "the heads of tables",
    ".content .code-text { counter-reset: line 99 !important; }": "the numbers of lines",
    ".status { text-transform: none !important; }": "the letters of a status",
}


def take(tab, site, page, width, height, theme, done, extra=""):
    """Take a picture of the top of a page."""
    from looking import with_blocks
    from PIL import Image

    tab.open(site.address(page), width, 1, height_px=height, theme=theme)
    if done == "full":
        tab.evaluate("document.getElementById('width-button').click()")
    tab.evaluate(OPEN_ALL)
    tab.evaluate(with_blocks())
    if extra:
        tab.evaluate(
            "(() => { const sheet = new CSSStyleSheet(); sheet.replaceSync(" + repr(extra) + ");"
            " document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet]; })()"
        )
    picture = Image.open(io.BytesIO(tab.window())).convert("RGB")
    tab.evaluate("localStorage.clear()")
    return picture


def assert_same(picture, name, request, tmp_path):
    """Compare a picture with the one that is kept, or keep it."""
    from looking import TOLERATED_TILES, differing_tiles, save
    from PIL import Image

    path = PICTURES / f"{name}.png"
    if request.config.getoption("--regen"):
        save(picture, path)
        return
    count = differing_tiles(picture, Image.open(path))
    if count > TOLERATED_TILES:
        seen = tmp_path / f"{name}.png"
        picture.save(seen)
        pytest.fail(f"{count} tiles differ: compare {seen} with {path}")


@pytest.mark.parametrize("name", LOOKS)
def test_a_page_looks_as_it_did(name, tab, cloud, request, tmp_path):
    """On Cloud, in both themes and widths and on a narrow screen."""
    assert_same(take(tab, cloud, *LOOKS[name]), name, request, tmp_path)


def test_a_page_of_data_center_looks_as_it_did(tab, data_center, request, tmp_path):
    """It has a look of its own."""
    picture = take(tab, data_center, "everything", 1000, 1800, "light", "")
    assert_same(picture, "data-center", request, tmp_path)


@pytest.mark.parametrize("rule", BROKEN)
def test_what_is_broken_is_seen(rule, tab, cloud):
    """The tolerance is small enough for what a style sheet can get wrong."""
    from looking import TOLERATED_TILES, differing_tiles
    from PIL import Image

    picture = take(tab, cloud, *LOOKS["everything"], extra=rule)
    kept = Image.open(PICTURES / "everything.png")
    assert differing_tiles(picture, kept) > TOLERATED_TILES, BROKEN[rule]

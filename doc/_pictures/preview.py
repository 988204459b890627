"""Take the pictures of the preview: this manual, as it is shown while somebody writes it.

    python -m pip install -e ".[test]"
    python doc/_pictures/preview.py

It needs Chromium and the fonts that make.py names. Run it when the look of the sandbox has changed.
"""

from __future__ import annotations

import io
import sys
import tempfile
from pathlib import Path

from chromium import Browser, browser
from PIL import Image

from sphinx_to_confluence.preview.building import Order
from sphinx_to_confluence.preview.session import Session
from sphinx_to_confluence.preview.site import local_site
from sphinx_to_confluence.preview.watch import Watcher
from sphinx_to_confluence.sandbox import Sandbox

_MANUAL = Path(__file__).parents[1]
_PICTURES = _MANUAL / "images" / "preview"
_WIDTH_PX, _HEIGHT_PX = 1440, 860
_SHOWN_PX = 1080
_COLOURS = 96
_SPACE = "DOC"
_FAILURE = """\
Configuration error: There is a syntax error in your configuration file: invalid syntax (conf.py, line 31)
"""


def main() -> int:
    """Publish the manual and take all pictures."""
    _PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        Sandbox() as sandbox,
        sandbox.serve() as server,
        browser() as tab,
        tempfile.TemporaryDirectory() as out,
    ):
        sandbox.add_space(_SPACE, "Handbook")
        site = local_site(sandbox, server, _SPACE)
        order = Order(str(_MANUAL), str(_MANUAL), out, site)
        done = Session(order, sandbox, Watcher([]), print).build()
        if done.failure:
            return 1
        pages = {page.title: page for page in sandbox.store.pages(_SPACE)}
        page = pages["Try things out in the sandbox"]
        address = f"{server.site_url}/pages/viewpage.action?pageId={page.id}"
        _take(tab, address, "light")
        sandbox.live.failed(_FAILURE, [])
        _take(tab, address, "failed")
        sandbox.live.done([], changed=False)
        ada = sandbox.add_user("ada@example.com", "Ada Lovelace")
        for words, text in (
            ("a scoped token", "<p>Say here where one gets it.</p>"),
            ("another API", "<p>Which one?</p>"),
        ):
            sandbox.add_inline_comment(page.id, words, text, user=ada)
        _take(tab, address, "dark", theme="dark")
    return 0


def _take(tab: Browser, address: str, name: str, theme: str = "light") -> None:
    tab.open(address, _WIDTH_PX, 1, height_px=_HEIGHT_PX, theme=theme)
    image = Image.open(io.BytesIO(tab.window())).convert("RGB")
    height = image.height * _SHOWN_PX // image.width
    small = image.resize((_SHOWN_PX, height), Image.Resampling.LANCZOS)
    path = _PICTURES / f"{name}.png"
    # Few colours, but those of the accents among them.
    palette = small.quantize(_COLOURS, Image.Quantize.MAXCOVERAGE, kmeans=2)
    small.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)
    print(f"{path.name}: {path.stat().st_size / 1000:.0f} kB")


if __name__ == "__main__":
    sys.exit(main())

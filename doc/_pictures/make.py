"""Draw the pictures of the tables of nodes: every example, on both editors, as the sandbox shows it.

    python -m pip install -e ".[test]"
    python doc/_pictures/make.py                 all pictures; those of examples that are gone are deleted
    python doc/_pictures/make.py literal_block   those of some examples

It needs Chromium, and for the same pixels everywhere the fonts Liberation and Noto Color Emoji (on Debian: the packages
chromium, fonts-liberation, fonts-noto-color-emoji). Run it, and look at what has changed, when an example, what becomes
of a node, or the look of the sandbox has changed.
"""

from __future__ import annotations

import io
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlencode

from chromium import Browser, browser
from PIL import Image, ImageChops, ImageOps

sys.path.insert(0, str(Path(__file__).parents[1] / "_ext"))

from node_examples import EDITORS, PICTURE_WIDTH_PX, PICTURES, Example, all_examples, write_project
from sphinx.application import Sphinx
from sphinx.util.docutils import docutils_namespace, patch_docutils

from sphinx_to_confluence.sandbox import Sandbox
from sphinx_to_confluence.sandbox.service import ADMIN_EMAIL

_SCALE = 2
_COLOURS = 48
_PADDING_PX = 8
_BORDER_PX = 1
_CONTENT_PX = PICTURE_WIDTH_PX - 2 * (_PADDING_PX + _BORDER_PX)
_PAGE_PADDING_PX = 32  # left and right of the text of a page
_GROUND = "#ffffff"
_BORDER = "#dddee1"
_SPACE = "NODES"
# The corner of a code block comes with the pointer only.
_WITHOUT_HINTS = "document.querySelectorAll('.code-tools').forEach(hint => hint.remove())"


def main(names: Sequence[str]) -> int:
    """Draw the pictures of some examples, or of all."""
    examples = all_examples()
    unknown = set(names) - {example.name for example in examples}
    if unknown:
        print(f"There are no examples of {', '.join(sorted(unknown))}.", file=sys.stderr)
        return 2
    PICTURES.mkdir(parents=True, exist_ok=True)
    with browser() as tab, tempfile.TemporaryDirectory() as directory:
        srcdir = Path(directory) / "source"
        write_project(examples, srcdir)
        for editor in EDITORS:
            chosen = [one for one in examples if not names or one.name in names]
            for example, data in _shots(srcdir, editor, chosen, tab):
                _framed(data).save(example.picture(editor), optimize=True)
    known = {example.picture(editor) for example in examples for editor in EDITORS}
    for path in PICTURES.glob("*.png"):
        if path not in known:
            path.unlink()
    size_bytes = sum(path.stat().st_size for path in PICTURES.glob("*.png"))
    print(f"{len(known)} pictures, {size_bytes / 1000:.0f} kB")
    return 0


def _shots(
    srcdir: Path, editor: str, examples: Sequence[Example], tab: Browser
) -> Iterator[tuple[Example, bytes]]:
    """Publish the project for an editor, and take a picture of the page of each example."""
    cloud = editor == "cloud"
    with Sandbox(flavour="cloud" if cloud else "datacenter") as sandbox, sandbox.serve() as server:
        sandbox.add_space(_SPACE, "Nodes")
        token = sandbox.add_token("classic" if cloud else "pat")
        settings = {
            "confluence_publish": True,
            "confluence_server_url": server.site_url,
            "confluence_server_user": ADMIN_EMAIL if cloud else None,
            "confluence_api_token" if cloud else "confluence_publish_token": lambda: token,
            "confluence_space_key": _SPACE,
            "confluence_cloud": cloud,
        }
        with tempfile.TemporaryDirectory() as out, patch_docutils(), docutils_namespace():
            app = Sphinx(
                srcdir,
                srcdir,
                Path(out, "bundle"),
                Path(out, "doctrees"),
                "confluence",
                confoverrides=settings,
                status=None,
                warning=sys.stderr,
            )
            app.build()
        pages = sandbox.store.pages(_SPACE)
        for example in examples:
            # There may be a number before the title.
            page = next(page for page in pages if page.title.endswith(example.title))
            address = f"{server.site_url}/pages/viewpage.action?{urlencode({'pageId': page.id})}"
            tab.open(address, _CONTENT_PX + _PAGE_PADDING_PX, _SCALE)
            tab.evaluate(_WITHOUT_HINTS)
            yield example, tab.picture(".content")


def _framed(data: bytes) -> Image.Image:
    """Cut off what is empty above and below, put a frame around the rest, and keep few colours."""
    image = Image.open(io.BytesIO(data)).convert("RGB")
    box = ImageChops.difference(image, Image.new("RGB", image.size, _GROUND)).getbbox()
    if box is None:
        raise RuntimeError("There is nothing to see")
    content = image.crop((0, box[1], image.width, box[3]))
    padded = ImageOps.expand(content, _PADDING_PX * _SCALE, _GROUND)
    framed = ImageOps.expand(padded, _BORDER_PX * _SCALE, _BORDER)
    return framed.quantize(_COLOURS, dither=Image.Dither.NONE)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

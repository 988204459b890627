"""Take the bodies of some pages of the manual anew, for the pictures of them: ``python tests/chromium/take_bodies.py``.

They are copies, so that the pictures show changes of the viewer and not those of the manual.
"""

from __future__ import annotations

import re
import sys
import tempfile
from pathlib import Path

from sphinx_to_confluence.preview.building import Order, build
from sphinx_to_confluence.preview.site import local_site
from sphinx_to_confluence.sandbox import Sandbox

_MANUAL = Path(__file__).parents[2] / "doc"
_BODIES = Path(__file__).with_name("bodies")
# What stands on them: steps in nested lists and panels; tables; descriptions of an API; code.
_PAGES = {
    "scoped-tokens": "Publish with a scoped API token",
    "editor-rules": "What may stand in what",
    "python": "Python API",
    "sandbox": "Try things out in the sandbox",
}
_LONGEST = 12_000
_OWN_PAGES = re.compile(r"http://127\.0\.0\.1:\d+/wiki/[^\"#]*")


def main() -> None:
    """Publish the manual and keep what is to be shown."""
    with Sandbox() as sandbox, sandbox.serve() as server, tempfile.TemporaryDirectory() as out:
        sandbox.add_space("DOC", "Handbook")
        order = Order(str(_MANUAL), str(_MANUAL), out, local_site(sandbox, server, "DOC"))
        build(order, status=None, warning=sys.stderr)
        for name, title in _PAGES.items():
            page = next(one for one in sandbox.store.pages("DOC") if one.title == title)
            body = _OWN_PAGES.sub("https://example.org/", sandbox.store.body(page.id))
            end = body.find("\n<h", _LONGEST)
            (_BODIES / f"{name}.xml").write_text(body[:end] + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Pages are drawn as Atlassian's own renderer draws them, as far as that is published.

The tests need its bundle, which is no part of this project: one script for browsers that defines ``draw(storage)``,
made of ``@atlaskit/editor-confluence-transformer`` and ``@atlaskit/renderer`` (see ``renderer/bundle.mjs``). The
environment variable ``ATLASSIAN_RENDERER`` names the folder that has it.
"""

from __future__ import annotations

import json
import os
import re
from html.entities import html5
from pathlib import Path

import pytest

BODIES = Path(__file__).with_name("bodies")
FOLDER = os.environ.get("ATLASSIAN_RENDERER", "")
PAGE = """\
<!DOCTYPE html><meta charset="utf-8"><link rel="stylesheet" href="renderer.css">
<body style="margin: 0; font: 14px/20px sans-serif"><div id="root" style="width: 824px; margin: 24px auto"></div>
<script>window.process = { env: {} };</script><script src="renderer.js"></script>
"""
# kind of block: how it is found in ours, how in theirs
KINDS = {
    "heading": ("h1, h2, h3, h4, h5, h6", "h1, h2, h3, h4, h5, h6"),
    "panel": (".panel", ".ak-editor-panel"),
    "code": (".code-text", ".code-block code"),
    "table": ("table", ".pm-table-container table"),
    "cell": ("th, td", ".pm-table-container :is(th, td)"),
    "item": ("li", "li[data-list-item], .ak-ul > li, .ak-ol > li"),
    "quote": ("blockquote", "blockquote"),
    "rule": ("hr", "hr"),
    "task": (".tasks > li", "[data-task-local-id]"),
}
BLOCKS = """
(kinds, root) => {
  const found = [];
  for (const [kind, selector] of Object.entries(kinds))
    for (const one of document.querySelector(root).querySelectorAll(selector)) {
      const box = one.getBoundingClientRect();
      // Anchors, numbers of lines and what the converter does not know are no text of the page.
      const copy = one.cloneNode(true);
      for (const extra of copy.querySelectorAll("button, .heading-link, .linenumber, style")) extra.remove();
      found.push({ kind, text: copy.textContent.replace(/[\\s#\\u25a2]+/g, ""), width: box.width });
    }
  return found;
}
"""
TOLERATED_PX = 4
_CDATA_OR_ENTITY = re.compile(r"<!\[CDATA\[.*?\]\]>|&([A-Za-z][A-Za-z0-9]*);", re.DOTALL)
_OF_XML = {"amp", "lt", "gt", "quot", "apos"}

pytestmark = pytest.mark.skipif(
    not FOLDER, reason="ATLASSIAN_RENDERER does not name a folder with the renderer"
)


@pytest.fixture(scope="module")
def theirs(tab):
    """Draw a body with their renderer, and say which blocks there are."""
    page = Path(FOLDER) / "page-to-compare-with.html"
    page.write_text(PAGE)
    yield lambda body: _drawn(tab, page, body)
    page.unlink()


def _drawn(tab, page, body):
    def as_character(match):
        name = match[1]
        return match[0] if name is None or name in _OF_XML else html5[f"{name};"]

    # Their converter reads XML, which has no names for characters.
    body = _CDATA_OR_ENTITY.sub(as_character, body.strip())
    tab.open(page.as_uri(), 1000, 1)
    tab.evaluate(f"draw({json.dumps(body)})")
    return _blocks(tab, 1, "#root")


def _blocks(tab, column, root):
    kinds = {kind: selectors[column] for kind, selectors in KINDS.items()}
    return tab.evaluate(f"({BLOCKS})({json.dumps(kinds)}, {json.dumps(root)})")


@pytest.mark.parametrize("name", ["editor-rules", "python", "sandbox", "scoped-tokens"])
def test_both_draw_the_same_blocks(name, tab, cloud, theirs):
    """Headings, panels, code, tables and so on: as many, in the same order, with the same text, as wide."""
    tab.open(cloud.address(name), 1440, 1)
    ours = _blocks(tab, 0, "article > .content")
    expected = theirs((BODIES / f"{name}.xml").read_text(encoding="utf-8"))
    assert [(one["kind"], one["text"]) for one in ours] == [
        (one["kind"], one["text"]) for one in expected
    ]
    apart = [
        (one["kind"], one["text"][:40], one["width"], other["width"])
        for one, other in zip(ours, expected, strict=True)
        # The width of code is that of its longest line, in another font.
        if one["kind"] != "code" and abs(one["width"] - other["width"]) > TOLERATED_PX
    ]
    assert apart == []

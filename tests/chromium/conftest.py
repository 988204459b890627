"""Pages in a real browser."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest

BODIES = Path(__file__).with_name("bodies")
PAGES = {
    "everything": "Everything on one page",
    "side-by-side": "Side by side",
    "scoped-tokens": "Publish with a scoped API token",
    "editor-rules": "What may stand in what",
    "python": "Python API",
    "sandbox": "Try things out in the sandbox",
}
HOSTILE = (
    '<p><img src="x" onerror="window.hacked = 1"/><a href="javascript:window.hacked=1">x</a></p>'
    "<script>window.hacked = 1</script>"
    '<ac:image><ri:attachment ri:filename="hostile.svg"/></ac:image>'
)


@dataclass(frozen=True)
class Site:
    """A space of a sandbox that is being served, and the ids of its pages by short names."""

    sandbox: object
    url: str
    ids: dict[str, str]

    def address(self, name):
        """Where a page is."""
        return f"{self.url}/pages/viewpage.action?pageId={self.ids[name]}"


@pytest.fixture(scope="session")
def tab():
    """A tab of Chromium."""
    if sys.platform == "win32":
        pytest.skip("Chromium is driven through pipes, which are other things on Windows")
    pytest.importorskip("PIL")
    pytest.importorskip("fontTools")
    from chromium import browser
    from looking import chromium_is_missing

    if reason := chromium_is_missing():
        pytest.skip(reason)
    with browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def cloud(tab):  # noqa: ARG001 - without a browser nobody needs them
    """The pages on Cloud."""
    yield from _site("cloud")


@pytest.fixture(scope="session")
def data_center(tab):  # noqa: ARG001
    """The pages on Data Center."""
    yield from _site("datacenter")


def _site(flavour) -> Iterator[Site]:
    from sphinx_to_confluence.sandbox import Sandbox, comments, files

    at = datetime(2026, 11, 24, 10, 15, tzinfo=UTC)
    with Sandbox(flavour=flavour, clock=lambda: at, strict=False) as sandbox:
        ada = sandbox.add_user("ada@example.com", "Ada Lovelace")
        sandbox.add_space("DOC", "Handbook")
        pages = {}
        for name, title in PAGES.items():
            body = (BODIES / f"{name}.xml").read_text(encoding="utf-8")
            body = body.replace("ACCOUNT", ada.account_id)
            pages[name] = sandbox.add_page("DOC", title, body, user=ada)
        everything = pages["everything"]
        pages["below"] = sandbox.add_page("DOC", "A page below", "<p>x</p>", parent=everything)
        pages["hostile"] = sandbox.add_page("DOC", "Hostile", HOSTILE)
        sandbox.add_attachment(everything.id, "square.png", _square())
        files.add_labels(sandbox.store, everything, [("global", "howto"), ("global", "sphinx")])
        for words, text in (
            (
                "release train",
                "<p>Which train is that? The one in the <strong>spring</strong>?</p>",
            ),
            ("mind the gap", "<p>Say how wide it is.</p>"),
            ("Some text that", "<p>Shorter, please.</p>"),
            ("It worked", "<p>Done?</p>"),
        ):
            last = sandbox.add_inline_comment(everything.id, words, text, user=ada)
            if words == "release train":
                comments.answer_comment(sandbox.store, last, sandbox.admin, "<p>Autumn.</p>")
        sandbox.resolve_comment(last.id)
        sandbox.add_footer_comment(everything.id, "<p>Looks good to me.</p>", user=ada)
        with sandbox.serve() as server:
            ids = {name: page.id for name, page in pages.items()}
            yield Site(sandbox, server.site_url, ids)


def _square():
    from PIL import Image

    data = io.BytesIO()
    Image.new("RGB", (60, 60), "#1868db").save(data, "PNG")
    return data.getvalue()

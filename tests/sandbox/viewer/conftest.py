"""A small wiki to draw pages of, and cases in text files."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote_plus

import pytest

from sphinx_to_confluence.sandbox.viewer.render import render
from sphinx_to_confluence.sandbox.viewer.wiki import File, Flavour, Target

FIXTURES = Path(__file__).parent / "fixtures"


@dataclass(frozen=True)
class Case:
    """A case of a fixture file: ``title . input . expected .``, each on lines of their own."""

    file: Path
    title: str
    given: str
    expected: str

    @property
    def flavour(self):
        """Data Center if the title says so."""
        return Flavour.DATA_CENTER if "Data Center" in self.title else Flavour.CLOUD


def read_cases(file):
    """Read the cases of a fixture file."""
    parts = file.read_text(encoding="utf-8").split("\n.\n")
    return [
        Case(file, parts[at].strip(), parts[at + 1], parts[at + 2])
        for at in range(0, len(parts) - 2, 3)
    ]


@dataclass
class Shelf:
    """A wiki of a few pages in one space."""

    pages: dict[str, Target] = field(default_factory=dict)
    bodies: dict[str, str] = field(default_factory=dict)
    below: dict[str, list[str]] = field(default_factory=dict)
    attached: dict[str, dict[str, File]] = field(default_factory=dict)

    def add(self, page_id, title, body="", parent=None):
        """Put a page on the shelf."""
        url = f"/wiki/spaces/DOC/pages/{page_id}/{quote_plus(title)}"
        self.pages[page_id] = Target(page_id, title, "DOC", url)
        self.bodies[page_id] = body
        self.below.setdefault(parent, []).append(page_id)
        return self.pages[page_id]

    def attach(self, page_id, filename, media_type, size_bytes):
        """Put a file on a page."""
        url = f"/wiki/download/attachments/{page_id}/{filename}?version=1"
        file = File(filename, media_type, size_bytes, url)
        self.attached.setdefault(page_id, {})[filename] = file

    def page(self, page_id):
        """See :class:`Wiki`."""
        return self.pages.get(page_id)

    def page_titled(self, space_key, title):
        """See :class:`Wiki`."""
        found = (page for page in self.pages.values() if page.title == title)
        return next((page for page in found if page.space_key == space_key), None)

    def children(self, page_id):
        """See :class:`Wiki`."""
        return [self.pages[child] for child in self.below.get(page_id, [])]

    def body(self, page_id):
        """See :class:`Wiki`."""
        return self.bodies[page_id]

    def files(self, page_id):
        """See :class:`Wiki`."""
        return self.attached.get(page_id, {})

    def user_name(self, account_id):
        """See :class:`Wiki`."""
        return {"5b01": "Ada Lovelace"}.get(account_id)

    def space_url(self, space_key):
        """See :class:`Wiki`."""
        return "/wiki/spaces/DOC/overview" if space_key == "DOC" else None


@pytest.fixture
def shelf():
    """The page "Guide" (id 1), with children "Setup" (2) and "Use" (3), and two files."""
    wiki = Shelf()
    wiki.add("1", "Guide")
    wiki.add("2", "Setup", "<h2>Steps</h2><p>Install it.</p>", parent="1")
    wiki.add(
        "3",
        "Use",
        '<ac:structured-macro ac:name="excerpt"><ac:rich-text-body><p>In short.</p>'
        "</ac:rich-text-body></ac:structured-macro><p>At length.</p>",
        parent="1",
    )
    wiki.add("4", "Deep", parent="2")
    wiki.attach("1", "plot.png", "image/png", 2048)
    wiki.attach("1", "data.csv", "text/csv", 17)
    return wiki


@pytest.fixture
def draw(shelf):
    """Draw a body as the page "Guide"."""

    def drawn(body, flavour=Flavour.CLOUD):
        return str(
            render(
                body,
                shelf.pages["1"],
                shelf,
                flavour=flavour,
                host="wiki.test",
                comments={"open": "comment-7"},
            )
        )

    return drawn


def pytest_generate_tests(metafunc):
    """Give each case of each fixture file to the tests that ask for one."""
    if "case" in metafunc.fixturenames:
        cases = [case for file in sorted(FIXTURES.glob("*.txt")) for case in read_cases(file)]
        names = [f"{case.file.stem}: {case.title}" for case in cases]
        metafunc.parametrize("case", cases, ids=names)

"""The pages that a person opens in the browser."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from types import SimpleNamespace

import pytest
from flask import Flask

from sphinx_to_confluence.sandbox import comments, directory, edit, files
from sphinx_to_confluence.sandbox.records import Holder
from sphinx_to_confluence.sandbox.store import Store
from sphinx_to_confluence.sandbox.viewer import blueprint
from sphinx_to_confluence.sandbox.viewer.wiki import Flavour

SHEETS = ["theme", "chrome", "content", "comments", "live"]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.fixture
def site():
    """A space with a home page, a guide, a page below it with two versions and two files."""
    store = Store(clock=lambda: datetime(2026, 11, 24, 10, 15, tzinfo=UTC))
    user = directory.add_user(store, "ada@example.com", "Ada Lovelace")
    space = directory.add_space(store, "DOC", "Documentation", user)

    def add(title, parent_id, body):
        return edit.create_page(
            store, space, user, title=title, body=body, parent_id=parent_id, message="first"
        )

    guide = add("Guide", space.homepage_id, "<p>Welcome.</p>")
    page = add("What's new?", guide.id, "<p>Old text.</p>")
    page = edit.update_page(
        store, page, user, title="What's new?", body="<h2>News</h2><p>New text.</p>", parent_id=None,
        version=edit.NewVersion(2, "second"),
    )  # fmt: skip
    for name, data, media_type in (
        ("a b.svg", SVG, "image/svg+xml"),
        ("page.html", b"<script>alert(1)</script>", "text/html"),
    ):
        files.add_attachment(
            store, page, user, files.Upload(name, data, media_type, "", minor_edit=False)
        )
    files.add_labels(store, page, [("global", "sphinx")])
    yield SimpleNamespace(
        store=store,
        user=user,
        space=space,
        guide=guide,
        page=page,
        browser=reader(store),
        add=add,
    )
    store.close()


def reader(store, flavour=Flavour.CLOUD):
    """A browser on the pages over a store."""
    app = Flask(__name__)
    app.register_blueprint(blueprint(store, flavour=flavour))
    return app.test_client()


def main_text(answer, tag="main"):
    """The text of the main part of a page, in words."""
    html = re.search(rf"<{tag} .*?</{tag}>", answer.text, re.DOTALL)[0]
    return unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html)).strip())


def test_the_first_page_lists_the_spaces(site):
    """``/wiki/`` leads to each space."""
    answer = site.browser.get("/wiki/")
    assert main_text(answer) == "Spaces D Documentation DOC"
    assert 'href="/wiki/spaces/DOC/overview"' in answer.text


def test_a_page_shows_title_byline_body_labels_and_files(site):
    """A page is found by its id, whatever the title in the address."""
    address = f"/wiki/spaces/DOC/pages/{site.page.id}"
    answer = site.browser.get(address)
    assert main_text(answer) == (
        "What's new? AL Created by Ada Lovelace Last updated Nov 24, 2026, 10:15 UTC Version 2 "
        "News # New text. sphinx 2 attachments a b.svg page.html"
    )
    assert site.browser.get(address + "/Another/title").text == answer.text


def test_comments_stand_beside_their_words_and_below_the_page(site):
    """What is resolved or has lost its words is put away, and no longer highlighted; answers stand below a comment."""
    store, user = site.store, site.user
    open_one, settled = (
        comments.add_inline_comment(
            store, site.page, user, comments.Selection(words), "<p>Why?</p>"
        )
        for words in ("New", "text")
    )
    comments.answer_comment(store, settled, user, "<p>So</p>")
    comments.resolve_comment(store, settled, resolved=True)
    comments.add_footer_comment(store, site.page, user, "<p>Hm <script>alert(1)</script></p>")
    address = f"/wiki/spaces/DOC/pages/{site.page.id}"
    by = "Ada Lovelace Nov 24, 2026, 10:15 UTC"
    answer = site.browser.get(address)
    assert main_text(answer).endswith(
        f"1 comment AL {by} Hm 1 inline comment resolved or without its words "
        f"text AL {by} resolved Why? AL {by} So"
    )
    assert main_text(answer, "aside") == f"New AL {by} Why?"
    (mark,) = re.findall(r"<mark [^>]*>[^<]*</mark>", answer.text)
    assert mark == (
        f'<mark id="comment-{open_one.id}-words" class="comment" '
        f'aria-details="comment-{open_one.id}">New</mark>'
    )
    edit.replace_body(store, site.page, user, "<p>Else</p>", new_version=True)
    answer = site.browser.get(address)
    assert "its words are gone Why?" in main_text(answer)
    assert "<aside" not in answer.text


def test_what_is_put_away_is_listed_beside_the_tree(site):
    """Archived pages and those in the trash are still to be found, and say what they are."""
    edit.archive_pages(site.store, [site.page])
    edit.trash_page(site.store, site.add("Gone", site.space.homepage_id, ""))
    html = site.browser.get("/wiki/spaces/DOC").text
    lists = re.findall(r'<details class="put-away".*?</details>', html, re.DOTALL)
    assert [re.sub(r"<[^>]+>|\s+", " ", one).split() for one in lists] == [
        ["1", "archived", "What&#39;s", "new?"],
        ["1", "trashed", "Gone"],
    ]
    answer = site.browser.get(f"/wiki/spaces/DOC/pages/{site.page.id}")
    assert main_text(answer).startswith("This page is archived.")


def test_an_older_version_can_be_shown(site):
    """The version is named in the query, and the page says that it is not the newest."""
    address = f"/wiki/spaces/DOC/pages/{site.page.id}?version=1"
    assert main_text(site.browser.get(address)).startswith(
        "This is version 1. Show the newest one . What's new?"
    )


@pytest.mark.parametrize("address", ["/wiki/spaces/DOC", "/wiki/spaces/doc/overview"])
def test_a_space_opens_with_its_home_page(site, address):
    """Both addresses of a space work, whatever the case of the key."""
    assert main_text(site.browser.get(address)).startswith("Documentation AL Created by")


def test_the_tree_marks_the_page_and_opens_the_way_to_it(site):
    """Siblings stand in their order; what is below the home page is the top of the tree."""
    site.add("Later", site.space.homepage_id, "")
    html = site.browser.get(f"/wiki/spaces/DOC/pages/{site.page.id}").text
    tree = re.search(r'<div class="tree">.*?</div>\s*</nav>', html, re.DOTALL)[0]
    assert re.findall(
        r'(<details open|aria-label="[^"]+"|aria-current="page">|>[^<>\s][^<>]*</a>)', tree
    ) == [
        ">Guide</a>",
        "<details open",
        'aria-label="Pages below Guide"',
        'aria-current="page">',
        ">Later</a>",
    ]


def test_the_way_to_a_page_is_shown_above_it(site):
    """Breadcrumbs lead over the space and the pages above, without the home page."""
    html = site.browser.get(f"/wiki/spaces/DOC/pages/{site.page.id}").text
    crumbs = re.search(r'<ol class="breadcrumbs">.*?</ol>', html, re.DOTALL)[0]
    assert re.findall(r'href="([^"]+)">([^<]+)<', crumbs) == [
        ("/wiki/spaces/DOC/overview", "Documentation"),
        (f"/wiki/spaces/DOC/pages/{site.guide.id}/Guide", "Guide"),
    ]


@pytest.mark.parametrize(
    ("value", "expected"), [("full-width", "wide"), ("max", "wide"), ("default", "narrow")]
)
def test_a_page_is_as_wide_as_its_property_says(site, value, expected):
    """The property that Confluence keeps the width in decides."""
    files.create_property(
        site.store, Holder.PAGE, site.page.id, site.user, key="content-appearance-published",
        value=value,
    )  # fmt: skip
    html = site.browser.get(f"/wiki/spaces/DOC/pages/{site.page.id}").text
    assert f'<main id="page-content" class="{expected}"' in html
    pressed = "true" if expected == "wide" else "false"
    assert f'aria-pressed="{pressed}">Full width</button>' in html


def test_pages_of_data_center_are_as_wide_as_the_window(site):
    """They have no property for that."""
    browser = reader(site.store, Flavour.DATA_CENTER)
    html = browser.get(f"/wiki/spaces/DOC/pages/{site.page.id}").text
    assert '<main id="page-content" class="wide"' in html
    assert "Full width" not in html


@pytest.mark.parametrize("address", ["/wiki/pages/viewpage.action?pageId={}", "/wiki/x/{}"])
def test_addresses_by_id_lead_to_the_page(site, address):
    """Old and short addresses redirect to the usual one."""
    answer = site.browser.get(address.format(site.page.id))
    assert answer.status_code == 302
    assert answer.location == f"/wiki/spaces/DOC/pages/{site.page.id}/What%27s+new%3F"


def test_the_history_names_versions_messages_and_authors(site):
    """The newest version comes first."""
    answer = site.browser.get(f"/wiki/pages/viewpreviousversions.action?pageId={site.page.id}")
    assert main_text(answer) == (
        "History of What's new? Version Saved By Message Storage format "
        "Version 2 Nov 24, 2026, 10:15 UTC Ada Lovelace second Source of version 2 "
        "Version 1 Nov 24, 2026, 10:15 UTC Ada Lovelace first Source of version 1"
    )


def test_the_attachments_are_listed(site):
    """Each with its type and size."""
    answer = site.browser.get(f"/wiki/pages/viewpageattachments.action?pageId={site.page.id}")
    assert main_text(answer) == (
        "Attachments of What's new? File Type Size "
        f"a b.svg image/svg+xml {len(SVG)} bytes page.html text/html 25 bytes"
    )


def test_the_source_is_shown_as_it_is_stored(site):
    """Markup is shown, not drawn."""
    address = f"/wiki/plugins/viewstorage/viewpagestorage.action?pageId={site.page.id}&version=1"
    assert main_text(site.browser.get(address)) == (
        "Storage format of What's new? Version 1 16 bytes <p> Old text. </p>"
    )


def test_a_folder_lists_what_is_in_it(site):
    """A folder has no body."""
    folder = edit.create_folder(
        site.store, site.space, site.user, title="Drawer", parent_id=site.guide.id
    )
    site.add("Inside", folder.id, "")
    answer = site.browser.get(f"/wiki/spaces/DOC/folder/{folder.id}")
    assert main_text(answer) == "Drawer Folder Inside"


def test_a_picture_is_delivered_but_cannot_run_script(site):
    """An SVG that is opened by itself stands in a sandbox."""
    answer = site.browser.get(
        f"/wiki/download/attachments/{site.page.id}/a%20b.svg?version=1&api=v2"
    )
    assert answer.data == SVG
    names = (
        "Content-Type",
        "Content-Disposition",
        "Content-Security-Policy",
        "X-Content-Type-Options",
    )
    assert [answer.headers[name] for name in names] == [
        "image/svg+xml",
        'inline; filename="a b.svg"',
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox",
        "nosniff",
    ]


def test_other_files_are_only_downloaded(site):
    """HTML is not shown in the origin of the viewer."""
    answer = site.browser.get(f"/wiki/download/attachments/{site.page.id}/page.html")
    assert answer.headers["Content-Disposition"] == "attachment; filename=page.html"


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("/wiki/spaces/NONE", "There is no space NONE."),
        ("/wiki/spaces/DOC/pages/1/x", "There is no page with id 1."),
        ("/wiki/spaces/DOC/pages/%3Cb%3E", "There is no page with id <b>."),
        ("/wiki/pages/viewpage.action", "There is no page with id ."),
        ("/wiki/download/attachments/1/x.png", "No file called “x.png” is attached."),
    ],
)
def test_what_is_not_there_is_said_to_be_missing(site, address, reason):
    """Each with its reason, as a page."""
    answer = site.browser.get(address)
    assert answer.status_code == 404
    assert main_text(answer) == f"We can't find that {reason} All spaces"


def test_every_page_has_a_strict_policy_and_sets_no_cookie(site):
    """No script but ours, nothing from elsewhere, no cookie."""
    answer = site.browser.get(f"/wiki/spaces/DOC/pages/{site.page.id}")
    assert answer.headers["Content-Security-Policy"] == (
        "default-src 'none'; script-src http://localhost/wiki/_viewer/; connect-src 'self'; "
        "style-src 'self'; style-src-attr 'unsafe-inline'; img-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    assert "Set-Cookie" not in answer.headers
    scripts = re.findall(r"<script[^>]*>", answer.text)
    assert scripts == [
        '<script src="/wiki/_viewer/theme.js">',
        '<script src="/wiki/_viewer/page.js" defer>',
    ]


def test_the_style_sheets_load_nothing(site):
    """All that a page looks like is in files of ours."""
    for flavour, expected in (
        (Flavour.CLOUD, SHEETS),
        (Flavour.DATA_CENTER, [*SHEETS, "datacenter"]),
    ):
        browser = reader(site.store, flavour)
        names = re.findall(r'href="([^"]+\.css)"', browser.get("/wiki/").text)
        assert names == [f"/wiki/_viewer/{name}.css" for name in expected]
        for name in names:
            with browser.get(name) as answer:
                assert not re.search(r"url\(|@import", answer.text)

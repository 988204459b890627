"""The builder ``singleconfluence``: all documents on one page."""

from __future__ import annotations

import re
from urllib.parse import unquote

import docutils
import pytest
from lxml import etree

from sphinx_to_confluence.bundle.inventory import read_inventory
from sphinx_to_confluence.bundle.reader import read_bundle
from sphinx_to_confluence.sandbox import ADMIN_EMAIL, TWELVE_SCOPES, Sandbox

SOURCES = {
    "index.rst": """
        :labels: all

        Manual
        ======

        To :doc:`guide/start`, :ref:`limits`, :ref:`more <guide-limits>` and :ref:`fig`.
        :ref:`The parts <parts>`

        .. _limits:

        Limits
        ------

        See [#n]_ and :numref:`fig`.

        .. [#n] Root note, with `a link <limits_>`_.

        .. toctree::
           :caption: The guide
           :name: parts
           :numbered:

           guide/start
           other
           self

        .. toctree::
           :hidden:

           hidden

        End
        ---
        """,
    "guide/start.rst": """
        Start
        =====

        Back to :doc:`/index`; :download:`file <data.txt>`; see [#n]_.

        .. image:: pic.png

        .. [#n] Guide note.

        .. _guide-limits:

        Limits
        ------

        .. _fig:

        .. figure:: pic.png

           The figure

        .. toctree::

           deep
        """,
    "guide/deep.rst": "Deep\n====\n\nTo `Limits`_.\n\nLimits\n------\n\nEnd.\n",
    "guide/data.txt": "data",
    "guide/pic.png": b"one",
    "pic.png": b"two",
    "other.rst": """
        Other
        =====

        .. image:: pic.png

        .. py:function:: run()

        See :func:`run` and :doc:`guide/deep`.

        .. only:: confluence

           For Confluence.

        .. only:: html

           For HTML.
        """,
    "hidden.rst": "A paragraph without a heading.\n\n.. toctree::\n\n   other\n",
    "lone.rst": ":orphan:\n\nLone\n====\n",
}


@pytest.fixture
def manual(project):
    """A project whose documents have the same ids."""
    project.conf("numfig = True\n")
    project.write(SOURCES)
    return project


@pytest.fixture(params=["v2", "v1"])
def built(manual, request):
    """The page, for each editor."""
    manual.conf(f"confluence_editor = '{request.param}'\n")
    return manual.build("singleconfluence")


def jumps(text):
    """Where the page can be jumped to, and the links to places on it, in order."""
    namespaces = 'xmlns:ac="ac" xmlns:ri="ri"'
    root = etree.fromstring(f"<page {namespaces}>{text}</page>")
    places, links = [], []
    for element in root.iter():
        if element.get("{ac}name") == "anchor":
            places.append(element[0].text)
        elif re.fullmatch("h[1-6]", element.tag):
            heading = "".join(element.itertext()).replace(" ", "-")
            count = len(
                [place for place in places if re.fullmatch(rf"{re.escape(heading)}(\.\d)?", place)]
            )
            places.append(f"{heading}.{count}" if count else heading)
        elif element.get("href", "").startswith("#"):
            links.append((unquote(element.get("href")[1:]), "".join(element.itertext())))
        elif element.get("{ac}anchor"):
            links.append((element.get("{ac}anchor"), "".join(element.itertext())))
    return places, links


def test_one_page(built):
    """The bundle has one page with the title and labels of the root, and the files of all documents."""
    bundle = read_bundle(built.outdir, hash_attachments=True)
    (page,) = bundle.pages
    assert (page.docname, page.title, page.labels) == ("index", "Manual", ("all",))
    assert len(page.attachments) == 3
    assert {item.filename[:3] for item in page.attachments} == {"dat", "pic"}
    assert built.warnings == []


def test_every_document_is_there_once(built):
    """Documents stand where the first toctree has them, one level deeper; orphans are left out."""
    headings = re.findall(
        r"<(h\d)>(?:<ac:s.*?</ac:structured-macro>)*([^<]*)<", built.text("index.conf")
    )
    assert headings == [
        ("h1", "Limits"),
        ("h2", "1. Start"),
        ("h3", "1.1. Limits"),
        ("h4", "1.1.1. Deep"),
        ("h5", "1.1.1.1. Limits"),
        ("h2", "2. Other"),
        ("h1", "End"),
    ]
    text = built.text("index.conf")
    assert text.count("A paragraph without a heading.") == 1
    assert "<strong>The guide</strong>" in text
    assert "For Confluence." in text
    assert "For HTML." not in text
    assert "Lone" not in text


def test_links_stay_on_the_page(built):
    """Every link leads to one place of the page, the right one of several with the same id."""
    places, links = jumps(built.text("index.conf"))
    assert len(places) == len(set(places))
    assert {target for target, _ in links} <= set(places)
    assert "[confluence.link]" not in "".join(built.warnings)
    named = {text: target for target, text in links}
    order = {place: index for index, place in enumerate(places)}
    assert order[named["Start"]] < order[named["more"]] < order[named["Fig. 1.1"]]
    assert order[named["more"]] < order[named["Deep"]] < order[named["run()"]]
    # To the two notes, and back from them.
    assert len({target for target, text in links if text == "[1]"}) == 4
    assert order[named["The parts"]] < order[named["Start"]]


def test_on_cloud(manual):
    """Headings are jumped to by their own ids, which are counted over the whole page."""
    _, links = jumps(manual.build("singleconfluence").text("index.conf"))
    assert [target for target, text in links if text in {"Limits", "more", "a link", "Deep"}] == [
        "Limits",
        "1.1.-Limits",
        "Limits",
        "1.1.1.1.-Limits",
        "1.1.1.-Deep",
    ]


def test_kept_toctrees(manual):
    """The lists of links can stay, before the documents that they lead to."""
    manual.conf("singleconfluence_toctree = True\n")
    built = manual.build("singleconfluence")
    text = built.text("index.conf")
    listed = '<p><a href="#1.-Start">1. Start</a></p>\n<ul>\n<li>\n<p><a href="#1.1.-Limits">1.1. Limits</a></p>'
    assert listed in text
    assert text.index(listed) < text.index("<h2>1. Start</h2>")
    assert text.count("The guide") == 1
    assert built.warnings == []


def test_root_without_a_heading(project):
    """The page is called like the project then, and no document loses its heading."""
    project.write({"index.rst": ".. toctree::\n\n   a\n", "a.rst": "A page\n======\n\nText.\n"})
    built = project.build("singleconfluence")
    assert built.text("index.conf") == "<h1>A page</h1>\n<p>Text.</p>\n"
    assert [page["title"] for page in built.manifest["pages"]] == ["Test"]


def test_toctrees_in_circles(project):
    """Documents that name each other are there once."""
    project.write(
        {
            "index.rst": "Home\n====\n\n.. toctree::\n\n   a\n",
            "a.rst": "A\n=\n\n.. toctree::\n\n   index\n   b\n",
            "b.rst": "B\n=\n\n.. toctree::\n\n   a\n",
        }
    )
    assert project.build("singleconfluence").text("index.conf") == "<h1>A</h1>\n<h2>B</h2>\n"


def test_sources(manual):
    """Messages and the report name the document that something comes from."""
    manual.write(
        {
            "guide/deep.rst": "Deep\n====\n\n- .. list-table::\n\n     * - x\n\n.. raw:: html\n\n   <script/>\n"
        }
    )
    built = manual.build("singleconfluence")
    line = (
        4 if docutils.__version_info__[:2] >= (0, 23) else 6
    )  # of the table, or of the first text in it
    assert f"guide/deep.rst:{line}: demoted: table in list item" in built.text("report.txt")


@pytest.mark.parametrize(
    ("edit", "written"),
    [({}, False), ({"guide/deep.rst": "Deep\n====\n\nNew.\n"}, True), ({"pic.png": b"new"}, True)],
    ids=["nothing", "text", "image"],
)
def test_incremental_is_fresh(manual, edit, written):
    """The page is written again when one of its documents was read again."""
    before = manual.build("singleconfluence")
    manual.write(edit)
    again = manual.build("singleconfluence")
    assert ("assembling the documents" in again.status) is written
    files, fresh = again.files(), manual.build("singleconfluence", out="fresh").files()
    for each in (files, fresh):
        del each["_pages/.history.json"]
    assert files == fresh
    assert before.manifest["project_id"] == again.manifest["project_id"]


def test_nothing_in_common_with_many_pages(manual):
    """The one page is another project than the many, also when the project has an id of its own."""
    ids = {
        manual.build(builder).manifest["project_id"]
        for builder in ("confluence", "singleconfluence")
    }
    manual.conf("confluence_project_id = 'mine'\n")
    ids |= {
        manual.build(builder).manifest["project_id"]
        for builder in ("confluence", "singleconfluence")
    }
    assert len(ids) == 4
    assert {"mine", "mine-single"} < ids


def test_shared_doctrees(manual):
    """Building one page leaves nothing behind that another builder would trip over."""
    alone = manual.build(out="alone").files()
    manual.build("singleconfluence", doctrees="shared")
    many = manual.build(doctrees="shared").files()
    for each in (alone, many):
        del each["_pages/.history.json"]
    assert alone == many


def test_nodes_of_other_extensions(manual):
    """Functions that were registered for ``confluence`` serve this builder, too."""
    manual.conf(
        "from docutils import nodes\n"
        "def setup(app):\n"
        "    app.add_node(nodes.rubric, override=True, confluence=(\n"
        "        lambda self, node: self.body.append('<h6>'), lambda self, node: self.body.append('</h6>')))\n"
    )
    assert "<h6>The guide</h6>" in manual.build("singleconfluence").text("index.conf")


def test_inventory(built):
    """Other projects can refer to what all documents define, as a place on the page."""
    inventory = read_inventory(read_bundle(built.outdir))
    assert {entry.docname for entry in inventory.entries} == {"index"}
    fragments = {entry.name: entry.fragment for entry in inventory.entries}
    assert "lone" not in fragments
    assert fragments["run"] == "run"
    assert fragments["other"] in {"2.-Other", "other"}
    places, _ = jumps(built.text("index.conf"))
    assert set(fragments.values()) - {""} <= set(places)


def test_lost_inventory(manual):
    """What somebody removed from the output is written again."""
    before = manual.build("singleconfluence").files()
    (manual.build("singleconfluence").outdir / "inventory.json").unlink()
    after = manual.build("singleconfluence").files()
    for each in (before, after):
        del each["_pages/.history.json"]
    assert before == after


def test_published_beside_the_many_pages(manual):
    """Both can be in one space; publishing one of them again finds its own pages and leaves the others alone."""
    with Sandbox() as sandbox, sandbox.serve() as addresses:
        sandbox.add_space("DOC", "Documentation")
        token = sandbox.add_token("scoped", scopes=TWELVE_SCOPES)
        options = {
            "confluence_publish": True,
            "confluence_server_url": addresses.site_url,
            "confluence_api_gateway": f"{addresses.origin}/ex/confluence/",
            "confluence_api_token_scoped": True,
            "confluence_space_key": "DOC",
            "confluence_server_user": ADMIN_EMAIL,
            "confluence_api_token": token,
        }
        alone = options | {"confluence_publish_postfix": " (one page)"}

        def publish(builder, settings):
            status = manual.build(builder, options=settings).status
            return re.findall(r"^\d+ pages?: [^;\n]+", status, re.MULTILINE)

        assert publish("confluence", options) == ["6 pages: 6 created"]
        assert publish("singleconfluence", alone) == ["1 page: 1 created"]
        assert publish("confluence", options) == ["6 pages: 6 unchanged"]
        assert publish("singleconfluence", alone) == ["1 page: 1 unchanged"]


def test_cards(project):
    """A card needs an address of its own; what is on the same page gets a link."""
    project.write({"index.rst": "Home\n====\n\n.. toctree::\n\n   a\n\n.. confluence_doc:: a\n"})
    project.write({"a.rst": "First\n=====\n\n.. confluence_link:: https://example.com/\n"})
    text = project.build("singleconfluence").text("index.conf")
    assert '<p><a href="#First">First</a></p>' in text
    assert '<a href="https://example.com/" data-card-appearance="block">' in text


def test_fragments(project):
    """An address that is only a fragment means the document that it stands in."""
    text = "{0}\n=\n\nPart\n----\n\nTo `this part <#part>`__.\n"
    project.write({f"{name}.rst": text.format(name) for name in "AB"})
    project.write({"index.rst": "Home\n====\n\n.. toctree::\n\n   A\n   B\n"})
    text = project.build("singleconfluence").text("index.conf")
    assert re.findall(r'href="(#Part[^"]*)"', text) == ["#Part", "#Part.1"]


@pytest.mark.parametrize("toctrees", [False, True])
def test_addresses_in_toctrees(manual, toctrees):
    """What a toctree names on the net is a link on the page, once; of a hidden toctree it is not."""
    manual.conf(f"confluence_editor = 'v1'\nsingleconfluence_toctree = {toctrees}\n")
    index = SOURCES["index.rst"].replace(
        "           self\n",
        "           self\n           Shop <https://shop.example.org/>\n           https://a.example.org/\n",
    )
    index = index.replace(
        "           hidden\n", "           hidden\n           Not <https://b.example.org/>\n"
    )
    manual.write({"index.rst": index})
    text = manual.build("singleconfluence").text("index.conf")
    assert text.count('<a href="https://shop.example.org/">Shop</a>') == 1
    assert text.count('<a href="https://a.example.org/">https://a.example.org/</a>') == 1
    assert "b.example.org" not in text
    assert text.index("The guide") < text.index("shop.example.org") < text.index("Back to ")


HTML = """

.. raw:: html

   <p><a href="#limits">here</a> <a href="start.html">start</a> <a href="../hid.html#limits">other</a></p>

`By address <../hid.html#limits>`__ and `to start <start.html#limits>`__
"""


@pytest.mark.parametrize("editor", ["v1", "v2"])
def test_addresses_of_html(manual, editor):
    """Addresses of HTML pages, and places that raw HTML names, are those of their document on the page."""
    manual.conf(f"confluence_editor = '{editor}'\n")
    manual.write(
        {
            "guide/deep.rst": SOURCES["guide/deep.rst"] + HTML,
            "hid.rst": "Hid\n===\n\nLimits\n------\n\nEnd.\n",
            "hidden.rst": "A paragraph.\n\n.. toctree::\n\n   hid\n",
        }
    )
    built = manual.build("singleconfluence")
    assert built.warnings == []
    places, links = jumps(built.text("index.conf"))
    found = {label: places.index(place) for place, label in links if place in places}
    assert found["here"] == found["Limits"]
    assert found["other"] == found["By address"]
    assert len({found[label] for label in ("here", "start", "other", "to start")}) == 4
    assert found["start"] < found["to start"] < found["here"] < found["other"]

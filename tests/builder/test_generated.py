"""The pages that no document is the source of: index, indices of domains, search."""

from __future__ import annotations

import pytest

from sphinx_to_confluence.bundle.reader import read_bundle

INDEX = """
    Home
    ====

    See :ref:`genindex`, :ref:`modindex` and :ref:`search`.

    .. toctree::

       api
       other
    """
SOURCES = {
    "index.rst": INDEX,
    "api.rst": """
        API
        ===

        .. py:module:: pack
           :synopsis: All & more.
           :platform: Unix

        .. py:module:: pack.old
           :deprecated:

        .. py:function:: run()

        .. index::
           single: running; fast
           ! single: Zebra
           see: go; run
        """,
    "other.rst": """
        Other
        =====

        .. index:: Zebra

        Text.
        """,
}
ALL = "confluence_use_index = confluence_domain_indices = confluence_include_search = True\n"


@pytest.fixture
def manual(project):
    """A project with all sorts of index entries."""
    project.write(SOURCES)
    return project


def pages(built):
    """Docname, title and parent of all pages."""
    return [(page["docname"], page["title"], page["parent"]) for page in built.manifest["pages"]]


def test_off(manual):
    """Without options there are no such pages, and links to them are text, which the report tells."""
    built = manual.build()
    assert [page[0] for page in pages(built)] == ["index", "api", "other"]
    assert "<p>See Index, Module Index and Search Page.</p>" in built.text("index.conf")
    assert "link to genindex in page" in built.text("report.txt")
    assert built.warnings == []


def test_all(manual):
    """With the options the pages stand at the end, and links lead to them."""
    manual.conf(ALL)
    built = manual.build()
    assert pages(built)[3:] == [
        ("genindex", "Index", "index"),
        ("py-modindex", "Python Module Index", "index"),
        ("search", "Search", "index"),
    ]
    assert '<a href="confluence-doc:py-modindex">Module Index</a>' in built.text("index.conf")
    assert "link to" not in built.text("report.txt")
    bundle = read_bundle(built.outdir)
    assert bundle.root.links == ("api", "genindex", "other", "py-modindex", "search")
    assert bundle.page("genindex").links == ("api", "other")
    assert built.warnings == []


def test_general_index(manual):
    """The index has letters, main entries first, entries within entries, and entries that only refer."""
    manual.conf(ALL)
    toc, _, text = manual.build().text("genindex.conf").partition("\n")
    assert '<ac:parameter ac:name="type">flat</ac:parameter>' in toc
    assert (
        text
        == """\
<h1>G</h1>
<ul>
<li>
<p>go</p>
<ul>
<li>
<p>see run</p>
</li>
</ul>
</li>
</ul>
<h1>M</h1>
<ul>
<li>
<p>module</p>
<ul>
<li>
<p><a href="confluence-doc:api">pack</a></p>
</li>
<li>
<p><a href="confluence-doc:api#module-pack.old">pack.old</a></p>
</li>
</ul>
</li>
</ul>
<h1>P</h1>
<ul>
<li>
<p>pack</p>
<ul>
<li>
<p><a href="confluence-doc:api">module</a></p>
</li>
</ul>
</li>
<li>
<p>pack.old</p>
<ul>
<li>
<p><a href="confluence-doc:api#module-pack.old">module</a></p>
</li>
</ul>
</li>
</ul>
<h1>R</h1>
<ul>
<li>
<p><a href="confluence-doc:api#pack.old.run">run() (in module pack.old)</a></p>
</li>
<li>
<p>running</p>
<ul>
<li>
<p><a href="confluence-doc:api#index-0">fast</a></p>
</li>
</ul>
</li>
</ul>
<h1>Z</h1>
<ul>
<li>
<p><a href="confluence-doc:api#index-0"><strong>Zebra</strong></a>, <a href="confluence-doc:other#index-0">[1]</a></p>
</li>
</ul>
"""
    )


def test_module_index(manual):
    """The index of modules is a table with platforms, deprecations and descriptions."""
    manual.conf(ALL)
    text = manual.build().text("py-modindex.conf")
    assert '<td colspan="2">\n<p><strong>p</strong></p>' in text
    assert '<p><a href="confluence-doc:api"><code>pack</code></a> <em>(Unix)</em></p>' in text
    assert "<p>All &amp; more.</p>" in text
    assert "<p>\u2003<a" in text
    assert "<p><strong>Deprecated</strong></p>" in text


@pytest.mark.parametrize(
    ("editor", "space"), [("v2", ""), ("v1", ' ri:space-key="DOC"')], ids=["cloud", "data center"]
)
def test_search(manual, editor, space):
    """The search covers the pages of the project; the page is written again when the root is renamed."""
    manual.conf(f"{ALL}confluence_editor = '{editor}'\nconfluence_space_key = 'DOC'\n")
    assert manual.build().text("search.conf").splitlines()[-1] == (
        '<ac:structured-macro ac:name="pagetreesearch"><ac:parameter ac:name="root"><ac:link>'
        f'<ri:page ri:content-title="Home"{space}/></ac:link></ac:parameter></ac:structured-macro>'
    )
    manual.write({"index.rst": INDEX.replace("Home", "Base")})
    assert 'ri:content-title="Base"' in manual.build().text("search.conf")


def test_named_in_a_toctree(manual):
    """A toctree that names a page asks for it, and says where it stands."""
    manual.write(
        {"api.rst": SOURCES["api.rst"] + "\n        .. toctree::\n\n           genindex\n"}
    )
    manual.write(
        {"index.rst": INDEX.replace("   other", "   modindex\n       search\n       other")}
    )
    built = manual.build()
    assert pages(built) == [
        ("index", "Home", None),
        ("api", "API", "index"),
        ("genindex", "Index", "api"),
        ("py-modindex", "Python Module Index", "index"),
        ("search", "Search", "index"),
        ("other", "Other", "index"),
    ]
    assert '<a href="confluence-doc:genindex">Index</a>' in built.text("api.conf")
    without = manual.build(options={"confluence_use_index": False})
    assert "genindex" not in {page[0] for page in pages(without)}
    assert "genindex.conf" not in without.files()


def test_one_of_the_indices(manual):
    """Indices of domains can be wanted by name; those without entries have no page."""
    assert "py-modindex" in {
        page[0]
        for page in pages(manual.build(options={"confluence_domain_indices": "py-modindex"}))
    }
    assert len(pages(manual.build(options={"confluence_domain_indices": ["x-index"]}))) == 3
    manual.write({"api.rst": "API\n===\n"})
    assert len(pages(manual.build(options={"confluence_domain_indices": "yes"}))) == 3


def test_document_of_that_name(manual):
    """A document takes the place of a generated page of its name."""
    manual.conf(ALL)
    manual.write(
        {"genindex.rst": "My index\n========\n\nMine.\n", "index.rst": INDEX + "       genindex\n"}
    )
    built = manual.build()
    assert built.text("genindex.conf") == "<p>Mine.</p>\n"
    assert ("genindex", "My index", "index") in pages(built)


@pytest.mark.parametrize(
    ("files", "removed"),
    [
        ({}, []),
        ({"other.rst": "Other\n=====\n\n.. index:: Antelope\n\nText.\n"}, []),
        ({"other.rst": "Index\n=====\n"}, []),
        ({"index.rst": INDEX.replace("       other\n", "")}, ["other.rst"]),
    ],
    ids=["nothing", "entry", "title of the index", "document gone"],
)
def test_incremental_is_fresh(manual, files, removed):
    """After an edit the pages are as a fresh build makes them, and the output is complete."""
    manual.conf(ALL)
    manual.build()
    manual.write(files)
    for name in removed:
        manual.remove(name)
    again, fresh = manual.build().files(), manual.build(out="fresh").files()
    for built in (again, fresh):
        del built["_pages/.history.json"]
    assert again == fresh
    assert manual.build(options={"confluence_publish": False}).written == set()


def test_no_such_index(manual):
    """A name that is no index is told, with those that there are."""
    manual.conf("confluence_domain_indices = ['py-modindex', 'python-modindex']\n")
    (warning,) = manual.build().warnings
    assert "no index: 'python-modindex'; there are py-modindex" in warning
    assert warning.endswith("[confluence.option]")

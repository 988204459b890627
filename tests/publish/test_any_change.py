"""Whatever changes between two publishes: Confluence is as the documents are then, and no other page is touched."""

from __future__ import annotations

from dataclasses import dataclass

from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st

from sphinx_to_confluence.errors import ConflictError
from sphinx_to_confluence.publish.hindrances import Hindrance
from sphinx_to_confluence.sandbox import Sandbox

NAMES = ("a", "b", "c", "d", "e")
TITLES = ("Ant", "ANT", "Bee", "Cat", "Dog", "Eel", "Fox", "Gnu")


@dataclass(frozen=True)
class Doc:
    """A document: its name, its title, the one above it and its text."""

    name: str
    title: str
    parent: str
    text: str


@st.composite
def projects(draw):
    """Return documents, parents before children, siblings in any order."""
    names = draw(st.permutations(NAMES))[: draw(st.integers(1, len(NAMES)))]
    titles = draw(
        st.lists(
            st.sampled_from(TITLES),
            min_size=len(names),
            max_size=len(names),
            unique_by=str.casefold,
        )
    )
    docs = []
    for name, title in zip(names, titles, strict=True):
        parent = draw(st.sampled_from(["index", *(doc.name for doc in docs)]))
        docs.append(Doc(name, title, parent, draw(st.sampled_from(["one", "two"]))))
    return in_tree_order(docs)


def in_tree_order(docs, parent="index"):
    """Return the documents depth first, as a bundle has them."""
    return [
        each
        for doc in docs
        if doc.parent == parent
        for each in (doc, *in_tree_order(docs, doc.name))
    ]


def write(desk, docs):
    """Make these the documents of the project."""
    desk.pages = {"index": desk.pages["index"]}
    for doc in docs:
        desk.page(doc.name, doc.title, parent=doc.parent, text=doc.text)


def standing(desk, page, ours):
    """Return the pages below a page that have one of these titles, as nested lists of title and text."""
    store = desk.sandbox.store
    return [
        (child.title, store.body(child.id), standing(desk, child, ours))
        for child in store.children(page.id)
        if child.title in ours
    ]


def expected(docs, parent="index"):
    """Return the same for the documents."""
    return [
        (doc.title, f"<p>{doc.text}</p>", expected(docs, doc.name))
        for doc in docs
        if doc.parent == parent
    ]


def check(desk, docs):
    """Assert that Confluence is as the documents are; on Data Center, but for the order."""
    there = standing(desk, desk.remote("Index"), {doc.title for doc in docs})
    wanted = expected(docs)
    if desk.sandbox.flavour == "datacenter":
        there, wanted = any_order(there), any_order(wanted)
    assert there == wanted


def any_order(pages):
    """Return nested lists of pages sorted by title."""
    return sorted((title, text, any_order(below)) for title, text, below in pages)


CHANGES = settings(
    max_examples=20,
    deadline=None,
    phases=[Phase.generate],  # making the example smaller would publish for minutes
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@given(st.lists(projects(), min_size=2, max_size=3), st.data())
@CHANGES
def test_any_change(desk, versions, data):
    """Any tree becomes any other one, in the right order, with the pages of others where they were."""
    with Sandbox() as sandbox:
        publish_all(desk, sandbox, versions, data)


@given(st.lists(projects(), min_size=2, max_size=3), st.data())
@CHANGES
def test_any_change_on_data_center(desk, versions, data):
    """The same there, where the order comes of creation alone."""
    with Sandbox(flavour="datacenter") as sandbox:
        publish_all(desk, sandbox, versions, data)


def publish_all(desk, sandbox, versions, data):
    """Publish versions of a project one after the other, and look at Confluence after each."""
    desk.sandbox = sandbox
    sandbox.add_space("DOC", "Documentation")
    foreign, ids = {}, {}
    for docs in versions:
        note(repr(docs))
        write(desk, docs)
        wishes = {"orphans": data.draw(st.sampled_from(["report", "trash"])), "orphans_limit": 1.0}
        try:
            desk.publish(**wishes)
        except ConflictError:
            # The only thing that can be in the way here: pages of documents that are gone keep their titles.
            assert {each.hindrance for each in desk.plan.conflicts} <= {
                Hindrance.TITLE_ORPHAN,
                Hindrance.TITLE_KEPT,
                Hindrance.ABOVE,
            }
            assert desk.writes == []
            return
        check(desk, docs)
        now = {doc.name: desk.remote(doc.title).id for doc in docs}
        assert {name: ids[name] for name in ids if name in now}.items() <= now.items()
        ids = now
        for page_id, (title, parent_id) in foreign.items():
            page = sandbox.store.page(page_id)
            assert (page.title, page.parent_id, page.version.number) == (title, parent_id, 1)
        report = desk.publish(**wishes)
        assert desk.writes == []
        assert len(report.unchanged) == len(docs) + 1
        above = desk.remote(data.draw(st.sampled_from([doc.title for doc in docs])))
        page = sandbox.add_page("DOC", f"Foreign {len(foreign)}", parent=above)
        foreign[page.id] = (page.title, page.parent_id)
